import { at, type KubeObject, withAt } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import {
  annotations,
  cascadeFinalizers,
  hasOption,
  isApproved,
  isSelfReferenced,
  keyText,
  manager,
  resourceKey,
  waveOf,
} from './terms.ts';
import type { Tracking } from './tracking.ts';

interface Needs {
  readonly store: ObjectStore;
  readonly tracking: Tracking;
}

const shouldGo = (object: KubeObject): boolean =>
  isSelfReferenced(object) && !hasOption(object, annotations.options, 'Delete=false');

/** The objects of the highest wave: deletion goes through the waves backwards, one at a time. */
const lastWave = (objects: readonly KubeObject[]): readonly KubeObject[] => {
  const highest = Math.max(...objects.map(waveOf));
  return objects.filter((object) => waveOf(object) === highest);
};

/**
 * Deletes what an Application under deletion made, when a finalizer asks for it: in foreground unless the finalizer
 * says otherwise, only after approval where an object asks for that, and never what carries `Delete=false`.
 */
export const cascade = ({ store, tracking }: Needs, application: KubeObject): void => {
  const finalizer = (application.metadata.finalizers ?? []).find((name) => cascadeFinalizers.includes(name));
  if (finalizer === undefined) return;
  const objects = tracking.objectsOf(application.metadata.name).filter(shouldGo);
  const statuses = (at(application, 'status', 'resources') ?? []) as readonly {
    readonly group?: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly requiresDeletionConfirmation?: boolean;
  }[];
  const asks = new Set(
    statuses
      .filter((status) => status.requiresDeletionConfirmation === true)
      .map((status) =>
        keyText({ group: status.group ?? '', kind: status.kind, namespace: status.namespace ?? '', name: status.name }),
      ),
  );
  const approved = isApproved(application, application.metadata.deletionTimestamp ?? '');
  if (!approved && objects.some((object) => asks.has(keyText(resourceKey(object))))) return;
  if (objects.some((object) => object.metadata.deletionTimestamp !== undefined)) return;
  if (objects.length > 0) {
    const propagationPolicy = finalizer.endsWith('/background') ? 'Background' : 'Foreground';
    for (const object of lastWave(objects)) {
      const { namespace, ...key } = resourceKey(object);
      store.remove({ ...key, namespace: namespace === '' ? undefined : namespace }, { propagationPolicy });
    }
    return;
  }
  const left = (application.metadata.finalizers ?? []).filter((name) => name !== finalizer);
  store.update(withAt(application, ['metadata', 'finalizers'], left), manager);
};
