import { pickUpLimit, settleLimit, syncLimit } from '../age-limits.ts';
import { short } from '../revision.ts';
import type { Sync, SyncInput } from '../sync.ts';
import type { FluxCauseCode } from './cause.ts';
import { releaseCause } from './cause.ts';
import { commitOfVersion, type FollowingRelease } from './find-releases.ts';
import { conditionOf, type FluxCondition, type ObservedHelmRelease } from './objects.ts';

type Judged = Pick<SyncInput, 'wanted' | 'containment' | 'now' | 'since'>;
type Base = Pick<Sync, 'engine' | 'followers' | 'revisions' | 'notes'>;

/** The commits of a release that Git has to be asked about. */
export function releaseCommits(each: FollowingRelease, wanted: string): readonly string[] {
  const { release } = each;
  const versions = [...madeVersions(release), release?.attemptedRevision];
  return versions.flatMap((version) => commitOfVersion(version, each, [wanted]) ?? []);
}

/**
 * What a HelmRelease whose Kustomization has applied it says of the commit. *Synced* needs two things: a release that Helm made with
 * success was built from the commit, or one that has it, as Git says; and it was made under the present spec. A later
 * commit that cannot be released takes none of this away, and is noted.
 */
export function judgeRelease(each: FollowingRelease, base: Base, input: Judged): Sync {
  const { ref, release } = each;
  const { wanted, now, since } = input;
  const name = `HelmRelease ${ref.namespace}/${ref.name}`;
  const failed = (code: FluxCauseCode, because: string, said = because): Sync => ({
    ...base,
    state: 'failed',
    because,
    cause: releaseCause(code, said),
  });
  /** Stays what it is until the limit, and has failed after that. */
  const until = (state: 'waiting' | 'syncing', limit: number, code: FluxCauseCode, because: string, said = because) => {
    const dueBy = since + limit;
    const cause = releaseCause(code, said);
    return now < dueBy
      ? { ...base, state, because, cause, dueBy }
      : { ...base, state: 'failed' as const, because, cause };
  };

  if (release === undefined) return until('waiting', settleLimit, 'not-held', `${name} is not there.`);
  if (release.deletingSince !== undefined) return failed('deleting', `${name} is being deleted.`);
  const otherwise = cannotTell(release, name, wanted.namespace);
  if (otherwise !== undefined)
    return { ...base, state: 'not followed', because: otherwise, cause: releaseCause('no-commit', otherwise) };
  if (wanted.mode === 'merge' && each.source?.ref.commit !== undefined)
    return until('waiting', pickUpLimit, 'not-picked-up', `${name} still has its chart from the preview.`);
  const made = madeCommit(each, input);
  const isUnderSpec = release.attemptedGeneration === release.generation;
  if (made !== undefined && isUnderSpec) return judgeMade(each, made, base, input);

  const ready = conditionOf(release, 'Ready');
  if (release.suspended)
    return until(
      'waiting',
      pickUpLimit,
      'suspended',
      `${name} is suspended, and ${short(wanted.sha)} is not released.`,
    );
  if (ready?.reason === 'DependencyNotReady')
    return until('waiting', pickUpLimit, 'dependency', `${name} waits for what it depends on.`, ready.message);
  const trouble = chartTrouble(each);
  if (trouble !== undefined)
    return until(
      'waiting',
      settleLimit,
      trouble.code,
      `Flux has no chart of ${short(wanted.sha)} for ${name}.`,
      trouble.said,
    );
  const attempted = commitOfVersion(release.attemptedRevision, each, [wanted.sha]);
  if (has(attempted, input) && isUnderSpec) return judgeAttempt(release, attempted, base, input);
  const stalled = conditionOf(release, 'Stalled');
  if (stalled?.status === 'True')
    return failed('invalid-spec', `${name} cannot be reconciled as it is.`, stalled.message);
  // Before it takes up a chart it may not get so far: it says why at once, and goes on trying.
  if (ready?.status === 'False' && !isReleased(ready))
    return until('waiting', settleLimit, 'release', `${name} cannot take up ${short(wanted.sha)}.`, ready.message);
  const [latest] = madeVersions(release);
  const at = latest === undefined ? 'has released nothing yet' : `is at ${latest}`;
  return until('waiting', pickUpLimit, 'not-picked-up', `${name} ${at}; waiting for ${short(wanted.sha)}.`);
}

/** Helm made a release of the commit with success once. */
function judgeMade({ release, ref }: FollowingRelease, made: string, base: Base, input: Judged): Sync {
  const name = `HelmRelease ${ref.namespace}/${ref.name}`;
  const because = `${name} released ${short(made)}.`;
  const ready = release && conditionOf(release, 'Ready');
  const latest = release?.history[0];
  const isLast = latest !== undefined && isMade(latest.status) && release?.attemptedRevision === latest.chartVersion;
  if (ready?.status === 'False' && isLast) {
    // Nothing newer is asked for, and what is there is not known to be what was released.
    const again = `${name} can no longer keep ${short(made)} as it was released.`;
    const dueBy = input.since + settleLimit;
    const cause = releaseCause('release', ready.message);
    return input.now < dueBy
      ? { ...base, state: 'syncing', because: again, cause, dueBy }
      : { ...base, state: 'failed', because: again, cause };
  }
  const notes = [
    ...base.notes,
    ...(release?.suspended === true ? [`${name} is suspended: later commits are not released.`] : []),
    ...(ready?.status === 'False' ? [`${name} cannot release a later commit: ${ready.message}`] : []),
  ];
  const underWay = ready === undefined || ready.status === 'Unknown';
  return { ...base, ...(underWay && { provisional: true as const }), notes, state: 'synced', because };
}

