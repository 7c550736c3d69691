import type { ObservedWarning, Reference } from '../../domain/health/objects.ts';
import type { Held } from '../picture/collection.ts';
import { instant } from './instant.ts';
import { intern } from './intern.ts';
import { at, record, text } from './json.ts';
import { groupOf } from './metadata.ts';

/** A warning with the event that it came in. */
export interface WarningEvent extends Held {
  readonly about: Reference;
  readonly warning: ObservedWarning;
}

/** A controller may quote a whole cloud response; what tells the cause stands early. */
const longestMessage = 1_000;

const isClusterApi = (group: string): boolean => group === 'cluster.x-k8s.io' || group.endsWith('.cluster.x-k8s.io');

/** When an event was seen first and last, whichever API (core, events.k8s.io) it was raised through. */
function timesOf(event: unknown): Pick<ObservedWarning, 'firstSeen' | 'lastSeen'> {
  const times = [
    at(event, 'metadata', 'creationTimestamp'),
    at(event, 'firstTimestamp'),
    at(event, 'eventTime'),
    at(event, 'lastTimestamp'),
    at(event, 'series', 'lastObservedTime'),
  ].flatMap((time) => instant(time) ?? []);
  return times.length === 0
    ? { firstSeen: 0, lastSeen: 0 }
    : { firstSeen: Math.min(...times), lastSeen: Math.max(...times) };
}

/** A warning about an object of Cluster API or of a provider; `undefined` for any other event. */
export function decodeWarning(value: unknown): WarningEvent | undefined {
  const metadata = record(at(value, 'metadata'));
  const about = record(at(value, 'involvedObject'));
  const [name, uid] = [text(metadata?.name), text(metadata?.uid)];
  const [kind, involved] = [text(about?.kind), text(about?.name)];
  const group = groupOf(text(about?.apiVersion) ?? '');
  if (name === undefined || uid === undefined || kind === undefined || involved === undefined) return undefined;
  if (!isClusterApi(group) || at(value, 'type') === 'Normal') return undefined;
  const reference = { group: intern(group), kind: intern(kind), name: involved };
  return {
    namespace: intern(text(metadata?.namespace) ?? ''),
    name,
    uid,
    resourceVersion: text(metadata?.resourceVersion) ?? '',
    about: reference,
    warning: {
      ...reference,
      reason: intern(text(at(value, 'reason')) ?? ''),
      message: intern((text(at(value, 'message')) ?? '').slice(0, longestMessage)),
      ...timesOf(value),
    },
  };
}
