import { createHash } from 'node:crypto';
import { at, type KubeObject, timestamp } from '../../kubernetes/object.ts';
import type { CachedGit } from '../git.ts';
import { type Condition, type FluxWorld, isSuspended, requestOf, sourceGroup, writeStatus } from './terms.ts';

const manager = 'source-controller';

const text = (object: KubeObject, ...path: readonly string[]): string | undefined => {
  const value = at(object, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The commit of a GitRepository as `branch@sha1:commit`, or why it cannot be had, in source-controller's words. */
async function checkout(
  git: CachedGit,
  object: KubeObject,
): Promise<{ readonly revision: string } | { readonly failed: string }> {
  const url = text(object, 'spec', 'url') ?? '';
  const [branch, commit, tag] = ['branch', 'commit', 'tag'].map((key) => text(object, 'spec', 'ref', key));
  const named = branch ?? (commit === undefined && tag === undefined ? 'master' : undefined);
  const why = 'failed to checkout and determine revision: unable to clone';
  if (named !== undefined && (await git.resolve(url, named, true)) === undefined)
    return { failed: `${why} '${url}': couldn't find remote ref "refs/heads/${named}"` };
  const wanted = commit ?? tag ?? named ?? 'HEAD';
  const sha = await git.resolve(url, wanted, true);
  if (sha === undefined)
    return { failed: `${why} '${url}': unable to resolve commit object for '${wanted}': object not found` };
  const prefix = tag ?? named;
  return { revision: `${prefix === undefined ? '' : `${prefix}@`}sha1:${sha}` };
}

/** Plays source-controller for one GitRepository: its artifact follows the branch, or stays at the pinned commit. */
export async function playGitRepository(
  world: FluxWorld,
  git: CachedGit,
  namespace: string,
  name: string,
): Promise<void> {
  const key = { group: sourceGroup, kind: 'GitRepository', namespace, name };
  const object = world.store.get(key);
  if (object === undefined || isSuspended(object) || object.metadata.deletionTimestamp !== undefined) return;
  const request = requestOf(object);
  const handled = request === undefined ? {} : { lastHandledReconcileAt: request };
  const found = await checkout(git, object);
  const stored: readonly Condition[] =
    at(object, 'status', 'artifact') === undefined
      ? []
      : (at(object, 'status', 'conditions') as readonly Condition[]).filter(({ type }) => type === 'ArtifactInStorage');
  if ('failed' in found) {
    const failure = { reason: 'GitOperationFailed', message: found.failed };
    writeStatus(world, object, manager, {
      ...handled,
      conditions: [
        { type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message: 'reconciliation in progress' },
        { type: 'Ready', status: 'False', ...failure },
        ...stored,
        { type: 'FetchFailed', status: 'True', ...failure },
      ],
    });
    return;
  }
  const { revision } = found;
  const message = `stored artifact for revision '${revision}'`;
  const path = `gitrepository/${namespace}/${name}/${revision.split(':').at(-1)}.tar.gz`;
  const known =
    at(object, 'status', 'artifact', 'revision') === revision ? at(object, 'status', 'artifact') : undefined;
  const artifact = known ?? {
    digest: `sha256:${createHash('sha256').update(path).digest('hex')}`,
    lastUpdateTime: timestamp(world.now()),
    path,
    revision,
    size: 1024,
    url: `http://source-controller.${namespace}.svc.cluster.local./${path}`,
  };
  writeStatus(world, object, manager, {
    ...handled,
    artifact,
    observedGeneration: object.metadata.generation,
    conditions: [
      { type: 'Ready', status: 'True', reason: 'Succeeded', message },
      { type: 'ArtifactInStorage', status: 'True', reason: 'Succeeded', message },
    ],
  });
}
