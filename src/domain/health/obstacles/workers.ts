import { workersIn } from '../../cluster/spec.ts';
import { holds, isUsable, summaryOf, wordsOf } from '../condition.ts';
import { isControlledBy, isControlPlaneMachine, isOfTopology, type Members, stays } from '../members.ts';
import type { ObservedObject } from '../objects.ts';
import { type Pools, poolsOf } from '../pools.ts';
import { desiredBy, isAutoscaled } from '../progress.ts';
import type { WantedCluster, WantedPool } from '../wanted.ts';
import { initializedSince } from './control-plane.ts';
import { missing } from './infrastructure.ts';
import { beginning, machinesOf, named, type Obstacle, saying } from './obstacle.ts';

/** Workers are missing, are not those that Git asks for, or leave. MachinePools count: Cluster API's own conditions leave them out. */
export function workers(members: Members, wanted: WantedCluster): Obstacle[] {
  const { groups } = members;
  const pools = poolsOf(members, wanted);
  const texts = [
    ...absent(members, wanted, pools),
    ...groups.flatMap(short),
    ...groups.flatMap((group) => unusable(group, members)),
    ...(pools === undefined ? [] : differing(pools, wanted)),
    ...loose(members),
    ...leaving(members),
  ];
  const since = initializedSince(members.cluster);
  return texts.map((text) => ({ stage: 'workers', text, ...beginning(since) }));
}

const isGroup = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'MachineDeployment' || kind === 'MachinePool';

/** Groups and pools that Git names and the cluster has not, and the other way round. */
function absent({ groups }: Members, wanted: WantedCluster, pools: Pools | undefined): string[] {
  const { objects = [] } = wanted;
  const named = objects.filter(isGroup);
  const has = (of: { readonly kind: string; readonly name: string }, among: readonly (typeof of)[]) =>
    among.some(({ kind, name }) => kind === of.kind && name === of.name);
  const lacking = named.filter((each) => !has(each, groups));
  const isNoPool = (group: ObservedObject): boolean => pools?.others.includes(group) === true;
  const isUnnamed = (group: ObservedObject): boolean => named.length > 0 && isGroup(group) && !isOfTopology(group);
  const surplus = groups.filter((group) => !has(group, objects) && (isNoPool(group) || isUnnamed(group)));
  // Which of a chart's groups is which pool is not known where both are left: their sizes are compared.
  const isLeft = pools !== undefined && isChartsOwn(wanted, pools);
  return [
    ...lacking.map(({ kind, name }) => `${kind} ${name} is not there.`),
    ...(pools === undefined || isLeft ? [] : empty(pools)).map(
      ({ name }) => `Pool ${name}, which Git asks for, is not there.`,
    ),
    ...(isLeft ? [] : surplus.map((group) => `${group.kind} ${group.name} is there, and Git does not ask for it.`)),
  ];
}

const empty = ({ pairs }: Pools): readonly WantedPool[] =>
  pairs.filter(({ groups }) => groups.length === 0).map(({ pool }) => pool);

/** Whether a chart calls pools something that tells nothing of their names in Git. */
const isChartsOwn = ({ charted }: WantedCluster, pools: Pools): boolean =>
  charted === true && pools.others.length > 0 && empty(pools).length > 0;

function short(group: ObservedObject): string[] {
  const { desired, ready = 0 } = group.replicas;
  if (desired === undefined) return [`${named(group)} does not say how many machines it wants yet.`];
  return ready < desired ? [`${ready} of ${machinesOf(desired)} of ${named(group)} are ready.`] : [];
}

/** What stands for all machines of a MachinePool at the provider says more than the pool's counters. */
function unusable(group: ObservedObject, { find }: Members): string[] {
  if (group.kind !== 'MachinePool' || group.infrastructure === undefined) return [];
  const object = find(group.infrastructure);
  if (object === undefined) return [missing(group.infrastructure)];
  if (isUsable(object) !== false) return [];
  const summary = summaryOf(object);
  return [`${named(object)} is not ready${saying(summary && wordsOf(summary))}`];
}

/** Pools of another size than Git asks for, each by its name: as many machines in all say nothing. */
function differing(pools: Pools, wanted: WantedCluster): string[] {
  const unlike = pools.pairs.flatMap(({ pool, groups }) => (groups.length === 0 ? [] : sizeOf(groups, pool)));
  return isChartsOwn(wanted, pools) ? [...unlike, ...sizeOfLeft(pools)] : unlike;
}

function sizeOf(groups: readonly ObservedObject[], { replicas, open, autoscaler }: WantedPool): string[] {
  const desired = desiredBy(groups);
  const names = groups.map(named).join(' and ');
  const isLeftToIt = groups.some(isAutoscaled);
  const asks = `${names} in the cluster ${groups.length === 1 ? 'asks' : 'ask'} for ${machinesOf(desired)}`;
  if (autoscaler === undefined) {
    return desired === replicas || open === true || isLeftToIt ? [] : [`${asks}; Git asks for ${replicas}.`];
  }
  const { min, max } = autoscaler;
  const range = min === max ? `Git asks for ${min}` : `Git has an autoscaler choose from ${min} to ${max}`;
  if (desired < min || desired > max) return [`${asks}; ${range}.`];
  return isLeftToIt || min === max ? [] : [`${names} in the cluster is left to no autoscaler; ${range}.`];
}

/** Of groups and pools of which nobody knows which is which. */
function sizeOfLeft(pools: Pools): string[] {
  const left = empty(pools);
  const [desired, asked] = [desiredBy(pools.others), workersIn(left)];
  if (desired === asked || left.some(({ open }) => open) || pools.others.some(isAutoscaled)) return [];
  const [groups, names] = [pools.others, left].map((each) => each.map(({ name }) => name).join(', '));
  return [`${groups} in the cluster ask for ${machinesOf(desired)}; for ${names} Git asks for ${asked}.`];
}

/** Machines that no group keeps, and that therefore no counter counts. */
function loose({ machines, sets, pools, cluster }: Members): string[] {
  const keepers = [...sets, ...pools];
  const unready = machines.filter(
    (machine) =>
      stays(machine) &&
      !isControlPlaneMachine(machine) &&
      !keepers.some((keeper) => isControlledBy(machine, keeper)) &&
      machine.owners.some(({ uid }) => uid === cluster.uid) &&
      !holds(machine, 'Ready'),
  );
  return unready.map((machine) => `${named(machine)} is not ready.`);
}

function leaving({ deployments, pools }: Members): string[] {
  return [...deployments, ...pools]
    .filter((group) => !stays(group))
    .map((group) => `${named(group)} is being deleted.`);
}
