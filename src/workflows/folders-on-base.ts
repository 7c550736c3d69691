import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { History } from '../ports/github.ts';

/** Throws unless the commit at the head of a base branch can be read: of one that is not there nothing may be concluded. */
export async function assureReadable(
  history: History,
  repository: RepositoryRef,
  base: string,
  headSha: string | undefined,
): Promise<string> {
  if (headSha === undefined || (await history.treeOf(repository, headSha, '')) === undefined)
    throw new AppError('github/unavailable', `the head of ${base} could not be read`);
  return headSha;
}

/** Which of the folders stand at the head of a base branch. Throws where that cannot be read. */
export async function foldersOnBase(
  history: History,
  { repository, base }: { readonly repository: RepositoryRef; readonly base: string },
  headSha: string | undefined,
  clusters: readonly { readonly folder: string }[],
): Promise<readonly string[]> {
  const sha = await assureReadable(history, repository, base, headSha);
  const standing: string[] = [];
  for (const { folder } of clusters)
    if ((await history.treeOf(repository, sha, folder)) !== undefined) standing.push(folder);
  return standing;
}
