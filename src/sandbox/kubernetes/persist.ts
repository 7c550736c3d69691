import { randomUUID } from 'node:crypto';
import { check } from './intake.ts';
import { ownMetadata, withGeneration } from './metadata.ts';
import { type KubeObject, type Manifest, type Metadata, randomSuffix, same, timestamp } from './object.ts';
import { apiVersionOf, type ResourceType, type ServedType, storageVersion } from './registry.ts';
import * as refusal from './status.ts';
import type { Storage } from './storage.ts';
import type { Admission, AdmissionRequest, WriteOptions } from './write-types.ts';

/** Notes who owns what of an object that is about to be stored. */
export type Track = (object: KubeObject) => KubeObject;

export interface Persistence {
  insert(
    served: ServedType,
    namespace: string | undefined,
    manifest: Manifest,
    options: WriteOptions,
    track: Track,
  ): KubeObject;
  replace(served: ServedType, live: KubeObject, manifest: Manifest, options: WriteOptions, track: Track): KubeObject;
}

/** The last steps of every write: what the server keeps itself, admission, validation, generation, storing. */
export const createPersistence = (needs: {
  readonly storage: Storage;
  readonly now: () => number;
  readonly admissions: readonly Admission[];
  /** Called when an object under deletion has lost its last finalizer. */
  readonly finish: (type: ResourceType, object: KubeObject) => KubeObject;
}): Persistence => {
  const { storage, now } = needs;

  const admit = (request: AdmissionRequest): KubeObject =>
    needs.admissions.reduce((object, admission) => admission({ ...request, object }), request.object);

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

  const requireNamespace = (type: ResourceType, namespace: string, name: string): void => {
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

  const insert: Persistence['insert'] = (served, namespace, manifest, options, track) => {
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

  const replace: Persistence['replace'] = (served, live, manifest, options, track) => {
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

  return { insert, replace };
};
