import { conditionOf } from './condition.ts';
import { groupMachines } from './group-machines.ts';
import { isControlledBy, isControlPlaneMachine, type Members, membersOf } from './members.ts';
import type { ClusterObjects, Condition, ObservedObject } from './objects.ts';
import { emptyRow, sortedByName, type TreeNode } from './tree-node.ts';

/**
 * The objects of a cluster as `clusterctl describe cluster` (v1.14, without options) arranges them: infrastructure, control
 * plane with its machines, workers; machines that say the same in one group; infrastructure and bootstrap objects of a machine
 * only when they add something. One root.
 */
export function describeTree(objects: ClusterObjects): readonly TreeNode[] {
  const members = membersOf(objects);
  const { cluster, infrastructure, controlPlane, machines } = members;
  const controlPlaneMachines = machines.filter(isControlPlaneMachine);
  const shown = new Set<ObservedObject>(controlPlane === undefined ? [] : controlPlaneMachines);
  const children: TreeNode[] = [];
  if (infrastructure !== undefined) children.push(conditionRow(infrastructure, 'Ready'));
  if (controlPlane !== undefined) {
    children.push({
      ...controlPlaneRow(controlPlane),
      children: groupMachines(controlPlaneMachines, (machine) => machineRow(machine, members)),
    });
  }
  if (machines.length !== controlPlaneMachines.length || members.pools.length > 0) {
    children.push(workersNode(members, shown, controlPlaneMachines.length));
  }
  return [{ ...clusterRow(cluster), children: sortedByName(children) }];
}

/** Worker groups, each with its machines; machines that nobody claims hang below `Other`. */
function workersNode(members: Members, shown: Set<ObservedObject>, controlPlaneMachines: number): TreeNode {
  const { machines, deployments, sets, pools } = members;
  const row = (machine: ObservedObject) => machineRow(machine, members);
  const children: TreeNode[] = [];
  for (const deployment of machines.length === controlPlaneMachines ? [] : deployments) {
    const own = sets.filter((set) => isControlledBy(set, deployment));
    const machinesOf = machines.filter((machine) => own.some((set) => isControlledBy(machine, set)));
    for (const machine of machinesOf) shown.add(machine);
    children.push({ ...deploymentRow(deployment), children: groupMachines(machinesOf, row) });
  }
  for (const pool of pools) {
    const machinesOf = machines.filter((machine) => isControlledBy(machine, pool));
    for (const machine of machinesOf) shown.add(machine);
    const parts = childrenThatAddSomething(pool, members);
    children.push({
      ...emptyRow(nameOf(pool, pool.wantedVersion ?? '')),
      object: refOf(pool),
      children: sortedByName([...parts, ...groupMachines(machinesOf, row)]),
    });
  }
  const orphans = machines.filter((machine) => !shown.has(machine));
  if (orphans.length > 0) children.push({ ...emptyRow('Other'), children: sortedByName(orphans.map(row)) });
  return { ...emptyRow('Workers'), children: sortedByName(children) };
}

function clusterRow(cluster: ObservedObject): TreeNode {
  const { controlPlane, workers } = cluster.counters ?? { controlPlane: {}, workers: {} };
  const sum = (a: number | undefined, b: number | undefined): number | undefined =>
    a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  const desired = sum(controlPlane.desired, workers.desired);
  const replicas = sum(controlPlane.replicas, workers.replicas);
  return {
    ...conditionRow(cluster, 'Available', cluster.topologyClass === undefined ? undefined : cluster.wantedVersion),
    replicas: desired === undefined && replicas === undefined ? '' : `${replicas ?? 0}/${desired ?? 0}`,
    available: numeral(sum(controlPlane.available, workers.available)),
    ready: numeral(sum(controlPlane.ready, workers.ready)),
    upToDate: numeral(sum(controlPlane.upToDate, workers.upToDate)),
  };
}

function controlPlaneRow(object: ObservedObject): TreeNode {
  const type = conditionOf(object, 'Available') === undefined ? 'Ready' : 'Available';
  const { replicas, desired } = object.replicas;
  return {
    ...conditionRow(object, type, object.wantedVersion),
    replicas: replicas === undefined || desired === undefined ? '' : `${replicas}/${desired}`,
    ...counters(object),
  };
}

function deploymentRow(object: ObservedObject): TreeNode {
  const { replicas, desired } = object.replicas;
  return {
    ...conditionRow(object, 'Available', object.wantedVersion ?? ''),
    replicas: desired === undefined ? '' : `${replicas ?? 0}/${desired}`,
    ...counters(object),
  };
}

function machineRow(machine: ObservedObject, members: Members): TreeNode {
  const one = (type: string) => (conditionOf(machine, type)?.status === 'True' ? '1' : '0');
  return {
    ...conditionRow(machine, 'Ready', machine.wantedVersion ?? ''),
    replicas: '1',
    available: one('Available'),
    ready: one('Ready'),
    upToDate: one('UpToDate'),
    children: sortedByName(childrenThatAddSomething(machine, members)),
  };
}

/** The infrastructure and bootstrap objects of a machine or pool, unless they are ready or only echo their owner. */
function childrenThatAddSomething(owner: ObservedObject, members: Members): readonly TreeNode[] {
  const of = conditionOf(owner, 'Ready');
  return [owner.infrastructure, owner.bootstrap].flatMap((reference) => {
    const object = members.find(reference);
    if (object === undefined) return [];
    const ready = conditionOf(object, 'Ready');
    const echo = ready?.status === 'True' || (ready?.status === of?.status && ready?.reason === of?.reason);
    return echo ? [] : [conditionRow(object, 'Ready')];
  });
}

function conditionRow(object: ObservedObject, type: string, version?: string): TreeNode {
  const condition = conditionOf(object, type);
  return { ...emptyRow(nameOf(object, version)), object: refOf(object), ...shownCondition(condition) };
}

function shownCondition(condition: Condition | undefined): Pick<TreeNode, 'status' | 'reason' | 'since' | 'message'> {
  if (condition === undefined) return { status: '', reason: '', message: '' };
  const { status, message, since } = condition;
  // The older contract leaves the reason out when all is well; clusterctl says so.
  const reason = condition.reason === '' ? 'NoReasonReported' : condition.reason;
  return { status, reason, message, ...(since === undefined ? {} : { since }) };
}

function counters({ replicas }: ObservedObject): Pick<TreeNode, 'available' | 'ready' | 'upToDate'> {
  return {
    available: numeral(replicas.available),
    ready: numeral(replicas.ready),
    upToDate: numeral(replicas.upToDate),
  };
}

function nameOf(object: ObservedObject, version?: string): string {
  const full = object.namespace === '' ? object.name : `${object.namespace}/${object.name}`;
  const deleted = object.deletingSince === undefined ? '' : '!! DELETED !! ';
  return `${deleted}${object.kind} ${full}${version === undefined ? '' : `, ${version}`}`;
}

const refOf = ({ group, kind, namespace, name }: ObservedObject) => ({ group, kind, namespace, name });
const numeral = (count: number | undefined): string => (count === undefined ? '' : String(count));
