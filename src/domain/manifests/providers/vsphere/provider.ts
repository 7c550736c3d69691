import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkOwnRegion } from '../known-regions.ts';
import { checkMachineSize } from '../machine-size.ts';
import { vsphereKubeadm } from './kubeadm.ts';

/** Cluster API Provider vSphere. */
export const vsphere: Provider & { readonly id: 'vsphere' } = {
  id: 'vsphere',
  title: 'VMware vSphere',
  release: 'Cluster API Provider vSphere v1.16.1',
  flavors: [vsphereKubeadm],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) => checkOwnRegion(region, 'vsphere', configuration.providers.vsphere.regions),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers }) => ({
    controlPlane: providers.vsphere.controlPlaneMachineType,
    worker: providers.vsphere.machineType,
  }),
  checkMachineType: checkMachineSize,
  about: {
    identity:
      'A `VSphereClusterIdentity` (or a `Secret` in the namespace of the clusters) by name, `providers.vsphere.identity`; and a Secret of type `addons.cluster.x-k8s.io/resource-set`, `providers.vsphere.cloudConfig`, that a ClusterResourceSet brings into each cluster for the cloud controller.',
    notes: [
      'Regions are datacenters: list them in `providers.vsphere.regions`, so that commands mean this provider by them.',
      'vSphere makes no load balancer: each command gives the address of its API server with `endpoint=`, and kube-vip holds it.',
      'A machine type is a size: `4cpu-16gb-60gb` is four processors, 16 GB of memory and a disk of 60 GB.',
      'The cloud controller is installed; the driver of volumes has no chart: install it from `kubernetes-sigs/vsphere-csi-driver`.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.vsphere.regions ?? [];
}
