import type { ObservedGitOps } from '../domain/gitops/engine.ts';
import { type Containment, candidateRevisions, type WantedSync } from '../domain/gitops/sync.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { History } from '../ports/github.ts';

interface Asked {
  readonly repository: RepositoryRef;
  readonly gitops: ObservedGitOps;
  readonly wanted: WantedSync;
  /** The folder that holds all that the cluster is made from; empty, for the whole repository, where clusters share some of it. */
  readonly sources: string;
}

/**
 * What Git says of each revision that the engine claims to have applied: it contains the commit, makes the cluster from the same
 * files, or neither. A question that cannot be answered stays unknown and is never taken for a yes.
 */
export async function containmentOf(history: History, asked: Asked): Promise<ReadonlyMap<string, Containment>> {
  const answers = new Map<string, Containment>();
  for (const revision of candidateRevisions(asked.gitops, asked.wanted)) {
    answers.set(revision, await relate(history, asked, revision));
  }
  return answers;
}

async function relate(
  history: History,
  { repository, wanted, sources }: Asked,
  revision: string,
): Promise<Containment> {
  if (revision === wanted.sha) return 'contains';
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision)) return 'unknown';
  // One answer about two commits is for all clusters; trees are each cluster's own.
  if (await history.contains(repository, revision, wanted.sha)) return 'contains';
  const [applied, asked] = await Promise.all([
    history.treeOf(repository, revision, sources),
    history.treeOf(repository, wanted.sha, sources),
  ]);
  return asked !== undefined && applied === asked ? 'same tree' : 'lacks';
}
