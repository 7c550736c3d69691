import type { ObjectRef } from '../cluster/spec.ts';
import { pickUpLimit, settleLimit, syncLimit } from './age-limits.ts';
import type { ObservedApplication } from './application.ts';
import type { FollowingApplication } from './find-applications.ts';
import { comparedRevision, isCommit, operationRevision, short } from './revision.ts';
import type { Sync, SyncInput, WantedSync } from './sync.ts';
import { causeOf } from './sync-cause.ts';

/** What one Application that shows the folder says of the commit. */
export function judgeApplication(
  each: FollowingApplication,
  { wanted, containment, now, since }: Pick<SyncInput, 'wanted' | 'containment' | 'now' | 'since'>,
): Sync {
  const { application } = each;
  const name = `${application.namespace}/${application.name}`;
  const revision = comparedRevision(each);
  const base = {
    engine: 'argocd' as const,
    followers: [name],
    revisions: revision === undefined ? [] : [revision],
    notes: application.conditions
      .filter(({ type }) => type === 'SharedResourceWarning')
      .map(({ message }) => `Application ${name}: ${message}`),
  };
  if (application.deletingSince !== undefined) {
    const because = `Application ${name} is being deleted.`;
    return { ...base, state: 'failed', because, cause: causeOf('deleting', because) };
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
    const dueBy = since + settleLimit;
    return now < dueBy
      ? { ...base, state: 'waiting', because, cause, dueBy }
      : { ...base, state: 'failed', because, cause };
  }
  return judgeRevision(each, base, { wanted, containment, now, since });
}

function judgeRevision(
  each: FollowingApplication,
  base: Pick<Sync, 'engine' | 'followers' | 'revisions' | 'notes'>,
  { wanted, containment, now, since }: Pick<SyncInput, 'wanted' | 'containment' | 'now' | 'since'>,
): Sync {
  const { application } = each;
  const name = base.followers[0] ?? '';
  const has = (revision: string | undefined): boolean =>
    revision !== undefined &&
    (wanted.mode === 'preview'
      ? revision === wanted.sha
      : revision === wanted.sha || ['contains', 'same tree'].includes(containment.get(revision) ?? 'unknown'));
  const revision = comparedRevision(each);
  const operation = application.operation;
  const operated = operation !== undefined && has(operationRevision(each));

  const inSync = has(revision) && application.sync.status === 'Synced';
  // A failure is over once a later commit is in sync without another operation: it changed nothing here.
  const overtaken = inSync && operationRevision(each) !== revision;

  if (operated && !overtaken && (operation.phase === 'Failed' || operation.phase === 'Error')) {
    const because = `The sync of Application ${name} failed.`;
    return { ...base, state: 'failed', because, cause: causeOf('sync-failed', operationWords(operation)) };
  }
  const started = operated ? (operation.startedAt ?? since) : since;
  if (operated && !overtaken && operation.phase !== 'Succeeded') {
    const retried = operation.retryCount > 0 ? `, attempt ${operation.retryCount + 1}` : '';
    const because = `Application ${name} is being synced${retried}: ${operation.message || operation.phase}`;
    const dueBy = Math.max(started, since) + syncLimit;
    const cause = operation.retryCount > 0 ? { cause: causeOf('sync-failed', operationWords(operation)) } : {};
    return now < dueBy
      ? { ...base, ...cause, state: 'syncing', because, dueBy }
      : { ...base, state: 'failed', because, cause: causeOf('slow', operationWords(operation)) };
  }
  if (inSync) {
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
  if (ownObjectsInSync(application, wanted.objects ?? [])) {
    const note = `Application ${name} is ${application.sync.status} because of objects that are not this cluster's.`;
    const because = `Application ${name} has this cluster's objects in sync at ${short(revision)}.`;
    return { ...base, state: 'synced', because, notes: [...base.notes, note] };
  }
  return outOfSync(each, base, { now, since });
}

/** Positive evidence for each object: listed, and in sync. */
function ownObjectsInSync({ resources }: ObservedApplication, objects: readonly ObjectRef[]): boolean {
  return (
    objects.length > 0 &&
    objects.every((object) =>
      resources.some(
        (resource) =>
          resource.kind === object.kind &&
          resource.group === object.group &&
          resource.name === object.name &&
          resource.namespace === (object.namespace ?? '') &&
          resource.status === 'Synced',
      ),
    )
  );
}

/** Argo CD has seen the commit and says that the cluster differs from it. */
function outOfSync(
  { application }: FollowingApplication,
  base: Pick<Sync, 'engine' | 'followers' | 'revisions' | 'notes'>,
  { now, since }: Pick<SyncInput, 'now' | 'since'>,
): Sync {
  const name = base.followers[0] ?? '';
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

/** The branch that it follows instead; undefined when it is the wanted one, or a tag or commit of which Git must tell. */
function followsOther({ targetRevision }: FollowingApplication, wanted: WantedSync): string | undefined {
  if (wanted.mode === 'preview' || isCommit(targetRevision)) return undefined;
  const target = targetRevision.replace(/^refs\/heads\//, '');
  return target === '' || target === 'HEAD' || target === wanted.base ? undefined : target;
}

function operationWords(operation: NonNullable<ObservedApplication['operation']>): string {
  const failed = operation.results.filter(({ status }) => status === 'SyncFailed');
  const words = failed.slice(0, 5).map(({ kind, name, message }) => `${kind} ${name}: ${message}`);
  return words.length > 0 ? words.join('; ') : operation.message;
}
