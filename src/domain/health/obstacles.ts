import { conditionOf, holds, speaksLegacyOnly } from './condition.ts';
import { type Members, membersOf } from './members.ts';
import type { ClusterObjects, ObservedObject } from './objects.ts';
import { countsOf, isAutoscaled } from './progress.ts';

export type Stage =
  | 'deletion'
  | 'pause'
  | 'generation'
  | 'infrastructure'
  | 'control plane'
  | 'control plane machines'
  | 'workers'
  | 'roll-out'
  | 'availability';

/** One thing that keeps a cluster from being ready. */
export interface Obstacle {
  readonly stage: Stage;
  /** One plain sentence. */
  readonly text: string;
  /** When the stage began, where the objects tell, in milliseconds since the epoch. */
  readonly since?: number;
}

interface Wanted {
  readonly name: string;
  readonly kubernetesVersion: string;
  readonly controlPlane: { readonly replicas: number };
  readonly pools: readonly { readonly name: string; readonly replicas: number }[];
}

/** Everything between a cluster and readiness, the earliest stage first, and what was looked at. None left: it is ready. */
export function obstaclesOf(
  objects: ClusterObjects,
  wanted: Wanted,
): { readonly obstacles: readonly Obstacle[]; readonly evidence: readonly string[] } {
  const members = membersOf(objects);
  const obstacles = [
    ...deletion(members),
    ...pause(members),
    ...generation(members),
    ...infrastructure(members),
    ...controlPlane(members, objects, wanted),
    ...workers(members, wanted),
    ...rollOut(members, wanted),
    ...availability(members),
  ];
  return { obstacles, evidence: evidenceOf(members) };
}

function deletion({ cluster }: Members): Obstacle[] {
  if (cluster.deletingSince === undefined) return [];
  const why = conditionOf(cluster, 'Deleting');
  const words = why === undefined || why.message === '' ? '' : ` ${why.reason}: ${firstLine(why.message)}`;
  return [
    { stage: 'deletion', text: `Cluster ${cluster.name} is being deleted.${words}`, since: cluster.deletingSince },
  ];
}

function pause({ cluster, controlPlane, deployments, pools, infrastructure }: Members): Obstacle[] {
  return [cluster, infrastructure, controlPlane, ...deployments, ...pools]
    .filter((object) => object?.paused)
    .map((object) => ({
      stage: 'pause',
      text: `${object?.kind} ${object?.name} is paused: its controller does nothing until it is resumed.`,
    }));
}

function generation({ cluster, controlPlane, deployments, pools }: Members): Obstacle[] {
  const behind = [cluster, controlPlane, ...deployments, ...pools].filter(
    (object) =>
      object !== undefined &&
      (object.observedGeneration ?? (object === cluster ? 0 : object.generation)) < object.generation,
  );
  return behind.map((object) => ({
    stage: 'generation',
    text: `The newest change of ${object?.kind} ${object?.name} has not been seen by its controller yet.`,
  }));
}

function infrastructure({ cluster, infrastructure: object }: Members): Obstacle[] {
  const done = cluster.initialization.infrastructureProvisioned === true || holds(cluster, 'InfrastructureReady');
  if (done) return [];
  const name = object === undefined ? 'The infrastructure' : `${object.kind} ${object.name}`;
  return [{ stage: 'infrastructure', text: `${name} is not provisioned yet.`, since: cluster.createdAt }];
}

function controlPlane(members: Members, objects: ClusterObjects, wanted: Wanted): Obstacle[] {
  const { cluster, controlPlane: object } = members;
  const initialized =
    cluster.initialization.controlPlaneInitialized === true ||
    holds(cluster, 'ControlPlaneInitialized') ||
    (speaksLegacyOnly(cluster) && holds(cluster, 'ControlPlaneReady'));
  if (!initialized) {
    const since = conditionOf(cluster, 'InfrastructureReady')?.since;
    return [{ stage: 'control plane', text: 'The control plane is not initialised yet.', ...at(since) }];
  }
  const since =
    conditionOf(cluster, 'ControlPlaneInitialized')?.since ?? conditionOf(cluster, 'ControlPlaneReady')?.since;
  const found: Obstacle[] = [];
  const reference = cluster.controlPlane;
  if (reference !== undefined && object === undefined) {
    const text = `${reference.kind} ${reference.name} is not there, so its version and machines cannot be told.`;
    found.push({ stage: 'control plane machines', text, ...at(since) });
  }
  const desired = object?.replicas.desired;
  if (desired !== undefined && desired !== wanted.controlPlane.replicas) {
    found.push({
      stage: 'control plane machines',
      text: `The control plane in the cluster asks for ${machines(desired)}; Git asks for ${wanted.controlPlane.replicas}.`,
      ...at(since),
    });
  }
  const { ready } = countsOf(objects, wanted).controlPlane;
  if (ready < wanted.controlPlane.replicas) {
    found.push({
      stage: 'control plane machines',
      text: `${ready} of ${machines(wanted.controlPlane.replicas)} of the control plane are ready.`,
      ...at(since),
    });
  }
  return found;
}

