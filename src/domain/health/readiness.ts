import type { Cni } from '../cluster/spec.ts';
import { type Cause, classifyCause, hardCauses } from './cause.ts';
import { type AgeLimits, ageLimitsFor } from './limits.ts';
import { membersOf } from './members.ts';
import type { ClusterObjects } from './objects.ts';
import { type Obstacle, obstaclesOf, type Stage } from './obstacles.ts';
import { type Count, countsOf } from './progress.ts';
import type { Sight } from './sight.ts';

/** What Git asks for, as far as readiness is measured against it. A `ClusterSpec` fits. */
export interface WantedCluster {
  readonly name: string;
  readonly namespace: string;
  readonly kubernetesVersion: string;
  readonly controlPlane: { readonly replicas: number };
  readonly pools: readonly { readonly name: string; readonly replicas: number }[];
  readonly cni: Cni;
}

export type ReadinessState =
  /** Nothing can be said: no management cluster, or not all of it can be seen. */
  | 'unknown'
  /** The Cluster object is not there yet. */
  | 'waiting'
  | 'progressing'
  | 'ready'
  /** A stage takes longer than its limit, or names a cause that needs somebody. */
  | 'stuck'
  /** An object says that it will not recover by itself. */
  | 'failed'
  | 'deleting'
  | 'paused';

export interface Readiness {
  readonly state: ReadinessState;
  /** One plain sentence. */
  readonly because: string;
  readonly cause?: Cause;
  readonly progress: {
    readonly controlPlane: Count;
    readonly workers: Count;
    /** The stage in words, e.g. `waiting for the infrastructure`. */
    readonly stage: string;
  };
  /** What was looked at and what it said, one plain line each. */
  readonly evidence: readonly string[];
  /** When the present stage began, in milliseconds since the epoch; for progressing and stuck ones. */
  readonly stageSince?: number;
  /** When the present stage will be called stuck, in milliseconds since the epoch: no event comes then, so look again. */
  readonly dueBy?: number;
}

export interface ReadinessInput {
  readonly wanted: WantedCluster;
  readonly objects: ClusterObjects | undefined;
  readonly sight: Sight;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When readiness began to be waited for; a re-check begins anew. Milliseconds since the epoch. */
  readonly since: number;
}

/**
 * Whether a cluster is what Git asks for and can be used. `ready` needs positive evidence of everything: the newest
 * generation observed, Available=True, every worker pool (MachinePools too, which Cluster API's own conditions leave out)
 * with as many ready machines as wanted, all up to date, all at the wanted version, nothing paused. Neither the phase of an
 * object nor an engine's health is ever read. What cannot be seen is `unknown`, never ready and never failed.
 */
export function judgeReadiness({ wanted, objects, sight, now, since }: ReadinessInput): Readiness {
  if (sight.state !== 'live') return unseen(wanted, sight);
  if (objects === undefined) return absent(wanted, now, since);
  const { controlPlane, workers } = countsOf(objects, wanted);
  const limits = ageLimitsFor(objects.cluster.infrastructure?.kind);
  const { obstacles, evidence } = obstaclesOf(objects, wanted);
  const first = obstacles[0];
  const base = { progress: { controlPlane, workers, stage: stageWords[first?.stage ?? 'done'] }, evidence };
  if (first === undefined) {
    return { ...base, state: 'ready', because: `${wanted.name} is available and as Git asks for.` };
  }
  if (first.stage === 'deletion') return { ...base, state: 'deleting', because: first.text };
  if (first.stage === 'pause') return { ...base, state: 'paused', because: first.text };

  const cause = classifyCause(objects);
  const failed = terminalFailure(objects);
  if (failed !== undefined) return { ...base, state: 'failed', because: failed, ...(cause && { cause }) };

  const stageSince = Math.max(since, first.since ?? since);
  const limit = limitOf(first, limits, wanted, controlPlane);
  const hard = cause !== undefined && hardCauses.has(cause.code);
  const insists = hard ? Math.max(stageSince, cause.since ?? stageSince) + limits.cause : Number.POSITIVE_INFINITY;
  const dueBy = Math.min(stageSince + limit, insists);
  const timing = { stageSince, dueBy };
  if (now < dueBy) {
    const telling = cause !== undefined && cause.code !== 'unclassified';
    return { ...base, ...timing, state: 'progressing', because: first.text, ...(telling ? { cause } : {}) };
  }
  const late = `${first.text} This takes longer than the limit of ${Math.round(limit / 60_000)} min.`;
  const because = now < stageSince + limit ? first.text : late;
  return { ...base, ...timing, state: 'stuck', because, ...(cause && { cause }) };
}

