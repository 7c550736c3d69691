import { workersIn } from '../../cluster/spec.ts';
import { holds, isUsable, summaryOf, wordsOf } from '../condition.ts';
import { isControlledBy, isControlPlaneMachine, isOfTopology, type Members, stays } from '../members.ts';
import type { ObservedObject } from '../objects.ts';
import { isAutoscaled } from '../progress.ts';
import type { WantedCluster } from '../wanted.ts';
import { initializedSince } from './control-plane.ts';
import { missing } from './infrastructure.ts';
import { beginning, machinesOf, named, type Obstacle, saying } from './obstacle.ts';

/** Workers are missing, are not those that Git asks for, or leave. MachinePools count: Cluster API's own conditions leave them out. */
export function workers(members: Members, wanted: WantedCluster): Obstacle[] {
  const { groups } = members;
  const texts = [
    ...absent(members, wanted),
    ...groups.flatMap(short),
    ...groups.flatMap((group) => unusable(group, members)),
    ...differing(members, wanted),
    ...loose(members),
    ...leaving(members),
  ];
  const since = initializedSince(members.cluster);
  return texts.map((text) => ({ stage: 'workers', text, ...beginning(since) }));
}

const isGroup = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'MachineDeployment' || kind === 'MachinePool';

/** Groups that Git names and the cluster has not, and the other way round. */
function absent({ groups }: Members, { objects = [] }: WantedCluster): string[] {
  const named = objects.filter(isGroup);
  const has = (of: { readonly kind: string; readonly name: string }, among: readonly (typeof of)[]) =>
    among.some(({ kind, name }) => kind === of.kind && name === of.name);
  const lacking = named.filter((each) => !has(each, groups));
  const surplus = groups.filter((group) => isGroup(group) && !isOfTopology(group) && !has(group, named));
  return [
    ...lacking.map(({ kind, name }) => `${kind} ${name} is not there.`),
    ...(named.length === 0
      ? []
      : surplus.map(({ kind, name }) => `${kind} ${name} is there, and Git does not ask for it.`)),
  ];
}

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

function differing({ groups }: Members, { pools }: WantedCluster): string[] {
  if (pools === undefined || groups.some(isAutoscaled)) return [];
  const total = workersIn(pools);
  const desired = groups.reduce((sum, group) => sum + (group.replicas.desired ?? 0), 0);
  if (desired === total) return [];
  return [`The pools in the cluster ask for ${machinesOf(desired)}; Git asks for ${total}.`];
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
