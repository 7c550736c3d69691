import type { ObjectRef } from '../cluster/spec.ts';
import type { Sight } from '../health/sight.ts';
import { pickUpLimit, settleLimit } from './age-limits.ts';
import { type Engine, type EngineChoice, engineOf, type ObservedGitOps, wordsOf } from './engine.ts';
import { judgeKustomization } from './flux/judge-kustomization.ts';
import { releaseCommits } from './flux/judge-release.ts';
import { appliedCommit, attemptedCommit } from './flux/revision.ts';
import { type Followers, findFollowers, nearestEngine, remoteFollowers, rivalsOf } from './followers.ts';
import { judgeApplication } from './judge-application.ts';
import { comparedRevision, operationRevision, short } from './revision.ts';
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
  readonly engine: EngineChoice;
  /** The addresses under which engines may have the repository. */
  readonly repoUrls: readonly string[];
  /** The commit that Git holds it in: the head of the pull request in preview, the merge commit after the merge. */
  readonly sha: string;
  readonly mode: 'merge' | 'preview';
  /** The branch that the engine follows after the merge; the default branch. */
  readonly base: string;
  /** What showed the cluster before the merge, by its name: after it, that is not what follows the branch. */
  readonly preview?: string;
  /** The cluster's objects: what shows a folder above is judged by these alone, and a Kustomization must hold each. */
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
  /** No object of an engine shows the folder. */
  | 'not followed'
  /** The base branch holds the folder no longer. */
  | 'removed';

export interface Sync {
  readonly state: SyncState;
  /** One plain sentence. */
  readonly because: string;
  readonly cause?: SyncCause;
  /** Whose objects show the folder; absent when it is not known. */
  readonly engine?: Engine;
  /** The Applications or Kustomizations that show the folder, as `namespace/name`. */
  readonly followers: readonly string[];
  /** The revisions that they are at. */
  readonly revisions: readonly string[];
  /** What is worth knowing beside the state, one plain sentence each. */
  readonly notes: readonly string[];
  /** Set while an attempt is under way whose end says more: what was said before it stands until then. */
  readonly provisional?: true;
  /** When a waiting or syncing one will be called failed, in milliseconds since the epoch. */
  readonly dueBy?: number;
}

