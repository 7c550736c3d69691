import type { Sight } from '../health/sight.ts';
import type { ObservedApplication } from './application.ts';
import { type FollowingApplication, findApplications } from './find-applications.ts';
import { causeOf, type SyncCause } from './sync-cause.ts';

/** What Git says of a revision that the engine names: whether it has the commit that we wait for. */
export type Containment =
  /** It is the commit, or has it in its history. */
  | 'contains'
  /** The cluster's folder is the same at both. */
  | 'same tree'
  | 'lacks'
  /** Could not be asked. Never taken for a yes. */
  | 'unknown';

/** What should be synced. */
export interface WantedSync {
  readonly folder: string;
  readonly namespace: string;
  readonly repoUrl: string;
  /** The commit that Git holds it in: the head of the pull request in preview, the merge commit after the merge. */
  readonly sha: string;
  readonly mode: 'merge' | 'preview';
  /** The branch that the engine follows after the merge; the default branch. */
  readonly base: string;
}

export type SyncState =
  /** Nothing can be said: no management cluster, or not all of it can be seen. */
  | 'unknown'
  /** The engine has not looked at the commit yet. */
  | 'waiting'
  | 'syncing'
  | 'synced'
  | 'failed'
  /** No Application shows the folder. */
  | 'not followed';

export interface Sync {
  readonly state: SyncState;
  /** One plain sentence. */
  readonly because: string;
  readonly cause?: SyncCause;
  /** The Applications that show the folder, as `namespace/name`. */
  readonly applications: readonly string[];
  /** The revisions that they are at. */
  readonly revisions: readonly string[];
  /** What is worth knowing beside the state, one plain sentence each. */
  readonly notes: readonly string[];
  /** When a waiting or syncing one will be called failed, in milliseconds since the epoch. */
  readonly dueBy?: number;
}

export interface SyncInput {
  readonly applications: readonly ObservedApplication[];
  readonly wanted: WantedSync;
  /** By revision, for those of `candidateRevisions`. */
  readonly containment: ReadonlyMap<string, Containment>;
  readonly sight: Sight;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When the sync began to be waited for. Milliseconds since the epoch. */
  readonly since: number;
}

const minute = 60_000;
/** An ApplicationSet looks for new folders every three minutes, an Application for new commits too. */
const pickUpLimit = 15 * minute;
const syncLimit = 30 * minute;
/** A repository server that restarts makes comparison errors that heal by themselves. */
const comparisonGrace = 3 * minute;

/** The revisions that must be compared with the wanted commit before judging. */
export function candidateRevisions(
  applications: readonly ObservedApplication[],
  wanted: WantedSync,
): readonly string[] {
  const found = following(applications, wanted).flatMap((each) => [comparedRevision(each), operationRevision(each)]);
  return [...new Set(found.filter((revision) => revision !== undefined))];
}

/**
 * Whether the engine has applied a commit. `synced` means: what it compares with and says is in sync, is the commit, a descendant
 * of it, or has the same tree for the folder (squash and rebase merges, busy repositories); in preview, exactly the commit. An
 * engine's own word `Synced` about another revision counts for nothing, and neither does its health.
 */
export function judgeSync(input: SyncInput): Sync {
  const { applications, wanted, sight, now, since } = input;
  if (sight.state !== 'live') return { ...nothing, state: 'unknown', because: unseen(sight) };
  const found = following(applications, wanted);
  if (found.length === 0) return unfollowed(wanted, now, since);
  const judged = found.map((each) => judgeOne(each, input));
  const worst = judged.toSorted((a, b) => severity.indexOf(a.state) - severity.indexOf(b.state))[0];
  return {
    ...(worst ?? { ...nothing, state: 'unknown', because: 'No Application could be judged.' }),
    applications: judged.flatMap((each) => each.applications),
    revisions: [...new Set(judged.flatMap((each) => each.revisions))],
    notes: [...new Set(judged.flatMap((each) => each.notes))],
  };
}

const nothing = { applications: [], revisions: [], notes: [] };
const severity: readonly SyncState[] = ['failed', 'unknown', 'not followed', 'waiting', 'syncing', 'synced'];

