import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkKnownRegion } from '../known-regions.ts';
import { aks } from './aks.ts';
import { azureKubeadm } from './kubeadm.ts';
import { checkAzureMachineType } from './machine-types.ts';
import { azureRegionShape, azureRegions } from './regions.ts';

/** Cluster API Provider Azure. */
export const azure: Provider & { readonly id: 'azure' } = {
  id: 'azure',
  title: 'Microsoft Azure',
  release: 'Cluster API Provider Azure v1.26.0',
  flavors: [azureKubeadm, aks],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) =>
    checkKnownRegion(region, 'Azure', {
      known: regions(configuration),
      configured: configuration.providers.azure.regions !== undefined,
      shape: azureRegionShape,
    }),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers: { azure: settings } }) => ({
    controlPlane: settings.controlPlaneMachineType,
    worker: settings.machineType,
  }),
  checkMachineType: checkAzureMachineType,
  about: {
    identity:
      'For `flavor=kubeadm`, an `AzureClusterIdentity` of type `WorkloadIdentity` (no secret at all), `ServicePrincipal` (its secret by reference) or `UserAssignedMSI`. Each cluster gets one that only its namespace may use, unless `providers.azure.identity.existing` names one. For `flavor=aks`, the Secret of Azure Service Operator that `providers.azure.asoCredentials` names.',
    notes: [
      'Azure’s programmatic names of locations are the regions: `westeurope`, not “West Europe”.',
      'With `flavor=kubeadm`, machines take the image that Cluster API Provider Azure publishes for the version of Kubernetes: sizes with an ARM processor or with NVMe disks only (v6 and newer) do not start it.',
      'With `flavor=kubeadm`, machines have addresses of 10.0.0.0/16, with `flavor=aks` of 10.224.0.0/12; networks of pods and services that overlap are refused. AKS also takes no network of services as large as a /12: it gets the first /16.',
      'SSH to machines of `flavor=kubeadm` is closed to the internet, with a key of yours or without.',
      'With `flavor=aks`, the first pool is the system pool, which a cluster cannot be without. Pools spread over the availability zones of the location; `providers.azure.zones` says otherwise where a machine type is not offered in all.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.azure.regions ?? azureRegions;
}
