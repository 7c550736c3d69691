import type { KubeObject } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import type { StoreEvent } from '../../kubernetes/storage.ts';
import { keyText, resourceKey, trackedBy } from './terms.ts';

/**
 * Which live objects are an Application's to compare, prune and delete: those that carry its tracking annotation, but for those that
 * something owns. Source: `GetManagedLiveObjs` of gitops-engine, which leaves out whatever has an owner.
 */
export interface Tracking {
  objectsOf(application: string): readonly KubeObject[];
  observe(event: StoreEvent): void;
}

export const createTracking = (store: ObjectStore): Tracking => {
  const byApplication = new Map<string, Map<string, KubeObject>>();
  const drop = (object: KubeObject | undefined): void => {
    const application = object === undefined ? undefined : trackedBy(object);
    if (object !== undefined && application !== undefined)
      byApplication.get(application)?.delete(keyText(resourceKey(object)));
  };
  const add = (object: KubeObject): void => {
    const application = trackedBy(object);
    if (application === undefined) return;
    const objects = byApplication.get(application) ?? new Map<string, KubeObject>();
    objects.set(keyText(resourceKey(object)), object);
    byApplication.set(application, objects);
  };
  for (const object of store.everything()) add(object);
  return {
    objectsOf: (application) =>
      [...(byApplication.get(application)?.values() ?? [])].filter(
        ({ metadata: { ownerReferences = [] } }) => ownerReferences.length === 0,
      ),
    observe: ({ change, object, previous }) => {
      drop(previous);
      if (change !== 'DELETED') add(object);
    },
  };
};
