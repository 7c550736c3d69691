import { at, type KubeObject, type Manifest } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import { splitApiVersion } from '../../kubernetes/registry.ts';
import { ApiError } from '../../kubernetes/status.ts';
import { labels, nameOf, prune } from './terms.ts';

const manager = 'kustomize-controller';

/** One entry of an inventory: `<namespace>_<name>_<group>_<kind>` and the version. */
export interface Entry {
  readonly id: string;
  readonly v: string;
}

/** What keeps an object from being applied. */
export class ApplyError extends Error {
  override readonly name = 'ApplyError';
}

export const inventoryOf = (object: KubeObject): readonly Entry[] =>
  (at(object, 'status', 'inventory', 'entries') ?? []) as readonly Entry[];

/** An object as the Kustomization wants it: in its namespace, and marked as its own. */
export function targeted(store: ObjectStore, owner: KubeObject, manifest: Manifest): Manifest {
  const { group } = splitApiVersion(manifest.apiVersion);
  if (!store.serves(group, manifest.kind))
    throw new ApplyError(
      `${manifest.kind}/${manifest.metadata.name} dry-run failed: no matches for kind "${manifest.kind}" in version "${manifest.apiVersion}"`,
    );
  const target = at(owner, 'spec', 'targetNamespace');
  const namespace = typeof target === 'string' ? target : (manifest.metadata.namespace ?? 'default');
  const { namespace: _, ...metadata } = manifest.metadata;
  return {
    ...manifest,
    metadata: {
      ...metadata,
      ...(store.isNamespaced(group, manifest.kind) ? { namespace } : {}),
      labels: {
        ...metadata.labels,
        [labels.name]: owner.metadata.name,
        [labels.namespace]: owner.metadata.namespace ?? '',
      },
    },
  };
}

/** First a dry run of all, then all: what the API server refuses leaves nothing half done. */
export function applyAll(store: ObjectStore, owner: KubeObject, manifests: readonly Manifest[]): readonly Entry[] {
  mayApply(store, owner, manifests);
  for (const dryRun of [true, false]) {
    for (const manifest of manifests) {
      try {
        store.apply(manifest, { manager, force: true, dryRun });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const { namespace, name } = manifest.metadata;
        const what = [manifest.kind, namespace, name].filter((part) => part !== undefined).join('/');
        throw new ApplyError(`${what} ${dryRun ? 'dry-run' : 'apply'} failed (${error.body.reason}): ${error.message}`);
      }
    }
  }
  return manifests.map(({ apiVersion, kind, metadata: { namespace = '', name } }) => {
    const { group, version } = splitApiVersion(apiVersion);
    return { id: `${namespace}_${name}_${group}_${kind}`, v: version };
  });
}

/** Flux acts as the account that is named; one that does not exist has no rights. What the API server says then. */
export function accountDenial(store: ObjectStore, owner: KubeObject, first: Manifest | undefined): string | undefined {
  const account = at(owner, 'spec', 'serviceAccountName');
  if (typeof account !== 'string' || first === undefined) return undefined;
  const { namespace } = owner.metadata;
  if (store.get({ group: '', kind: 'ServiceAccount', namespace, name: account }) !== undefined) return undefined;
  return `"${first.metadata.name}" is forbidden: User "system:serviceaccount:${namespace}:${account}" cannot patch resource in API group "${splitApiVersion(first.apiVersion).group}" in the namespace "${first.metadata.namespace}"`;
}

function mayApply(store: ObjectStore, owner: KubeObject, [first]: readonly Manifest[]): void {
  const denial = accountDenial(store, owner, first);
  if (denial === undefined) return;
  const { namespace, name } = first?.metadata ?? {};
  throw new ApplyError(`${first?.kind}/${namespace}/${name} dry-run failed (Forbidden): ${denial}`);
}

/** Deletes in background what left the inventory, but for what says that it is not to be pruned and what another has taken over. */
export function pruneStale(store: ObjectStore, owner: KubeObject, stale: readonly Entry[]): void {
  for (const { id } of stale) {
    const [namespace = '', name = '', group = '', kind = ''] = id.split('_');
    const key = { group, kind, namespace: namespace === '' ? undefined : namespace, name };
    const live = store.serves(group, kind) ? store.get(key) : undefined;
    if (live === undefined) continue;
    const { labels: own = {}, annotations = {} } = live.metadata;
    const kept = [own[prune], annotations[prune]].some((value) => value?.toLowerCase() === 'disabled');
    const ours = `${own[labels.namespace]}/${own[labels.name]}` === nameOf(owner);
    if (!kept && ours) store.remove(key, { propagationPolicy: 'Background' });
  }
}
