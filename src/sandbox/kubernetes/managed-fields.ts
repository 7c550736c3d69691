import type { StructuralSchema } from '../../schemas/read.ts';
import {
  compare,
  difference,
  type FieldSet,
  fieldsOf,
  fromFieldsV1,
  intersection,
  isEmptySet,
  members,
  only,
  toFieldsV1,
  union,
  without,
} from './field-set.ts';
import { overlay, pruned } from './merge.ts';
import { asTree, type KubeObject, type ManagedFields, type Manifest, same } from './object.ts';
import { ApiError } from './status.ts';

/** Who writes, through which door. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
  readonly time: string;
}

/** Fields that nobody owns: identity and what the server itself keeps. */
const unowned: readonly (readonly string[])[] = [
  ['f:apiVersion'],
  ['f:kind'],
  ...[
    'name',
    'generateName',
    'namespace',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
    'uid',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['f:metadata', `f:${name}`]),
];

/** Keeps the fields that the door lets through: `status` only through its subresource, the rest only without. */
const admitted = (set: FieldSet, subresource: string | undefined, hasStatus: boolean): FieldSet => {
  const owned = without(set, unowned);
  const metadata = owned.children.get('f:metadata');
  if (metadata !== undefined) {
    metadata.member = false;
    if (isEmptySet(metadata)) owned.children.delete('f:metadata');
  }
  if (subresource === 'status') return only(owned, 'f:status');
  return hasStatus ? without(owned, [['f:status']]) : owned;
};

interface Entry {
  readonly source: Omit<ManagedFields, 'fieldsV1'>;
  readonly fields: FieldSet;
}

const entriesOf = (object: KubeObject | undefined): readonly Entry[] =>
  (object?.metadata.managedFields ?? []).map(({ fieldsV1, ...source }) => ({ source, fields: fromFieldsV1(fieldsV1) }));

const written = (entries: readonly Entry[], before: KubeObject | undefined): readonly ManagedFields[] =>
  entries
    .filter((entry) => !isEmptySet(entry.fields))
    .map((entry) => {
      const fieldsV1 = toFieldsV1(entry.fields);
      const old = before?.metadata.managedFields?.find((known) => isSame(known, entry.source));
      // An entry whose fields stay the same keeps its time, so that a repeated apply changes nothing.
      return old !== undefined && same(old.fieldsV1, fieldsV1) ? old : { ...entry.source, fieldsV1 };
    });

const isSame = (a: Omit<ManagedFields, 'fieldsV1' | 'time'>, b: Omit<ManagedFields, 'fieldsV1' | 'time'>): boolean =>
  a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource;

const source = (writer: Writer, operation: 'Apply' | 'Update', apiVersion: string): Entry['source'] => ({
  manager: writer.manager,
  operation,
  apiVersion,
  time: writer.time,
  fieldsType: 'FieldsV1',
  ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }),
});

const withManaged = (object: KubeObject, managed: readonly ManagedFields[]): KubeObject => {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: managed.length === 0 ? metadata : { ...metadata, managedFields: managed } };
};

/** Notes what a create, update or patch changed: the writer owns it now, nobody else does. */
export const afterUpdate = (
  before: KubeObject | undefined,
  after: KubeObject,
  schema: StructuralSchema,
  writer: Writer,
  hasStatus: boolean,
): KubeObject => {
  const { changed, removed } = compare(before ?? {}, after, schema);
  const mine = admitted(changed, writer.subresource, hasStatus);
  const mySource = source(writer, 'Update', after.apiVersion);
  const others = entriesOf(before).map((entry) => {
    const left = difference(entry.fields, removed);
    return isSame(entry.source, mySource) ? { ...entry, fields: left } : { ...entry, fields: difference(left, mine) };
  });
  const known = others.find((entry) => isSame(entry.source, mySource));
  const rest = others.filter((entry) => entry !== known);
  const entry = { source: mySource, fields: known === undefined ? mine : union(known.fields, mine) };
  return withManaged(after, written([...rest, entry], before));
};

interface Conflict {
  readonly entry: Entry;
  readonly fields: FieldSet;
}

const described = ({ manager, operation, apiVersion, time, subresource }: Entry['source']): string => {
  const who = `"${manager}"${subresource === undefined ? '' : ` with subresource "${subresource}"`}`;
  return operation === 'Update' ? `${who} using ${apiVersion} at ${time}` : who;
};

const conflictError = (conflicts: readonly Conflict[]): ApiError => {
  const causes = conflicts.flatMap(({ entry, fields }) =>
    members(fields).map((field) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${described(entry.source)}`,
      field,
    })),
  );
  const [first] = causes;
  const message =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${first?.message}: ${first?.field}`
      : `Apply failed with ${causes.length} conflicts: ${conflicts
          .flatMap(({ entry, fields }) => [
            `conflicts with ${described(entry.source)}:`,
            ...members(fields).map((field) => `- ${field}`),
          ])
          .join('\n')}`;
  return new ApiError(409, 'Conflict', message, { causes });
};

/**
 * Server-side apply: lays the configuration over the live object, takes away what this manager applied before and no
 * longer names, and refuses to change what another manager owns unless forced. Versions of one kind are taken to have
 * the same fields.
 */
export const applied = (
  live: KubeObject | undefined,
  configuration: Manifest,
  schema: StructuralSchema,
  writer: Writer,
  options: { readonly force: boolean; readonly hasStatus: boolean },
): Manifest & { readonly metadata: { readonly managedFields?: readonly ManagedFields[] } } => {
  const named = fieldsOf(configuration, schema);
  const claimed = admitted(named, writer.subresource, options.hasStatus);
  const mySource = source(writer, 'Apply', configuration.apiVersion);
  const entries = entriesOf(live);
  const mine = entries.find((entry) => isSame(entry.source, mySource));
  const different = compare(live ?? {}, configuration, schema).changed;
  const contested = intersection(claimed, different);
  const conflicts = entries
    .filter((entry) => entry !== mine)
    .map((entry) => ({ entry, fields: intersection(contested, entry.fields) }))
    .filter(({ fields }) => !isEmptySet(fields));
  if (conflicts.length > 0 && !options.force) throw conflictError(conflicts);
  const others = entries
    .filter((entry) => entry !== mine)
    .map((entry) => ({ ...entry, fields: difference(entry.fields, contested) }));

  const kept = others.reduce((sum, entry) => union(sum, entry.fields), named);
  const merged = asTree(overlay(live ?? {}, configuration, schema));
  const result = mine === undefined ? merged : asTree(pruned(merged, schema, mine.fields, kept));
  const object = { ...result, apiVersion: configuration.apiVersion, kind: configuration.kind } as unknown as KubeObject;
  return withManaged(object, written([...others, { source: mySource, fields: claimed }], live));
};