/** In preview only the Application that is pinned to the commit; otherwise those that follow the branch. */
function following(applications: readonly ObservedApplication[], wanted: WantedSync): readonly FollowingApplication[] {
  const found = findApplications(applications, [wanted.repoUrl], wanted.folder, wanted.namespace);
  if (wanted.mode === 'preview') return found.filter((each) => each.targetRevision === wanted.sha);
  // A preview's Application goes on showing its pinned commit for a while after the merge; it is not what follows the branch.
  return found.filter((each) => !isCommit(each.targetRevision) || each.targetRevision === wanted.sha);
}

function unfollowed(wanted: WantedSync, now: number, since: number): Sync {
  const what = wanted.mode === 'preview' ? `at ${wanted.sha.slice(0, 12)}` : `on ${wanted.base}`;
  const because = `No Application shows the folder ${wanted.folder} ${what}.`;
  const dueBy = since + pickUpLimit;
  if (now < dueBy) return { ...nothing, state: 'waiting', because, dueBy };
  const cure =
    wanted.mode === 'preview'
      ? 'Comment /retry; if it stays so, check that the preview project allows the repository.'
      : 'Add an ApplicationSet or Application that follows the clusters folder on that branch.';
  return { ...nothing, state: 'not followed', because, cause: { code: 'not-followed', text: because, cure } };
}

function judgeOne(each: FollowingApplication, { wanted, containment, now, since }: SyncInput): Sync {
  const { application } = each;
  const name = `${application.namespace}/${application.name}`;
  const revision = comparedRevision(each);
  const base = {
    applications: [name],
    revisions: revision === undefined ? [] : [revision],
    notes: application.conditions
      .filter(({ type }) => type === 'SharedResourceWarning')
      .map(({ message }) => `Application ${name}: ${message}`),
  };
  if (application.deletingSince !== undefined) {
    return {
      ...base,
      state: 'failed',
      because: `Application ${name} is being deleted.`,
      cause: causeOf('deleting', name),
    };
  }
  const otherBranch = followsOther(each, wanted);
  if (otherBranch !== undefined) {
    const because = `Application ${name} follows ${otherBranch}, not ${wanted.base}.`;
    return { ...base, state: 'not followed', because, cause: causeOf('other-branch', because) };
  }
  const spec = application.conditions.find(({ type }) => type === 'InvalidSpecError');
  if (spec !== undefined) {
    const because = `Application ${name} cannot be used by Argo CD.`;
    return { ...base, state: 'failed', because, cause: causeOf('invalid-spec', spec.message) };
  }
  const comparison = application.conditions.find(({ type }) => type === 'ComparisonError');
  if (comparison !== undefined) {
    const cause = causeOf('comparison', comparison.message);
    const because = `Argo CD cannot compare Application ${name} with Git.`;
    const dueBy = since + comparisonGrace;
    return now < dueBy
      ? { ...base, state: 'waiting', because, cause, dueBy }
      : { ...base, state: 'failed', because, cause };
  }
  return judgeRevision(each, base, { wanted, containment, now, since });
}

