import { randomUUID } from 'node:crypto';
import { afterUpdate, applied, type Writer } from './managed-fields.ts';
import { metadataErrors, ownMetadata, withGeneration } from './metadata.ts';
import {
  asTree,
  type KubeObject,
  type Manifest,
  type Metadata,
  randomSuffix,
  same,
  type Tree,
  timestamp,
} from './object.ts';
import { jsonPatch, mergePatch } from './patches.ts';
import { shaped } from './prune.ts';
import { apiVersionOf, type ServedType, storageVersion } from './registry.ts';
import * as refusal from './status.ts';
import type { Storage } from './storage.ts';
import { typingErrors } from './typed.ts';
import { valueErrors } from './validate.ts';

export interface WriteOptions {
  readonly manager: string;
  readonly subresource?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore' | undefined;
  /** Keys that the body had twice. */
  readonly duplicates?: readonly string[] | undefined;
  readonly force?: boolean | undefined;
}

export interface Written {
  readonly object: KubeObject;
  readonly created: boolean;
  readonly warnings: readonly string[];
}

/** What a webhook sees; it may give back another object or throw an `ApiError`. */
export interface AdmissionRequest {
  readonly type: ServedType['type'];
  readonly operation: 'CREATE' | 'UPDATE';
  readonly subresource: string | undefined;
  readonly object: KubeObject;
  readonly live: KubeObject | undefined;
}
export type Admission = (request: AdmissionRequest) => KubeObject;

export type Patch =
  | { readonly kind: 'json'; readonly operations: unknown }
  | { readonly kind: 'merge'; readonly patch: Tree }
  | { readonly kind: 'apply'; readonly configuration: Tree };

export interface Target {
  readonly namespace: string | undefined;
  readonly name: string;
}

export interface Writes {
  create(served: ServedType, namespace: string | undefined, body: Tree, options: WriteOptions): Written;
  update(served: ServedType, target: Target, body: Tree, options: WriteOptions): Written;
  patch(served: ServedType, target: Target, patch: Patch, options: WriteOptions): Written;
}

/** The object as one of the served versions shows it. Conversion changes nothing but `apiVersion`. */
export const presented = (object: KubeObject, { type, version }: ServedType): KubeObject => {
  const apiVersion = apiVersionOf(type.group, version.name);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
};

const stringData = (body: Tree): Tree => {
  const { stringData: plain, ...rest } = body;
  if (plain === undefined || plain === null) return body;
  const encoded = Object.entries(asTree(plain)).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  return { ...rest, data: { ...asTree(rest.data), ...Object.fromEntries(encoded) } };
};