export interface SyncInput {
  readonly gitops: ObservedGitOps;
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
export function candidateRevisions(gitops: ObservedGitOps, wanted: WantedSync): readonly string[] {
  const { argocd, flux } = findFollowers(gitops, wanted);
  const found = [
    ...argocd.flatMap((each) => [comparedRevision(each), operationRevision(each)]),
    ...flux.flatMap((each) => [
      ...[appliedCommit(each), attemptedCommit(each)],
      ...each.releases.flatMap((release) => releaseCommits(release, wanted.sha)),
    ]),
  ];
  return [...new Set(found.filter((revision) => revision !== undefined))];
}

/**
 * Whether an engine has applied a commit. `synced` means: what it applied, and says is in sync, is the commit, a descendant of it,
 * or has the same tree for the folder (squash and rebase merges, busy repositories); in preview, exactly the commit. An engine's
 * own word `Synced` or `Ready` about another revision counts for nothing, and neither does its health. Where two engines hold the
 * same cluster, nothing is synced: each undoes what the other does.
 */
export function judgeSync(input: SyncInput): Sync {
  const { gitops, wanted, sight } = input;
  if (sight.state !== 'live') return { ...nothing, state: 'unknown', because: unseen(sight) };
  const found = findFollowers(gitops, wanted);
  const rivals = rivalsOf(found, wanted.engine);
  if (rivals !== undefined) return contested(rivals, input);
  const engine = wanted.engine === 'auto' ? (nearestEngine(found) ?? engineOf('auto', gitops)) : wanted.engine;
  const judged = [
    ...(engine === 'argocd' ? found.argocd.map((each) => judgeApplication(each, input)) : []),
    ...(engine === 'flux' ? found.flux.map((each) => judgeKustomization(each, input)) : []),
  ];
  if (judged.length === 0) return unfollowed(engine, input);
  const worst = judged.toSorted((a, b) => severity.indexOf(a.state) - severity.indexOf(b.state))[0];
  return {
    ...(worst ?? { ...nothing, state: 'unknown', because: 'Nothing could be judged.' }),
    ...(judged.some((each) => each.provisional === true) && { provisional: true as const }),
    followers: judged.flatMap((each) => each.followers),
    revisions: [...new Set(judged.flatMap((each) => each.revisions))],
    notes: [
      ...new Set([...judged.flatMap((each) => each.notes), ...(engine === 'flux' ? sharedNote(found.flux) : [])]),
    ],
  };
}

/** What is said of a folder that the base branch, at `revision`, holds no longer: no engine has to apply the commit any more. */
export function removedFolder(
  { engine, followers, revisions }: Sync,
  wanted: Pick<WantedSync, 'folder' | 'base'>,
  revision: string,
): Sync {
  const because = `${wanted.base} holds the folder ${wanted.folder} no longer at ${short(revision)}.`;
  return { state: 'removed', because, ...(engine && { engine }), followers, revisions, notes: [] };
}

/** Two Kustomizations that hold one object mark it as theirs in turns, and the one that prunes may take it from the other. */
function sharedNote(flux: Followers['flux']): readonly string[] {
  const holders = flux
    .filter(({ holds }) => holds)
    .map(({ kustomization: { namespace, name } }) => `${namespace}/${name}`);
  return holders.length < 2 ? [] : [`Kustomizations ${holders.join(' and ')} hold the same objects.`];
}

const nothing = { followers: [], revisions: [], notes: [] };
const severity: readonly SyncState[] = ['failed', 'unknown', 'not followed', 'waiting', 'syncing', 'removed', 'synced'];

function contested(rivals: readonly string[], { now, since, wanted }: SyncInput): Sync {
  const because = `${rivals.join(' and ')} both show the folder ${wanted.folder}.`;
  const cause = { code: 'two-engines' as const, text: because, cure: oneEngine };
  const dueBy = since + settleLimit;
  const base = { ...nothing, followers: rivals.map((each) => each.split(' ')[1] ?? each), because, cause };
  // While a folder moves from one engine to the other, both show it for a moment.
  return now < dueBy ? { ...base, state: 'waiting', dueBy } : { ...base, state: 'failed' };
}

const oneEngine =
  'Let one of them alone apply the clusters folder, and name it with engine: in .github/clusterops.yml; each undoes what the other does.';

function unfollowed(engine: Engine | undefined, { gitops, wanted, now, since }: SyncInput): Sync {
  const what = wanted.mode === 'preview' ? `at ${wanted.sha.slice(0, 12)}` : `on ${wanted.base}`;
  const { engine: name, object } = wordsOf(engine);
  const remote = remoteFollowers(gitops, wanted);
  const none = remote.length > 0 ? `No ${object} applies` : `No ${object} shows`;
  const where = remote.length > 0 ? `${what} to the management cluster` : what;
  const because = `${none} the folder ${wanted.folder} ${where}.`;
  const absent = engine !== undefined && !gitops.engines.includes(engine);
  const notes = [...(absent ? [`${name} is not in the management cluster.`] : []), ...remote];
  const base = { ...nothing, ...(engine && { engine }), because, notes };
  const dueBy = since + pickUpLimit;
  if (now < dueBy) return { ...base, state: 'waiting', dueBy };
  const cause =
    remote.length > 0
      ? { code: 'other-cluster' as const, text: remote.join(' '), cure: remoteCure }
      : { code: 'not-followed' as const, text: because, cure: followCure(engine, wanted) };
  return { ...base, state: 'not followed', cause };
}

const remoteCure =
  'Let it apply to the cluster that it is in: spec.destination.server https://kubernetes.default.svc in Argo CD, no spec.kubeConfig in Flux. Where that is the management cluster under another name, ARGOCD_DESTINATIONS of ClusterOps has to list it.';

function followCure(engine: Engine | undefined, { mode }: WantedSync): string {
  if (mode === 'preview') {
    const check = engine === 'flux' ? 'Flux can read the repository' : 'the preview project allows the repository';
    return `Comment /retry; if it stays so, check that ${check}.`;
  }
  const what =
    engine === 'flux'
      ? 'a Kustomization'
      : engine === 'argocd'
        ? 'an ApplicationSet or Application'
        : 'an ApplicationSet of Argo CD or a Kustomization of Flux';
  return `Add ${what} that follows the clusters folder on that branch.`;
}

function unseen(sight: Exclude<Sight, { state: 'live' }>): string {
  return sight.state === 'absent'
    ? 'No management cluster is configured, so the sync cannot be seen.'
    : `The management cluster cannot be seen in full: ${sight.because}.`;
}
