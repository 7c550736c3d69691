import { alibabaDefaults as defaults } from '../../domain/manifests/providers/alibaba/settings.ts';
import { objectName, regions, section, word } from '../shapes.ts';

export const alibabaSection = section({
  image: word('the id of an image').exactOptional().describe('Machine image; needed.'),
  vSwitch: word('the id of a vSwitch').exactOptional().describe('vSwitch of the machines; needed.'),
  securityGroup: word('the id of a security group').exactOptional().describe('Security group of the machines; needed.'),
  ramRole: word('the name of a RAM role').exactOptional().describe('RAM role by which machines act; needed.'),
  zone: word('the id of a zone').exactOptional().describe("Zone of the machines; the vSwitch's when left out."),
  bootstrapSecret: objectName()
    .exactOptional()
    .describe('Secret in the namespace of the clusters with what a machine runs first to join; needed.'),
  machineType: word('an ECS instance type').default(defaults.machineType).describe('Machine type of the workers.'),
  regions: regions().exactOptional().describe('Regions that the provider knows, in place of its own table.'),
})
  .prefault({})
  .describe('Alibaba Cloud; experimental.');
