import type { FileContent } from '../domain/cluster/spec.ts';
import { builtFrom, saysBuild } from '../domain/manifests/builds/built-from.ts';
import { isWithin } from '../domain/manifests/builds/resolve-path.ts';
import { type ReadFolder, sourceTree } from '../domain/manifests/builds/source-tree.ts';
import { clusterFolderOf } from '../domain/manifests/validate/folder.ts';

/** Reads the files of a folder; with `only`, not more than those. */
export type ReadFiles = (folder: string, only?: (path: string) => boolean) => Promise<ReadFolder>;

/** Bases refer to bases, but not without end. */
const mostFolders = 50;

/**
 * The folders of clusters that changed paths touch: those that hold one, and those that are built from a folder which holds one.
 * `first` is the clusters folder, read as far as it says what is built; of others no more than that is read. With `counts`, both
 * are read in full, and a file for which it says so counts as changed.
 */
export async function touchedClusters(
  changed: readonly string[],
  clustersFolder: string,
  first: ReadFolder,
  read: ReadFiles,
  counts?: (file: FileContent) => boolean,
): Promise<ReadonlySet<string>> {
  const parts = [first];
  const said = first.files.filter(({ path }) => saysBuild(path));
  const clusters = new Set(said.flatMap(({ path }) => clusterFolderOf(path, clustersFolder) ?? []));
  for (;;) {
    const tree = sourceTree(parts);
    const builds = [...clusters].map((folder) => ({ folder, ...builtFrom(tree, folder) }));
    const wanted = new Set(builds.flatMap((each) => each.wanted));
    if (wanted.size === 0 || parts.length + wanted.size > mostFolders) {
      const used = counts === undefined ? [] : parts.flatMap(({ files }) => files.filter(counts));
      const all = [...changed, ...used.map(({ path }) => path)];
      const isTouched = (folder: string): boolean => all.some((path) => isWithin(folder, path));
      const users = builds.filter(({ folders }) => [...folders].some(isTouched)).map(({ folder }) => folder);
      return new Set([...all.flatMap((path) => clusterFolderOf(path, clustersFolder) ?? []), ...users]);
    }
    for (const folder of wanted) parts.push(await read(folder, counts === undefined ? saysBuild : undefined));
  }
}

/** Whether clusters may be built from what lies at a path: not from a file of the repository's root, nor from what GitHub reads. */
export function canBeShared(path: string): boolean {
  return path.includes('/') && !path.startsWith('.github/');
}
