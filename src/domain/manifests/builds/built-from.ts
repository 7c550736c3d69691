import { isChart, isKustomization, kustomizationIn, readKustomization } from './kustomization.ts';
import { isWithin, resolvePath } from './resolve-path.ts';
import type { SourceTree } from './source-tree.ts';
import { localDependencies } from './trace-chart.ts';

/** Whether a file says that its folder is built, and from what. */
export function saysBuild(path: string): boolean {
  return isKustomization(path) || isChart(path);
}

/**
 * The folders that a cluster's folder is built from, itself left out, as far as files that say so are in the tree; `wanted` are
 * those of them that nobody has looked at yet.
 */
export function builtFrom(
  tree: SourceTree,
  folder: string,
): { readonly folders: ReadonlySet<string>; readonly wanted: readonly string[] } {
  const folders = new Set<string>();
  const queue = tree
    .below(folder)
    .filter(saysBuild)
    .map((path) => path.slice(0, path.lastIndexOf('/')));
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const path of namedFolders(tree, at)) {
      if (isWithin(folder, path) || folders.has(path)) continue;
      folders.add(path);
      queue.push(path);
    }
  }
  return { folders, wanted: [...folders].filter((path) => !tree.knows(path)) };
}

/** The folders that the kustomization or the chart of a folder names; what has the name of a file is taken for one. */
export function namedFolders(tree: SourceTree, folder: string): readonly string[] {
  const path = kustomizationIn(folder, tree.files);
  const dependencies = localDependencies(tree, folder);
  if (path === undefined) return dependencies;
  const read = readKustomization(path, tree.files.get(path) ?? '');
  if (!('references' in read)) return dependencies;
  const named = read.references.flatMap(({ text, as }) => {
    const resolved = resolvePath(folder, text);
    if (as === 'file' || resolved.state !== 'inside' || /\.(ya?ml|json)$/.test(resolved.path)) return [];
    return [resolved.path];
  });
  return [...named, ...dependencies];
}
