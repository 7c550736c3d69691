import type { Deletion, Propagation } from './deletion.ts';
import { isTree, type KubeObject, type Manifest, type Tree } from './object.ts';
import { type Registry, type ResourceType, type ServedType, storageVersion } from './registry.ts';
import type { Storage, StoreEvent } from './storage.ts';
import { type Admission, presented, type Writes } from './write-types.ts';

export interface ObjectKey {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface StoreOptions {
  readonly dryRun?: boolean;
  readonly strict?: boolean;
  readonly version?: string;
}

/** The API without HTTP, for controllers and tests: same rules, same refusals (`ApiError`), at the storage version. */
export interface ObjectStore {
  get(key: ObjectKey): KubeObject | undefined;
  list(group: string, kind: string, namespace?: string): readonly KubeObject[];
  /** Every object of every kind. */
  everything(): readonly KubeObject[];
  isNamespaced(group: string, kind: string): boolean;
  create(manifest: Manifest | Tree, manager?: string, options?: StoreOptions): KubeObject;
  /** Replaces; the manifest's resourceVersion must be the current one. */
  update(object: KubeObject, manager?: string): KubeObject;
  updateStatus(object: KubeObject, manager?: string): KubeObject;
  /** JSON merge patch, at the storage version unless one is named. */
  patch(key: ObjectKey, mergePatch: Tree, manager?: string, options?: StoreOptions): KubeObject;
  apply(
    manifest: Manifest | Tree,
    options: {
      readonly manager: string;
      readonly force?: boolean;
      readonly dryRun?: boolean;
      readonly subresource?: 'status';
    },
  ): KubeObject;
  remove(key: ObjectKey, options?: { readonly propagationPolicy?: Propagation; readonly uid?: string }): void;
  /** Every change from now on, in order. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** Serves as an admission webhook for all later creates and updates. */
  admit(admission: Admission): void;
  /** Whether a kind is served. */
  serves(group: string, kind: string): boolean;
  /** Stops serving a kind, as if its CRD were deleted; returns what serves it again. */
  withdraw(group: string, kind: string): () => void;
  /** Forgets past changes: watches and continued lists from older versions get 410. */
  compact(): void;
  version(): number;
  /** Resolves when the garbage collector has caught up. */
  collected(): Promise<void>;
}

export const createObjectStore = (needs: {
  readonly storage: Storage;
  readonly registry: Registry;
  readonly writes: Writes;
  readonly deletion: Deletion;
  readonly admissions: Admission[];
}): ObjectStore => {
  const { storage, registry, writes, deletion } = needs;
  const manager = 'sandbox';

  const typeOf = (group: string, kind: string): ResourceType => {
    const type = registry.byKind(group, kind);
    if (type === undefined) throw new Error(`the sandbox does not serve ${kind} of ${group === '' ? 'core' : group}`);
    return type;
  };
  const servedAs = (group: string, kind: string): ServedType => {
    const type = typeOf(group, kind);
    return { type, version: storageVersion(type) };
  };
  const servedBy = (manifest: { readonly apiVersion: string; readonly kind: string }): ServedType => {
    const served = registry.find(manifest.apiVersion, manifest.kind);
    if (served === undefined) throw new Error(`the sandbox does not serve ${manifest.apiVersion} ${manifest.kind}`);
    return served;
  };
  const writeOptions = ({ dryRun = false, strict = false }: StoreOptions) => ({
    dryRun,
    ...(strict ? { fieldValidation: 'Strict' as const } : {}),
  });
  /** A loose tree is taken for a manifest; what it lacks shows when it is written. */
  const asManifest = (tree: Manifest | Tree): Manifest => {
    const { apiVersion, kind, metadata } = tree;
    if (typeof apiVersion === 'string' && typeof kind === 'string' && isTree(metadata)) {
      return { ...tree, apiVersion, kind, metadata };
    }
    throw new Error('a manifest has apiVersion, kind and metadata');
  };
  const target = (object: Manifest) => ({ namespace: object.metadata.namespace, name: object.metadata.name ?? '' });

  return {
    get: ({ group, kind, namespace, name }) => storage.get(typeOf(group, kind).key, namespace, name),
    list: (group, kind, namespace) => {
      const served = servedAs(group, kind);
      return (storage.list(served.type.key, namespace) ?? []).map((object) => presented(object, served));
    },
    everything: () => registry.types().flatMap((type) => storage.list(type.key) ?? []),
    isNamespaced: (group, kind) => typeOf(group, kind).namespaced,
    create: (tree, by = manager, options = {}) => {
      const manifest = asManifest(tree);
      const all = { manager: by, ...writeOptions(options) };
      return writes.create(servedBy(manifest), manifest.metadata.namespace, manifest, all).object;
    },
    update: (object, by = manager) => writes.update(servedBy(object), target(object), object, { manager: by }).object,
    updateStatus: (object, by = manager) =>
      writes.update(servedBy(object), target(object), object, { manager: by, subresource: 'status' }).object,
    patch: ({ group, kind, namespace, name }, patch, by = manager, options = {}) => {
      const type = typeOf(group, kind);
      const version = type.versions.find((known) => known.name === options.version && known.served);
      const served = { type, version: version ?? storageVersion(type) };
      const change = { kind: 'merge', patch } as const;
      return writes.patch(served, { namespace, name }, change, { manager: by, ...writeOptions(options) }).object;
    },
    apply: (tree, options) => {
      const manifest: Manifest = asManifest(tree);
      return writes.patch(servedBy(manifest), target(manifest), { kind: 'apply', configuration: manifest }, options)
        .object;
    },
    remove: ({ group, kind, namespace, name }, options = {}) => {
      const { propagationPolicy, uid } = options;
      deletion.remove(typeOf(group, kind), namespace, name, { propagationPolicy, preconditions: { uid } });
    },
    subscribe: (listener) => storage.subscribe(listener),
    admit: (admission) => {
      needs.admissions.push(admission);
    },
    serves: (group, kind) => registry.byKind(group, kind) !== undefined,
    withdraw: (group, kind) => {
      const type = typeOf(group, kind);
      registry.withdraw(type);
      return () => registry.restore(type);
    },
    compact: () => storage.compact(),
    version: () => storage.version(),
    collected: () => deletion.settled(),
  };
};