function judgeRevision(
  each: FollowingApplication,
  base: Pick<Sync, 'applications' | 'revisions' | 'notes'>,
  { wanted, containment, now, since }: Pick<SyncInput, 'wanted' | 'containment' | 'now' | 'since'>,
): Sync {
  const { application } = each;
  const name = base.applications[0] ?? '';
  const has = (revision: string | undefined): boolean =>
    revision !== undefined &&
    (wanted.mode === 'preview'
      ? revision === wanted.sha
      : revision === wanted.sha || ['contains', 'same tree'].includes(containment.get(revision) ?? 'unknown'));
  const revision = comparedRevision(each);
  const operation = application.operation;
  const operated = operation !== undefined && has(operationRevision(each));

  if (operated && (operation.phase === 'Failed' || operation.phase === 'Error')) {
    const because = `The sync of Application ${name} failed.`;
    return { ...base, state: 'failed', because, cause: causeOf('sync-failed', operationWords(operation)) };
  }
  const started = operated ? (operation.startedAt ?? since) : since;
  if (operated && operation.phase !== 'Succeeded') {
    const retried = operation.retryCount > 0 ? `, attempt ${operation.retryCount + 1}` : '';
    const because = `Application ${name} is being synced${retried}: ${operation.message || operation.phase}`;
    const dueBy = Math.max(started, since) + syncLimit;
    const cause = operation.retryCount > 0 ? { cause: causeOf('sync-failed', operationWords(operation)) } : {};
    return now < dueBy
      ? { ...base, ...cause, state: 'syncing', because, dueBy }
      : { ...base, state: 'failed', because, cause: causeOf('slow', operationWords(operation)) };
  }
  if (has(revision) && application.sync.status === 'Synced') {
    return { ...base, state: 'synced', because: `Application ${name} is in sync at ${short(revision)}.` };
  }
  if (!has(revision)) {
    const at = revision === undefined ? 'has not been compared yet' : `is at ${short(revision)}`;
    const because = `Application ${name} ${at}; waiting for ${short(wanted.sha)}.`;
    const dueBy = since + pickUpLimit;
    return now < dueBy
      ? { ...base, state: 'waiting', because, dueBy }
      : { ...base, state: 'failed', because, cause: causeOf('not-picked-up', because) };
  }
  return outOfSync(each, base, { now, since });
}

/** Argo CD has seen the commit and says that the cluster differs from it. */
function outOfSync(
  { application }: FollowingApplication,
  base: Pick<Sync, 'applications' | 'revisions' | 'notes'>,
  { now, since }: Pick<SyncInput, 'now' | 'since'>,
): Sync {
  const name = base.applications[0] ?? '';
  const behind = application.resources.filter(({ status }) => status !== 'Synced' && status !== '');
  const names = behind.slice(0, 5).map((resource) => `${resource.kind} ${resource.name}`);
  const more = behind.length > names.length ? ` and ${behind.length - names.length} more` : '';
  const which = names.length === 0 ? '' : `: ${names.join(', ')}${more}`;
  const because = `Application ${name} is ${application.sync.status || 'not compared'}${which}.`;
  const limit = application.automated ? syncLimit : pickUpLimit;
  const cause = causeOf(application.automated ? 'out-of-sync' : 'manual', because);
  const dueBy = since + limit;
  if (now >= dueBy) return { ...base, state: 'failed', because, cause };
  return { ...base, state: 'syncing', because, dueBy, ...(application.automated ? {} : { cause }) };
}

function comparedRevision({ application, source }: FollowingApplication): string | undefined {
  return revisionAt(application.sync.revisions, source);
}

function operationRevision({ application, source }: FollowingApplication): string | undefined {
  return revisionAt(application.operation?.revisions ?? [], source);
}

/** One source has one revision; several have one each, in order. */
function revisionAt(revisions: readonly string[], source: number): string | undefined {
  const revision = revisions.length === 1 && source === 0 ? revisions[0] : revisions[source];
  return revision === '' ? undefined : revision;
}

/** The branch that it follows instead; undefined when it is the wanted one, or a tag or commit of which Git must tell. */
function followsOther({ targetRevision }: FollowingApplication, wanted: WantedSync): string | undefined {
  if (wanted.mode === 'preview' || isCommit(targetRevision)) return undefined;
  const target = targetRevision.replace(/^refs\/heads\//, '');
  return target === '' || target === 'HEAD' || target === wanted.base ? undefined : target;
}

const isCommit = (revision: string): boolean => /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(revision);
const short = (revision: string | undefined): string =>
  revision === undefined ? 'no revision' : isCommit(revision) ? revision.slice(0, 12) : revision;

function operationWords(operation: NonNullable<ObservedApplication['operation']>): string {
  const failed = operation.results.filter(({ status }) => status === 'SyncFailed');
  const words = failed.slice(0, 5).map(({ kind, name, message }) => `${kind} ${name}: ${message}`);
  return words.length > 0 ? words.join('; ') : operation.message;
}

function unseen(sight: Exclude<Sight, { state: 'live' }>): string {
  return sight.state === 'absent'
    ? 'No management cluster is configured, so the sync cannot be seen.'
    : `The management cluster cannot be seen in full: ${sight.because}.`;
}
