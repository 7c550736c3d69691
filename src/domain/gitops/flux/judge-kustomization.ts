import { pickUpLimit, settleLimit, syncLimit } from '../age-limits.ts';
import { short } from '../revision.ts';
import type { Sync, SyncInput, WantedSync } from '../sync.ts';
import type { SyncCause } from '../sync-cause.ts';
import { fluxCause } from './cause.ts';
import type { FollowingKustomization } from './find-kustomizations.ts';
import { appliedOf } from './find-releases.ts';
import { missingFrom } from './inventory.ts';
import { judgeRelease } from './judge-release.ts';
import { conditionOf, type FluxCondition } from './objects.ts';
import { appliedCommit, attemptedCommit } from './revision.ts';
import { sourceTrouble } from './source-trouble.ts';

type Base = Pick<Sync, 'engine' | 'followers' | 'revisions' | 'notes'>;
type Judged = Pick<SyncInput, 'wanted' | 'containment' | 'now' | 'since'>;

/**
 * What one Kustomization that shows the folder says of the commit. *Synced* needs three things: the revision that it applied with
 * success last has the commit, as Git says; it did so under its present spec; and its inventory has every object of the cluster.
 * A later commit that it cannot apply takes none of this away, and is noted.
 */
export function judgeKustomization(each: FollowingKustomization, input: Judged): Sync {
  const { kustomization } = each;
  const { wanted, now, since } = input;
  const name = `${kustomization.namespace}/${kustomization.name}`;
  const applied = appliedCommit(each);
  const base: Base = {
    engine: 'flux',
    followers: [name],
    revisions: applied === undefined ? [] : [applied],
    notes: [],
  };
  const failed = (code: Parameters<typeof fluxCause>[0], because: string, said = because): Sync => ({
    ...base,
    state: 'failed',
    because,
    cause: fluxCause(code, said),
  });

  if (kustomization.deletingSince !== undefined) return failed('deleting', `Kustomization ${name} is being deleted.`);
  const otherwise = cannotTell(each, wanted);
  if (otherwise !== undefined) return { ...base, state: 'not followed', ...otherwise };
  const stalled = conditionOf(kustomization, 'Stalled');
  if (stalled?.status === 'True') {
    return failed('invalid-spec', `Kustomization ${name} cannot be reconciled as it is.`, stalled.message);
  }
  if (has(applied, input) && kustomization.observedGeneration === kustomization.generation) {
    return judgeApplied(each, base, input);
  }
  if (kustomization.suspended || each.source?.suspended === true) {
    const what = kustomization.suspended ? `Kustomization ${name}` : `Its source ${sourceName(each)}`;
    const because = `${what} is suspended, and ${short(wanted.sha)} is not applied.`;
    return waiting(base, { because, cause: fluxCause('suspended', because), dueBy: since + pickUpLimit, now });
  }
  const ready = conditionOf(kustomization, 'Ready');
  if (ready?.reason === 'DependencyNotReady') {
    const because = `Kustomization ${name} waits for what it depends on.`;
    return waiting(base, { because, cause: fluxCause('dependency', ready.message), dueBy: since + pickUpLimit, now });
  }
  if (has(attemptedCommit(each), input)) return judgeAttempt(each, base, ready, input);
  const trouble = sourceTrouble(each);
  if (trouble !== undefined) {
    return waiting(base, {
      because: trouble.because,
      cause: fluxCause('source', trouble.said),
      dueBy: since + settleLimit,
      now,
    });
  }
  const at = applied === undefined ? 'has applied nothing yet' : `is at ${short(applied)}`;
  const because = `Kustomization ${name} ${at}; waiting for ${short(wanted.sha)}.`;
  const dueBy = since + pickUpLimit;
  if (now < dueBy) return { ...base, state: 'waiting', because, dueBy };
  return failed('not-picked-up', because, ready?.status === 'False' ? ready.message : because);
}

/** It applied the commit with success once. */
function judgeApplied(each: FollowingKustomization, base: Base, input: Judged): Sync {
  const { wanted } = input;
  const { kustomization } = each;
  const name = `${kustomization.namespace}/${kustomization.name}`;
  const applied = appliedCommit(each);
  const missing = missingFrom(kustomization, appliedOf(wanted.objects ?? [], each.releases));
  if (missing.length > 0) {
    const [first] = missing;
    const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
    const because = `Kustomization ${name} applied ${short(applied)} without ${first?.kind} ${first?.name}${more}.`;
    return { ...base, state: 'not followed', because, cause: fluxCause('not-held', because) };
  }
  const ready = conditionOf(kustomization, 'Ready');
  const failing = ready?.status === 'False' && !healthReasons.has(ready.reason);
  const again = failing && attemptedCommit(each) === applied && applyReasons.has(ready.reason);
  if (again) {
    // It cannot put back what changed since, so what is there may be something else.
    const because = `Kustomization ${name} can no longer apply ${short(applied)}.`;
    const cause = causeOfFailure(ready);
    if (cause.code !== 'sync-failed') return { ...base, state: 'failed', because, cause };
  }
  const trouble = sourceTrouble(each);
  const notes = [
    ...(kustomization.suspended ? [`Kustomization ${name} is suspended: later commits are not applied.`] : []),
    ...(failing
      ? [`Kustomization ${name} cannot apply ${again ? 'it again' : 'a later revision'}: ${ready.message}`]
      : []),
    ...(ready !== undefined && healthReasons.has(ready.reason) ? [`Kustomization ${name}: ${ready.message}`] : []),
    ...(trouble === undefined ? [] : [`${trouble.because} ${trouble.said}`]),
  ];
  const because = `Kustomization ${name} applied ${short(applied)}.`;
  const synced: Sync = { ...base, ...underWay(ready), notes, state: 'synced', because };
  return each.releases.reduce((so, release) => {
    if (so.state !== 'synced') return so;
    const { provisional, ...rest } = so;
    const judged = judgeRelease(release, rest, input);
    return { ...judged, ...(provisional && { provisional }) };
  }, synced);
}

