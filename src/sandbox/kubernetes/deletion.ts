import { type KubeObject, type OwnerReference, timestamp, withAt } from './object.ts';
import { type Registry, type ResourceType, splitApiVersion } from './registry.ts';
import * as refusal from './status.ts';
import type { Storage } from './storage.ts';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteOptions {
  readonly propagationPolicy?: Propagation | undefined;
  readonly preconditions?:
    | { readonly uid?: string | undefined; readonly resourceVersion?: string | undefined }
    | undefined;
  readonly dryRun?: boolean | undefined;
}

export interface Deleted {
  readonly object: KubeObject;
  /** False while finalizers keep the object. */
  readonly gone: boolean;
}

export interface Deletion {
  remove(type: ResourceType, namespace: string | undefined, name: string, options: DeleteOptions): Deleted;
  /** Takes an object out that nothing holds any longer. */
  finish(type: ResourceType, object: KubeObject): KubeObject;
  /** Resolves when the collector has nothing left to do. */
  settled(): Promise<void>;
  close(): void;
}

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

const withFinalizers = (object: KubeObject, finalizers: readonly string[]): KubeObject =>
  withAt(object, ['metadata', 'finalizers'], finalizers.length === 0 ? undefined : finalizers);

const has = (object: KubeObject, finalizer: string): boolean => (object.metadata.finalizers ?? []).includes(finalizer);

/**
 * Deletion with finalizers, preconditions and propagation, and the collector that deletes dependents whose owners are
 * gone, lets foreground deletion wait for those that block it, and frees orphans. It follows the decisions of
 * kube-controller-manager's garbage collector, so foreground deletion of a root reaches every dependent at once.
 */
