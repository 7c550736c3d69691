import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkOwnRegion } from '../known-regions.ts';
import { ownRegions } from '../per-region.ts';
import { openstackKubeadm } from './kubeadm.ts';

/** Cluster API Provider OpenStack. */
export const openstack: Provider & { readonly id: 'openstack' } = {
  id: 'openstack',
  title: 'OpenStack',
  release: 'Cluster API Provider OpenStack v0.14.7',
  flavors: [openstackKubeadm],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) =>
    checkOwnRegion(region, 'openstack', ownRegions(configuration.providers.openstack)),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers }) => ({
    controlPlane: providers.openstack.controlPlaneMachineType,
    worker: providers.openstack.machineType,
  }),
  // Every OpenStack has flavors of its own.
  checkMachineType: () => [],
  about: {
    identity:
      'A Secret with a `clouds.yaml` in the namespace of the clusters, named by `providers.openstack.identity`; and a Secret of type `addons.cluster.x-k8s.io/resource-set`, named by `providers.openstack.cloudConfig`, that a ClusterResourceSet brings into each cluster for the cloud controller and the driver of volumes. `providers.openstack.perRegion` names others where a region needs them.',
    notes: [
      'Regions and flavors are each cloud’s own: list the regions in `providers.openstack.regions` or `perRegion`, so that commands mean this provider by them. Commands write them in lower case; `perRegion.regionone.name: RegionOne` says what OpenStack calls one.',
      'Images are built for each version of Kubernetes: `providers.openstack.image: ubuntu-2404-kube-v{version}`.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return ownRegions(configuration.providers.openstack) ?? [];
}
