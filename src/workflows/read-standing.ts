import { type ClusterRow, clusterRows } from '../domain/cluster/rows.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import { contentDigest, foldersOf, isManifestFile } from '../domain/manifests/validate/folder.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { CommandFacts, FilesRead, Tree } from '../ports/github.ts';

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

/** Folders whose rows are kept: a kilobyte each. */
const foldersKept = 5_000;

/** Reads every cluster of a repository; a folder is looked at once while its files are the same, and others' work goes on in between. */
export function createReadStanding({ tree }: { readonly tree: Pick<Tree, 'filesOf'> }): ReadStanding {
  const kept = new Map<string, readonly ClusterRow[]>();
  const rowsOf = async (files: readonly FileContent[], clustersFolder: string): Promise<readonly ClusterRow[]> => {
    const rows: ClusterRow[] = [];
    for (const folder of foldersOf(files, clustersFolder)) {
      const key = contentDigest(folder);
      const known = kept.get(key);
      const found = known ?? clusterRows(folder.files, clustersFolder);
      rows.push(...found);
      kept.delete(key);
      kept.set(key, found);
      if (known === undefined) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const oldest of kept.keys()) {
      if (kept.size <= foldersKept) break;
      kept.delete(oldest);
    }
    return rows.toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
  };

  return async (repository, { baseSha, clusterFolders, clustersTree }, clustersFolder) => {
    if (clusterFolders === undefined) return 'unread';
    if (clustersTree === undefined) return { rows: [], unread: [] };
    try {
      const { files, unread } = await tree.filesOf(repository, clustersTree, clustersFolder, isManifestFile, baseSha);
      return { rows: await rowsOf(files, clustersFolder), unread };
    } catch (error) {
      if (error instanceof AppError && error.code === 'github/refused') return 'unread';
      throw error;
    }
  };
}
