import { workersIn } from '../cluster/spec.ts';
import { holds, isUsable } from './condition.ts';
import { isControlPlaneMachine, type Members, membersOf } from './members.ts';
import type { ClusterObjects, ObservedObject } from './objects.ts';
import { poolsOf } from './pools.ts';
import type { WantedCluster } from './wanted.ts';

/** Ready machines of those wanted. */
export interface Count {
  readonly ready: number;
  readonly wanted: number;
}

/**
 * Ready machines of control plane and workers, MachinePools counted, against what Git asks for. Surplus machines of a
 * roll-out do not count; where an autoscaler decides, its number stands for Git's.
 */
export function countsOf(objects: ClusterObjects, wanted: WantedCluster): { controlPlane: Count; workers: Count } {
  const members = membersOf(objects);
  const { ready, wanted: all } = controlPlaneCount(members, wanted);
  return {
    controlPlane: { ready, wanted: all },
    workers: { ready: readyWorkers(members), wanted: wantedWorkers(members, wanted) },
  };
}

/** What is wanted of a cluster of which no object is seen. */
export function countsUnseen(wanted: WantedCluster): { controlPlane: Count; workers: Count } {
  const pools = wanted.pools ?? [];
  return {
    controlPlane: { ready: 0, wanted: wanted.controlPlane?.replicas || 1 },
    workers: { ready: 0, wanted: workersIn(pools) },
  };
}

/** A control plane that a service runs has no machines to count: it is one, and there or not. */
export function controlPlaneCount(members: Members, wanted: WantedCluster): Count & { readonly managed: boolean } {
  const { cluster, controlPlane } = members;
  const { desired, ready } = controlPlane?.replicas ?? {};
  const asked = wanted.controlPlane?.replicas || undefined;
  if (controlPlane !== undefined && desired === undefined && ready === undefined) {
    return { ready: isUsable(controlPlane) === true ? 1 : 0, wanted: 1, managed: true };
  }
  const counter = cluster.counters?.controlPlane;
  const machines = members.machines.filter(isControlPlaneMachine);
  const counted = ready ?? counter?.ready ?? machines.filter((machine) => holds(machine, 'Ready')).length;
  const all = asked ?? desired ?? Math.max(1, counter?.desired ?? machines.length);
  return { ready: Math.min(counted, all), wanted: all, managed: false };
}

function readyWorkers({ cluster, groups }: Members): number {
  if (groups.length === 0) return cluster.counters?.workers.ready ?? 0;
  return groups.reduce((sum, { replicas: { ready = 0, desired = ready } }) => sum + Math.min(ready, desired), 0);
}

function wantedWorkers(members: Members, wanted: WantedCluster): number {
  const pools = poolsOf(members, wanted);
  if (pools === undefined) return desiredBy(members.groups);
  const counts = pools.pairs.map(({ pool, groups }) =>
    pool.open === true || groups.some(isAutoscaled) ? desiredBy(groups) : pool.replicas,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The machines that groups ask for, all of them together. */
export function desiredBy(groups: readonly ObservedObject[]): number {
  return groups.reduce((sum, { replicas: { desired = 0 } }) => sum + desired, 0);
}

/** Whether an autoscaler, of Kubernetes or of the provider, decides how many machines a group has, and not Git. */
export function isAutoscaled({ annotations }: ObservedObject): boolean {
  const provider = annotations['cluster.x-k8s.io/replicas-managed-by'];
  return (
    'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size' in annotations ||
    (provider !== undefined && provider !== 'false')
  );
}
