import type { FileContent } from '../../cluster/spec.ts';

/** What was read of a repository: the whole of some folders of it. */
export interface ReadFolder {
  /** The folder that was read in full; empty: the whole tree. */
  readonly folder: string;
  readonly files: readonly FileContent[];
  /** What stands there and is no readable file (symbolic links, submodules, binaries), and why. */
  readonly unread: readonly UnreadFile[];
}

/** A file that could not be read, and why: `it is a symbolic link`. */
export interface UnreadFile {
  readonly path: string;
  readonly why: string;
}

/** Files of a repository by path, with what is known not to be readable and what was not looked at. */
export interface SourceTree {
  readonly files: ReadonlyMap<string, string>;
  readonly unread: ReadonlyMap<string, string>;
  /** Every folder that holds a file. */
  readonly folders: ReadonlySet<string>;
  /** Whether what stands at a path is known: false where nobody has looked yet. */
  readonly knows: (path: string) => boolean;
  /** Paths of all files below a folder. */
  readonly below: (folder: string) => readonly string[];
}

/** One tree of all that was read. */
export function sourceTree(parts: readonly ReadFolder[]): SourceTree {
  const files = new Map(parts.flatMap((part) => part.files.map(({ path, content }) => [path, content] as const)));
  const unread = new Map(parts.flatMap((part) => part.unread.map(({ path, why }) => [path, why] as const)));
  const paths = [...files.keys(), ...unread.keys()].sort();
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  const read = parts.map(({ folder }) => folder);
  return {
    files,
    unread,
    folders,
    knows: (path) => read.some((folder) => folder === '' || path === folder || path.startsWith(`${folder}/`)),
    below: (folder) => {
      if (folder === '') return paths;
      const prefix = `${folder}/`;
      const found: string[] = [];
      for (let at = firstNotBefore(paths, prefix); paths[at]?.startsWith(prefix) === true; at += 1) {
        found.push(paths[at] ?? '');
      }
      return found;
    },
  };
}

/** The symbolic link, submodule or other unreadable thing that stands at a path or above it, as words. */
export function obstacleAt(tree: SourceTree, path: string): string | undefined {
  const parts = path.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const ancestor = parts.slice(0, length).join('/');
    const why = tree.unread.get(ancestor);
    if (why !== undefined) return `${ancestor} was not read: ${why}`;
  }
  return undefined;
}

function firstNotBefore(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
