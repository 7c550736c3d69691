import type { ClusterSpec } from '../../cluster/spec.ts';
import type { JsonObject } from '../manifest.ts';
import { cniAddons } from './cni.ts';
import type { Addon } from './install.ts';
import { charts, openstackCloudController } from './versions.ts';

/** The Secret that a ClusterResourceSet puts into the cluster. */
const secret: JsonObject = { enabled: true, create: false, name: 'cloud-config' };

/** The pod network, the cloud controller, and the driver of volumes. */
export function openstackAddons(spec: ClusterSpec): readonly Addon[] {
  return [
    ...cniAddons(spec),
    {
      suffix: 'ccm',
      chart: openstackCloudController(spec.kubernetesVersion),
      values: {
        secret,
        cluster: { name: spec.name },
        nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
        tolerations: [
          { key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule' },
          { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
          { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
        ],
      },
      comment: 'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
    },
    {
      suffix: 'cinder-csi',
      chart: charts.openstackCinderCsi,
      values: {
        secret: { ...secret, filename: 'cloud.conf' },
        clusterID: spec.name,
        storageClass: { delete: { isDefault: true } },
      },
      comment: 'Persistent volumes, and the default class of them.',
    },
  ];
}
