import { parseAllDocuments } from 'yaml';
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

/** The objects of a folder without a kustomization.yaml: Flux makes one of all YAML files in it and below it. */
export function buildFolder(files: readonly GitFile[]): readonly Manifest[] {
  return files
    .filter(({ path }) => /\.ya?ml$/.test(path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap((file) => {
      const name = file.path.split('/').at(-1) ?? '';
      if (/^kustomization\.ya?ml$/.test(name)) throw new BuildError(`the sandbox does not build ${file.path}`);
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