/** Helm is at the commit, and has not released it with success yet. */
function judgeAttempt(
  release: ObservedHelmRelease,
  attempted: string | undefined,
  base: Base,
  { now, since }: Judged,
): Sync {
  const name = `HelmRelease ${release.namespace}/${release.name}`;
  const at = short(attempted);
  const ready = conditionOf(release, 'Ready');
  const stalled = conditionOf(release, 'Stalled');
  const remediated = conditionOf(release, 'Remediated');
  if (remediated?.status === 'True') {
    const because = `${name} could not release ${at}, and what was there before is put back.`;
    return {
      ...base,
      state: 'failed',
      because,
      cause: releaseCause('rolled-back', failureOf(release) ?? remediated.message),
    };
  }
  if (ready?.status === 'False' || stalled?.status === 'True') {
    const because = `${name} cannot release ${at}.`;
    // A release that is stalled may have a Ready of before, which says that all is under way.
    const told = ready?.status === 'False' ? ready : stalled;
    const cause = releaseCause('release', failureOf(release) ?? told?.message ?? because);
    // What may heal by itself is given a little time; what the API server refuses stays refused.
    const dueBy = since + settleLimit;
    return cause.code === 'release' && stalled?.status !== 'True' && now < dueBy
      ? { ...base, state: 'syncing', because, cause, dueBy }
      : { ...base, state: 'failed', because, cause };
  }
  const doing = conditionOf(release, 'Reconciling');
  const because = `${name} releases ${at}: ${doing?.message || ready?.message || 'in progress'}`;
  const dueBy = since + syncLimit;
  return now < dueBy
    ? { ...base, provisional: true, state: 'syncing', because, dueBy }
    : { ...base, state: 'failed', because, cause: releaseCause('slow', because) };
}

/** Of a release that failed: what Helm said, which the later words about retries and what was put back leave out. */
function failureOf(release: ObservedHelmRelease): string | undefined {
  const released = conditionOf(release, 'Released');
  return released?.status === 'False' ? released.message : undefined;
}

const isMade = (status: string): boolean => status === 'deployed' || status === 'superseded';
const isReleased = ({ reason }: FluxCondition): boolean => /^(?:Install|Upgrade|Rollback|Uninstall|Test)/.test(reason);

/** The charts of which Helm made releases with success, the newest first. */
const madeVersions = (release: ObservedHelmRelease | undefined): readonly string[] =>
  (release?.history ?? []).filter(({ status }) => isMade(status)).map(({ chartVersion }) => chartVersion);

function madeCommit(each: FollowingRelease, input: Judged): string | undefined {
  return madeVersions(each.release)
    .map((version) => commitOfVersion(version, each, [input.wanted.sha]))
    .find((commit) => has(commit, input));
}

/** Whether a commit has the wanted one, as Git says; in preview it must be the very commit. */
function has(commit: string | undefined, { wanted, containment }: Judged): boolean {
  if (commit === undefined) return false;
  if (commit === wanted.sha) return true;
  const answer = containment.get(commit);
  return wanted.mode === 'merge' && (answer === 'contains' || answer === 'same tree');
}

/** Why nothing can be told of the commit by this release. */
function cannotTell(
  { chart, namespace, targetNamespace = namespace }: ObservedHelmRelease,
  name: string,
  wanted: string,
): string | undefined {
  if (targetNamespace !== wanted) return `${name} applies into the namespace ${targetNamespace}.`;
  if (chart?.byRevision !== true) return `The chart of ${name} names no commit: its reconcileStrategy is not Revision.`;
  return undefined;
}

/** Why there is no chart of what the source has now. */
function chartTrouble({
  chart,
  source,
  release,
}: FollowingRelease): { readonly code: 'source' | 'chart'; readonly said: string } | undefined {
  const from = release?.chart?.source;
  if (source === undefined)
    return { code: 'source', said: `${from?.kind} ${from?.namespace}/${from?.name} was not found.` };
  if (chart === undefined) {
    const ready = release && conditionOf(release, 'Ready');
    return ready?.status === 'False' && /^(?:SourceNotReady|ArtifactFailed|AccessDenied)$/.test(ready.reason)
      ? { code: 'chart', said: ready.message }
      : undefined;
  }
  const ready = conditionOf(chart, 'Ready');
  const trouble = ['BuildFailed', 'FetchFailed', 'StorageOperationFailed', 'Stalled'].find(
    (type) => conditionOf(chart, type)?.status === 'True',
  );
  if (trouble !== undefined) return { code: 'chart', said: conditionOf(chart, trouble)?.message ?? '' };
  return ready?.status === 'False' ? { code: 'chart', said: ready.message } : undefined;
}
