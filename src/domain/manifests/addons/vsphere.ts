import type { ClusterSpec } from '../../cluster/spec.ts';
import type { VSphereSettings } from '../providers/vsphere/settings.ts';
import { cniAddons } from './cni.ts';
import type { Addon } from './install.ts';
import { vsphereCloudController } from './versions.ts';

/** The pod network, and the cloud controller with the vCenter of the settings. The driver of volumes has no chart. */
export function vsphereAddons(
  spec: ClusterSpec,
  { server = '', thumbprint, datacenter = spec.region }: Pick<VSphereSettings, 'server' | 'thumbprint' | 'datacenter'>,
): readonly Addon[] {
  return [
    ...cniAddons(spec),
    {
      suffix: 'cpi',
      chart: vsphereCloudController(spec.kubernetesVersion),
      values: {
        config: {
          enabled: true,
          name: 'vsphere-cloud-config',
          vcenter: server,
          thumbprint,
          datacenter,
          // A ClusterResourceSet brings it: the chart would make one of values that stand in Git.
          secret: { create: false, name: 'vsphere-cloud-secret' },
        },
      },
      comment:
        'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs. Its Secret comes by reference.',
    },
  ];
}
