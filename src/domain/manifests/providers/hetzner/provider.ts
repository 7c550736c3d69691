import type { Configuration } from '../../../access/configuration.ts';
import type { Finding } from '../../../finding.ts';
import { didYouMean } from '../../../text/suggest.ts';
import type { MachineRole, Provider } from '../../provider.ts';
import { checkKnownRegion } from '../known-regions.ts';
import { noSuchType, unknownType } from '../machine-type.ts';
import { hetznerKubeadm } from './kubeadm.ts';

/** Locations of Hetzner Cloud, which are those that HetznerCluster takes. */
const locations: readonly string[] = ['fsn1', 'nbg1', 'hel1', 'ash', 'hil', 'sin'];

/** Server types as of August 2026. */
const types: readonly string[] = [
  ...['cx22', 'cx23', 'cx32', 'cx33', 'cx42', 'cx43', 'cx52', 'cx53'],
  ...['cpx11', 'cpx21', 'cpx31', 'cpx41', 'cpx51', 'cpx12', 'cpx22', 'cpx32', 'cpx42', 'cpx52', 'cpx62'],
  ...['cax11', 'cax21', 'cax31', 'cax41', 'ccx13', 'ccx23', 'ccx33', 'ccx43', 'ccx53', 'ccx63'],
];

/** Cluster API Provider Hetzner (Syself), cloud servers. */
export const hetzner: Provider & { readonly id: 'hetzner' } = {
  id: 'hetzner',
  title: 'Hetzner Cloud',
  release: 'Cluster API Provider Hetzner v1.1.8',
  flavors: [hetznerKubeadm],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) =>
    // The schema of HetznerCluster lists the locations: another one would be refused.
    checkKnownRegion(region, 'Hetzner Cloud', { known: regions(configuration), configured: false, shape: /^$/ }),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers }) => ({
    controlPlane: providers.hetzner.controlPlaneMachineType,
    worker: providers.hetzner.machineType,
  }),
  checkMachineType,
  about: {
    identity:
      'A Secret with the token of the project in the namespace of the clusters, named by `providers.hetzner.secret`. The provider copies it into each cluster, where the cloud controller and the driver of volumes use it.',
    notes: [
      'Hetzner has no images with Kubernetes: build a snapshot for each version and label it `caph-image-name`.',
      'The machines talk to each other over public addresses, so Cilium encrypts the network of the pods with WireGuard. Calico does not.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.hetzner.regions ?? locations;
}

function checkMachineType(type: string, role: MachineRole): readonly Finding[] {
  if (!/^c(ax|cx|px|x)\d{2}$/.test(type)) {
    return [noSuchType(`Hetzner Cloud has no server type "${type}".`, 'cpx31', didYouMean(type, types))];
  }
  if (role === 'control plane' && type === 'cx11') {
    return [
      noSuchType(`The server type "${type}" is too small for a control plane: kubeadm needs two processors.`, 'cpx31'),
    ];
  }
  return types.includes(type) ? [] : [unknownType(type, types)];
}
