import { holds } from './condition.ts';
import { type Members, membersOf } from './members.ts';
import type { ClusterObjects, ObservedObject } from './objects.ts';

/** Ready machines of those wanted. */
export interface Count {
  readonly ready: number;
  readonly wanted: number;
}

interface WantedCounts {
  readonly controlPlane: { readonly replicas: number };
  readonly pools: readonly { readonly replicas: number }[];
}

/**
 * Ready machines of control plane and workers, MachinePools counted, against what Git asks for. Surplus machines of a
 * roll-out do not count; where an autoscaler decides, its number stands for Git's.
 */
export function countsOf(objects: ClusterObjects, wanted: WantedCounts): { controlPlane: Count; workers: Count } {
  const members = membersOf(objects);
  return {
    controlPlane: {
      ready: Math.min(readyControlPlane(members, wanted.controlPlane.replicas), wanted.controlPlane.replicas),
      wanted: wanted.controlPlane.replicas,
    },
    workers: { ready: readyWorkers(members), wanted: wantedWorkers(members, wanted) },
  };
}

/** A managed control plane has no machines to count: it is all there or not. */
function readyControlPlane({ cluster, controlPlane }: Members, wanted: number): number {
  const counted = controlPlane?.replicas.ready ?? cluster.counters?.controlPlane.ready;
  if (counted !== undefined) return counted;
  const managed = controlPlane !== undefined && controlPlane.replicas.desired === undefined;
  return managed && (holds(controlPlane, 'Available') || holds(controlPlane, 'Ready')) ? wanted : 0;
}

function readyWorkers({ cluster, deployments, pools }: Members): number {
  const groups = [...deployments, ...pools];
  if (groups.length === 0) return cluster.counters?.workers.ready ?? 0;
  return groups.reduce((sum, { replicas: { ready = 0, desired = ready } }) => sum + Math.min(ready, desired), 0);
}

function wantedWorkers({ deployments, pools }: Members, wanted: WantedCounts): number {
  const groups = [...deployments, ...pools];
  const counts = groups.some(isAutoscaled)
    ? groups.map(({ replicas }) => replicas.desired ?? 0)
    : wanted.pools.map(({ replicas }) => replicas);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Whether an autoscaler, not Git, decides how many machines a pool has. */
export function isAutoscaled(group: ObservedObject): boolean {
  return 'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size' in group.annotations;
}
