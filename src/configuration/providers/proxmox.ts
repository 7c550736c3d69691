import { proxmoxDefaults as defaults } from '../../domain/manifests/providers/proxmox/settings.ts';
import { address, list, objectName, pattern, printable, regions, section, whole, word } from '../shapes.ts';

export const proxmoxSection = section({
  credentials: objectName()
    .exactOptional()
    .describe(
      "Secret with the address and the token of Proxmox, in the namespace of the clusters; the provider's own when left out.",
    ),
  sourceNode: word('the name of a node').exactOptional().describe('Node that holds the template; needed.'),
  templateId: whole(100, 999_999_999).exactOptional().describe('Id of the template that holds Kubernetes; needed.'),
  allowedNodes: list(word('the name of a node'), 'nodes', 1, 100)
    .exactOptional()
    .describe('Nodes on which machines may be made; all when left out.'),
  addresses: list(
    pattern(/^[0-9a-fA-F.:]{2,39}(?:-[0-9a-fA-F.:]{2,39})?(?:\/\d{1,3})?$/, 'an address, a range or a network'),
    'addresses',
    1,
    50,
  )
    .exactOptional()
    .describe('Addresses that machines get, such as 10.10.10.20-10.10.10.60; needed.'),
  prefix: whole(1, 128).default(defaults.prefix).describe('Length of the prefix of their network.'),
  gateway: address().exactOptional().describe('Gateway of the machines; needed.'),
  dnsServers: list(address(), 'addresses', 1, 5)
    .default([...defaults.dnsServers])
    .describe('DNS servers of the machines.'),
  bridge: word('the name of a bridge').default(defaults.bridge).describe('Bridge of the machines.'),
  disk: word('the name of a disk').default(defaults.disk).describe('Disk that the machine starts from.'),
  sshPublicKey: printable().exactOptional().describe('SSH public key of root; no SSH access when left out.'),
  controlPlaneMachineType: word('a size such as 2cpu-8gb-40gb')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane: processors, memory, disk.'),
  machineType: word('a size such as 4cpu-16gb-60gb')
    .default(defaults.machineType)
    .describe('Machine type of the workers: processors, memory, disk.'),
  regions: regions().exactOptional().describe('Words that mean this provider.'),
})
  .prefault({})
  .describe('Proxmox VE.');
