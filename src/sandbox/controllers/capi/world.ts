import type { KubeObject, OwnerReference, Tree } from '../../kubernetes/object.ts';
import { asTree, at, same, withAt } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import { type Verdict, withVerdicts } from './conditions.ts';

export interface Clock {
  now(): number;
  /** Runs once after so many milliseconds; the returned function prevents it. */
  after(milliseconds: number, run: () => void): () => void;
}

/** What keeps a cloud object from coming up. */
export interface CloudFault {
  /** Kind of the infrastructure object, e.g. `AWSMachine`; absent: any. */
  readonly kind?: string;
  /** Part of its name; absent: any. */
  readonly name?: string;
  /** Absent: it just never becomes ready. */
  readonly reason?: string;
  readonly message?: string;
}

/** What all players share. Times are those of a real cloud; `due` lets them pass faster. */
export interface World {
  readonly store: ObjectStore;
  readonly now: () => number;
  /**
   * Whether so many milliseconds of the played cloud have passed since this step of this object was first asked about;
   * if not, the object's cluster is looked at again when they have.
   */
  readonly due: (object: KubeObject, step: string, milliseconds: number) => boolean;
  readonly cloudFault: (object: KubeObject) => CloudFault | undefined;
}

export const clusterLabel = 'cluster.x-k8s.io/cluster-name';

export interface Reference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** A reference of either core contract version: `apiGroup` or `apiVersion`. */
export const referenceAt = (object: unknown, ...path: readonly string[]): Reference | undefined => {
  const tree = at(object, ...path);
  const kind = at(tree, 'kind');
  const name = at(tree, 'name');
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
  const group = at(tree, 'apiGroup') ?? String(at(tree, 'apiVersion') ?? '').split('/')[0];
  return { group: String(group), kind, name };
};

export const referenced = (
  world: World,
  namespace: string | undefined,
  reference: Reference | undefined,
): KubeObject | undefined =>
  reference === undefined || !world.store.serves(reference.group, reference.kind)
    ? undefined
    : world.store.get({ ...reference, namespace });

export const groupOf = (object: { readonly apiVersion: string }): string => {
  const [group = '', version] = object.apiVersion.split('/');
  return version === undefined ? '' : group;
};

export const keyOf = (object: KubeObject) => ({
  group: groupOf(object),
  kind: object.kind,
  namespace: object.metadata.namespace,
  name: object.metadata.name,
});

export const ownerReference = (owner: KubeObject, controller: boolean): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  ...(controller ? { controller: true, blockOwnerDeletion: true } : {}),
});

export const ownedBy = (object: KubeObject, owner: KubeObject): boolean =>
  (object.metadata.ownerReferences ?? []).some((reference) => reference.uid === owner.metadata.uid);

export const controlledBy = (object: KubeObject, owner: KubeObject): boolean =>
  (object.metadata.ownerReferences ?? []).some(
    (reference) => reference.uid === owner.metadata.uid && reference.controller === true,
  );

export const isDeleting = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined;

/** Writes an object back when it differs; the version read is the version written over. */
export const ensure = (world: World, object: KubeObject, next: KubeObject, manager: string): KubeObject =>
  same(object, next) ? object : world.store.update(next, manager);

export const ensureFinalizer = (world: World, object: KubeObject, finalizer: string, manager: string): KubeObject => {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer) || isDeleting(object)) return object;
  return ensure(world, object, withAt(object, ['metadata', 'finalizers'], [...finalizers, finalizer]), manager);
};

export const dropFinalizer = (world: World, object: KubeObject, finalizer: string, manager: string): void => {
  const left = (object.metadata.finalizers ?? []).filter((known) => known !== finalizer);
  ensure(world, object, withAt(object, ['metadata', 'finalizers'], left), manager);
};

/** Makes the owner an owner of the object, and labels the object with its cluster where a name is given. */
export const ensureOwner = (
  world: World,
  object: KubeObject,
  owner: KubeObject,
  options: { readonly controller: boolean; readonly cluster?: string; readonly manager: string },
): KubeObject => {
  if (isDeleting(object)) return object;
  const others = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  const current = (object.metadata.ownerReferences ?? []).find(({ uid }) => uid === owner.metadata.uid);
  const wanted = ownerReference(owner, options.controller);
  const references =
    current !== undefined && same(current, wanted) ? object.metadata.ownerReferences : [...others, wanted];
  const owned = withAt(object, ['metadata', 'ownerReferences'], references);
  const labelled =
    options.cluster === undefined ? owned : withAt(owned, ['metadata', 'labels', clusterLabel], options.cluster);
  return ensure(world, object, labelled, options.manager);
};

/** Writes status fields and conditions; says nothing when nothing changed. */
export const setStatus = (
  world: World,
  object: KubeObject,
  fields: Tree,
  verdicts: readonly Verdict[],
  manager: string,
): KubeObject => {
  const kept = Object.entries({ ...asTree(object.status), ...fields }).filter(([, value]) => value !== undefined);
  const conditions = verdicts.length === 0 ? {} : { conditions: withVerdicts(object, verdicts, world.now()) };
  const status = { ...Object.fromEntries(kept), ...conditions };
  const next = { ...object, status };
  return same(object.status, status) ? object : world.store.updateStatus(next, manager);
};

export const remove = (world: World, object: KubeObject): void => {
  if (!isDeleting(object)) {
    world.store.remove(keyOf(object), { propagationPolicy: 'Background', uid: object.metadata.uid });
  }
};

/** Reads an object again after others may have written it. */
export const again = (world: World, object: KubeObject): KubeObject | undefined => world.store.get(keyOf(object));

export const numberAt = (object: unknown, ...path: readonly string[]): number | undefined => {
  const value = at(object, ...path);
  return typeof value === 'number' ? value : undefined;
};

export const textAt = (object: unknown, ...path: readonly string[]): string | undefined => {
  const value = at(object, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
};
