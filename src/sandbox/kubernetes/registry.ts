import {
  type CrdIndexEntry,
  type PrinterColumn,
  readCrd,
  readCrdIndex,
  type ScaleSubresource,
  type StructuralSchema,
} from '../../schemas/read.ts';
import { type CoreKind, coreKinds } from './core-kinds.ts';
import { wholeSchema } from './object-schema.ts';

export interface ResourceVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated: boolean;
  readonly status: boolean;
  readonly scale: ScaleSubresource | undefined;
  readonly columns: readonly PrinterColumn[];
  /** The schema of the whole object, metadata included; read at the first call. */
  readonly schema: () => StructuralSchema;
}

export interface ResourceType {
  /** `group/kind`: the table that the storage keeps the objects in. */
  readonly key: string;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Defined by a CRD, not built in. */
  readonly custom: boolean;
  readonly versions: readonly ResourceVersion[];
  readonly selectable: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface ServedType {
  readonly type: ResourceType;
  readonly version: ResourceVersion;
}

/** Which kinds the server serves at which versions. */
export interface Registry {
  types(): readonly ResourceType[];
  byPlural(group: string, version: string, plural: string): ServedType | undefined;
  byKind(group: string, kind: string): ResourceType | undefined;
  /** By `apiVersion` and kind. */
  find(apiVersion: string, kind: string): ServedType | undefined;
  /** Stops serving a kind, as the deletion of its CRD does. */
  withdraw(type: ResourceType): void;
  /** Serves a withdrawn kind again. */
  restore(type: ResourceType): void;
}

const fromCrd = (entry: CrdIndexEntry, unserved: readonly string[]): ResourceType => {
  const crd = () => readCrd(entry.group, entry.kind);
  const version = (name: string): ResourceVersion => {
    const details = () => crd()?.versions.find((known) => known.name === name);
    const index = entry.versions.find((known) => known.name === name);
    let schema: StructuralSchema | undefined;
    return {
      name,
      served: index?.served === true && !unserved.includes(apiVersionOf(entry.group, name)),
      storage: index?.storage ?? false,
      deprecated: index?.deprecated ?? false,
      get status() {
        return details()?.statusSubresource ?? false;
      },
      get scale() {
        return details()?.scaleSubresource;
      },
      get columns() {
        return details()?.printerColumns ?? [];
      },
      schema: () => {
        schema ??= wholeSchema(details()?.schema ?? {});
        return schema;
      },
    };
  };
  return {
    key: `${entry.group}/${entry.kind}`,
    group: entry.group,
    kind: entry.kind,
    plural: entry.plural,
    singular: entry.singular,
    shortNames: entry.shortNames,
    categories: entry.categories,
    namespaced: entry.scope === 'Namespaced',
    custom: true,
    versions: entry.versions.map(({ name }) => version(name)),
    selectable: [],
    labels: entry.labels,
  };
};

const fromCore = (core: CoreKind): ResourceType => {
  const schema = wholeSchema(core.schema);
  return {
    key: `${core.group}/${core.kind}`,
    group: core.group,
    kind: core.kind,
    plural: core.plural,
    singular: core.kind.toLowerCase(),
    shortNames: core.shortNames,
    categories: core.categories ?? [],
    namespaced: core.namespaced,
    custom: false,
    versions: [
      {
        name: core.version,
        served: true,
        storage: true,
        deprecated: false,
        status: core.status,
        scale: undefined,
        columns: core.columns,
        schema: () => schema,
      },
    ],
    selectable: core.selectable,
    labels: {},
  };
};

export const storageVersion = (type: ResourceType): ResourceVersion => {
  const version = type.versions.find((known) => known.storage);
  if (version === undefined) throw new Error(`${type.key} has no storage version`);
  return version;
};

export const apiVersionOf = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`;

export const splitApiVersion = (apiVersion: string): { readonly group: string; readonly version: string } => {
  const [first = '', second] = apiVersion.split('/');
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
};

/** `unserved` are versions, as `cluster.x-k8s.io/v1beta2`, whose CRDs are set to `served: false`. */
export const createRegistry = (unserved: readonly string[] = []): Registry => {
  const known = [...coreKinds.map(fromCore), ...readCrdIndex().map((entry) => fromCrd(entry, unserved))];
  const served = new Map(known.map((type) => [type.key, type]));
  const plurals = new Map(known.map((type) => [`${type.group}/${type.plural}`, type.key]));
  const at = (type: ResourceType | undefined, name: string): ServedType | undefined => {
    const version = type?.versions.find((candidate) => candidate.name === name && candidate.served);
    return type === undefined || version === undefined ? undefined : { type, version };
  };
  return {
    types: () => [...served.values()],
    byPlural: (group, version, plural) => at(served.get(plurals.get(`${group}/${plural}`) ?? ''), version),
    byKind: (group, kind) => served.get(`${group}/${kind}`),
    find: (apiVersion, kind) => {
      const { group, version } = splitApiVersion(apiVersion);
      return at(served.get(`${group}/${kind}`), version);
    },
    withdraw: (type) => {
      served.delete(type.key);
    },
    restore: (type) => {
      served.set(type.key, type);
    },
  };
};
