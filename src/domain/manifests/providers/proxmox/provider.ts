import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkOwnRegion } from '../known-regions.ts';
import { checkMachineSize } from '../machine-size.ts';
import { proxmoxKubeadm } from './kubeadm.ts';

/** Cluster API Provider Proxmox (IONOS Cloud). */
export const proxmox: Provider & { readonly id: 'proxmox' } = {
  id: 'proxmox',
  title: 'Proxmox VE',
  release: 'Cluster API Provider Proxmox v0.9.0',
  flavors: [proxmoxKubeadm],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) => checkOwnRegion(region, 'proxmox', configuration.providers.proxmox.regions),
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
      'Regions are words of yours: list them in `providers.proxmox.regions`, so that commands mean this provider by them.',
      'Proxmox makes no load balancer: each command gives the address of its API server with `endpoint=`, and kube-vip holds it.',
      'A machine type is a size: `4cpu-16gb-60gb` is four processors, 16 GB of memory and a disk of 60 GB.',
      'There is neither a cloud controller nor a driver of volumes: nodes say themselves which machine they are.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.proxmox.regions ?? [];
}
