import { parse, parseAllDocuments } from 'yaml';
import { isTree, type Manifest } from '../../kubernetes/object.ts';
import type { GitFile } from '../git.ts';

/** What keeps a folder from being built, in kustomize-controller's words. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}

const isManifest = (value: unknown): value is Manifest =>
  isTree(value) &&
  typeof value['apiVersion'] === 'string' &&
  typeof value['kind'] === 'string' &&
  isTree(value['metadata']);

const isKustomization = (path: string): boolean => /(?:^|\/)kustomization\.ya?ml$/.test(path);

/**
 * The objects of a folder. Without a kustomization.yaml Flux makes one of all YAML files in it and below it, but takes a folder
 * below that has one by that alone. Of such only lists of files are played.
 */
export function buildFolder(files: readonly GitFile[]): readonly Manifest[] {
  const listed = files.filter(({ path }) => isKustomization(path)).map(listedBy);
  return files
    .filter(({ path }) => /\.ya?ml$/.test(path) && !isKustomization(path))
    .filter(({ path }) => {
      const by = listed.find(({ folder }) => path.startsWith(folder));
      return by === undefined || by.resources.has(path);
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap((file) => {
      const failed = `failed to decode Kubernetes YAML from ${file.path}`;
      return parseAllDocuments(file.content).flatMap((document) => {
        const [problem] = document.errors;
        if (problem !== undefined) throw new BuildError(`${failed}: ${problem.message.split('\n')[0]}`);
        const value: unknown = document.toJS({ maxAliasCount: 100 });
        if (value === null || value === undefined) return [];
        if (!isManifest(value)) throw new BuildError(`${failed}: missing Resource metadata`);
        return [value];
      });
    });
}

function listedBy({ path, content }: GitFile): { readonly folder: string; readonly resources: ReadonlySet<string> } {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const { apiVersion: _version, kind: _kind, resources = [], ...others } = parse(content);
  if (
    Object.keys(others).length > 0 ||
    resources.some((each: unknown) => typeof each !== 'string' || /^\.|\/$/.test(each))
  )
    throw new BuildError(`the sandbox does not build ${path}`);
  return { folder, resources: new Set(resources.map((each: string) => `${folder}${each}`)) };
}
