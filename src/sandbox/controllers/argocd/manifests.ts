import { parseAllDocuments } from 'yaml';
import { isTree, type Manifest } from '../../kubernetes/object.ts';
import type { GitFile } from '../git.ts';

/** What keeps the files of a folder from being read as manifests. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

const isManifest = (value: unknown): value is Manifest =>
  isTree(value) &&
  typeof value['apiVersion'] === 'string' &&
  typeof value['kind'] === 'string' &&
  isTree(value['metadata']);

const documents = (file: GitFile): readonly unknown[] =>
  parseAllDocuments(file.content).flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) {
      throw new ManifestError(
        `rpc error: code = FailedPrecondition desc = Failed to unmarshal "${file.path.split('/').at(-1)}": failed to unmarshal manifest: error converting YAML to JSON: ${problem.message.split('\n')[0]}`,
      );
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value === null || value === undefined ? [] : [value];
  });

/** By the files as the cache of Git gives them: an Application is compared far oftener than its files change. */
const known = new WeakMap<readonly GitFile[], readonly Manifest[]>();

/** Reads a folder as a directory source: the YAML and JSON files in it, not those below it. */
export const manifestsIn = (folder: string, files: readonly GitFile[]): readonly Manifest[] => {
  const before = known.get(files);
  if (before !== undefined) return before;
  const manifests = readManifests(folder, files);
  known.set(files, manifests);
  return manifests;
};

const readManifests = (folder: string, files: readonly GitFile[]): readonly Manifest[] => {
  const prefix = folder === '' || folder === '.' ? '' : `${folder.replace(/\/+$/, '')}/`;
  const here = files.filter((file) => file.path.startsWith(prefix) && !file.path.slice(prefix.length).includes('/'));
  const names = here.map((file) => file.path.slice(prefix.length));
  for (const tool of ['kustomization.yaml', 'Chart.yaml']) {
    if (names.includes(tool))
      throw new ManifestError(`the sandbox reads plain directories only, and ${tool} asks for another tool`);
  }
  return here
    .filter((file) => /\.(ya?ml|json)$/.test(file.path) && !file.content.includes('+argocd:skip-file-rendering'))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(documents)
    .flatMap((value) =>
      isTree(value) && value['kind'] === 'List' && Array.isArray(value['items'])
        ? (value['items'] as readonly unknown[])
        : [value],
    )
    .map((value) => {
      if (!isManifest(value))
        throw new ManifestError(
          "rpc error: code = FailedPrecondition desc = Failed to unmarshal manifest: Object 'Kind' is missing",
        );
      return value;
    });
};
