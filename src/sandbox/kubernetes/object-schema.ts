import type { StructuralSchema } from '../../schemas/read.ts';

const text: StructuralSchema = { type: 'string' };
const texts: StructuralSchema = { type: 'object', additionalProperties: text };

/** `metadata` as every kind has it; CRD schemas leave it out. */
export const metadataSchema: StructuralSchema = {
  type: 'object',
  properties: {
    name: text,
    generateName: text,
    namespace: text,
    selfLink: text,
    uid: text,
    resourceVersion: text,
    generation: { type: 'integer' },
    creationTimestamp: { type: 'string', format: 'date-time', nullable: true },
    deletionTimestamp: { type: 'string', format: 'date-time', nullable: true },
    deletionGracePeriodSeconds: { type: 'integer' },
    labels: texts,
    annotations: texts,
    finalizers: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    ownerReferences: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      items: {
        type: 'object',
        'x-kubernetes-map-type': 'atomic',
        required: ['apiVersion', 'kind', 'name', 'uid'],
        properties: {
          apiVersion: text,
          kind: text,
          name: text,
          uid: text,
          controller: { type: 'boolean' },
          blockOwnerDeletion: { type: 'boolean' },
        },
      },
    },
    managedFields: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          manager: text,
          operation: text,
          apiVersion: text,
          time: { type: 'string', format: 'date-time' },
          fieldsType: text,
          fieldsV1: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          subresource: text,
        },
      },
    },
  },
};

/** The schema of a whole object: what the CRD says, with the metadata that every object has. */
export const wholeSchema = (schema: StructuralSchema): StructuralSchema => ({
  ...schema,
  type: 'object',
  properties: { ...schema.properties, apiVersion: text, kind: text, metadata: metadataSchema },
});

/** How server-side apply sees a value: one leaf, or something whose parts have owners of their own. */
export type Shape =
  | { readonly kind: 'leaf' }
  | {
      readonly kind: 'map';
      readonly child: (name: string) => StructuralSchema | undefined;
      readonly declares: (name: string) => boolean;
    }
  | { readonly kind: 'list-map'; readonly keys: readonly string[]; readonly items: StructuralSchema | undefined }
  | { readonly kind: 'list-set' };

const leaf: Shape = { kind: 'leaf' };
/** What the server deduces for values without a schema: maps are taken apart, lists are not. */
const deduced: Shape = { kind: 'map', child: () => undefined, declares: () => false };

/** Lists are atomic unless the schema says otherwise, maps are granular unless it says otherwise (structured merge and diff). */
export const shapeOf = (schema: StructuralSchema | undefined, value: unknown): Shape => {
  if (Array.isArray(value)) {
    if (schema?.['x-kubernetes-list-type'] === 'map') {
      return { kind: 'list-map', keys: schema['x-kubernetes-list-map-keys'] ?? [], items: schema.items };
    }
    return schema?.['x-kubernetes-list-type'] === 'set' ? { kind: 'list-set' } : leaf;
  }
  if (typeof value !== 'object' || value === null || schema?.['x-kubernetes-map-type'] === 'atomic') return leaf;
  if (schema === undefined) return deduced;
  const { properties, additionalProperties } = schema;
  return {
    kind: 'map',
    child: (name) =>
      properties?.[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined),
    declares: (name) => properties?.[name] !== undefined,
  };
};

/** The element of a field path that names an item of a list of type map, with defaults filled in for absent keys. */
export const keyElement = (item: unknown, keys: readonly string[], items: StructuralSchema | undefined): string => {
  const tree = typeof item === 'object' && item !== null ? (item as Readonly<Record<string, unknown>>) : {};
  const values = keys.toSorted().map((key) => [key, tree[key] ?? items?.properties?.[key]?.default ?? null] as const);
  return `k:${JSON.stringify(Object.fromEntries(values))}`;
};

export const setElement = (item: unknown): string => `v:${JSON.stringify(item)}`;
