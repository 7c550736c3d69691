import type { Finding } from '../../../finding.ts';
import type { Provider } from '../../provider.ts';
import { noSuchType } from '../machine-type.ts';
import { packetKubeadm } from './kubeadm.ts';

/** Metros of Equinix Metal, as they were. */
const metros: readonly string[] = 'am at ch da dc fr hk ld la md me mi mt mx ny os pa se sg sk sl sp sv sy tr ty'.split(
  ' ',
);

/** Cluster API Provider Packet, for Equinix Metal: known so that it can be refused with the reason. */
export const packet: Provider & { readonly id: 'packet' } = {
  id: 'packet',
  title: 'Equinix Metal (Packet)',
  release: 'Cluster API Provider Packet v0.9.0',
  flavors: [packetKubeadm],
  regions: () => metros,
  // Two letters mean too much: only a named provider means these.
  claims: () => false,
  checkRegion: (region) =>
    metros.includes(region)
      ? []
      : [
          {
            code: 'cluster/region-unknown',
            severity: 'error',
            message: `Equinix Metal has no metro "${region}".`,
            cure: `Use one of ${metros.join(', ')}.`,
          },
        ],
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers }) => ({
    controlPlane: providers.packet.controlPlaneMachineType,
    worker: providers.packet.machineType,
  }),
  checkMachineType,
  about: {
    identity: 'The key of the API (`PACKET_API_KEY`) in the Secret of the provider’s manager.',
    notes: [
      'The provider was deprecated on 2025-04-30 and moved to kubernetes-retired; clusterctl no longer lists it.',
      '`providers.packet.override: true` renders its clusters all the same, for who still runs something like it.',
    ],
  },
  refusal: ({ providers }) =>
    providers.packet.override
      ? undefined
      : {
          code: 'cluster/provider-unavailable',
          severity: 'error',
          message:
            'The provider packet is gone: Equinix Metal ended its service on 2026-06-30, and Cluster API Provider Packet was retired.',
          cure: 'Use another provider of bare metal or machines (hetzner, openstack, vsphere, proxmox), or a cloud (aws, gcp, azure). To render it all the same, set providers.packet.override.',
        },
};

function checkMachineType(type: string): readonly Finding[] {
  if (/^[a-z]\d\.(?:small|medium|large|xlarge|2xlarge)\.(?:x86|arm64|opt)$/.test(type)) return [];
  return [noSuchType(`The machine type "${type}" is not of the form family.size.architecture.`, 'c3.medium.x86')];
}
