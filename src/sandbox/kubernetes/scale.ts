import { decodeBody } from './decode.ts';
import { readPath } from './json-path.ts';
import { at, type KubeObject, type Tree, withAt } from './object.ts';
import type { ServedType } from './registry.ts';
import * as refusal from './status.ts';

/** The `autoscaling/v1` Scale of an object, as its CRD's scale subresource maps it. */
export const readScale = ({ version }: ServedType, object: KubeObject): object => {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector =
    version.scale?.labelSelectorPath === undefined ? undefined : readPath(object, version.scale.labelSelectorPath);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: readPath(object, version.scale?.specReplicasPath ?? '') ?? 0 },
    status: {
      replicas: readPath(object, version.scale?.statusReplicasPath ?? '') ?? 0,
      ...(typeof selector === 'string' ? { selector } : {}),
    },
  };
};

/** The merge patch of the object that an update or patch of its Scale comes to. */
export const scalePatch = (served: ServedType, object: KubeObject, verb: string, body: string): Tree => {
  if (verb !== 'update' && verb !== 'patch') throw refusal.methodNotAllowed();
  const { tree } = decodeBody(body, { yaml: false, duplicates: false });
  const replicas = at(tree, 'spec', 'replicas') ?? 0;
  const version = at(tree, 'metadata', 'resourceVersion');
  if (typeof version === 'string' && version !== '' && version !== object.metadata.resourceVersion) {
    throw refusal.conflict(served.type, object.metadata.name, refusal.objectModified);
  }
  const path = (served.version.scale?.specReplicasPath ?? '').split('.').slice(1);
  return withAt({}, path, replicas);
};
