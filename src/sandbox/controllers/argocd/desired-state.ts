import { at, type KubeObject, type Manifest } from '../../kubernetes/object.ts';
import type { ApplicationWorld } from './application-world.ts';
import type { ConditionNote } from './compare.ts';
import { ManifestError, manifestsIn } from './manifests.ts';
import { group, sourceOf } from './terms.ts';

export interface Desired {
  readonly revision: string;
  readonly manifests: readonly Manifest[];
}

const failedToLoad = (why: string): ConditionNote => ({
  type: 'ComparisonError',
  message: `Failed to load target state: failed to generate manifest for source 1 of 1: ${why}`,
});

export const desiredState = async (
  world: ApplicationWorld,
  application: KubeObject,
  revision: string,
  force: boolean,
): Promise<Desired | ConditionNote> => {
  const { repoUrl, path } = sourceOf(application);
  const commit = await world.git.resolve(repoUrl, revision, force);
  if (commit === undefined)
    return failedToLoad(`rpc error: code = Unknown desc = unable to resolve '${revision}' to a commit SHA`);
  const files = await world.git.readTree(repoUrl, commit, path);
  if (files.length === 0) return failedToLoad(`rpc error: code = Unknown desc = ${path}: app path does not exist`);
  try {
    return { revision: commit, manifests: manifestsIn(path, files) };
  } catch (error) {
    if (error instanceof ManifestError) return failedToLoad(error.message);
    throw error;
  }
};

export const projectOf = (world: ApplicationWorld, application: KubeObject): KubeObject | undefined =>
  world.store.get({
    group,
    kind: 'AppProject',
    namespace: application.metadata.namespace,
    name: String(at(application, 'spec', 'project') ?? ''),
  });

export const destinationOf = (application: KubeObject): string =>
  String(at(application, 'spec', 'destination', 'namespace') ?? '');
