import { type ClusterRow, clusterRows } from '../cluster/rows.ts';
import type { FileContent } from '../cluster/spec.ts';
import { readDocuments } from '../manifests/source/read-documents.ts';
import { clusterFolderOf } from '../manifests/validate/folder.ts';

/** A path that a change touches, as GitHub lists it. */
export interface ChangedPath {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
  readonly previousPath?: string;
}

/** A Cluster object that stands on the base and no longer in the changed tree. */
export interface RemovedCluster {
  readonly name: string;
  readonly namespace: string;
  /** File on the base that holds it. */
  readonly path: string;
  /** Folder below the clusters folder that it stood in; absent for a file that stands elsewhere. */
  readonly folder?: string;
  /** Where the same Cluster stands now, when it was only moved. */
  readonly movedTo?: string;
}

export interface TreeChange {
  /** Files of the base, at least those of the touched folders. */
  readonly before: readonly FileContent[];
  /** Files of the changed tree below the clusters folder. */
  readonly after: readonly FileContent[];
  /** Paths of the changed tree that were not read, so that nothing may be concluded from them. */
  readonly unread: readonly string[];
  readonly changed: readonly ChangedPath[];
  readonly clustersFolder: string;
  /** Namespace of a Cluster that names none. */
  readonly namespace: string;
}

/**
 * The clusters that a change takes out of the tree, or moves to another folder. One whose file is still there and cannot be
 * read, or is broken, is not called removed: Plan says already what is wrong with the file.
 */
export function removedClusters(change: TreeChange): readonly RemovedCluster[] {
  const { before, after, clustersFolder } = change;
  const key = ({ namespace, name }: ClusterRow): string => `${namespace || change.namespace}/${name}`;
  const rows = clusterRows(before, clustersFolder);
  const standing = Map.groupBy(clusterRows(naming(after, clustersFolder, rows), clustersFolder), key);
  return rows.flatMap((row) => {
    const now = standing.get(key(row)) ?? [];
    if (now.some((each) => each.folder === row.folder)) return [];
    if (now.length === 0 && isUnsure(change, row.path)) return [];
    const movedTo = now[0]?.path ?? movedPath(change, row.path);
    return [
      {
        name: row.name,
        namespace: row.namespace || change.namespace,
        path: row.path,
        ...(row.folder === undefined ? {} : { folder: `${clustersFolder}/${row.folder}` }),
        ...(movedTo === undefined ? {} : { movedTo }),
      },
    ];
  });
}

/** The files of folders in which one of the names stands: parsing all of a fleet would take seconds. */
function naming(
  files: readonly FileContent[],
  clustersFolder: string,
  rows: readonly ClusterRow[],
): readonly FileContent[] {
  const names = [...new Set(rows.map(({ name }) => name))];
  const folderOf = (path: string): string => clusterFolderOf(path, clustersFolder) ?? '';
  const folders = new Set(
    files.filter(({ content }) => names.some((name) => content.includes(name))).map(({ path }) => folderOf(path)),
  );
  return files.filter(({ path }) => folders.has(folderOf(path)));
}

function isUnsure({ after, unread }: TreeChange, path: string): boolean {
  const file = after.find((each) => each.path === path);
  return unread.includes(path) || (file !== undefined && readDocuments(file).findings.length > 0);
}

/** Git's own word for it: the file went out of the clusters folder, or to where it is not read as a cluster. */
function movedPath({ changed }: TreeChange, path: string): string | undefined {
  return changed.find(({ status, previousPath }) => status === 'renamed' && previousPath === path)?.path;
}
