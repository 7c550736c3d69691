import { envelope, normalized, shapedManifest } from './intake.ts';
import { afterUpdate, applied, type Writer } from './managed-fields.ts';
import { asTree, type KubeObject, type Manifest, type Tree, timestamp } from './object.ts';
import { jsonPatch, mergePatch } from './patches.ts';
import { createPersistence } from './persist.ts';
import { shaped } from './prune.ts';
import type { ResourceType, ServedType } from './registry.ts';
import * as refusal from './status.ts';
import type { Storage } from './storage.ts';
import { typingErrors } from './typed.ts';
import { type Admission, presented, type Target, type WriteOptions, type Writes, type Written } from './write-types.ts';

/** Create, update and patch with everything that the API server does on the way: decoding, defaults, validation, ownership, counters. */
export const createWrites = (needs: {
  readonly storage: Storage;
  readonly now: () => number;
  readonly admissions: readonly Admission[];
  /** Called when an object under deletion has lost its last finalizer. */
  readonly finish: (type: ResourceType, object: KubeObject) => KubeObject;
}): Writes => {
  const { storage, now } = needs;
  const { insert, replace } = createPersistence(needs);

  const writer = (options: WriteOptions): Writer => ({
    manager: options.manager,
    time: timestamp(now()),
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
  });

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

  const create: Writes['create'] = (served, namespace, body, options) => {
    const manifest = envelope(served, { namespace }, normalized(served, body));
    const { object, warnings } = shapedManifest(served, manifest, options);
    return answer(
      served,
      insert(served, namespace, object, options, tracked(served, undefined, options)),
      true,
      warnings,
    );
  };

  const update: Writes['update'] = (served, target, body, options) => {
    const manifest = envelope(served, target, normalized(served, body));
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
    const body = envelope(served, target, configuration);
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
    if (change.kind === 'apply') return apply(served, target, normalized(served, change.configuration), options);
    const live = existing(served, target);
    const before = presented(live, served);
    const after = change.kind === 'json' ? jsonPatch(before, change.operations) : mergePatch(before, change.patch);
    const manifest = envelope(served, target, normalized(served, asTree(after)));
    const { object, warnings } = shapedManifest(served, manifest, options, true);
    return answer(served, replace(served, live, object, options, tracked(served, live, options)), false, warnings);
  };

  return { create, update, patch };
};