function workers({ cluster, deployments, pools }: Members, wanted: Wanted): Obstacle[] {
  const groups = [...deployments, ...pools];
  const since =
    conditionOf(cluster, 'ControlPlaneInitialized')?.since ?? conditionOf(cluster, 'ControlPlaneReady')?.since;
  const short = groups
    .filter((group) => group.replicas.desired === undefined || (group.replicas.ready ?? 0) < group.replicas.desired)
    .map(
      (group): Obstacle => ({
        stage: 'workers',
        text:
          group.replicas.desired === undefined
            ? `${group.kind} ${group.name} does not say how many machines it wants yet.`
            : `${group.replicas.ready ?? 0} of ${machines(group.replicas.desired)} of ${group.kind} ${group.name} are ready.`,
        ...at(since),
      }),
    );
  if (groups.some(isAutoscaled)) return short;
  const total = wanted.pools.reduce((sum, pool) => sum + pool.replicas, 0);
  const desired = groups.reduce((sum, group) => sum + (group.replicas.desired ?? 0), 0);
  if (desired === total) return short;
  const text = `The pools in the cluster ask for ${machines(desired)}; Git asks for ${total}.`;
  return [...short, { stage: 'workers', text, ...at(since) }];
}

function rollOut({ cluster, controlPlane, deployments, pools, machines: all }: Members, wanted: Wanted): Obstacle[] {
  const found: Obstacle[] = [];
  const since = conditionOf(cluster, 'RollingOut')?.since;
  for (const object of [controlPlane, ...deployments, ...pools]) {
    if (object === undefined) continue;
    const { desired, replicas, upToDate } = object.replicas;
    const name = `${object.kind} ${object.name}`;
    if (desired !== undefined && upToDate !== undefined && upToDate < desired) {
      found.push({
        stage: 'roll-out',
        text: `${upToDate} of ${machines(desired)} of ${name} are up to date.`,
        ...at(since),
      });
    } else if (desired !== undefined && replicas !== undefined && replicas > desired) {
      found.push({
        stage: 'roll-out',
        text: `${name} still has ${replicas - desired} more than the wanted ${machines(desired)}.`,
        ...at(since),
      });
    }
  }
  for (const object of [cluster, controlPlane, ...deployments, ...pools, ...all]) {
    if (object === undefined || object.deletingSince !== undefined) continue;
    const other = versionsOf(object).find((version) => !isVersion(version, wanted.kubernetesVersion));
    if (other === undefined) continue;
    const text = `${object.kind} ${object.name} is at ${other}; Git asks for ${wanted.kubernetesVersion}.`;
    found.push({ stage: 'roll-out', text, ...at(since) });
  }
  return found;
}

function versionsOf(object: ObservedObject): readonly string[] {
  const running = object.versions.filter(({ replicas }) => replicas > 0).map(({ version }) => version);
  return object.wantedVersion === undefined ? running : [object.wantedVersion, ...running];
}

/** Managed control planes may name only a minor (`v1.34`): it stands for every patch of it. */
function isVersion(seen: string, wanted: string): boolean {
  const a = seen
    .replace(/^v/, '')
    .replace(/[+-].*$/, '')
    .split('.');
  const b = wanted
    .replace(/^v/, '')
    .replace(/[+-].*$/, '')
    .split('.');
  return a.length >= 2 && a.every((part, index) => part === b[index]);
}

function availability({ cluster }: Members): Obstacle[] {
  const type = speaksLegacyOnly(cluster) ? 'Ready' : 'Available';
  const condition = conditionOf(cluster, type);
  if (condition?.status === 'True') return [];
  if (condition === undefined) {
    return [{ stage: 'availability', text: `Cluster ${cluster.name} has no ${type} condition yet.` }];
  }
  const words = condition.message === '' ? condition.reason : firstLine(condition.message);
  return [
    {
      stage: 'availability',
      text: `Cluster ${cluster.name} is not ${type.toLowerCase()}: ${words}`,
      ...at(condition.since),
    },
  ];
}

function evidenceOf({ cluster, infrastructure, controlPlane, deployments, pools }: Members): readonly string[] {
  const lines = [
    `Cluster ${cluster.name}: generation ${cluster.generation}, observed ${cluster.observedGeneration ?? 'none'}`,
  ];
  for (const object of [cluster, infrastructure, controlPlane, ...deployments, ...pools]) {
    if (object === undefined) continue;
    const condition = conditionOf(object, 'Available') ?? conditionOf(object, 'Ready');
    const said =
      condition === undefined
        ? 'no condition'
        : `${condition.type}=${condition.status}${condition.reason && ` (${condition.reason})`}`;
    const { desired, ready, upToDate } = object.replicas;
    const counted = desired === undefined ? '' : `, ${ready ?? 0}/${desired} ready, ${upToDate ?? '?'} up to date`;
    lines.push(`${object.kind} ${object.name}: ${said}${counted}`);
  }
  return lines;
}

const machines = (count: number): string => (count === 1 ? '1 machine' : `${count} machines`);
const at = (since: number | undefined): { since?: number } => (since === undefined ? {} : { since });
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
