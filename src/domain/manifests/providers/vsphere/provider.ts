import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkOwnRegion } from '../known-regions.ts';
import { checkMachineSize } from '../machine-size.ts';
import { ownRegions } from '../per-region.ts';
import { vsphereKubeadm } from './kubeadm.ts';

/** `VSphereMachine` has at least two processors, whatever its role. */
const leastProcessors = 2;

/** Cluster API Provider vSphere. */
export const vsphere: Provider & { readonly id: 'vsphere' } = {
  id: 'vsphere',
  title: 'VMware vSphere',
  release: 'Cluster API Provider vSphere v1.16.1',
  flavors: [vsphereKubeadm],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) =>
    checkOwnRegion(region, 'vsphere', ownRegions(configuration.providers.vsphere)),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers }) => ({
    controlPlane: providers.vsphere.controlPlaneMachineType,
    worker: providers.vsphere.machineType,
  }),
  checkMachineType: (type, role) => checkMachineSize(type, role, leastProcessors),
  about: {
    identity:
      'A `VSphereClusterIdentity` (or a `Secret` in the namespace of the clusters) by name, `providers.vsphere.identity`; and a Secret of type `addons.cluster.x-k8s.io/resource-set`, `providers.vsphere.cloudSecret`, that a ClusterResourceSet brings into each cluster for the cloud controller.',
    notes: [
      'Regions are datacenters: list them in `providers.vsphere.regions` or `perRegion`, so that commands mean this provider by them. Commands write them in lower case; `perRegion.dc1.datacenter: Datacenter 1` says what vCenter calls one, and each may have its own template, network, datastore and the like.',
      'vSphere makes no load balancer: each command gives the address of its API server with `endpoint=`, and kube-vip holds it. An address that another cluster of the repository or an open request has is refused; `providers.vsphere.endpoints` says from which addresses commands may take.',
      'Templates are built for each version of Kubernetes: `providers.vsphere.template: ubuntu-2404-kube-v{version}`.',
      'Machines get addresses by DHCP, or from the pool of an IPAM provider (`providers.vsphere.addressPool`), which several clusters can share.',
      'A machine type is a size: `4cpu-16gb-60gb` is four processors, 16 GB of memory and a disk of 60 GB.',
      'The cloud controller is installed; the driver of volumes has no chart: install it from `kubernetes-sigs/vsphere-csi-driver`.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return ownRegions(configuration.providers.vsphere) ?? [];
}
