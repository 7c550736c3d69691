import { type ClusterRow, clusterRows } from '../domain/cluster/rows.ts';
import { isManifestFile } from '../domain/manifests/validate/folder.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { History, Tree } from '../ports/github.ts';

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

interface NamedCluster {
  readonly spec: { readonly name: string; readonly namespace: string };
}

/**
 * The clusters that stand below one of the roots at a commit, in whatever folder, each with the path that has it. A file that cannot
 * be read, below a folder of the name, counts as one that has it.
 */
export async function clustersElsewhere<Cluster extends NamedCluster>(
  tree: Pick<Tree, 'files'>,
  repository: RepositoryRef,
  sha: string,
  clusters: readonly Cluster[],
  roots: readonly string[],
): Promise<readonly { readonly cluster: Cluster; readonly path: string }[]> {
  const found = new Map<Cluster, string>();
  for (const root of new Set(roots)) {
    const { files, unread } = await tree.files(repository, sha, root, isManifestFile);
    const rows = clusterRows(files, root);
    for (const cluster of clusters) {
      const row = rows.find((each) => isIts(each, cluster));
      const untold = unread.find(({ path }) => isManifestFile(path) && path.split('/').includes(cluster.spec.name));
      const path = row?.path ?? untold?.path;
      if (path !== undefined && !found.has(cluster)) found.set(cluster, path);
    }
  }
  return [...found].map(([cluster, path]) => ({ cluster, path }));
}

/** Where the file names no namespace, the engine chooses. */
const isIts = ({ name, namespace }: ClusterRow, { spec }: NamedCluster): boolean =>
  name === spec.name && (namespace === '' || namespace === spec.namespace);
