import { record, text } from '../decode/json.ts';
import type { Sink } from '../watch/contract.ts';

/** What every kept object has. */
export interface Held {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

interface CollectionNeeds<Entry extends Held> {
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
  /** Removes everything. */
  clear(): void;
}

export function collection<Entry extends Held>(needs: CollectionNeeds<Entry>): Collection<Entry> {
  const held = new Map<string, Map<string, Entry>>();
  let seen: Set<Entry> | undefined;

  function removeNamed(namespace: string, name: string): void {
    const within = held.get(namespace);
    const known = within?.get(name);
    if (within === undefined || known === undefined) return;
    within.delete(name);
    if (within.size === 0) held.delete(namespace);
    needs.onRemove(known);
  }

  function* values(): Iterable<Entry> {
    for (const within of held.values()) yield* within.values();
  }

  return {
    put(raw) {
      const metadata = record(record(raw)?.metadata);
      const name = text(metadata?.name);
      if (name === undefined) return;
      const known = held.get(text(metadata?.namespace) ?? '')?.get(name);
      // A relist mostly repeats what is known.
      if (known && known.resourceVersion === metadata?.resourceVersion && known.uid === metadata.uid) {
        seen?.add(known);
        return;
      }
      const entry = needs.decode(raw);
      if (entry === undefined) return;
      const within = held.get(entry.namespace);
      if (within === undefined) held.set(entry.namespace, new Map([[entry.name, entry]]));
      else within.set(entry.name, entry);
      seen?.add(entry);
      needs.onPut(entry, known);
    },
    remove(raw) {
      const metadata = record(record(raw)?.metadata);
      removeNamed(text(metadata?.namespace) ?? '', text(metadata?.name) ?? '');
    },
    beginRelist() {
      seen = new Set();
    },
    endRelist() {
      for (const entry of [...values()]) if (seen?.has(entry) === false) removeNamed(entry.namespace, entry.name);
      seen = undefined;
    },
    flush: needs.flush,
    get: (namespace, name) => held.get(namespace)?.get(name),
    values,
    size() {
      let total = 0;
      for (const within of held.values()) total += within.size;
      return total;
    },
    clear() {
      for (const { namespace, name } of [...values()]) removeNamed(namespace, name);
      needs.flush();
    },
  };
}
