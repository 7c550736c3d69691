import type { ClusterSpec } from '../../cluster/spec.ts';
import type { Addon } from './install.ts';
import { charts } from './versions.ts';

/** The cloud controller with its node part, and the driver of disks. */
export function azureAddons(spec: ClusterSpec): readonly Addon[] {
  return [
    {
      suffix: 'ccm',
      chart: charts.azureCloudProvider,
      values: {
        infra: { clusterName: spec.name },
        cloudControllerManager: {
          clusterCIDR: spec.network.pods,
          configureCloudRoutes: 'false',
          replicas: spec.controlPlane.replicas > 1 ? 2 : 1,
        },
      },
      comment: 'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
    },
    {
      suffix: 'disk-csi',
      chart: charts.azureDiskCsi,
      values: {
        controller: { replicas: spec.controlPlane.replicas > 1 ? 2 : 1, runOnControlPlane: true },
        windows: { enabled: false },
      },
      comment: 'Persistent volumes. Its controller acts by the identity of the machines.',
    },
  ];
}
