import { gcpDefaults as defaults } from '../../domain/manifests/providers/gcp/settings.ts';
import { label, objectName, pattern, printable, regions, section, word } from '../shapes.ts';

export const gcpSection = section({
  project: pattern(
    /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    'the id of a project: 6 to 30 lower-case letters, digits and hyphens',
  )
    .exactOptional()
    .describe('Project that clusters are made in; needed.'),
  network: word('the name of a network').default(defaults.network).describe('Network of the machines.'),
  subnet: word('the name of a subnet')
    .exactOptional()
    .describe('Subnet of the machines of `flavor=kubeadm`, in every region; needed for a network in custom mode.'),
  image: printable()
    .exactOptional()
    .describe('Machine image, or image family, that holds Kubernetes; needed for `flavor=kubeadm`.'),
  serviceAccount: pattern(/^[a-z0-9.-]{1,100}@[a-z0-9.-]{1,150}$/, 'the e-mail address of a service account')
    .exactOptional()
    .describe("Service account of the machines; the project's default one when left out."),
  credentials: section({
    name: objectName().describe('Name of the Secret.'),
    namespace: label().describe('Namespace of the Secret.'),
  })
    .exactOptional()
    .describe("Secret with credentials in the management cluster; the provider's own when left out."),
  controlPlaneMachineType: word('a machine type of Compute Engine')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane.'),
  machineType: word('a machine type of Compute Engine')
    .default(defaults.machineType)
    .describe('Machine type of the workers.'),
  regions: regions().exactOptional().describe('Regions that the provider knows, in place of its own table.'),
})
  .prefault({})
  .describe('Google Cloud.');
