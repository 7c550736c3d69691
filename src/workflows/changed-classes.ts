import type { FileContent } from '../domain/cluster/spec.ts';
import { isWithin } from '../domain/manifests/builds/resolve-path.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';
import type { SourceDocument } from '../domain/manifests/source/read-documents.ts';
import { classChange, usesClass } from '../domain/manifests/validate/class-change.ts';
import type { ChangedPath } from '../ports/github.ts';
import type { ReadFiles } from './touched-clusters.ts';

/** What a pull request does to the cluster classes of a repository. */
export interface ChangedClasses {
  /** The folder of classes, as it is to be. */
  readonly read: ReadFolder;
  /** Whether a file holds a cluster of a class that is changed or removed. */
  readonly isUsed: (file: FileContent) => boolean;
  /** Whether a file of the folder is changed, or holds a class that is. */
  readonly isChanged: (path: string) => boolean;
  readonly removed: readonly SourceDocument[];
}

interface Sources {
  readonly after: ReadFiles;
  /** As it was; absent where the commit is not known. */
  readonly before?: ReadFiles;
}

/** Undefined where no class is touched: a change of other files in their folder is none of Plan's business. */
export async function changedClasses(
  changed: readonly ChangedPath[],
  folder: string,
  { after, before }: Sources,
): Promise<ChangedClasses | undefined> {
  const here = changed.filter(
    ({ path, previousPath }) => isWithin(folder, path) || isWithin(folder, previousPath ?? ''),
  );
  if (here.length === 0) return undefined;
  const paths = new Set(here.flatMap(({ path, previousPath }) => [path, previousPath ?? path]));
  // A class that leaves the folder with its file is somewhere else now, not gone.
  const old = new Set(
    here.flatMap(({ path, previousPath, status }) =>
      status === 'added' || !isWithin(folder, path) ? [] : [previousPath ?? path],
    ),
  );
  const read = await after(folder);
  const were = old.size === 0 ? undefined : await before?.(folder, (path) => old.has(path));
  const { touched, removed } = classChange(were?.files ?? [], read.files, paths);
  if (touched.length === 0 && removed.length === 0) return undefined;
  const holders = new Set(touched.map(({ path }) => path));
  return {
    read,
    isUsed: (file) => usesClass(file, [...touched, ...removed]),
    isChanged: (path) => paths.has(path) || holders.has(path),
    removed,
  };
}
