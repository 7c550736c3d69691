import type { KubeObject } from './object.ts';

export interface StoreEvent {
  readonly change: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `group/kind`. */
  readonly type: string;
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
  readonly version: number;
}

/** Objects by type, namespace and name, with one counter of versions and a window of past changes. */
export interface Storage {
  version(): number;
  get(type: string, namespace: string | undefined, name: string): KubeObject | undefined;
  /** Sorted by namespace and name; `atVersion` rolls back as far as the window reaches, else gives undefined. */
  list(type: string, namespace?: string, atVersion?: number): readonly KubeObject[] | undefined;
  /** Stores under the next version and tells the listeners. */
  put(type: string, object: KubeObject): KubeObject;
  remove(type: string, object: KubeObject): KubeObject;
  byUid(uid: string): { readonly type: string; readonly object: KubeObject } | undefined;
  dependents(uid: string): readonly { readonly type: string; readonly object: KubeObject }[];
  /** The changes after a version, or undefined when the window no longer reaches back to it. */
  since(version: number): readonly StoreEvent[] | undefined;
  oldest(): number;
  /** Forgets past changes, as etcd's compaction does. */
  compact(): void;
  subscribe(listener: (event: StoreEvent) => void): () => void;
}

interface Located {
  readonly type: string;
  readonly object: KubeObject;
}

const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;
const keyOfObject = (object: KubeObject): string => keyOf(object.metadata.namespace, object.metadata.name);

export const createStorage = (options: { readonly historyLimit: number }): Storage => {
  const tables = new Map<string, Map<string, KubeObject>>();
  const sorted = new Map<string, readonly string[]>();
  const changedAt = new Map<string, number>();
  const lists = new Map<string, readonly KubeObject[]>();
  const uids = new Map<string, Located>();
  const owned = new Map<string, Set<string>>();
  const listeners = new Set<(event: StoreEvent) => void>();
  let history: StoreEvent[] = [];
  let version = 100;
  let oldest = version;

  const table = (type: string): Map<string, KubeObject> => {
    let found = tables.get(type);
    if (found === undefined) {
      found = new Map();
      tables.set(type, found);
    }
    return found;
  };

  const order = (type: string): readonly string[] => {
    let keys = sorted.get(type);
    if (keys === undefined) {
      keys = [...table(type).keys()].sort();
      sorted.set(type, keys);
    }
    return keys;
  };

  const unlink = (object: KubeObject): void => {
    for (const owner of object.metadata.ownerReferences ?? []) owned.get(owner.uid)?.delete(object.metadata.uid);
  };

  const link = (object: KubeObject): void => {
    for (const owner of object.metadata.ownerReferences ?? []) {
      const members = owned.get(owner.uid) ?? new Set();
      members.add(object.metadata.uid);
      owned.set(owner.uid, members);
    }
  };

  const tell = (event: StoreEvent): void => {
    changedAt.set(event.type, event.version);
    for (const key of [`${event.type} `, `${event.type} ${event.object.metadata.namespace ?? ''}`]) lists.delete(key);
    history.push(event);
    if (history.length > options.historyLimit * 2) {
      history = history.slice(-options.historyLimit);
      oldest = (history[0]?.version ?? version) - 1;
    }
    for (const listener of [...listeners]) listener(event);
  };

  const stamped = (object: KubeObject): KubeObject => {
    version += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
  };

  /** The table as it was: the current one with the later changes undone. */
  const rolledBack = (type: string, atVersion: number): Map<string, KubeObject> => {
    const past = new Map(table(type));
    for (const event of history.toReversed()) {
      if (event.version <= atVersion) break;
      if (event.type !== type) continue;
      if (event.previous === undefined) past.delete(keyOfObject(event.object));
      else past.set(keyOfObject(event.object), event.previous);
    }
    return past;
  };

  return {
    version: () => version,
    get: (type, namespace, name) => table(type).get(keyOf(namespace, name)),
    list: (type, namespace, atVersion) => {
      const within = (objects: Map<string, KubeObject>, keys: readonly string[]): readonly KubeObject[] =>
        keys.flatMap((key) => {
          const object = objects.get(key);
          return object !== undefined && (namespace === undefined || object.metadata.namespace === namespace)
            ? [object]
            : [];
        });
      if (atVersion !== undefined && atVersion < (changedAt.get(type) ?? 0)) {
        if (atVersion < oldest) return undefined;
        const past = rolledBack(type, atVersion);
        return within(past, [...past.keys()].sort());
      }
      if (atVersion !== undefined && atVersion < oldest) return undefined;
      const memo = `${type} ${namespace ?? ''}`;
      const known = lists.get(memo) ?? within(table(type), order(type));
      lists.set(memo, known);
      return known;
    },
    put: (type, object) => {
      const key = keyOfObject(object);
      const previous = table(type).get(key);
      const next = stamped(object);
      if (previous === undefined) sorted.delete(type);
      else unlink(previous);
      table(type).set(key, next);
      uids.set(next.metadata.uid, { type, object: next });
      link(next);
      tell({ change: previous === undefined ? 'ADDED' : 'MODIFIED', type, object: next, previous, version });
      return next;
    },
    remove: (type, object) => {
      const key = keyOfObject(object);
      const previous = table(type).get(key);
      const last = stamped(object);
      table(type).delete(key);
      sorted.delete(type);
      uids.delete(object.metadata.uid);
      unlink(previous ?? object);
      tell({ change: 'DELETED', type, object: last, previous, version });
      return last;
    },
    byUid: (uid) => uids.get(uid),
    dependents: (uid) =>
      [...(owned.get(uid) ?? [])].flatMap((dependent) => {
        const found = uids.get(dependent);
        return found === undefined ? [] : [found];
      }),
    since: (after) => {
      if (after < oldest) return undefined;
      let first = history.length;
      while (first > 0 && (history[first - 1]?.version ?? 0) > after) first -= 1;
      return history.slice(first);
    },
    oldest: () => oldest,
    compact: () => {
      history = [];
      oldest = version;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
