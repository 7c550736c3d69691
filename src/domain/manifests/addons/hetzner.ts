import type { ClusterSpec } from '../../cluster/spec.ts';
import type { HetznerSettings } from '../providers/hetzner/settings.ts';
import { cniAddons } from './cni.ts';
import type { Addon } from './install.ts';
import { charts } from './versions.ts';

/** The pod network, the cloud controller, and the driver of volumes. The provider puts its Secret with the token beside them. */
export function hetznerAddons(spec: ClusterSpec, { secret }: Pick<HetznerSettings, 'secret'>): readonly Addon[] {
  return [
    ...cniAddons(spec, { encrypted: true }),
    {
      suffix: 'ccm',
      chart: charts.hetznerCloudController,
      values: {
        env: { HCLOUD_TOKEN: { valueFrom: { secretKeyRef: { name: secret.name, key: secret.key } } } },
      },
      comment: 'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
    },
    {
      suffix: 'csi',
      chart: charts.hetznerCsi,
      values: {
        controller: {
          hcloudToken: { existingSecret: { name: secret.name, key: secret.key } },
          hcloudVolumeDefaultLocation: spec.region,
        },
      },
      comment: 'Persistent volumes.',
    },
  ];
}
