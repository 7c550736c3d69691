import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkKnownRegion } from '../known-regions.ts';
import { gke } from './gke.ts';
import { gcpKubeadm } from './kubeadm.ts';
import { checkGcpMachineType } from './machine-types.ts';
import { gcpRegionShape, gcpRegions } from './regions.ts';

/** Cluster API Provider GCP. */
export const gcp: Provider & { readonly id: 'gcp' } = {
  id: 'gcp',
  title: 'Google Cloud',
  release: 'Cluster API Provider GCP v1.12.0',
  flavors: [gcpKubeadm, gke],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) =>
    checkKnownRegion(region, 'Google Cloud', {
      known: regions(configuration),
      configured: configuration.providers.gcp.regions !== undefined,
      shape: gcpRegionShape,
    }),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers: { gcp: settings } }) => ({
    controlPlane: settings.controlPlaneMachineType,
    worker: settings.machineType,
  }),
  checkMachineType: checkGcpMachineType,
  about: {
    identity:
      'The credentials of the provider itself (workload identity, or `GCP_B64ENCODED_CREDENTIALS` at `clusterctl init`), or a Secret that `providers.gcp.credentials` names. It stands in the management cluster only.',
    notes: [
      'Google publishes no machine images with Kubernetes: build them with image-builder and name them in `providers.gcp.image`.',
      'Workers of a pool are machines of one zone, the first of the region by name; the control plane is spread over zones. With `flavor=gke`, both are.',
      'GKE upgrades control planes by itself from time to time, and the provider then asks for the version of the manifest again: follow there, or the two go on in turns.',
      'GKE has an autoscaler of its own, after whose numbers the provider does not look: pools of GKE have the size that Git says, `min=` and `max=` are refused, and the size is a multiple of their zones.',
      'GKE gives pods addresses of the network, so every cluster needs others: it chooses them unless `pod-cidr=` and `service-cidr=` ask for some. The network has to be in auto mode: the provider would delete a subnet that a cluster names together with the cluster.',
      'The cloud controller is installed. The driver for persistent disks has neither a chart nor a single release manifest: install it from `kubernetes-sigs/gcp-compute-persistent-disk-csi-driver`, or use GKE, which has it.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.gcp.regions ?? gcpRegions;
}
