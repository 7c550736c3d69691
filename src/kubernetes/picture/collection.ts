import { at, text } from '../decode/json.ts';
import type { Sink } from '../watch/supervise.ts';

interface CollectionNeeds<Entry> {
  /** `undefined` when the object cannot be used. */
  readonly decode: (raw: unknown) => Entry | undefined;
  readonly onPut: (entry: Entry, previous: Entry | undefined) => void;
  readonly onRemove: (entry: Entry) => void;
  readonly flush: () => void;
}

/** The objects of one watched collection by namespace and name. */
export interface Collection<Entry> extends Sink {
  get(namespace: string, name: string): Entry | undefined;
  values(): Iterable<Entry>;
  size(): number;
  clear(): void;
}

interface Held<Entry> {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly entry: Entry;
}

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;

function rawKey(raw: unknown): string | undefined {
  const name = text(at(raw, 'metadata', 'name'));
  return name === undefined ? undefined : keyOf(text(at(raw, 'metadata', 'namespace')) ?? '', name);
}

export function collection<Entry>(needs: CollectionNeeds<Entry>): Collection<Entry> {
  const held = new Map<string, Held<Entry>>();
  let seen: Set<string> | undefined;

  function removeKey(key: string): void {
    const known = held.get(key);
    if (known === undefined) return;
    held.delete(key);
    needs.onRemove(known.entry);
  }

  return {
    put(raw) {
      const key = rawKey(raw);
      if (key === undefined) return;
      seen?.add(key);
      const known = held.get(key);
      const uid = text(at(raw, 'metadata', 'uid')) ?? '';
      const resourceVersion = text(at(raw, 'metadata', 'resourceVersion')) ?? '';
      // A relist mostly repeats what is known.
      if (known?.resourceVersion === resourceVersion && known.uid === uid && resourceVersion !== '') return;
      const entry = needs.decode(raw);
      if (entry === undefined) return;
      held.set(key, { uid, resourceVersion, entry });
      needs.onPut(entry, known?.entry);
    },
    remove(raw) {
      const key = rawKey(raw);
      if (key !== undefined) removeKey(key);
    },
    beginRelist() {
      seen = new Set();
    },
    endRelist() {
      for (const key of [...held.keys()]) if (seen?.has(key) === false) removeKey(key);
      seen = undefined;
    },
    flush: needs.flush,
    get: (namespace, name) => held.get(keyOf(namespace, name))?.entry,
    *values() {
      for (const { entry } of held.values()) yield entry;
    },
    size: () => held.size,
    clear() {
      for (const key of [...held.keys()]) removeKey(key);
      needs.flush();
    },
  };
}
