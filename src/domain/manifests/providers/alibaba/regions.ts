/** Regions of Alibaba Cloud, as of August 2026. Source: Elastic Compute Service, "Regions and zones". */
export const alibabaRegions: readonly string[] = [
  ...words('cn-beijing cn-chengdu cn-fuzhou cn-guangzhou cn-hangzhou cn-heyuan cn-hongkong cn-huhehaote cn-nanjing'),
  ...words('cn-qingdao cn-shanghai cn-shenzhen cn-wuhan-lr cn-wulanchabu cn-zhangjiakou cn-zhengzhou-jva cn-zhongwei'),
  ...words('ap-northeast-1 ap-northeast-2'),
  ...words('ap-southeast-1 ap-southeast-3 ap-southeast-5 ap-southeast-6 ap-southeast-7 ap-southeast-8'),
  ...words('eu-central-1 eu-west-1 eu-west-2 me-central-1 me-east-1 na-south-1 us-east-1 us-west-1'),
];

export const alibabaRegionShape = /^[a-z]{2}-[a-z]{3,14}(-[a-z0-9]{1,3})?$/;

function words(text: string): readonly string[] {
  return text.split(' ');
}
