import type { Cause } from './causes/cause.ts';
import { classifyCause } from './causes/classify.ts';
import { evidenceOf } from './evidence.ts';
import { ageLimitsFor, limitOf, usualLimits } from './limits.ts';
import { membersOf } from './members.ts';
import type { ClusterObjects } from './objects.ts';
import { obstaclesOf } from './obstacles/main.ts';
import type { Obstacle, Stage } from './obstacles/obstacle.ts';
import { type Count, countsOf, countsUnseen } from './progress.ts';
import type { Sight } from './sight.ts';
import type { WantedCluster } from './wanted.ts';

export type ReadinessState =
  /** Nothing can be said: no management cluster, or not all of it can be seen. */
  | 'unknown'
  /** The Cluster object is not there yet. */
  | 'waiting'
  | 'progressing'
  /** The files were changed again before it was ready: what is said of the later commit counts. */
  | 'superseded'
  /** The base branch holds its files no longer. */
  | 'removed'
  | 'ready'
  /** A stage takes longer than its limit, or names a cause that needs somebody. */
  | 'stuck'
  /** An object says that it will not recover by itself. */
  | 'failed'
  /** The Cluster object was there, and was deleted though Git holds it. */
  | 'gone'
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
  /** Why the objects are not what Git holds yet; absent when they are, or when no engine tells. */
  readonly unapplied?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When readiness began to be waited for; a re-check begins anew. Milliseconds since the epoch. */
  readonly since: number;
}

/**
 * Whether a cluster is what Git asks for and can be used. `ready` needs positive evidence of everything: what Git holds applied
 * and its newest generation observed, Available=True, every worker pool (MachinePools too, which Cluster API's own conditions
 * leave out) with as many ready machines as wanted, all up to date and from the templates that Git holds, all at the wanted
 * version, every add-on in place, nothing paused. Neither the phase of an object nor an engine's health is ever read. What cannot
 * be seen is `unknown`, never ready and never failed.
 */
export function judgeReadiness(input: ReadinessInput): Readiness {
  const { wanted, objects, sight, now } = input;
  if (sight.state !== 'live') return unseen(wanted, sight);
  if (objects === undefined) return absent(input);
  const counts = countsOf(objects, wanted);
  const first = [...obstaclesOf(objects, wanted), ...outside(input)][0];
  const base = {
    progress: { ...counts, stage: stageWords[first?.stage ?? 'done'] },
    evidence: [...evidenceOf(objects), ...clockNote(objects, now)],
  };
  if (first === undefined) {
    return { ...base, state: 'ready', because: `${wanted.name} is available and as Git asks for.` };
  }
  if (first.stage === 'deletion') return { ...base, state: 'deleting', because: first.text };
  if (first.stage === 'pause') return { ...base, state: 'paused', because: first.text };

  const cause = classifyCause(objects, now);
  const failed = terminalFailure(objects);
  if (failed !== undefined) return { ...base, state: 'failed', because: failed, ...(cause && { cause }) };
  return { ...base, ...timed(first, cause, input, objects) };
}

/** What keeps a cluster from being called ready though its objects say that it is. */
function outside({ sight, unapplied }: ReadinessInput): readonly Obstacle[] {
  if (unapplied !== undefined) return [{ stage: 'application', text: unapplied }];
  if (sight.state !== 'live' || sight.behind === undefined) return [];
  return [{ stage: 'confirmation', text: `All looks ready; ${sight.behind} is being read again to be sure.` }];
}

function timed(
  first: Obstacle,
  cause: Cause | undefined,
  { wanted, now, since }: ReadinessInput,
  objects: ClusterObjects,
): Pick<Readiness, 'state' | 'because' | 'cause' | 'stageSince' | 'dueBy'> {
  const { cluster, controlPlane, groups } = membersOf(objects);
  const ofWorkers = first.stage === 'workers' || first.stage === 'roll-out' ? groups : [];
  const limits = ageLimitsFor([
    cluster.infrastructure?.kind,
    controlPlane?.infrastructure?.kind,
    cluster.controlPlane?.kind,
    ...ofWorkers.map(({ infrastructure }) => infrastructure?.kind),
  ]);
  const limit = limitOf(first.stage, limits, countsOf(objects, wanted));
  const stageSince = Math.max(since, believable(first.since, now) ?? since);
  const insistsFrom = Math.max(stageSince, believable(cause?.since, now) ?? stageSince);
  const dueBy = Math.min(stageSince + limit, cause?.insists ? insistsFrom + limits.cause : Number.POSITIVE_INFINITY);
  const timing = { stageSince, dueBy };
  if (now < dueBy) {
    const telling = cause !== undefined && cause.code !== 'unclassified';
    return { ...timing, state: 'progressing', because: first.text, ...(telling ? { cause } : {}) };
  }
  const late = `${first.text} This takes longer than the limit of ${Math.round(limit / 60_000)} min.`;
  const because = now < stageSince + limit ? first.text : late;
  return { ...timing, state: 'stuck', because, ...(cause && { cause }) };
}

/** Clocks of servers run apart; one that is this far ahead of ours is not asked for the beginning of anything. */
const clockSlack = 60_000;

/** A time that an object tells, unless it lies in our future. */
function believable(time: number | undefined, now: number): number | undefined {
  return time === undefined || time > now + clockSlack ? undefined : time;
}

function clockNote({ cluster }: ClusterObjects, now: number): readonly string[] {
  const times = [...cluster.conditions, ...cluster.legacyConditions].flatMap(({ since }) => since ?? []);
  const ahead = Math.max(cluster.createdAt, ...times) - now;
  if (ahead <= clockSlack) return [];
  return [
    `The clock of the management cluster is ${Math.round(ahead / 60_000)} min ahead of ours, so ages are counted from our own looks.`,
  ];
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
  'add-ons': 'waiting for add-ons',
  availability: 'waiting to become available',
  application: 'waiting for the commit to be applied',
  confirmation: 'being confirmed',
  done: 'ready',
};

function unseen(wanted: WantedCluster, sight: Exclude<Sight, { state: 'live' }>): Readiness {
  const because =
    sight.state === 'absent'
      ? 'No management cluster is configured, so readiness cannot be seen.'
      : `The management cluster cannot be seen in full: ${sight.because}.`;
  return { state: 'unknown', because, progress: { ...countsUnseen(wanted), stage: 'not seen' }, evidence: [] };
}

function absent({ wanted, now, since }: ReadinessInput): Readiness {
  const limit = usualLimits.appear;
  const base = {
    progress: { ...countsUnseen(wanted), stage: 'waiting for the Cluster object' },
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

/** The v1beta1 contract has a field for errors that no controller tries to overcome. Machines are left to remediation. */
function terminalFailure(objects: ClusterObjects): string | undefined {
  const { cluster, infrastructure, controlPlane, pools, find } = membersOf(objects);
  const standing = pools.flatMap((pool) => [find(pool.infrastructure), pool]);
  for (const object of [infrastructure, controlPlane, ...standing, cluster]) {
    if (object?.failure !== undefined) {
      return `${object.kind} ${object.name} has failed for good: ${object.failure.reason}: ${object.failure.message}`;
    }
  }
  return undefined;
}
