import { isTree, type KubeObject, type Manifest, type Metadata, same } from './object.ts';
import { metadataSchema } from './object-schema.ts';
import type { ServedType } from './registry.ts';
import type { FieldError } from './status.ts';
import { valueErrors } from './validate.ts';

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedName =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const wrong = (field: string, value: string, why: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});

const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelValueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const nameRule =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const nameErrors = (name: string): readonly FieldError[] => {
  if (name === '') {
    return [
      {
        reason: 'FieldValueRequired',
        field: 'metadata.name',
        message: 'Required value: name or generateName is required',
      },
    ];
  }
  if (name.length > 253) return [wrong('metadata.name', name, 'must be no more than 253 characters')];
  return subdomain.test(name) ? [] : [wrong('metadata.name', name, subdomainRule)];
};

const labelErrors = (labels: Readonly<Record<string, string>>): readonly FieldError[] =>
  Object.entries(labels).flatMap(([key, value]) => [
    ...(qualifiedName.test(key) ? [] : [wrong('metadata.labels', key, nameRule)]),
    ...(value.length > 63 ? [wrong('metadata.labels', value, 'must be no more than 63 bytes')] : []),
    ...(labelValue.test(value) ? [] : [wrong('metadata.labels', value, labelValueRule)]),
  ]);

/** What is wrong with an object's metadata, worded as the API server does. */
export const metadataErrors = (object: Manifest, live: KubeObject | undefined): readonly FieldError[] => {
  const shape = valueErrors(object.metadata, metadataSchema, 'metadata');
  if (shape.length > 0) return shape;
  const { metadata } = object;
  const added = (metadata.finalizers ?? []).filter((name) => !(live?.metadata.finalizers ?? []).includes(name));
  return [
    ...nameErrors(metadata.name ?? ''),
    ...labelErrors(metadata.labels ?? {}),
    ...Object.keys(metadata.annotations ?? {}).flatMap((key) =>
      qualifiedName.test(key.toLowerCase()) ? [] : [wrong('metadata.annotations', key, nameRule)],
    ),
    ...(live?.metadata.deletionTimestamp !== undefined && added.length > 0
      ? [
          {
            reason: 'FieldValueForbidden',
            field: 'metadata.finalizers',
            message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => JSON.stringify(name)).join(', ')}}`,
          },
        ]
      : []),
    ...(live !== undefined && metadata.uid !== undefined && metadata.uid !== live.metadata.uid
      ? [wrong('metadata.uid', metadata.uid, 'field is immutable')]
      : []),
    ...((metadata.ownerReferences ?? []).filter((owner) => owner.controller === true).length > 1
      ? [
          {
            reason: 'FieldValueInvalid',
            field: 'metadata.ownerReferences',
            message: 'Invalid value: "null": Only one reference can have Controller set to true',
          },
        ]
      : []),
  ];
};

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ||
  (isTree(value) && Object.keys(value).length === 0) ||
  (Array.isArray(value) && value.length === 0)
    ? {}
    : { [key]: value }) as { readonly [P in K]?: V };

/** The metadata that the client may set, over what the server keeps. */
export const ownMetadata = (wanted: Partial<Metadata>, system: Metadata): Metadata => ({
  name: system.name,
  ...optional('generateName', wanted.generateName ?? system.generateName),
  ...optional('namespace', system.namespace),
  uid: system.uid,
  resourceVersion: system.resourceVersion,
  ...optional('generation', system.generation),
  creationTimestamp: system.creationTimestamp,
  ...optional('deletionTimestamp', system.deletionTimestamp),
  ...optional('deletionGracePeriodSeconds', system.deletionGracePeriodSeconds),
  ...optional('labels', wanted.labels),
  ...optional('annotations', wanted.annotations),
  ...optional('ownerReferences', wanted.ownerReferences),
  ...optional('finalizers', wanted.finalizers),
  ...optional('managedFields', system.managedFields),
});

const specOf = (object: KubeObject, ignoresStatus: boolean): Readonly<Record<string, unknown>> => {
  const { metadata: _, apiVersion: __, ...rest } = object;
  if (!ignoresStatus) return rest;
  const { status: ___, ...spec } = rest;
  return spec;
};

/** Counts a new generation when anything but metadata (and status, where it is a subresource) changed. */
export const withGeneration = (
  next: KubeObject,
  live: KubeObject | undefined,
  { type, version }: ServedType,
): KubeObject => {
  if (!type.custom) return next;
  if (live === undefined) return { ...next, metadata: { ...next.metadata, generation: 1 } };
  const current = live.metadata.generation ?? 1;
  const generation = same(specOf(next, version.status), specOf(live, version.status)) ? current : current + 1;
  return { ...next, metadata: { ...next.metadata, generation } };
};
