import type { ClusterSpec } from '../../cluster/spec.ts';
import { podCidr } from '../core/cluster.ts';
import type { Part } from '../manifest.ts';
import { helmChartPart } from './helm-chart.ts';
import { charts } from './versions.ts';

const comment = 'The network of the pods. Without it no node becomes Ready.';

/** The add-on that installs the chosen CNI; none when none was chosen. */
export function cniParts(spec: ClusterSpec): readonly Part[] {
  switch (spec.cni) {
    case 'none':
      return [];
    case 'cilium':
      return [
        helmChartPart(
          spec,
          'cilium',
          charts.cilium,
          { ipam: { mode: 'kubernetes' }, operator: { replicas: machineCount(spec) > 1 ? 2 : 1 } },
          comment,
        ),
      ];
    case 'calico':
      return [
        helmChartPart(
          spec,
          'calico',
          charts.calico,
          {
            installation: {
              cni: { type: 'Calico' },
              calicoNetwork: { bgp: 'Disabled', ipPools: [{ cidr: podCidr, encapsulation: 'VXLAN' }] },
            },
          },
          comment,
        ),
      ];
  }
}

/** What a CNI needs to pass between machines, for providers that filter it. */
export interface IngressRule {
  readonly description: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly fromPort: number;
  readonly toPort: number;
}

export const cniIngress: { readonly cilium: readonly IngressRule[]; readonly calico: readonly IngressRule[] } = {
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

function machineCount(spec: ClusterSpec): number {
  return spec.controlPlane.replicas + spec.pools.reduce((sum, pool) => sum + pool.replicas, 0);
}
