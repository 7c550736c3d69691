import type { Configuration } from '../domain/access/configuration.ts';
import { saysBuild } from '../domain/manifests/builds/built-from.ts';
import { isWithin } from '../domain/manifests/builds/resolve-path.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';
import { clusterFolderOf } from '../domain/manifests/validate/folder.ts';
import type { ChangedPath } from '../ports/github.ts';
import { type ChangedClasses, changedClasses } from './changed-classes.ts';
import { canBeShared, type ReadFiles, touchedClusters } from './touched-clusters.ts';

/** What Plan has to look at. */
export interface PlanScope {
  /** What was read in full: the clusters folder first. */
  readonly read: readonly ReadFolder[];
  /** Whether a path belongs to what is judged. */
  readonly judges: (path: string) => boolean;
  /** The cluster classes, when some are changed. */
  readonly classes?: ChangedClasses;
}

interface Sources {
  /** Reads of the commit. */
  readonly after: ReadFiles;
  /** Reads of what it is to be merged into; absent where that is not known. */
  readonly before?: ReadFiles;
}

/**
 * The clusters that a pull request touches: by a file in their folder, by one that they are built from, by their class or by a
 * template of it. A changed class is judged, too. Undefined where there is nothing to look at.
 */
export async function planScope(
  changed: readonly ChangedPath[],
  { clusters, clusterClass }: Configuration,
  { after, before }: Sources,
): Promise<PlanScope | undefined> {
  const { folder } = clusters;
  const paths = changed.flatMap(({ path, previousPath }) =>
    previousPath === undefined ? [path] : [path, previousPath],
  );
  const direct = paths.some((path) => isBelow(folder, path));
  if (!direct && !paths.some(canBeShared)) return undefined;
  const classes = await changedClasses(changed, clusterClass.folder, {
    after,
    ...(before === undefined ? {} : { before }),
  });
  const inFull = direct || classes !== undefined;
  const first = await after(folder, inFull ? undefined : saysBuild);
  const folders = await touchedClusters(paths, folder, first, after, classes?.isUsed);
  if (folders.size === 0 && classes === undefined) return undefined;
  const whole = inFull ? first : await after(folder);
  const ofClusters = (path: string): boolean => folders.has(clusterFolderOf(path, folder) ?? '');
  if (classes === undefined || isBelow(folder, clusterClass.folder)) return { read: [whole], judges: ofClusters };
  return {
    read: [whole, classes.read],
    judges: (path) => ofClusters(path) || isBelow(clusterClass.folder, path),
    classes,
  };
}

const isBelow = (folder: string, path: string): boolean => path !== folder && isWithin(folder, path);