export const createDeletion = (needs: {
  readonly storage: Storage;
  readonly registry: Registry;
  readonly now: () => number;
}): Deletion => {
  const { storage, registry, now } = needs;
  const queue = new Set<string>();
  let running: Promise<void> | undefined;
  let closed = false;

  const finish: Deletion['finish'] = (type, object) => storage.remove(type.key, object);

  const settle = (type: ResourceType, object: KubeObject): Deleted => {
    if ((object.metadata.finalizers ?? []).length === 0) return { object: finish(type, object), gone: true };
    return { object: storage.put(type.key, object), gone: false };
  };

  const checkPreconditions = (type: ResourceType, live: KubeObject, options: DeleteOptions): void => {
    const { uid, resourceVersion } = options.preconditions ?? {};
    const { metadata } = live;
    // The server names the kind here, where other conflicts name the resource.
    const named = { ...type, plural: type.kind };
    if (uid !== undefined && uid !== metadata.uid) {
      const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`;
      throw refusal.conflict(named, metadata.name, why);
    }
    if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
      const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
      throw refusal.conflict(named, metadata.name, why);
    }
  };

  const marked = (live: KubeObject, policy: Propagation | undefined): KubeObject => {
    const others = (live.metadata.finalizers ?? []).filter((name) => name !== foreground && name !== orphan);
    const own = policy === 'Foreground' ? [foreground] : policy === 'Orphan' ? [orphan] : [];
    const kept = policy === undefined ? (live.metadata.finalizers ?? []) : [...others, ...own];
    const finalized = withFinalizers(live, kept);
    if (live.metadata.deletionTimestamp !== undefined) return finalized;
    const { generation } = live.metadata;
    return {
      ...finalized,
      metadata: {
        ...finalized.metadata,
        ...(generation === undefined ? {} : { generation: generation + 1 }),
        deletionTimestamp: timestamp(now()),
        deletionGracePeriodSeconds: 0,
      },
    };
  };

  const remove: Deletion['remove'] = (type, namespace, name, options) => {
    const live = storage.get(type.key, namespace, name);
    if (live === undefined) throw refusal.notFound(type, name);
    checkPreconditions(type, live, options);
    const next = marked(live, options.propagationPolicy);
    if (options.dryRun) return { object: next, gone: (next.metadata.finalizers ?? []).length === 0 };
    if (
      live.metadata.deletionTimestamp !== undefined &&
      next.metadata.finalizers?.join() === live.metadata.finalizers?.join()
    ) {
      return { object: live, gone: false };
    }
    return settle(type, next);
  };

  const typeOf = (key: string): ResourceType | undefined => {
    const [group = '', kind = ''] = key.split('/');
    return registry.byKind(group, kind);
  };

  const withoutOwners = (object: KubeObject, uids: ReadonlySet<string>): KubeObject => {
    const left = (object.metadata.ownerReferences ?? []).filter((owner) => !uids.has(owner.uid));
    return withAt(object, ['metadata', 'ownerReferences'], left.length === 0 ? undefined : left);
  };

  const dropFinalizer = (type: ResourceType, object: KubeObject, name: string): void => {
    settle(
      type,
      withFinalizers(
        object,
        (object.metadata.finalizers ?? []).filter((known) => known !== name),
      ),
    );
  };

  const ownerOf = (object: KubeObject, reference: OwnerReference): KubeObject | undefined => {
    const found = storage.byUid(reference.uid);
    if (found === undefined) return undefined;
    const sameKind = found.type === `${splitApiVersion(reference.apiVersion).group}/${reference.kind}`;
    const { namespace } = found.object.metadata;
    const reachable = namespace === undefined || namespace === object.metadata.namespace;
    return sameKind && reachable && found.object.metadata.name === reference.name ? found.object : undefined;
  };

  /** An object under orphaning or foreground deletion: frees or awaits its dependents. */
  const processOwner = (type: ResourceType, object: KubeObject): void => {
    const dependents = storage.dependents(object.metadata.uid);
    if (has(object, orphan)) {
      for (const dependent of dependents)
        storage.put(dependent.type, withoutOwners(dependent.object, new Set([object.metadata.uid])));
      dropFinalizer(type, object, orphan);
      return;
    }
    const blocking = dependents.filter((dependent) =>
      dependent.object.metadata.ownerReferences?.some(
        (owner) => owner.uid === object.metadata.uid && owner.blockOwnerDeletion === true,
      ),
    );
    if (blocking.length === 0) dropFinalizer(type, object, foreground);
    for (const dependent of dependents) queue.add(dependent.object.metadata.uid);
  };

  /** An object with owners: goes when the last of them is gone. */
  const processDependent = (type: ResourceType, object: KubeObject): void => {
    const references = object.metadata.ownerReferences ?? [];
    if (references.length === 0) return;
    const owners = references.map((reference) => ({ reference, owner: ownerOf(object, reference) }));
    const waits = (owner: KubeObject): boolean =>
      owner.metadata.deletionTimestamp !== undefined && has(owner, foreground);
    const solid = owners.filter(({ owner }) => owner !== undefined && !waits(owner));
    const waiting = owners.filter(({ owner }) => owner !== undefined && waits(owner));
    if (solid.length > 0) {
      const lost = owners.filter((entry) => !solid.includes(entry)).map(({ reference }) => reference.uid);
      if (lost.length > 0) storage.put(type.key, withoutOwners(object, new Set(lost)));
      return;
    }
    if (object.metadata.deletionTimestamp !== undefined) return;
    const { namespace, name, uid } = object.metadata;
    const dependents = storage.dependents(uid).length;
    const policy =
      waiting.length > 0 && dependents > 0
        ? 'Foreground'
        : has(object, orphan)
          ? 'Orphan'
          : has(object, foreground)
            ? 'Foreground'
            : 'Background';
    remove(type, namespace, name, { propagationPolicy: policy, preconditions: { uid } });
  };

  const process = (uid: string): void => {
    const found = storage.byUid(uid);
    const type = found === undefined ? undefined : typeOf(found.type);
    if (found === undefined || type === undefined) return;
    const { object } = found;
    if (object.metadata.deletionTimestamp !== undefined && (has(object, orphan) || has(object, foreground)))
      processOwner(type, object);
    const current = storage.byUid(uid);
    if (current !== undefined) processDependent(type, current.object);
  };

  const run = async (): Promise<void> => {
    while (queue.size > 0 && !closed) {
      // A turn of the event loop between steps, so that clients see the states in between, as on a real server.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = [...queue];
      queue.clear();
      for (const uid of batch) process(uid);
    }
    running = undefined;
  };

  const wake = (uids: readonly string[]): void => {
    for (const uid of uids) queue.add(uid);
    if (queue.size > 0 && !closed) running ??= run();
  };

  const unsubscribe = storage.subscribe(({ change, object, previous }) => {
    const { uid, deletionTimestamp, ownerReferences } = object.metadata;
    const dependents =
      change === 'DELETED' ? storage.dependents(uid).map((dependent) => dependent.object.metadata.uid) : [];
    const owners =
      change === 'DELETED' || deletionTimestamp !== undefined
        ? [...(ownerReferences ?? []), ...(previous?.metadata.ownerReferences ?? [])].map((owner) => owner.uid)
        : [];
    const self =
      change !== 'DELETED' && (deletionTimestamp !== undefined || ownerReferences !== undefined) ? [uid] : [];
    wake([...self, ...dependents, ...owners]);
  });

  return {
    remove,
    finish,
    settled: async () => {
      while (running !== undefined) await running;
    },
    close: () => {
      closed = true;
      unsubscribe();
    },
  };
};