/** Create, update and patch with everything that the API server does on the way: decoding, defaults, validation, ownership, counters. */
export const createWrites = (needs: {
  readonly storage: Storage;
  readonly now: () => number;
  readonly admissions: readonly Admission[];
  /** Called when an object under deletion has lost its last finalizer. */
  readonly finish: (type: ServedType['type'], object: KubeObject) => KubeObject;
}): Writes => {
  const { storage, now } = needs;

  const checkEnvelope = (served: ServedType, target: Partial<Target>, body: Tree): Manifest => {
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
  const shapedManifest = (served: ServedType, body: Manifest, options: WriteOptions, patched?: boolean) => {
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

  const check = (served: ServedType, object: KubeObject, live: KubeObject | undefined): void => {
    const { metadata: _, ...content } = object;
    const schema = served.version.schema();
    const required = (schema.required ?? []).filter((name) => name !== 'metadata');
    const errors = [...metadataErrors(object, live), ...valueErrors(content, { ...schema, required }, '')];
    if (errors.length > 0) throw refusal.invalid(served.type, object.metadata.name, errors);
  };

  const admit = (request: AdmissionRequest): KubeObject =>
    needs.admissions.reduce((object, admission) => admission({ ...request, object }), request.object);

  const writer = (options: WriteOptions): Writer => ({
    manager: options.manager,
    time: timestamp(now()),
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
  });

  const store = (
    served: ServedType,
    object: KubeObject,
    live: KubeObject | undefined,
    options: WriteOptions,
  ): KubeObject => {
    const stored = { ...object, apiVersion: apiVersionOf(served.type.group, storageVersion(served.type).name) };
    if (live !== undefined && same(stored, live)) return live;
    if (options.dryRun) return stored;
    const ended = stored.metadata.deletionTimestamp !== undefined && (stored.metadata.finalizers ?? []).length === 0;
    return live !== undefined && ended ? needs.finish(served.type, stored) : storage.put(served.type.key, stored);
  };

  const insert = (
    served: ServedType,
    namespace: string | undefined,
    manifest: Manifest,
    options: WriteOptions,
    track: (object: KubeObject) => KubeObject,
  ): KubeObject => {
    const { type } = served;
    const { metadata } = manifest;
    const name = metadata.name ?? (metadata.generateName === undefined ? '' : metadata.generateName + randomSuffix());
    if (type.namespaced) requireNamespace(type, namespace ?? '', name);
    if (storage.get(type.key, namespace, name) !== undefined) throw refusal.alreadyExists(type, name);
    if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== '') {
      throw refusal.internal('resourceVersion should not be set on objects to be created');
    }
    const system: Metadata = {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid: randomUUID(),
      resourceVersion: '',
      creationTimestamp: timestamp(now()),
      ...(metadata.managedFields === undefined ? {} : { managedFields: metadata.managedFields }),
    };
    const { status: _, ...spec } = manifest;
    const content = served.version.status && type.custom ? spec : manifest;
    const first = { ...content, metadata: ownMetadata(metadata, system) } as KubeObject;
    const admitted = admit({ type, operation: 'CREATE', subresource: undefined, object: first, live: undefined });
    check(served, admitted, undefined);
    return store(served, withGeneration(track(admitted), undefined, served), undefined, options);
  };

  const requireNamespace = (type: ServedType['type'], namespace: string, name: string): void => {
    const home = storage.get('/Namespace', undefined, namespace);
    const namespaces = { group: '', plural: 'namespaces', kind: 'Namespace' };
    if (home === undefined) throw refusal.notFound(namespaces, namespace);
    if (home.metadata.deletionTimestamp !== undefined) {
      throw new refusal.ApiError(
        403,
        'Forbidden',
        `${refusal.qualified(type)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
        {
          name,
          group: type.group,
          kind: type.plural,
          causes: [
            {
              reason: 'NamespaceTerminating',
              message: `namespace ${namespace} is being terminated`,
              field: 'metadata.namespace',
            },
          ],
        },
      );
    }
  };

  const replace = (
    served: ServedType,
    live: KubeObject,
    manifest: Manifest,
    options: WriteOptions,
    track: (object: KubeObject) => KubeObject,
  ): KubeObject => {
    const { type } = served;
    const { metadata } = manifest;
    if (metadata.uid !== undefined && metadata.uid !== live.metadata.uid) {
      throw refusal.conflict(
        type,
        live.metadata.name,
        `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${live.metadata.uid}`,
      );
    }
    if (
      metadata.resourceVersion !== undefined &&
      metadata.resourceVersion !== '' &&
      metadata.resourceVersion !== live.metadata.resourceVersion
    ) {
      throw refusal.conflict(type, live.metadata.name, refusal.objectModified);
    }
    const { status: _, ...spec } = manifest;
    const { status: liveStatus } = live;
    const kept = liveStatus === undefined ? {} : { status: liveStatus };
    const managed = metadata.managedFields ?? live.metadata.managedFields;
    const system = { ...live.metadata, ...(managed === undefined ? {} : { managedFields: managed }) };
    const next =
      options.subresource === 'status'
        ? ({
            ...live,
            apiVersion: manifest.apiVersion,
            metadata: { ...system },
            ...('status' in manifest ? { status: manifest.status } : {}),
          } as KubeObject)
        : ({
            ...(served.version.status && type.custom ? { ...spec, ...kept } : manifest),
            metadata: ownMetadata(metadata, system),
          } as KubeObject);
    const admitted = admit({ type, operation: 'UPDATE', subresource: options.subresource, object: next, live });
    check(served, admitted, live);
    return store(served, withGeneration(track(admitted), live, served), live, options);
  };

  const existing = ({ type }: ServedType, target: Target): KubeObject => {
    const live = storage.get(type.key, target.namespace, target.name);
    if (live === undefined) throw refusal.notFound(type, target.name);
    return live;
  };

  const tracked =
    (served: ServedType, live: KubeObject | undefined, options: WriteOptions) =>
    (next: KubeObject): KubeObject =>
      afterUpdate(
        live === undefined ? undefined : presented(live, served),
        next,
        served.version.schema(),
        writer(options),
        served.version.status && served.type.custom,
      );

  const answer = (served: ServedType, object: KubeObject, created: boolean, warnings: readonly string[]): Written => ({
    object: presented(object, served),
    created,
    warnings,
  });

  const secret = (served: ServedType, body: Tree): Tree => (served.type.key === '/Secret' ? stringData(body) : body);

  const create: Writes['create'] = (served, namespace, body, options) => {
    const manifest = checkEnvelope(served, { namespace }, secret(served, body));
    const { object, warnings } = shapedManifest(served, manifest, options);
    return answer(
      served,
      insert(served, namespace, object, options, tracked(served, undefined, options)),
      true,
      warnings,
    );
  };

  const update: Writes['update'] = (served, target, body, options) => {
    const manifest = checkEnvelope(served, target, secret(served, body));
    const { object, warnings } = shapedManifest(served, manifest, options);
    const live = existing(served, target);
    if (served.type.custom && (object.metadata.resourceVersion ?? '') === '') {
      throw refusal.invalid(served.type, target.name, [
        {
          reason: 'FieldValueInvalid',
          field: 'metadata.resourceVersion',
          message: 'Invalid value: 0: must be specified for an update',
        },
      ]);
    }
    return answer(served, replace(served, live, object, options, tracked(served, live, options)), false, warnings);
  };

  const apply = (served: ServedType, target: Target, configuration: Tree, options: WriteOptions): Written => {
    const { type, version } = served;
    const body = checkEnvelope(served, target, configuration);
    if (body.metadata.managedFields !== undefined) throw refusal.badRequest('metadata.managedFields must be nil');
    const schema = version.schema();
    const wrong = typingErrors(body, schema);
    if (wrong.length > 0) {
      const list = wrong.length === 1 ? wrong[0] : ['errors:', ...wrong.map((line) => `  ${line}`)].join('\n');
      throw refusal.internal(
        `failed to create typed patch object (${target.namespace ?? ''}/${target.name}; ${body.apiVersion}, Kind=${type.kind}): ${list}`,
      );
    }
    if (options.fieldValidation === 'Strict' && (options.duplicates ?? []).length > 0) {
      throw refusal.badRequest(`error strict decoding YAML: key "${options.duplicates?.[0]}" already set in map`);
    }
    const live = storage.get(type.key, target.namespace, target.name);
    const seen = live === undefined ? undefined : presented(live, served);
    const named = { ...body, metadata: { ...body.metadata, name: target.name } };
    const merged = applied(seen, named, schema, writer(options), {
      force: options.force ?? false,
      hasStatus: version.status && type.custom,
    });
    const object = shaped(merged, schema, []) as Manifest;
    // The managed fields are those of the apply itself; what an admission adds is nobody's.
    const keep = (next: KubeObject): KubeObject => next;
    if (live !== undefined) return answer(served, replace(served, live, object, options, keep), false, []);
    return answer(served, insert(served, target.namespace, object, options, keep), true, []);
  };

  const patch: Writes['patch'] = (served, target, change, options) => {
    if (change.kind === 'apply') return apply(served, target, secret(served, change.configuration), options);
    const live = existing(served, target);
    const before = presented(live, served);
    const after = change.kind === 'json' ? jsonPatch(before, change.operations) : mergePatch(before, change.patch);
    const manifest = checkEnvelope(served, target, secret(served, asTree(after)));
    const { object, warnings } = shapedManifest(served, manifest, options, true);
    return answer(served, replace(served, live, object, options, tracked(served, live, options)), false, warnings);
  };

  return { create, update, patch };
};
