import type { ClusterSpec } from '../../cluster/spec.ts';
import type { Addon } from './install.ts';
import { charts } from './versions.ts';

/** The cloud controller with its node part, and the driver of disks. */
export function azureAddons(spec: ClusterSpec): readonly Addon[] {
  const replicas = spec.controlPlane.replicas > 1 ? 2 : 1;
  return [
    {
      suffix: 'ccm',
      chart: charts.azureCloudProvider,
      byKubernetesVersion: true,
      values: {
        infra: { clusterName: spec.name },
        cloudControllerManager: {
          clusterCIDR: spec.network.pods,
          // Kubernetes itself divides the network of the pods; with two at it, two nodes get the same (kubeone #2104).
          allocateNodeCidrs: 'false',
          configureCloudRoutes: 'false',
          replicas,
        },
      },
      comment: 'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
    },
    {
      suffix: 'disk-csi',
      chart: charts.azureDiskCsi,
      values: { controller: { replicas, runOnControlPlane: true }, windows: { enabled: false } },
      comment: 'Persistent volumes. Its controller acts by the identity of the machines.',
    },
  ];
}
