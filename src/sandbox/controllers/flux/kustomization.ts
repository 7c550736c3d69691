import { parse } from 'yaml';
import { at, type KubeObject, type Manifest, withAt } from '../../kubernetes/object.ts';
import type { CachedGit } from '../git.ts';
import { ApplyError, applyAll, type Entry, inventoryOf, pruneStale, targeted } from './apply.ts';
import { BuildError, buildFolder } from './manifests.ts';
import {
  type Condition,
  conditionsOf,
  type FluxWorld,
  finalizer,
  isSuspended,
  kustomizeGroup,
  nameOf,
  readyOf,
  requestOf,
  sourceGroup,
  writeStatus,
} from './terms.ts';

const manager = 'kustomize-controller';

interface Source {
  readonly url: string;
  readonly revision: string;
}

/** Plays kustomize-controller for one Kustomization; answers whether it succeeded. Health checks are not played. */
export async function playKustomization(
  world: FluxWorld,
  git: CachedGit,
  namespace: string,
  name: string,
): Promise<'succeeded' | 'failed' | 'nothing to do'> {
  const { store } = world;
  const object = store.get({ group: kustomizeGroup, kind: 'Kustomization', namespace, name });
  if (object === undefined) return 'nothing to do';
  if (object.metadata.deletionTimestamp !== undefined) {
    finalize(world, object);
    return 'nothing to do';
  }
  if (object.metadata.finalizers?.includes(finalizer) !== true) {
    store.update(
      { ...object, metadata: { ...object.metadata, finalizers: [...(object.metadata.finalizers ?? []), finalizer] } },
      manager,
    );
    return playKustomization(world, git, namespace, name);
  }
  if (isSuspended(object)) return 'nothing to do';
  const waits = unready(world, object);
  if (waits !== undefined) {
    fail(world, object, waits.reason, waits.message);
    return 'failed';
  }
  return reconcile(world, git, object);
}

async function reconcile(world: FluxWorld, git: CachedGit, object: KubeObject): Promise<'succeeded' | 'failed'> {
  const { store } = world;
  const source = sourceOf(world, object);
  if (source === undefined) throw new Error(`${nameOf(object)} has no artifact`);
  const { url, revision } = source;
  const progress = (message: string): readonly Condition[] => [
    { type: 'Reconciling', status: 'True', reason: 'Progressing', message },
    { type: 'Ready', status: 'Unknown', reason: 'Progressing', message: 'Reconciliation in progress' },
  ];
  writeStatus(world, object, manager, {
    conditions: progress(`Fetching manifests for revision ${revision} with a timeout of 5m0s`),
  });
  const path = String(at(object, 'spec', 'path') ?? '').replace(/^\.?\/+|^\.$|\/+$/g, '');
  const files = await git.readTree(url, revision.split(':').at(-1) ?? '', path);
  if (files.length === 0) {
    const where = `/tmp/kustomization-1/${path}`;
    fail(world, object, 'ArtifactFailed', `kustomization path not found: stat ${where}: no such file or directory`);
    return 'failed';
  }
  writeStatus(world, object, manager, {
    lastAttemptedRevision: revision,
    conditions: progress(`Building manifests for revision ${revision} with a timeout of 5m0s`),
  });
  let entries: readonly Entry[];
  try {
    const manifests = buildFolder(files)
      .map((manifest) => patched(manifest, object))
      .map((manifest) => targeted(store, object, manifest));
    // Whoever changed it meanwhile is heeded at the next turn only: what runs, runs to its end.
    entries = applyAll(store, object, manifests);
  } catch (error) {
    if (!(error instanceof BuildError) && !(error instanceof ApplyError)) throw error;
    fail(world, object, error instanceof BuildError ? 'BuildFailed' : 'ReconciliationFailed', error.message);
    return 'failed';
  }
  const stale = inventoryOf(object).filter(({ id }) => !entries.some((entry) => entry.id === id));
  if (at(object, 'spec', 'prune') === true) pruneStale(store, object, stale);
  writeStatus(world, object, manager, {
    ...handled(object),
    inventory: { entries },
    lastAppliedRevision: revision,
    observedGeneration: object.metadata.generation,
    conditions: [
      { type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message: `Applied revision: ${revision}` },
    ],
  });
  return 'succeeded';
}

