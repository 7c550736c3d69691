import { type ClusterRow, clusterRows } from '../domain/cluster/rows.ts';
import { isManifestFile } from '../domain/manifests/validate/folder.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { CommandFacts, FilesRead, Tree } from '../ports/github.ts';
import { lookOnce } from './look-once.ts';

/** The clusters of the base branch by name, and the manifests of their folder that could not be read. */
export interface Standing {
  readonly rows: readonly ClusterRow[];
  readonly unread: FilesRead['unread'];
}

/** `unread`: the clusters folder could not be listed in full. */
export type ReadStanding = (
  repository: RepositoryRef,
  facts: Pick<CommandFacts, 'baseSha' | 'clusterFolders' | 'clustersTree'>,
  clustersFolder: string,
) => Promise<Standing | 'unread'>;

/** Reads every cluster of a repository, each folder once while its files are the same. */
export function createReadStanding({ tree }: { readonly tree: Pick<Tree, 'filesOf'> }): ReadStanding {
  const rowsOf = lookOnce((folder, clustersFolder) => clusterRows(folder.files, clustersFolder));

  return async (repository, { baseSha, clusterFolders, clustersTree }, clustersFolder) => {
    if (clusterFolders === undefined) return 'unread';
    if (clustersTree === undefined) return { rows: [], unread: [] };
    try {
      const { files, unread } = await tree.filesOf(repository, clustersTree, clustersFolder, isManifestFile, baseSha);
      const rows = (await rowsOf(files, clustersFolder)).flat();
      return { rows: rows.toSorted(({ name: a }, { name: b }) => (a < b ? -1 : a > b ? 1 : 0)), unread };
    } catch (error) {
      if (error instanceof AppError && error.code === 'github/refused') return 'unread';
      throw error;
    }
  };
}
