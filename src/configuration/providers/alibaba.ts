import { alibabaDefaults as defaults } from '../../domain/manifests/providers/alibaba/settings.ts';
import { pattern, perRegion, regions, section, whole, word } from '../shapes.ts';

/** What a region may have of its own, and what is said for all. */
const place = {
  image: word('the id of an image').exactOptional().describe('Machine image; needed.'),
  vSwitch: word('the id of a vSwitch').exactOptional().describe('vSwitch of the machines; needed.'),
  zone: word('the id of a zone').exactOptional().describe('Zone of the vSwitch, which says it itself when left out.'),
  securityGroup: word('the id of a security group').exactOptional().describe('Security group of the machines; needed.'),
  ramRole: word('the name of a RAM role').exactOptional().describe('RAM role by which machines act; needed.'),
};

export const alibabaSection = section({
  ...place,
  bootstrapSecret: pattern(
    /^(?=.*\{cluster\})(?:[a-z0-9.-]|\{cluster\}){1,200}$/,
    'the name of a Kubernetes object with {cluster} in it',
  )
    .default(defaults.bootstrapSecret)
    .describe(
      'Secret in the namespace of the clusters with what a machine runs first to join, one for each cluster: `{cluster}` stands for its name.',
    ),
  diskGiB: whole(20, 2048).default(defaults.diskGiB).describe('System disk of the machines in GiB.'),
  machineType: word('an ECS instance type').default(defaults.machineType).describe('Machine type of the workers.'),
  regions: regions().exactOptional().describe('Regions that the provider knows, in place of its own table.'),
  perRegion: perRegion(place).exactOptional().describe('Settings that differ in a region.'),
})
  .prefault({})
  .describe('Alibaba Cloud; experimental.');
