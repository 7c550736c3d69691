import { awsDefaults as defaults } from '../../domain/manifests/providers/aws/settings.ts';
import { choice, cidr, flag, list, objectName, pattern, printable, regions, section, word } from '../shapes.ts';

const key = () =>
  pattern(
    /^arn:aws[a-z-]{0,12}:kms:[a-z0-9-]{4,30}:\d{12}:key\/[A-Za-z0-9-]{1,64}$/,
    'the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/mrk-1234',
  );
const role = () =>
  pattern(
    /^arn:aws[a-z-]{0,12}:iam::\d{12}:role\/[A-Za-z0-9+=,.@_/-]{1,576}$/,
    'the ARN of an IAM role, such as arn:aws:iam::111122223333:role/ebs-csi',
  );

export const awsSection = section({
  sshKeyName: printable().exactOptional().describe('Name of the EC2 key pair; no SSH access when left out.'),
  identity: section({
    kind: choice('AWSClusterControllerIdentity', 'AWSClusterRoleIdentity', 'AWSClusterStaticIdentity')
      .default(defaults.identity.kind)
      .describe('Kind of the identity.'),
    name: objectName().default(defaults.identity.name).describe('Name of the identity.'),
  })
    .prefault({})
    .describe('Identity of the provider that clusters refer to; its credentials stay in the management cluster.'),
  controlPlaneMachineType: word('an EC2 instance type')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane.'),
  machineType: word('an EC2 instance type').default(defaults.machineType).describe('Machine type of the workers.'),
  eks: section({
    secretsKeys: list(key(), 'ARNs of KMS keys', 1, 50)
      .exactOptional()
      .describe('KMS keys that Secrets are encrypted with, one for each region; keys of AWS when left out.'),
    publicEndpoint: flag()
      .default(defaults.eks.publicEndpoint)
      .describe('Whether the API server answers from outside the VPC too.'),
    publicCidrs: list(cidr(), 'networks', 1, 40)
      .exactOptional()
      .describe('Networks that the API server answers from outside the VPC; anywhere when left out.'),
    ebsRole: role()
      .exactOptional()
      .describe('IAM role of the EBS driver; without it `flavor=eks` has no driver for persistent volumes.'),
  })
    .prefault({})
    .describe('Clusters of EKS.'),
  regions: regions().exactOptional().describe('Regions that the provider knows, in place of its own table.'),
})
  .prefault({})
  .describe('Amazon Web Services.');
