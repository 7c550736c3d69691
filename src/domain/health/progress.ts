import { holds } from './condition.ts';
import { type Members, membersOf } from './members.ts';
import type { ClusterObjects } from './objects.ts';

/** Ready machines of those wanted. */
export interface Count {
  readonly ready: number;
  readonly wanted: number;
}

interface WantedCounts {
  readonly controlPlane: { readonly replicas: number };
  readonly pools: readonly { readonly replicas: number }[];
}

/** Ready machines of control plane and workers, MachinePools counted, against what Git asks for. */
export function countsOf(objects: ClusterObjects, wanted: WantedCounts): { controlPlane: Count; workers: Count } {
  const members = membersOf(objects);
  return {
    controlPlane: {
      ready: readyControlPlane(members, wanted.controlPlane.replicas),
      wanted: wanted.controlPlane.replicas,
    },
    workers: {
      ready: readyWorkers(members),
      wanted: wanted.pools.reduce((sum, pool) => sum + pool.replicas, 0),
    },
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
  return groups.reduce((sum, group) => sum + (group.replicas.ready ?? 0), 0);
}
