import { vsphereDefaults as defaults } from '../../domain/manifests/providers/vsphere/settings.ts';
import {
  address,
  addressRange,
  choice,
  fillable,
  list,
  objectName,
  pattern,
  perRegion,
  printable,
  regions,
  section,
  word,
} from '../shapes.ts';

/** What a datacenter may have of its own, and what is said for all. */
const place = {
  server: word('a host name').exactOptional().describe('Host name of vCenter; needed.'),
  thumbprint: pattern(/^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){19,31}$/, 'the fingerprint of a certificate')
    .exactOptional()
    .describe("Fingerprint of vCenter's certificate, which is not checked when left out."),
  template: fillable()
    .exactOptional()
    .describe(
      'Virtual machine template that holds Kubernetes; `{version}` stands for the version of Kubernetes; needed.',
    ),
  datastore: printable().exactOptional().describe('Datastore of the machines.'),
  storagePolicy: printable().exactOptional().describe('Storage policy of the machines.'),
  folder: printable().exactOptional().describe('Folder of the machines.'),
  resourcePool: printable().exactOptional().describe('Resource pool of the machines.'),
  network: printable().exactOptional().describe('Network of the machines; needed.'),
  addressPool: section({
    kind: choice('InClusterIPPool', 'GlobalInClusterIPPool').describe('Kind of the pool.'),
    name: objectName().describe('Name of the pool.'),
  })
    .exactOptional()
    .describe('Pool of an IPAM provider that machines get addresses from; DHCP when left out.'),
  dnsServers: list(address(), 'addresses', 1, 3)
    .exactOptional()
    .describe('DNS servers of machines with addresses from a pool.'),
  endpoints: list(addressRange(), 'addresses', 1, 50)
    .exactOptional()
    .describe('Addresses that commands may give to API servers, such as 10.1.2.10-10.1.2.40; any when left out.'),
};

export const vsphereSection = section({
  ...place,
  identity: section({
    kind: choice('VSphereClusterIdentity', 'Secret').default(defaults.identity.kind).describe('Kind of the identity.'),
    name: objectName().default(defaults.identity.name).describe('Name of the identity.'),
  })
    .prefault({})
    .describe('Identity of the provider that clusters refer to; its credentials stay in the management cluster.'),
  cloudSecret: objectName()
    .default(defaults.cloudSecret)
    .describe(
      'Secret of type addons.cluster.x-k8s.io/resource-set that holds a Secret `vsphere-cloud-secret` with the credentials of the cloud controller.',
    ),
  sshPublicKey: printable().exactOptional().describe('SSH public key of the user `capv`; no SSH access when left out.'),
  controlPlaneMachineType: word('a size such as 2cpu-8gb-40gb')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane: processors, memory, disk.'),
  machineType: word('a size such as 4cpu-16gb-60gb')
    .default(defaults.machineType)
    .describe('Machine type of the workers: processors, memory, disk.'),
  regions: regions().exactOptional().describe('Datacenters.'),
  perRegion: perRegion({
    datacenter: printable().exactOptional().describe('Name or inventory path of the datacenter in vCenter.'),
    ...place,
  })
    .exactOptional()
    .describe('Datacenters, each with the settings that differ there.'),
})
  .prefault({})
  .describe('VMware vSphere.');
