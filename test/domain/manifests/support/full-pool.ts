import type { ClusterSpec, WorkerPool } from '../../../../src/domain/cluster/spec.ts';
import { flavorOf } from '../../../../src/domain/manifests/registry.ts';

const zonesOf: Readonly<Record<string, (region: string) => readonly string[]>> = {
  aws: (region) => [`${region}a`, `${region}b`],
  gcp: (region) => [`${region}-b`, `${region}-c`],
  azure: () => ['1', '2'],
  openstack: () => ['nova'],
};

/** A pool with all that its cluster's flavour can give one. */
export function fullPool({ provider, flavor, region }: ClusterSpec, name: string, machineType: string): WorkerPool {
  const can = flavorOf(provider, flavor)?.pools;
  const zones = zonesOf[provider]?.(region) ?? [];
  const bounds = { min: 1, max: 7 };
  return {
    name,
    replicas: 2,
    machineType,
    ...(can?.bounds === 'autoscaler' ? { autoscaler: bounds } : {}),
    ...(can?.bounds === 'service' ? { bounds } : {}),
    ...(can?.marks === true
      ? {
          labels: { team: 'shop', 'example.com/tier': 'batch' },
          taints: [
            { key: 'gpu', value: 'true', effect: 'NoSchedule' },
            { key: 'old', effect: 'NoExecute' },
          ],
        }
      : {}),
    ...(can === undefined || can.zones === 'none' ? {} : { zones: can.zones === 'one' ? zones.slice(0, 1) : zones }),
    ...(can?.spot === true ? { spot: true } : {}),
  };
}