const stageWords: Readonly<Record<Stage | 'done', string>> = {
  deletion: 'being deleted',
  pause: 'paused',
  generation: 'waiting for the controllers to see the change',
  infrastructure: 'waiting for the infrastructure',
  'control plane': 'waiting for the control plane',
  'control plane machines': 'waiting for control plane machines',
  workers: 'waiting for workers',
  'roll-out': 'rolling out',
  availability: 'waiting to become available',
  done: 'ready',
};

function unseen(wanted: WantedCluster, sight: Exclude<Sight, { state: 'live' }>): Readiness {
  const because =
    sight.state === 'absent'
      ? 'No management cluster is configured, so readiness cannot be seen.'
      : `The management cluster cannot be seen in full: ${sight.because}.`;
  return { state: 'unknown', because, progress: nothingYet(wanted, 'not seen'), evidence: [] };
}

function absent(wanted: WantedCluster, now: number, since: number): Readiness {
  const limit = ageLimitsFor(undefined).appear;
  const base = {
    progress: nothingYet(wanted, 'waiting for the Cluster object'),
    evidence: [`Cluster ${wanted.namespace}/${wanted.name}: not there`],
    stageSince: since,
    dueBy: since + limit,
  };
  const because = `There is no Cluster ${wanted.name} in namespace ${wanted.namespace} yet.`;
  if (now - since < limit) return { ...base, state: 'waiting', because };
  return {
    ...base,
    state: 'stuck',
    because: `${because} This takes longer than the limit of ${limit / 60_000} min.`,
  };
}

function nothingYet(wanted: WantedCluster, stage: string): Readiness['progress'] {
  return {
    controlPlane: { ready: 0, wanted: wanted.controlPlane.replicas },
    workers: { ready: 0, wanted: wanted.pools.reduce((sum, pool) => sum + pool.replicas, 0) },
    stage,
  };
}

/** The v1beta1 contract has a field for errors that no controller tries to overcome. Machines are left to remediation. */
function terminalFailure(objects: ClusterObjects): string | undefined {
  const { cluster, infrastructure, controlPlane } = membersOf(objects);
  for (const object of [infrastructure, controlPlane, cluster]) {
    if (object?.failure !== undefined) {
      return `${object.kind} ${object.name} has failed for good: ${object.failure.reason}: ${object.failure.message}`;
    }
  }
  return undefined;
}

function limitOf(obstacle: Obstacle, limits: AgeLimits, wanted: WantedCluster, controlPlane: Count): number {
  const workers = wanted.pools.reduce((sum, pool) => sum + pool.replicas, 0);
  switch (obstacle.stage) {
    case 'infrastructure':
      return limits.infrastructure;
    case 'control plane':
      return limits.controlPlaneInitialized;
    case 'control plane machines':
      return limits.controlPlaneMachine * Math.max(1, controlPlane.wanted - 1);
    case 'workers':
      return limits.workers;
    case 'roll-out':
      return limits.rollOutMachine * Math.max(1, controlPlane.wanted + workers);
    case 'availability':
      return limits.available;
    case 'generation':
    case 'deletion':
    case 'pause':
      return limits.observe;
  }
}
