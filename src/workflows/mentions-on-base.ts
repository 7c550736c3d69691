import { saysBuild } from '../domain/manifests/builds/built-from.ts';
import { isManifestFile } from '../domain/manifests/validate/folder.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Tree } from '../ports/github.ts';

export const isTelling = (path: string): boolean => isManifestFile(path) || saysBuild(path);

/** A path of a commit, and whether it could be read: one that could not may have any name in it. */
interface Mention {
  readonly path: string;
  readonly read: boolean;
}

/** For each name, a path of a commit, anywhere, that has it, or whose manifest has it or cannot be read. Names without one are left out. */
export async function mentionsOnBase(
  tree: Tree,
  repository: RepositoryRef,
  sha: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Mention>> {
  const found = new Map<string, Mention>();
  const { files, unread } = await tree.files(repository, sha, '', (path) => {
    const parts = path.split('/');
    for (const name of names) if (!found.has(name) && parts.includes(name)) found.set(name, { path, read: true });
    return isTelling(path);
  });
  const [blank] = unread.filter(({ path }) => isTelling(path));
  for (const name of names.filter((each) => !found.has(each))) {
    const escaped = name.replace(/[^a-z0-9-]/g, (character) => `\\${character}`);
    const mention = new RegExp(`(?<![a-z0-9-])${escaped}(?![a-z0-9-])`);
    const path = files.find(({ content }) => mention.test(content))?.path;
    if (path !== undefined) found.set(name, { path, read: true });
    else if (blank !== undefined) found.set(name, { path: blank.path, read: false });
  }
  return found;
}