const handled = (object: KubeObject) => {
  const request = requestOf(object);
  return request === undefined ? {} : { lastHandledReconcileAt: request };
};

/** The observed generation is left as it was: the controller moves it on only with success. */
function fail(world: FluxWorld, object: KubeObject, reason: string, message: string): void {
  const current = world.store.get({
    group: kustomizeGroup,
    kind: 'Kustomization',
    namespace: object.metadata.namespace,
    name: object.metadata.name,
  });
  const doing = conditionsOf(current).filter(({ type }) => type === 'Reconciling');
  writeStatus(world, object, manager, {
    ...handled(object),
    conditions: [
      ...doing.map((condition) => ({ ...condition, reason: 'ProgressingWithRetry' })),
      { type: 'Ready', status: 'False', reason, message },
    ],
  });
}

function sourceOf({ store }: FluxWorld, object: KubeObject): Source | undefined {
  const { namespace } = object.metadata;
  const reference = at(object, 'spec', 'sourceRef');
  const name = String(at(reference, 'name') ?? '');
  const found = store.get({
    group: sourceGroup,
    kind: 'GitRepository',
    namespace: String(at(reference, 'namespace') ?? namespace),
    name,
  });
  const revision = at(found, 'status', 'artifact', 'revision');
  return typeof revision === 'string' ? { url: String(at(found, 'spec', 'url')), revision } : undefined;
}

/** Why it cannot begin: no artifact, or something that it depends on. */
function unready(
  world: FluxWorld,
  object: KubeObject,
): { readonly reason: string; readonly message: string } | undefined {
  if (sourceOf(world, object) === undefined)
    return { reason: 'ArtifactFailed', message: 'Source artifact not found, retrying in 30s' };
  const dependencies = (at(object, 'spec', 'dependsOn') ?? []) as readonly {
    readonly name: string;
    readonly namespace?: string;
  }[];
  for (const { name, namespace = object.metadata.namespace } of dependencies) {
    const found = world.store.get({ group: kustomizeGroup, kind: 'Kustomization', namespace, name });
    const ready =
      readyOf(found)?.status === 'True' && at(found, 'status', 'observedGeneration') === found?.metadata.generation;
    if (!ready) return { reason: 'DependencyNotReady', message: `dependency '${namespace}/${name}' is not ready` };
  }
  return undefined;
}

/** What it applied goes with it only where its deletion policy says so; a suspended one takes nothing. */
function finalize({ store }: FluxWorld, object: KubeObject): void {
  if (object.metadata.finalizers?.includes(finalizer) !== true) return;
  const policy = at(object, 'spec', 'deletionPolicy') ?? 'MirrorPrune';
  const takes = policy === 'Delete' || (policy === 'MirrorPrune' && at(object, 'spec', 'prune') === true);
  if (takes && !isSuspended(object)) pruneStale(store, object, inventoryOf(object));
  const finalizers = object.metadata.finalizers.filter((each) => each !== finalizer);
  store.update({ ...object, metadata: { ...object.metadata, finalizers } }, manager);
}

/** The patches of a Kustomization, as far as they replace fields of a kind. */
function patched(manifest: Manifest, object: KubeObject): Manifest {
  const patches = (at(object, 'spec', 'patches') ?? []) as readonly unknown[];
  return patches
    .filter((each) => at(each, 'target', 'kind') === manifest.kind)
    .flatMap((each): readonly unknown[] => parse(String(at(each, 'patch'))))
    .reduce<Manifest>((so, operation) => {
      const path = String(at(operation, 'path')).split('/').slice(1);
      if (at(operation, 'op') !== 'replace' || at(so, ...path) === undefined)
        throw new BuildError(`the sandbox does not play the patch ${JSON.stringify(operation)}`);
      return withAt(so, path, at(operation, 'value'));
    }, manifest);
}
