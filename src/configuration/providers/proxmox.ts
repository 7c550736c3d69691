import { z } from 'zod';
import { proxmoxDefaults as defaults } from '../../domain/manifests/providers/proxmox/settings.ts';
import {
  ipv4,
  ipv4Range,
  list,
  objectName,
  pattern,
  perRegion,
  printable,
  regions,
  section,
  whole,
  word,
} from '../shapes.ts';

const node = () => word('the name of a node');
const tag = () =>
  pattern(
    /^(?:\w|\{version\})(?:[\w+.-]|\{version\}){0,100}$/,
    'a tag of Proxmox: letters, digits, _, +, . and -, with braces only in {version}',
  );
const prefix = () => whole(8, 30).describe('Length of the prefix of their network.');
const dnsServers = () => list(ipv4(), 'addresses', 1, 5).describe('DNS servers of the machines.');
const bridge = () => word('the name of a bridge').describe('Bridge of the machines.');

/** What a region may have of its own, and what is said for all. */
const place = {
  credentials: objectName()
    .exactOptional()
    .describe(
      "Secret with the address and the token of Proxmox, in the namespace of the clusters; the provider's own when left out.",
    ),
  template: section({
    tags: list(tag(), 'tags', 1, 20)
      .exactOptional()
      .describe('Tags that one template has; `{version}` stands for the version of Kubernetes.'),
    node: node().exactOptional().describe('Node that holds it, where no tags say which it is.'),
    id: whole(100, 999_999_999).exactOptional().describe('Its id on that node.'),
  })
    .exactOptional()
    .describe('Virtual machine template that holds Kubernetes: by its tags, or by node and id; needed.'),
  allowedNodes: list(node(), 'nodes', 1, 100)
    .exactOptional()
    .describe('Nodes on which machines may be made; all when left out.'),
  addresses: z
    .record(ipv4(), list(ipv4Range(), 'addresses', 1, 50), { error: 'a mapping of addresses to lists of addresses' })
    .exactOptional()
    .describe(
      'Addresses of API servers that commands may give, each with those of the machines of its cluster, such as `10.10.10.10: [10.10.10.20-10.10.10.60]`; needed.',
    ),
  gateway: ipv4().exactOptional().describe('Gateway of the machines; needed.'),
  vlan: whole(1, 4094).exactOptional().describe('VLAN of the machines.'),
  storage: word('the name of a storage')
    .exactOptional()
    .describe("Storage of the machines; the template's when left out."),
  pool: word('the name of a pool').exactOptional().describe('Pool of Proxmox that machines are put into.'),
};

export const proxmoxSection = section({
  ...place,
  prefix: prefix().default(defaults.prefix),
  dnsServers: dnsServers().default([...defaults.dnsServers]),
  bridge: bridge().default(defaults.bridge),
  disk: word('the name of a disk').default(defaults.disk).describe('Disk that the machine starts from.'),
  sshPublicKey: printable().exactOptional().describe('SSH public key of root; no SSH access when left out.'),
  controlPlaneMachineType: word('a size such as 2cpu-8gb-40gb')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane: processors, memory, disk.'),
  machineType: word('a size such as 4cpu-16gb-60gb')
    .default(defaults.machineType)
    .describe('Machine type of the workers: processors, memory, disk.'),
  regions: regions().exactOptional().describe('Words that mean this provider.'),
  perRegion: perRegion({
    ...place,
    prefix: prefix().exactOptional(),
    dnsServers: dnsServers().exactOptional(),
    bridge: bridge().exactOptional(),
  })
    .exactOptional()
    .describe('Words that mean this provider, each with the settings that differ there.'),
})
  .prefault({})
  .describe('Proxmox VE.');
