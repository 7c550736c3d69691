import type { ObservedApplication } from '../domain/gitops/application.ts';
import { type Containment, candidateRevisions, type WantedSync } from '../domain/gitops/sync.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { History } from '../ports/github.ts';

/**
 * What Git says of each revision that the engine claims to have applied: it contains the commit, has the same folder, or
 * neither. A question that cannot be answered stays unknown and is never taken for a yes.
 */
export async function containmentOf(
  history: History,
  repository: RepositoryRef,
  applications: readonly ObservedApplication[],
  wanted: WantedSync,
): Promise<ReadonlyMap<string, Containment>> {
  const answers = new Map<string, Containment>();
  for (const revision of candidateRevisions(applications, wanted)) {
    answers.set(revision, await relate(history, repository, revision, wanted));
  }
  return answers;
}

async function relate(
  history: History,
  repository: RepositoryRef,
  revision: string,
  wanted: WantedSync,
): Promise<Containment> {
  if (revision === wanted.sha) return 'contains';
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision)) return 'unknown';
  const [applied, asked] = await Promise.all([
    history.treeOf(repository, revision, wanted.folder),
    history.treeOf(repository, wanted.sha, wanted.folder),
  ]);
  if (asked !== undefined && applied === asked) return 'same tree';
  return (await history.contains(repository, revision, wanted.sha)) ? 'contains' : 'lacks';
}
