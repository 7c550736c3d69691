import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkOwnRegion } from '../known-regions.ts';
import { checkMachineSize } from '../machine-size.ts';
import { ownRegions } from '../per-region.ts';
import { proxmoxKubeadm } from './kubeadm.ts';

/** Cluster API Provider Proxmox (IONOS Cloud). */
export const proxmox: Provider & { readonly id: 'proxmox' } = {
  id: 'proxmox',
  title: 'Proxmox VE',
  release: 'Cluster API Provider Proxmox v0.9.0',
  flavors: [proxmoxKubeadm],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) =>
    checkOwnRegion(region, 'proxmox', ownRegions(configuration.providers.proxmox)),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers }) => ({
    controlPlane: providers.proxmox.controlPlaneMachineType,
    worker: providers.proxmox.machineType,
  }),
  checkMachineType: (type, role) => checkMachineSize(type, role),
  about: {
    identity:
      'A Secret with address, token id and token of Proxmox in the namespace of the clusters, named by `providers.proxmox.credentials`; the credentials of the provider itself when left out.',
    notes: [
      'Regions are words of yours: list them in `providers.proxmox.regions` or `perRegion`, so that commands mean this provider by them. Each may have its own template, nodes, network and addresses.',
      'Proxmox makes no load balancer, and the provider no addresses: each command gives the address of its API server with `endpoint=`, and `providers.proxmox.addresses` says which addresses the machines of that cluster get. kube-vip holds the address; one that another cluster of the repository or an open request has is refused.',
      'No two clusters may have an address in common, because each makes a pool of its own; a pool needs an address more than there are machines for each group of machines that is rolled out.',
      'Templates are built for each version of Kubernetes and tagged with it: `providers.proxmox.template: {tags: ["kube-v{version}"]}`.',
      'Machines go to the node with the most free memory of `providers.proxmox.allowedNodes`: the disk of the template has to be on storage that these nodes share.',
      'A machine type is a size: `4cpu-16gb-60gb` is four processors, 16 GB of memory and a disk of 60 GB.',
      'There is neither a cloud controller nor a driver of volumes: nodes say themselves which machine they are.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return ownRegions(configuration.providers.proxmox) ?? [];
}
