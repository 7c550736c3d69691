import { conditionOf, holds, isUsable, speaksLegacyOnly, summaryOf, wordsOf } from '../condition.ts';
import { isControlPlaneMachine, type Members, stays } from '../members.ts';
import type { ObservedObject } from '../objects.ts';
import { controlPlaneCount } from '../progress.ts';
import type { WantedCluster } from '../wanted.ts';
import { missing } from './infrastructure.ts';
import { beginning, machinesOf, named, type Obstacle, saying } from './obstacle.ts';

/** The control plane does not answer yet, or is not all there. Any kind of control plane is judged by the contract alone. */
export function controlPlane(members: Members, wanted: WantedCluster): Obstacle[] {
  const { cluster, controlPlane: object } = members;
  if (!isInitialized(cluster)) {
    const since = conditionOf(cluster, 'InfrastructureReady')?.since;
    return [{ stage: 'control plane', text: 'The control plane is not initialised yet.', ...beginning(since) }];
  }
  const texts = [
    ...(object === undefined && cluster.controlPlane !== undefined ? [missing(cluster.controlPlane)] : []),
    ...counts(members, wanted),
    ...(object === undefined ? [] : unusable(object)),
  ];
  const since = initializedSince(cluster);
  return texts.map((text) => ({ stage: 'control plane machines', text, ...beginning(since) }));
}

/** When the control plane was initialised, as far as the Cluster tells. */
export function initializedSince(cluster: ObservedObject): number | undefined {
  return (conditionOf(cluster, 'ControlPlaneInitialized') ?? conditionOf(cluster, 'ControlPlaneReady'))?.since;
}

function isInitialized(cluster: ObservedObject): boolean {
  return (
    cluster.initialization.controlPlaneInitialized === true ||
    holds(cluster, 'ControlPlaneInitialized') ||
    (speaksLegacyOnly(cluster) && holds(cluster, 'ControlPlaneReady'))
  );
}

function counts(members: Members, wanted: WantedCluster): string[] {
  const texts: string[] = [];
  const desired = members.controlPlane?.replicas.desired;
  const asked = wanted.controlPlane?.replicas;
  if (desired !== undefined && asked !== undefined && desired !== asked) {
    texts.push(`The control plane in the cluster asks for ${machinesOf(desired)}; Git asks for ${asked}.`);
  }
  const { ready, wanted: all, managed } = controlPlaneCount(members, wanted);
  if (ready < all && !managed) texts.push(`${ready} of ${machinesOf(all)} of the control plane are ready.`);
  return [...texts, ...loose(members)];
}

/** Machines of a control plane that no object keeps. */
function loose({ cluster, machines }: Members): string[] {
  if (cluster.controlPlane !== undefined) return [];
  const unready = machines.filter((each) => isControlPlaneMachine(each) && stays(each) && !holds(each, 'Ready'));
  return unready.map((machine) => `${named(machine)} of the control plane is not ready.`);
}

/** Cluster API calls a control plane without an `Available` condition available from its first answer on: the object knows more. */
function unusable(object: ObservedObject): string[] {
  if (isUsable(object) === true) return [];
  const summary = summaryOf(object);
  return [`${named(object)} is not ready${saying(summary && wordsOf(summary))}`];
}
