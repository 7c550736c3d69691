import { metadataErrors } from './metadata.ts';
import { asTree, type KubeObject, type Manifest, type Tree } from './object.ts';
import { shaped } from './prune.ts';
import { apiVersionOf, type ServedType } from './registry.ts';
import * as refusal from './status.ts';
import { valueErrors } from './validate.ts';
import type { Target, WriteOptions } from './write-types.ts';

/** `stringData` of a Secret as the `data` that is stored. */
const stringData = (body: Tree): Tree => {
  const { stringData: plain, ...rest } = body;
  if (plain === undefined || plain === null) return body;
  const encoded = Object.entries(asTree(plain)).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  return { ...rest, data: { ...asTree(rest.data), ...Object.fromEntries(encoded) } };
};

/** The body as this kind's own stored form wants it. */
export const normalized = (served: ServedType, body: Tree): Tree =>
  served.type.key === '/Secret' ? stringData(body) : body;

/** Refuses a body whose version, kind, namespace or name is not that of the request. */
export const envelope = (served: ServedType, target: Partial<Target>, body: Tree): Manifest => {
  const { type, version } = served;
  const apiVersion = apiVersionOf(type.group, version.name);
  if (body.kind !== undefined && body.kind !== type.kind) {
    throw refusal.badRequest(
      `${type.kind} in version "${version.name}" cannot be handled as a ${type.kind}: the object provided is unrecognized (must be of type ${type.kind})`,
    );
  }
  if (body.apiVersion !== undefined && body.apiVersion !== apiVersion) {
    throw refusal.badRequest(
      `the API version in the data (${String(body.apiVersion)}) does not match the expected API version (${apiVersion})`,
    );
  }
  const metadata = asTree(body.metadata);
  if (metadata.namespace !== undefined && (metadata.namespace || undefined) !== target.namespace) {
    throw refusal.badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (target.name !== undefined && metadata.name !== undefined && metadata.name !== target.name) {
    throw refusal.badRequest(
      `the name of the object (${String(metadata.name)}) does not match the name on the URL (${target.name})`,
    );
  }
  return { ...body, apiVersion, kind: type.kind, metadata } as Manifest;
};

/** Prunes and defaults; unknown and doubled fields are refused, warned of or passed over in silence. */
export const shapedManifest = (served: ServedType, body: Manifest, options: WriteOptions, patched?: boolean) => {
  const unknown: string[] = [];
  const object = shaped(body, served.version.schema(), unknown) as Manifest;
  const complaints = [
    ...unknown.map((field) => `unknown field "${field}"`),
    ...(options.duplicates ?? []).map((field) => `duplicate field "${field}"`),
  ];
  if (options.fieldValidation === 'Strict' && complaints.length > 0) {
    const what = `strict decoding error: ${complaints.join(', ')}`;
    if (patched) {
      const message = `Invalid value: ${JSON.stringify(JSON.stringify(body))}: ${what}`;
      throw refusal.invalid({ group: '', plural: '', kind: '' }, '', [
        { reason: 'FieldValueInvalid', field: 'patch', message },
      ]);
    }
    throw refusal.badRequest(
      `${served.type.kind} in version "${served.version.name}" cannot be handled as a ${served.type.kind}: ${what}`,
    );
  }
  return { object, warnings: options.fieldValidation === 'Ignore' ? [] : complaints };
};

/** Refuses an object that breaks its schema or the rules of metadata. */
export const check = (served: ServedType, object: KubeObject, live: KubeObject | undefined): void => {
  const { metadata: _, ...content } = object;
  const schema = served.version.schema();
  const required = (schema.required ?? []).filter((name) => name !== 'metadata');
  const errors = [...metadataErrors(object, live), ...valueErrors(content, { ...schema, required }, '')];
  if (errors.length > 0) throw refusal.invalid(served.type, object.metadata.name, errors);
};
