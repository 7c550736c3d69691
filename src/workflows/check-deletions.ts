import type { Configuration } from '../domain/access/configuration.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import { type AskedDeletion, lintDeletions } from '../domain/deletion/lint.ts';
import { type ChangedPath, removedClusters } from '../domain/deletion/removed-clusters.ts';
import { mayBeFoundation } from '../domain/deletion/removed-objects.ts';
import { type Finding, fault } from '../domain/finding.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';
import { clusterFolderOf, isManifestFile } from '../domain/manifests/validate/folder.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { FilesRead, Tree } from '../ports/github.ts';

export interface DeletionsToCheck {
  readonly repository: RepositoryRef;
  /** The commit that the change would be merged into. */
  readonly baseSha: string;
  readonly headSha: string;
  readonly changed: readonly ChangedPath[];
  /** The clusters folder at the head; absent where the change does not touch it. */
  readonly head: ReadFolder | undefined;
  readonly configuration: Configuration;
  /** The delete requests that the change carries out; asked for only when a cluster leaves. */
  readonly asked: () => Promise<readonly AskedDeletion[]>;
}

const noFiles: FilesRead = { files: [], unread: [] };

/** No more paths outside of the clusters folder are read: a pull request that moves half a repository is not about clusters. */
const mostPathsElsewhere = 200;

/**
 * The traps of deletion in a pull request: reads of the base what it takes away, and nothing where it takes away nothing.
 */
export async function checkDeletions(tree: Tree, input: DeletionsToCheck): Promise<readonly Finding[]> {
  const { repository, baseSha, headSha, changed, configuration, asked } = input;
  const { folder: clustersFolder, namespace } = configuration.clusters;
  const taken = changed
    .filter(({ status }) => status !== 'added')
    .map(({ path, previousPath }) => previousPath ?? path);
  const elsewhere = changed.filter(({ path }) => isManifestFile(path) && !isWithin(path, clustersFolder));
  const removed = elsewhere.filter(({ status }) => status === 'removed').map(({ path }) => path);
  const folders = new Set(taken.flatMap((path) => clusterFolderOf(path, clustersFolder) ?? []));
  const removedElsewhere = await readPaths(tree, repository, baseSha, removed);
  const read = folders.size === 0 ? noFiles : await readBelow(tree, repository, baseSha, clustersFolder, folders);
  const before = read.files;
  const left = foldersThatLeft(changed, folders, [...before, ...read.unread], clustersFolder);
  const gone = new Set(taken);
  const digging = [...removedElsewhere, ...before.filter(({ path }) => gone.has(path))].some(mayBeFoundation);
  if (input.head === undefined && !digging) return left;

  const head = input.head ?? { folder: clustersFolder, ...(await tree.files(repository, headSha, clustersFolder)) };
  const written = elsewhere.filter(({ status }) => status !== 'removed').map(({ path }) => path);
  const unread = head.unread.map(({ path }) => path);
  const change = { before, after: head.files, unread, changed, clustersFolder, namespace };
  const removedOnes = removedClusters(change);
  const lint = lintDeletions({
    change,
    removed: removedOnes,
    asked: removedOnes.length === 0 ? [] : await asked(),
    removedElsewhere,
    writtenElsewhere: digging ? await readPaths(tree, repository, headSha, written) : [],
    rules: { engine: configuration.engine, protectedNames: configuration.deletion.protected },
  });
  return [...left, ...lint];
}

/** The change would bring back a part of a cluster that somebody took out of the base branch meanwhile. */
function foldersThatLeft(
  changed: readonly ChangedPath[],
  folders: ReadonlySet<string>,
  standing: readonly { readonly path: string }[],
  clustersFolder: string,
): readonly Finding[] {
  return [...folders].flatMap((folder) => {
    if (folder === clustersFolder || standing.some(({ path }) => isWithin(path, folder))) return [];
    const part = changed.find(({ path, status }) => status === 'modified' && isWithin(path, folder));
    const message = `${folder} is no longer on the base branch, and this changes files of it.`;
    return part === undefined ? [] : [fault('cluster/left', message, { place: { path: part.path, line: 1 } })];
  });
}

async function readBelow(
  tree: Tree,
  repository: RepositoryRef,
  sha: string,
  clustersFolder: string,
  folders: ReadonlySet<string>,
): Promise<FilesRead> {
  const wanted = (path: string): boolean => folders.has(clusterFolderOf(path, clustersFolder) ?? '');
  return tree.files(repository, sha, clustersFolder, wanted);
}

async function readPaths(
  tree: Tree,
  repository: RepositoryRef,
  sha: string,
  paths: readonly string[],
): Promise<readonly FileContent[]> {
  if (paths.length === 0) return [];
  const wanted = new Set(paths.slice(0, mostPathsElsewhere));
  return (await tree.files(repository, sha, '', (path) => wanted.has(path))).files;
}

const isWithin = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
