import type { FollowingApplication } from './find-applications.ts';

/** The revision that the engine compares the cluster with. */
export function comparedRevision({ application, source }: FollowingApplication): string | undefined {
  return revisionAt(application.sync.revisions, source);
}

/** The revision of the last operation. */
export function operationRevision({ application, source }: FollowingApplication): string | undefined {
  return revisionAt(application.operation?.revisions ?? [], source);
}

/** One source has one revision; several have one each, in order. */
function revisionAt(revisions: readonly string[], source: number): string | undefined {
  const revision = revisions.length === 1 && source === 0 ? revisions[0] : revisions[source];
  return revision === '' ? undefined : revision;
}

/** Whether a revision is a full commit id, not a branch or tag. */
export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(revision);
export const short = (revision: string | undefined): string =>
  revision === undefined ? 'no revision' : isCommit(revision) ? revision.slice(0, 12) : revision;
