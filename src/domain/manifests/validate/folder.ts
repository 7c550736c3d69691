import { createHash } from 'node:crypto';
import type { FileContent } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';
import { saysBuild } from '../builds/built-from.ts';
import { isChart, isKustomization } from '../builds/kustomization.ts';
import { parentOf } from '../builds/resolve-path.ts';
import type { SourceDocument } from '../source/read-documents.ts';

/** The files that one engine object applies together: a cluster's folder. */
export interface Folder {
  readonly path: string;
  readonly files: readonly FileContent[];
  /** A build that makes other objects than the files show. */
  readonly built: 'kustomize' | 'helm' | undefined;
}

/** The objects that building a folder made, or why there are none. */
export interface FolderBuild {
  readonly documents: readonly SourceDocument[];
  readonly findings: readonly Finding[];
}

/**
 * Files by the folder that they belong to: the one directly below `root`. Any other file belongs to the outermost folder around
 * it that is built, or else to `whole`, the folder whose files belong together however deep they stand, or to the one that it
 * stands in.
 */
export function foldersOf(files: readonly FileContent[], root: string | undefined, whole?: string): readonly Folder[] {
  const built = new Set(files.filter(({ path }) => saysBuild(path)).map(({ path }) => parentOf(path)));
  const groups = Map.groupBy(
    files,
    ({ path }) =>
      clusterFolderOf(path, root) ?? outermost(path, built) ?? (isBelow(path, whole) ? whole : parentOf(path)),
  );
  return [...groups].map(([path, members]) => ({ path, files: members, built: buildOf(members) }));
}

/** The folder directly below the clusters folder that holds a path; what stands in the clusters folder itself belongs to it. */
export function clusterFolderOf(path: string, root: string | undefined): string | undefined {
  if (root === undefined || !path.startsWith(`${root}/`)) return undefined;
  const end = path.indexOf('/', root.length + 1);
  return end < 0 ? root : path.slice(0, end);
}

/** The same for the same files only. */
export function contentDigest({ files }: Folder): string {
  const hash = createHash('sha256');
  for (const { path, content } of files) hash.update(JSON.stringify([path, content.length])).update(content);
  return hash.digest('base64');
}

function isBelow(path: string, folder: string | undefined): folder is string {
  return folder !== undefined && path.startsWith(`${folder}/`);
}

function outermost(path: string, folders: ReadonlySet<string>): string | undefined {
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    if (folders.has(path.slice(0, at))) return path.slice(0, at);
  }
  return undefined;
}

function buildOf(files: readonly FileContent[]): Folder['built'] {
  if (files.some(({ path }) => isKustomization(path))) return 'kustomize';
  return files.some(({ path }) => isChart(path)) ? 'helm' : undefined;
}

/** Whether a file can hold manifests. */
export function isManifestFile(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path);
}

export function groupOf(document: SourceDocument): string {
  return splitVersion(document.apiVersion)[0];
}

/** Group and version of an apiVersion; the core group is empty. */
export function splitVersion(apiVersion: string | undefined): readonly [string, string] {
  const text = apiVersion ?? '';
  const slash = text.indexOf('/');
  return slash < 0 ? ['', text] : [text.slice(0, slash), text.slice(slash + 1)];
}
