import { isCommit } from '../domain/gitops/revision.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { History } from '../ports/github.ts';

/**
 * The revision, of those that engines have applied, at which a cluster's folder has other files than in the commit that came
 * before it; undefined when there is none, and when the folder is at neither.
 */
export async function laterFiles(
  history: History,
  asked: { readonly repository: RepositoryRef; readonly sha: string; readonly folder: string },
  revisions: readonly string[],
): Promise<string | undefined> {
  const { repository, sha, folder } = asked;
  for (const revision of revisions.filter((each) => each !== sha && isCommit(each))) {
    const [before, after] = await Promise.all([
      history.treeOf(repository, sha, folder),
      history.treeOf(repository, revision, folder),
    ]);
    if (before === undefined || after === undefined || before === after) continue;
    if (await history.contains(repository, revision, sha)) return revision;
  }
  return undefined;
}
