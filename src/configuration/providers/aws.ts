import { awsDefaults as defaults } from '../../domain/manifests/providers/aws/settings.ts';
import { choice, objectName, printable, regions, section, word } from '../shapes.ts';

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
  regions: regions().exactOptional().describe('Regions that the provider knows, in place of its own table.'),
})
  .prefault({})
  .describe('Amazon Web Services.');
