import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: Readonly<Record<string, unknown>>;
  readonly subresource?: string;
}

export interface Metadata {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFields[];
}

/** A stored object. Objects are never changed in place: every write makes a new one, so a reader may keep what it has. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

export type Tree = Readonly<Record<string, unknown>>;

/** What a client may hand in: the server fills in the rest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Partial<Metadata>;
  readonly [field: string]: unknown;
}

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const asTree = (value: unknown): Tree => (isTree(value) ? value : {});

export const same = (a: unknown, b: unknown): boolean => a === b || isDeepStrictEqual(a, b);

/** The value at a path of property names, or undefined. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isTree(inner) ? inner[key] : undefined), value);

/** A copy with the value set at the path; `undefined` takes the property away. */
export const withAt = <T extends Tree>(tree: T, path: readonly string[], value: unknown): T => {
  const [key, ...rest] = path;
  if (key === undefined) return tree;
  const next = rest.length === 0 ? value : withAt(asTree(tree[key]), rest, value);
  if (next === undefined) {
    const { [key]: _, ...others } = tree;
    return others as unknown as T;
  }
  return { ...tree, [key]: next };
};

const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** The five random characters that Kubernetes appends to a generated name. */
export const randomSuffix = (length = 5): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

/** RFC 3339 with whole seconds, as the API server writes times. */
export const timestamp = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
