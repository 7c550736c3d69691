import { conditionOf, wordsOf } from '../condition.ts';
import { isControlledBy, isOfTopology, type Members, stays } from '../members.ts';
import type { ObservedObject } from '../objects.ts';
import { poolOf } from '../pools.ts';
import type { WantedCluster } from '../wanted.ts';
import { beginning, machinesOf, named, type Obstacle, saying } from './obstacle.ts';
import { differingVersion } from './versions.ts';

/** Machines are being replaced, or should be: `Available` is said all the while. */
export function rollOut(members: Members, wanted: WantedCluster): Obstacle[] {
  const { cluster, controlPlane, groups, machines } = members;
  const keepers = [...(controlPlane === undefined ? [] : [controlPlane]), ...groups];
  const texts = [
    ...keepers.flatMap((keeper) => ofOtherTemplate(keeper, wanted)),
    ...keepers.flatMap(outdated),
    ...members.deployments.filter(stays).flatMap((deployment) => ofOlderSets(deployment, members)),
    ...[cluster, ...keepers, ...machines]
      .filter(stays)
      .flatMap((object) => differingVersion(object, askedVersion(object, members, wanted)) ?? []),
    ...changing(cluster),
    ...topology(cluster),
  ];
  const since = conditionOf(cluster, 'RollingOut')?.since;
  return texts.map((text) => ({ stage: 'roll-out', text, ...beginning(since) }));
}

/** The version that Git asks of an object: that of its pool, while an upgrade has come to the control plane only. */
function askedVersion(object: ObservedObject, { sets, groups }: Members, wanted: WantedCluster): string | undefined {
  const set = sets.find((each) => isControlledBy(object, each));
  const group = groups.find((each) => isControlledBy(set ?? object, each)) ?? object;
  return poolOf(group, wanted)?.kubernetesVersion ?? wanted.kubernetesVersion;
}

/** Templates never change, so a keeper of machines is as Git asks only once it refers to one that Git holds. */
function ofOtherTemplate(keeper: ObservedObject, { objects = [] }: WantedCluster): string[] {
  if (isOfTopology(keeper)) return [];
  return [keeper.infrastructure, keeper.bootstrap].flatMap((reference) => {
    if (reference === undefined) return [];
    const held = objects.filter(({ group, kind }) => group === reference.group && kind === reference.kind);
    if (held.length === 0 || held.some(({ name }) => name === reference.name)) return [];
    return [`${named(keeper)} uses ${reference.kind} ${reference.name}, which Git does not hold.`];
  });
}

function outdated(keeper: ObservedObject): string[] {
  const { desired, replicas, upToDate } = keeper.replicas;
  if (desired === undefined) return [];
  if (upToDate !== undefined && upToDate < desired) {
    return [`${upToDate} of ${machinesOf(desired)} of ${named(keeper)} are up to date.`];
  }
  const surplus = (replicas ?? 0) - desired;
  return surplus > 0 ? [`${named(keeper)} still has ${surplus} more than the wanted ${machinesOf(desired)}.`] : [];
}

/**
 * The counters of a MachineDeployment add up what its MachineSets said last, so for a moment they tell of the template before while the
 * newest generation counts as observed (CAPI `machinedeployment_status.go`, `setReplicas`). The sets themselves tell.
 */
function ofOlderSets(deployment: ObservedObject, { sets }: Members): string[] {
  const own = sets.filter((set) => isControlledBy(set, deployment));
  const isCurrent = (set: ObservedObject): boolean =>
    set.infrastructure?.name === deployment.infrastructure?.name && set.bootstrap?.name === deployment.bootstrap?.name;
  const older = own.filter(
    (set) => !isCurrent(set) && Math.max(set.replicas.desired ?? 0, set.replicas.replicas ?? 0) > 0,
  );
  if (own.length > 0 && !own.some(isCurrent)) return [`${named(deployment)} has no MachineSet of its template yet.`];
  return older.map((set) => `${named(set)} still has machines of an older template of ${named(deployment)}.`);
}

const changes = ['RollingOut', 'ScalingUp', 'ScalingDown', 'Remediating'];
const upToDate = ['ControlPlaneMachinesUpToDate', 'WorkerMachinesUpToDate'];

/** What the Cluster itself says of changes under way; the older contract says nothing of them. */
function changing(cluster: ObservedObject): string[] {
  const said = cluster.conditions.filter(
    ({ type, status }) =>
      (changes.includes(type) && status === 'True') || (upToDate.includes(type) && status !== 'True'),
  );
  return said.map(
    (condition) => `${named(cluster)} says ${condition.type}=${condition.status}${saying(wordsOf(condition))}`,
  );
}

function topology(cluster: ObservedObject): string[] {
  if (cluster.topologyClass === undefined) return [];
  const condition = conditionOf(cluster, 'TopologyReconciled');
  if (condition?.status === 'True') return [];
  const words = condition === undefined ? 'it says nothing yet' : wordsOf(condition);
  return [`The cluster class ${cluster.topologyClass} is not applied in full${saying(words)}`];
}