/** It is at the commit, and has not applied it with success yet. */
function judgeAttempt(
  each: FollowingKustomization,
  base: Base,
  ready: FluxCondition | undefined,
  { now, since }: Judged,
): Sync {
  const { kustomization } = each;
  const name = `${kustomization.namespace}/${kustomization.name}`;
  const at = short(attemptedCommit(each));
  const dueBy = since + syncLimit;
  if (ready !== undefined && ready.status === 'False' && healthReasons.has(ready.reason)) {
    const because = `Kustomization ${name} applied ${at} and waits until what it applied is healthy.`;
    const cause = fluxCause('health-check', ready.message);
    return now < dueBy
      ? { ...base, state: 'syncing', because, cause, dueBy }
      : { ...base, state: 'failed', because, cause };
  }
  if (ready?.status === 'False') {
    const because = `Kustomization ${name} cannot apply ${at}.`;
    const cause = causeOfFailure(ready);
    // What may heal by itself is given a little time; what the API server refuses stays refused.
    const healsBy = since + settleLimit;
    return cause.code === 'sync-failed' && now < healsBy
      ? { ...base, state: 'syncing', because, cause, dueBy: healsBy }
      : { ...base, state: 'failed', because, cause };
  }
  const doing = conditionOf(kustomization, 'Reconciling');
  const because = `Kustomization ${name} applies ${at}: ${doing?.message || ready?.message || 'in progress'}`;
  return now < dueBy
    ? { ...base, ...underWay(ready), state: 'syncing', because, dueBy }
    : { ...base, state: 'failed', because, cause: fluxCause('slow', because) };
}

const healthReasons = new Set(['HealthCheckFailed', 'HealthCheckCanceled']);
const applyReasons = new Set(['BuildFailed', 'ReconciliationFailed', 'PruneFailed']);

const causeOfFailure = ({ reason, message }: FluxCondition): SyncCause =>
  fluxCause(reason === 'BuildFailed' ? 'build' : 'sync-failed', message);

/** Flux forgets the last result while it tries again, which it does every minute after a failure. */
const underWay = (ready: FluxCondition | undefined): { readonly provisional?: true } =>
  ready?.status === 'Unknown' ? { provisional: true } : {};

function waiting(
  base: Base,
  { now, ...told }: Required<Pick<Sync, 'because' | 'cause' | 'dueBy'>> & { readonly now: number },
): Sync {
  if (now < told.dueBy) return { ...base, ...told, state: 'waiting' };
  return { ...base, state: 'failed', because: told.because, cause: told.cause };
}

/** Whether Git says that a revision has the wanted commit; in preview, only when it is that commit. */
function has(commit: string | undefined, { wanted, containment }: Judged): boolean {
  if (commit === undefined) return false;
  if (commit === wanted.sha) return true;
  return wanted.mode === 'merge' && ['contains', 'same tree'].includes(containment.get(commit) ?? 'unknown');
}

/** Why what it applies can never be compared with the wanted commit. */
function cannotTell(each: FollowingKustomization, wanted: WantedSync): Pick<Sync, 'because' | 'cause'> | undefined {
  const { kustomization, source } = each;
  const name = `${kustomization.namespace}/${kustomization.name}`;
  const known = ['GitRepository', 'OCIRepository'].includes(kustomization.source.kind);
  const ofNoCommit =
    source?.kind === 'OCIRepository' && source.artifact !== undefined && source.artifact.origin === undefined;
  if (!known || ofNoCommit) {
    const because = `Kustomization ${name} applies ${sourceName(each)}, which names no commit of Git.`;
    return { because, cause: fluxCause('no-commit', because) };
  }
  const other = wanted.mode === 'merge' && source?.kind === 'GitRepository' ? otherBranch(source.ref) : undefined;
  if (other === undefined || other === wanted.base) return undefined;
  const because = `${sourceName(each)} follows ${other}, not ${wanted.base}.`;
  return { because, cause: fluxCause('other-branch', because) };
}

/** The branch that a source follows; `undefined` for a tag or commit, of which Git must tell. Flux prefers them in this order. */
function otherBranch(ref: NonNullable<FollowingKustomization['source']>['ref']): string | undefined {
  if (ref.commit !== undefined) return undefined;
  if (ref.name !== undefined) return /^refs\/heads\/(.+)$/.exec(ref.name)?.[1];
  if (ref.semver !== undefined || ref.tag !== undefined) return undefined;
  return ref.branch ?? 'master';
}

const sourceName = ({ kustomization: { source } }: FollowingKustomization): string =>
  `${source.kind} ${source.namespace}/${source.name}`;
