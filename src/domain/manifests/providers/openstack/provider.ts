import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkOwnRegion } from '../known-regions.ts';
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
    checkOwnRegion(region, 'openstack', configuration.providers.openstack.regions),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers }) => ({
    controlPlane: providers.openstack.controlPlaneMachineType,
    worker: providers.openstack.machineType,
  }),
  // Every OpenStack has flavours of its own.
  checkMachineType: () => [],
  about: {
    identity:
      'A Secret with a `clouds.yaml` in the namespace of the clusters, named by `providers.openstack.identity`; and a Secret of type `addons.cluster.x-k8s.io/resource-set`, named by `providers.openstack.cloudConfig`, that a ClusterResourceSet brings into each cluster for the cloud controller and the driver of volumes.',
    notes: [
      'Regions and flavours are each cloud’s own: list the regions in `providers.openstack.regions`, so that commands mean this provider by them.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.openstack.regions ?? [];
}
