import { hetznerDefaults as defaults } from '../../domain/manifests/providers/hetzner/settings.ts';
import { fillable, list, objectName, printable, regions, section, word } from '../shapes.ts';

export const hetznerSection = section({
  secret: section({
    name: objectName().default(defaults.secret.name).describe('Name of the Secret.'),
    key: word('a key of the Secret').default(defaults.secret.key).describe('Key under which the token stands.'),
  })
    .prefault({})
    .describe('Secret with the token of the project, in the namespace of the clusters.'),
  image: fillable()
    .exactOptional()
    .describe(
      'Machine image that holds Kubernetes: the name of a snapshot, or its label `caph-image-name`; `{version}` stands for the version of Kubernetes; needed.',
    ),
  sshKeys: list(printable(), 'names of SSH keys', 0, 20)
    .default([...defaults.sshKeys])
    .describe('Names of SSH keys of the project that machines accept; no SSH access when left out.'),
  controlPlaneMachineType: word('a server type')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane.'),
  machineType: word('a server type').default(defaults.machineType).describe('Machine type of the workers.'),
  regions: regions().exactOptional().describe('Regions that the provider knows, in place of its own table.'),
})
  .prefault({})
  .describe('Hetzner Cloud.');
