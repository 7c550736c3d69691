import type { ObservedWarning, Reference } from '../../domain/health/objects.ts';
import { decodeWarning, type WarningEvent } from '../decode/warning.ts';
import { type Collection, collection } from './collection.ts';

/** The latest warnings about objects of Cluster API; older ones make room. */
export interface WarningIndex {
  open(): Collection<unknown>;
  /** Those about one object, in no order. */
  of(namespace: string, about: Reference): readonly ObservedWarning[];
}

/** An API server keeps events for an hour; a fleet in trouble raises more of them than anybody reads. */
const warningsAtMost = 5_000;

const keyOf = (namespace: string, { group, kind, name }: Reference): string => `${group}/${kind}/${namespace}/${name}`;

/** `onNews` is told of a warning that says something new about an object. */
export function warningIndex(
  onNews: (namespace: string, about: Reference) => void,
  flush: () => void,
  atMost = warningsAtMost,
): WarningIndex {
  const byObject = new Map<string, Set<WarningEvent>>();
  /** In the order of their arrival, with the collection that each came in. */
  const arrived = new Map<WarningEvent, Collection<WarningEvent>>();

  function forget(event: WarningEvent): void {
    arrived.delete(event);
    const key = keyOf(event.namespace, event.about);
    const known = byObject.get(key);
    known?.delete(event);
    if (known?.size === 0) byObject.delete(key);
  }

  function makeRoom(): void {
    for (const [event, from] of arrived) {
      if (arrived.size <= atMost) return;
      from.remove({ metadata: event });
    }
  }

  return {
    open() {
      const opened: Collection<WarningEvent> = collection<WarningEvent>({
        decode: decodeWarning,
        onPut(event, previous) {
          if (previous !== undefined) forget(previous);
          arrived.set(event, opened);
          const key = keyOf(event.namespace, event.about);
          byObject.set(key, (byObject.get(key) ?? new Set()).add(event));
          makeRoom();
          const { reason, message } = event.warning;
          // A controller that tries again repeats itself.
          if (previous?.warning.reason === reason && previous.warning.message === message) return;
          onNews(event.namespace, event.about);
        },
        onRemove: forget,
        flush,
      });
      return opened;
    },
    of: (namespace, about) => [...(byObject.get(keyOf(namespace, about)) ?? [])].map(({ warning }) => warning),
  };
}
