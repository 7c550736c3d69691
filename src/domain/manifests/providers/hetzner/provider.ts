import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkKnownRegion } from '../known-regions.ts';
import { hetznerKubeadm } from './kubeadm.ts';
import { checkHetznerMachineType } from './machine-types.ts';
import { hetznerLocations } from './regions.ts';

/** Cluster API Provider Hetzner (Syself), cloud servers. */
export const hetzner: Provider & { readonly id: 'hetzner' } = {
  id: 'hetzner',
  title: 'Hetzner Cloud',
  release: 'Cluster API Provider Hetzner v1.1.8',
  flavors: [hetznerKubeadm],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) =>
    checkKnownRegion(region, 'Hetzner Cloud', {
      known: regions(configuration),
      configured: configuration.providers.hetzner.regions !== undefined,
      // A location that the schema does not list would be refused, however plausible it looks.
      shape: /^(?!)/,
    }),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers }) => ({
    controlPlane: providers.hetzner.controlPlaneMachineType,
    worker: providers.hetzner.machineType,
  }),
  checkMachineType: checkHetznerMachineType,
  about: {
    identity:
      'A Secret with the token of the project in the namespace of the clusters, named by `providers.hetzner.secret`. The provider copies it into each cluster, where the cloud controller and the driver of volumes use it.',
    notes: [
      'Hetzner has no images with Kubernetes: build a snapshot for each version, with [image-builder](https://image-builder.sigs.k8s.io/capi/providers/hcloud) or Packer, and name it in `providers.hetzner.image`; `{version}` stands for the version of Kubernetes. With a snapshot for each architecture, `cax` types (ARM) work with the same name.',
      'The machines talk to each other over public addresses, so Cilium encrypts the network of the pods with WireGuard. Calico does not.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.hetzner.regions ?? hetznerLocations;
}
