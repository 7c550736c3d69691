import { vsphereDefaults as defaults } from '../../domain/manifests/providers/vsphere/settings.ts';
import { choice, objectName, pattern, printable, regions, section, word } from '../shapes.ts';

export const vsphereSection = section({
  server: word('a host name').exactOptional().describe('Host name of vCenter; needed.'),
  thumbprint: pattern(/^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){19,31}$/, 'the fingerprint of a certificate')
    .exactOptional()
    .describe("Fingerprint of vCenter's certificate; left out when it is signed by a known authority."),
  identity: section({
    kind: choice('VSphereClusterIdentity', 'Secret').default(defaults.identity.kind).describe('Kind of the identity.'),
    name: objectName().default(defaults.identity.name).describe('Name of the identity.'),
  })
    .prefault({})
    .describe('Identity of the provider that clusters refer to; its credentials stay in the management cluster.'),
  cloudConfig: objectName()
    .default(defaults.cloudConfig)
    .describe('Secret of type addons.cluster.x-k8s.io/resource-set with the settings of the cloud controller.'),
  template: printable().exactOptional().describe('Virtual machine template that holds Kubernetes; needed.'),
  datastore: printable().exactOptional().describe('Datastore of the machines.'),
  folder: printable().exactOptional().describe('Folder of the machines.'),
  resourcePool: printable().exactOptional().describe('Resource pool of the machines.'),
  network: printable().exactOptional().describe('Network of the machines, with DHCP; needed.'),
  sshPublicKey: printable().exactOptional().describe('SSH public key of the user `capv`; no SSH access when left out.'),
  controlPlaneMachineType: word('a size such as 2cpu-8gb-40gb')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane: processors, memory, disk.'),
  machineType: word('a size such as 4cpu-16gb-60gb')
    .default(defaults.machineType)
    .describe('Machine type of the workers: processors, memory, disk.'),
  regions: regions().exactOptional().describe('Datacenters.'),
})
  .prefault({})
  .describe('VMware vSphere.');
