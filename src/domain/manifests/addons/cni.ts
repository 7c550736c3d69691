import { type ClusterSpec, workersIn } from '../../cluster/spec.ts';
import type { Addon } from './install.ts';
import { charts } from './versions.ts';

const comment = 'The network of the pods. Without it no node becomes Ready.';

interface CniNeeds {
  /** Whether Kubernetes divides the network of the pods among the nodes. */
  readonly nodesHavePodNetworks?: boolean;
  /** Machines talk over a network that others can read: Cilium encrypts. */
  readonly encrypted?: boolean;
}

/**
 * The add-on that installs the chosen pod network; none where the provider's service brings one or none was chosen. Where nodes
 * have no pod networks from Kubernetes, Cilium divides the network of the pods itself.
 */
export function cniAddons(
  spec: ClusterSpec,
  { nodesHavePodNetworks = true, encrypted = false }: CniNeeds = {},
): readonly Addon[] {
  switch (spec.cni) {
    case 'none':
    case 'managed':
      return [];
    case 'cilium':
      return [
        {
          suffix: 'cilium',
          chart: charts.cilium,
          values: {
            ipam: nodesHavePodNetworks
              ? { mode: 'kubernetes' }
              : { mode: 'cluster-pool', operator: { clusterPoolIPv4PodCIDRList: [spec.network.pods] } },
            operator: { replicas: machineCount(spec) > 1 ? 2 : 1 },
            ...(encrypted ? { encryption: { enabled: true, type: 'wireguard' } } : {}),
          },
          comment,
        },
      ];
    case 'calico':
      return [
        {
          suffix: 'calico',
          chart: charts.calico,
          values: {
            installation: {
              cni: { type: 'Calico' },
              calicoNetwork: { bgp: 'Disabled', ipPools: [{ cidr: spec.network.pods, encapsulation: 'VXLAN' }] },
            },
          },
          comment,
        },
      ];
  }
}

/** What a pod network needs to pass between machines, for providers that filter it. */
export interface IngressRule {
  readonly description: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly fromPort: number;
  readonly toPort: number;
}

const rules: { readonly cilium: readonly IngressRule[]; readonly calico: readonly IngressRule[] } = {
  cilium: [
    { description: 'Cilium VXLAN', protocol: 'udp', fromPort: 8472, toPort: 8472 },
    { description: 'Cilium health', protocol: 'tcp', fromPort: 4240, toPort: 4240 },
    { description: 'Cilium health (ping)', protocol: 'icmp', fromPort: -1, toPort: -1 },
    { description: 'Hubble', protocol: 'tcp', fromPort: 4244, toPort: 4244 },
  ],
  calico: [
    { description: 'Calico VXLAN', protocol: 'udp', fromPort: 4789, toPort: 4789 },
    { description: 'Calico Typha', protocol: 'tcp', fromPort: 5473, toPort: 5473 },
  ],
};

/** The rules of the chosen pod network; none where it is not ours. */
export function cniIngress({ cni }: ClusterSpec): readonly IngressRule[] {
  return cni === 'cilium' || cni === 'calico' ? rules[cni] : [];
}

function machineCount(spec: ClusterSpec): number {
  return spec.controlPlane.replicas + workersIn(spec.pools);
}
