import type { Deletion } from './deletion.ts';
import { type KubeObject, timestamp, withAt } from './object.ts';
import type { Registry } from './registry.ts';
import type { Storage } from './storage.ts';
import type { Admission } from './write-types.ts';

const namespaceKey = '/Namespace';
export const firstNamespaces: readonly string[] = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** What the API server adds to a new namespace. */
export const namespaceAdmission: Admission = ({ type, operation, object }) => {
  if (type.key !== namespaceKey || operation !== 'CREATE') return object;
  const labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
  return {
    ...object,
    metadata: { ...object.metadata, labels },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
};

/** Empties namespaces under deletion and lets them go when nothing is left in them. */
export const startNamespaceController = (needs: {
  readonly storage: Storage;
  readonly registry: Registry;
  readonly deletion: Deletion;
}): (() => void) => {
  const { storage, registry, deletion } = needs;

  const contents = (namespace: string) =>
    registry
      .types()
      .filter((type) => type.namespaced)
      .flatMap((type) => (storage.list(type.key, namespace) ?? []).map((object) => ({ type, object })));

  const sweep = (namespace: KubeObject): void => {
    const { name } = namespace.metadata;
    for (const { type, object } of contents(name)) {
      if (object.metadata.deletionTimestamp === undefined) {
        deletion.remove(type, name, object.metadata.name, { propagationPolicy: 'Background' });
      }
    }
    const current = storage.get(namespaceKey, undefined, name);
    const type = registry.byKind('', 'Namespace');
    if (current !== undefined && type !== undefined && contents(name).length === 0) deletion.finish(type, current);
  };

  return storage.subscribe(({ type, object, change }) => {
    const name =
      type === namespaceKey ? object.metadata.name : change === 'DELETED' ? object.metadata.namespace : undefined;
    if (name === undefined) return;
    setImmediate(() => {
      const namespace = storage.get(namespaceKey, undefined, name);
      if (namespace?.metadata.deletionTimestamp !== undefined) sweep(namespace);
    });
  });
};

/** Marks a namespace as terminating; unlike other objects it stays until it is empty, whatever finalizers it has. */
export const terminateNamespace = (storage: Storage, object: KubeObject, now: number): KubeObject =>
  storage.put(
    namespaceKey,
    withAt(
      { ...object, metadata: { ...object.metadata, deletionTimestamp: timestamp(now) } } as KubeObject,
      ['status', 'phase'],
      'Terminating',
    ),
  );
