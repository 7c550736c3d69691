import type { FileContent } from '../../cluster/spec.ts';
import type { SourceDocument } from '../source/read-documents.ts';

/** The files that one engine object applies together: a cluster's folder. */
export interface Folder {
  readonly path: string;
  readonly files: readonly FileContent[];
  /** A build that makes other objects than the files show. */
  readonly built: 'kustomize' | 'helm' | undefined;
}

/** Files by the folder that stands directly below `root`; any other file by the folder that it stands in. */
export function foldersOf(files: readonly FileContent[], root: string | undefined): readonly Folder[] {
  const groups = Map.groupBy(files, ({ path }) => {
    if (root === undefined || !path.startsWith(`${root}/`)) return path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const rest = path.slice(root.length + 1).split('/');
    return rest.length === 1 ? root : `${root}/${rest[0]}`;
  });
  return [...groups].map(([path, members]) => ({ path, files: members, built: buildOf(members) }));
}

function buildOf(files: readonly FileContent[]): Folder['built'] {
  const names = files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  if (names.some((name) => /^(kustomization\.ya?ml|Kustomization)$/.test(name))) return 'kustomize';
  return names.includes('Chart.yaml') ? 'helm' : undefined;
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
