import type { Configuration } from '../../../access/configuration.ts';
import type { Finding } from '../../../finding.ts';
import type { Provider } from '../../provider.ts';
import { checkKnownRegion } from '../known-regions.ts';
import { noSuchType } from '../machine-type.ts';
import { alibabaExternal } from './external.ts';

/** Regions of Alibaba Cloud. Source: Elastic Compute Service, "Regions and zones". */
const known: readonly string[] = [
  ...[
    'cn-beijing',
    'cn-chengdu',
    'cn-fuzhou',
    'cn-guangzhou',
    'cn-hangzhou',
    'cn-heyuan',
    'cn-hongkong',
    'cn-huhehaote',
  ],
  ...['cn-nanjing', 'cn-qingdao', 'cn-shanghai', 'cn-shenzhen', 'cn-wuhan-lr', 'cn-wulanchabu', 'cn-zhangjiakou'],
  ...[
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-southeast-1',
    'ap-southeast-3',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
  ],
  ...['eu-central-1', 'eu-west-1', 'me-central-1', 'me-east-1', 'na-south-1', 'us-east-1', 'us-west-1'],
];

/** Cluster API for Alibaba Cloud: unofficial, workers only. */
export const alibaba: Provider & { readonly id: 'alibaba' } = {
  id: 'alibaba',
  title: 'Alibaba Cloud',
  release: 'openshift-capi-alicloud v0.1',
  experimental:
    'it is unofficial and in its alpha, and makes workers only, which join a control plane that is there already.',
  flavors: [alibabaExternal],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  setUp: ({ providers }) => providers.alibaba.vSwitch !== undefined,
  checkRegion: (region, configuration) =>
    checkKnownRegion(region, 'Alibaba Cloud', {
      known: regions(configuration),
      configured: configuration.providers.alibaba.regions !== undefined,
      shape: /^[a-z]{2}-[a-z]{3,14}(-[a-z0-9]{1,3})?$/,
    }),
  defaultFlavor: () => 'external',
  machineTypes: ({ providers }) => ({ controlPlane: '', worker: providers.alibaba.machineType }),
  checkMachineType,
  about: {
    identity: 'The credentials of the controller itself: a RAM role or a Secret of its own namespace.',
    notes: [
      'Several of its regions have names that AWS has too: AWS comes first in `providers.order`, so name `provider=alibaba` for those. Once it is set up, a request for such a region says so.',
      'The add-ons of the cluster are those of its control plane: none is installed.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.alibaba.regions ?? known;
}

function checkMachineType(type: string): readonly Finding[] {
  if (/^ecs\.[a-z0-9-]{1,16}\.(?:\d{0,3}xlarge|large|small|medium|metal)$/.test(type)) return [];
  const bare = /^[a-z0-9-]{1,16}\.\d{0,3}x?large$/.test(type) ? `ecs.${type}` : undefined;
  return [noSuchType(`The machine type "${type}" is not of the form ecs.family.size.`, 'ecs.g7.xlarge', bare)];
}
