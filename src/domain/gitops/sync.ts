import type { ObjectRef } from '../cluster/spec.ts';
import type { Sight } from '../health/sight.ts';
import type { ObservedApplication } from './application.ts';
import { type FollowingApplication, findApplications } from './find-applications.ts';
import { judgeApplication, pickUpLimit } from './judge-application.ts';
import { comparedRevision, isCommit, operationRevision } from './revision.ts';
import type { SyncCause } from './sync-cause.ts';

/** What Git says of a revision that the engine names: whether it has the commit that we wait for. */
export type Containment =
  /** It is the commit, or has it in its history. */
  | 'contains'
  /** What the cluster is made from is the same at both. */
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
  /** The cluster's objects. An Application of a folder above is then judged by these alone, not by its other clusters'. */
  readonly objects?: readonly ObjectRef[];
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
  const judged = found.map((each) => judgeApplication(each, input));
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

function unseen(sight: Exclude<Sight, { state: 'live' }>): string {
  return sight.state === 'absent'
    ? 'No management cluster is configured, so the sync cannot be seen.'
    : `The management cluster cannot be seen in full: ${sight.because}.`;
}
