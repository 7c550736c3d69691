import type { ClusterSpec } from '../../../cluster/spec.ts';
import { cniAddons } from '../../addons/cni.ts';
import { addonPrerequisites } from '../../addons/install.ts';
import { kubeVipImage } from '../../addons/versions.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { checkImageVersion, fillIn } from '../machine-image.ts';
import { missingSettings, type NeededSetting } from '../missing-settings.ts';
import { inRegion } from '../per-region.ts';
import { checkAddresses, machineAddresses } from './addresses.ts';
import { apiVersion } from './api-version.ts';
import { controlPlaneNeeds, machineTemplate, workerNeeds } from './machines.ts';
import type { ProxmoxSettings } from './settings.ts';

/** Virtual machines of Proxmox VE with a kubeadm control plane. Field names: Cluster API Provider Proxmox v0.9. */
export const proxmoxKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'virtual machines of Proxmox VE with a kubeadm control plane behind kube-vip',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  // A virtual machine's name is a host name of 63 characters, to which Cluster API shortens.
  longestName: 40,
  leastWorkers: 0,
  pools: ofMachineDeployments,
  minors: [31, 34],
  needsEndpoint: true,
  check: (spec, { providers }) => {
    const settings = inRegion(providers.proxmox, spec.region);
    return [
      ...missingSettings('proxmox', needed(settings)),
      ...checkImageVersion('proxmox', 'template.tags', settings.template?.tags?.join(' '), spec),
      ...checkAddresses(spec, settings),
    ];
  },
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'ProxmoxCluster',
      machines: 'ProxmoxMachineTemplate',
      addons: cniAddons(spec).length,
      healthChecks: true,
    }),
  parts: (spec, { providers }) => {
    const settings = inRegion(providers.proxmox, spec.region);
    return kubeadmParts(spec, {
      infrastructure: proxmoxClusterPart(spec, settings),
      machines: (stem, type) => machineTemplate(spec, settings, stem, type),
      controlPlane: () => controlPlaneNeeds(spec, settings),
      worker: () => workerNeeds(settings),
      addons: cniAddons(spec),
      healthChecks: true,
    });
  },
  derivedValues: () => ({ kubeVipImage }),
  prerequisites: (spec, { providers }) => {
    const settings = inRegion(providers.proxmox, spec.region);
    const { credentials, bridge, vlan } = settings;
    const network = vlan === undefined ? `behind the bridge ${bridge}` : `behind the bridge ${bridge} in VLAN ${vlan}`;
    const addresses = machineAddresses(spec, settings)?.join(', ') ?? 'those of providers.proxmox.addresses';
    return [
      credentials === undefined
        ? "The provider's own credentials in the management cluster may make machines."
        : `The Secret "${credentials}" in the namespace "${spec.namespace}" holds the address and the token of Proxmox.`,
      `${templateOf(spec, settings)} holds Kubernetes ${spec.kubernetesVersion}, cloud-init and the QEMU guest agent.`,
      `The address ${spec.endpoint ?? 'of endpoint='} and ${addresses} are free ${network}, and no DHCP server hands them out.`,
      'The in-cluster IPAM provider of Cluster API runs in the management cluster.',
      ...addonPrerequisites(spec, cniAddons(spec)),
    ];
  },
};

function needed({ template = {}, addresses, gateway }: ProxmoxSettings): readonly NeededSetting[] {
  const { tags, node, id } = template;
  const byId: readonly NeededSetting[] = [
    { key: 'template.node', given: node, what: 'the node that holds the template', example: 'pve1' },
    { key: 'template.id', given: id, what: 'the id of the template', example: '9000' },
  ];
  const byTags: NeededSetting = {
    key: 'template.tags',
    given: tags,
    what: 'the tags of the template, which has to be there for each version of Kubernetes',
    example: '["kube-v{version}"]',
  };
  return [
    ...(tags === undefined && (node ?? id) !== undefined ? byId : [byTags]),
    {
      key: 'addresses',
      given: addresses,
      what: 'the addresses of API servers, each with those of the machines of its cluster',
      example: '{"10.10.10.10": ["10.10.10.20-10.10.10.60"]}',
    },
    { key: 'gateway', given: gateway, what: 'the gateway of the machines', example: '10.10.10.1' },
  ];
}

function templateOf(spec: ClusterSpec, { template: { tags, node, id } = {} }: ProxmoxSettings): string {
  if (tags === undefined && id !== undefined) return `The template ${id} on the node "${node}"`;
  const named = tags?.map((tag) => fillIn(tag, spec)).join(', ') ?? '<providers.proxmox.template.tags>';
  return `The one template with the tags ${named}`;
}

function proxmoxClusterPart(spec: ClusterSpec, settings: ProxmoxSettings): Part {
  const { credentials, allowedNodes, prefix, gateway, dnsServers } = settings;
  return {
    file: 'cluster',
    manifest: {
      apiVersion,
      kind: 'ProxmoxCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        controlPlaneEndpoint: spec.endpoint === undefined ? undefined : { host: spec.endpoint, port: 6443 },
        credentialsRef: credentials === undefined ? undefined : { name: credentials, namespace: spec.namespace },
        allowedNodes,
        dnsServers,
        ipv4Config: { addresses: machineAddresses(spec, settings) ?? [], prefix, gateway: gateway ?? '' },
      },
    },
    comments: {
      'spec/controlPlaneEndpoint':
        'Held by kube-vip on the machines of the control plane: Proxmox makes no load balancer.',
      'spec/credentialsRef': 'Proxmox by reference: no token stands in Git.',
      'spec/ipv4Config/addresses': 'Of the machines of this cluster alone: a pool is made of them.',
    },
  };
}
