import { poolName } from '../cluster/rows.ts';
import { isOfTopology, type Members } from './members.ts';
import type { ObservedObject } from './objects.ts';
import type { WantedCluster, WantedPool } from './wanted.ts';

/** The pools that Git asks for, each with what it is in the cluster. */
export interface Pools {
  readonly pairs: readonly { readonly pool: WantedPool; readonly groups: readonly ObservedObject[] }[];
  /** Groups of machines that are none of these. */
  readonly others: readonly ObservedObject[];
}

/** Finds the pools that Git asks for among the groups of a cluster, by name; undefined where nothing tells what Git asks for. */
export function poolsOf({ groups }: Pick<Members, 'groups'>, wanted: WantedCluster): Pools | undefined {
  const { pools } = wanted;
  if (pools === undefined) return undefined;
  const of = new Map(groups.map((group) => [group, poolOf(group, wanted)]));
  return {
    pairs: pools.map((pool) => ({ pool, groups: groups.filter((group) => of.get(group) === pool) })),
    others: groups.filter((group) => of.get(group) === undefined),
  };
}

/** The pool that a group is in Git: what a class makes is labelled with its name there, all else is named after it. */
export function poolOf(
  group: ObservedObject,
  { name: cluster, pools = [], charted }: WantedCluster,
): WantedPool | undefined {
  const title = topologyName(group);
  if (title !== undefined) return pools.find(({ name }) => name === title);
  const exact = pools.find(({ name }) => group.name === `${cluster}-${name}` || group.name === name);
  return exact ?? (charted === true ? nearest(group.name, cluster, pools) : undefined);
}

const topologyNames = ['topology.cluster.x-k8s.io/deployment-name', 'topology.cluster.x-k8s.io/pool-name'];

function topologyName(group: ObservedObject): string | undefined {
  if (!isOfTopology(group)) return undefined;
  return topologyNames.map((label) => group.labels[label]).find((name) => name !== undefined);
}

/** A chart may put words around the name of a pool, and make several groups of one: the longest name that is among the words. */
function nearest(group: string, cluster: string, pools: readonly WantedPool[]): WantedPool | undefined {
  const words = `-${poolName(cluster, group)}-`;
  return pools
    .filter(({ name }) => words.includes(`-${name}-`))
    .toSorted((one, other) => other.name.length - one.name.length)[0];
}
