import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { foldersAbove } from '../domain/manifests/builds/resolve-path.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';

/** Larger files are listed, not read. */
const largestFile = 1024 * 1024;
const passedOver: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The repository around a path: the nearest folder above that holds `.git`; without one, the path itself or its folder. */
export function repositoryAround(path: string): string {
  const start = existsSync(path) && lstatSync(path).isDirectory() ? resolve(path) : dirname(resolve(path));
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/**
 * Files of a working tree as a commit of them would hold them: links are not followed, binary and large files not read. `only`: those of
 * these paths.
 */
export function readWorkingTree(
  root: string,
  folder: string,
  only: (path: string) => boolean = () => true,
): ReadFolder {
  const files: { path: string; content: string }[] = [];
  const unread: { path: string; why: string }[] = [];
  const visit = (path: string): void => {
    const absolute = join(root, path);
    const stat = lstatSync(absolute);
    if (!stat.isDirectory() && !only(path)) return;
    if (stat.isSymbolicLink()) unread.push({ path, why: 'it is a symbolic link' });
    else if (stat.isDirectory()) {
      if (path !== folder && existsSync(join(absolute, '.git'))) {
        unread.push({ path, why: 'it is another repository' });
        return;
      }
      for (const name of readdirSync(absolute).toSorted()) {
        if (!passedOver.has(name)) visit(path === '' ? name : `${path}/${name}`);
      }
    } else if (!stat.isFile()) unread.push({ path, why: 'it is no regular file' });
    else if (stat.size > largestFile) unread.push({ path, why: 'it is larger than 1 MiB' });
    else {
      const content = textOf(readFileSync(absolute));
      if (content === undefined) unread.push({ path, why: 'it is not UTF-8 text' });
      else files.push({ path, content });
    }
  };
  const link = linkAbove(root, folder);
  if (link === undefined && existsSync(join(root, folder))) visit(folder);
  if (link !== undefined && only(link)) unread.push({ path: link, why: 'it is a symbolic link' });
  return { folder, files, unread };
}

/** The symbolic link that stands where a folder above a path would be: a commit has nothing behind it. */
function linkAbove(root: string, path: string): string | undefined {
  return foldersAbove(path).find(
    (each) => lstatSync(join(root, each), { throwIfNoEntry: false })?.isSymbolicLink() === true,
  );
}

/** Path of something within a repository; undefined outside of it. */
export function pathIn(root: string, path: string): string | undefined {
  const found = relative(root, resolve(path)).split(sep).join('/');
  return found === '..' || found.startsWith('../') || resolve(path) === found ? undefined : found;
}

function textOf(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
