import { conditionOf, summaryOf, wordsOf } from '../condition.ts';
import { type Members, stays } from '../members.ts';
import type { ObservedObject } from '../objects.ts';
import { beginning, named, type Obstacle, saying } from './obstacle.ts';

/** The cluster, or what it cannot be without, is being deleted. */
export function deletion({ cluster, infrastructure, controlPlane }: Members): Obstacle[] {
  for (const object of [cluster, infrastructure, controlPlane]) {
    if (object === undefined || stays(object)) continue;
    const why = conditionOf(object, 'Deleting');
    const words = why === undefined || why.message === '' ? '' : ` ${why.reason}${saying(wordsOf(why))}`;
    const alone = object === cluster ? '' : ', the Cluster is not';
    const text = `${named(object)} is being deleted${alone}.${words}`;
    return [{ stage: 'deletion', text, ...beginning(object.deletingSince) }];
  }
  return [];
}

const isPaused = (object: ObservedObject): boolean => object.paused || conditionOf(object, 'Paused')?.status === 'True';

/** Something of the cluster is paused. A paused Cluster pauses all the rest, so it is named alone. */
export function pause({ cluster, all }: Members): Obstacle[] {
  const paused = isPaused(cluster) ? [cluster] : all.filter((object) => isPaused(object) && stays(object));
  const [first, ...others] = paused;
  if (first === undefined) return [];
  const text =
    others.length === 0
      ? `${named(first)} is paused: its controller does nothing until it is resumed.`
      : `${named(first)} and ${others.length} more are paused: their controllers do nothing until they are resumed.`;
  return [{ stage: 'pause', text }];
}

/** A controller has not seen the newest change of what it keeps, so that its status tells of the one before. */
export function generation(members: Members): Obstacle[] {
  const { cluster, infrastructure, controlPlane, groups, sets, healthChecks, addons } = members;
  const kept = [infrastructure, controlPlane, ...groups, ...sets, ...healthChecks, ...addons.releases];
  const behind = [
    ...((cluster.observedGeneration ?? 0) < cluster.generation || isTopologyBehind(cluster) ? [cluster] : []),
    ...kept.filter((object) => object !== undefined).filter((object) => stays(object) && isBehind(object)),
  ];
  return behind.map((object) => ({
    stage: 'generation',
    text: `The newest change of ${named(object)} has not been seen by its controller yet.`,
  }));
}

/** Not every provider says which generation it has seen; then its summing condition may. */
function isBehind(object: ObservedObject): boolean {
  const seen = object.observedGeneration ?? summaryOf(object)?.observedGeneration ?? object.generation;
  return seen < object.generation;
}

/**
 * Another controller than the one that counts generations makes the objects of a topology, and may come to it later; only its own
 * condition tells which generation it has made (CAPI `core/reconcilers/topology/cluster/status.go`).
 */
function isTopologyBehind(cluster: ObservedObject): boolean {
  const made = conditionOf(cluster, 'TopologyReconciled')?.observedGeneration ?? cluster.generation;
  return cluster.topologyClass !== undefined && made < cluster.generation;
}
