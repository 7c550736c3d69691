import type { FollowingKustomization } from './find-kustomizations.ts';

const forms = [
  // branch@sha1:commit, refs/heads/branch@sha1:commit, and sha1:commit of a source that names only a commit.
  /^(?:[^\s@]*@)?(?:sha1:([0-9a-f]{40})|sha256:([0-9a-f]{64}))$/,
  // Before Flux 2.0: branch/commit, HEAD/commit, or the commit alone.
  /^(?:\S+\/)?([0-9a-f]{40}|[0-9a-f]{64})$/,
];

/** The commit of a revision as Flux writes those of Git; `undefined` when it names none. */
export function commitOf(revision: string | undefined): string | undefined {
  const match = forms.map((form) => form.exec(revision ?? '')).find((found) => found !== null);
  return match?.[1] ?? match?.[2];
}

/** The commit that was applied with success last. The digest of an OCI artifact is none; where it was made from may be one. */
export function appliedCommit({ kustomization, source }: FollowingKustomization): string | undefined {
  return source?.kind === 'OCIRepository'
    ? commitOf(kustomization.appliedOrigin)
    : commitOf(kustomization.appliedRevision);
}

/** The commit that was applied last, or is being applied. */
export function attemptedCommit({ kustomization, source }: FollowingKustomization): string | undefined {
  const { attemptedRevision, appliedRevision, appliedOrigin } = kustomization;
  if (source?.kind !== 'OCIRepository') return commitOf(attemptedRevision);
  if (attemptedRevision === undefined) return undefined;
  if (source.artifact?.revision === attemptedRevision) return commitOf(source.artifact.origin?.revision);
  return attemptedRevision === appliedRevision ? commitOf(appliedOrigin) : undefined;
}
