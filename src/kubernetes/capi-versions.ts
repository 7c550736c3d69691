import type { Clock } from '../ports/clock.ts';
import { discoverGroups } from './discovery.ts';
import { type Timers, within } from './timers.ts';
import { endedBy, type Transport } from './transport.ts';
import { clusterGroup } from './watch/watched-kinds.ts';

/** A command waits no longer for an API server that does not answer. */
const patience = 5_000;
const fresh = 60_000;
/** What was not answered is asked for again sooner. */
const freshSilence = 5_000;

/**
 * The versions of Cluster API's group that the API server serves, best first; empty where it has none. While it does not answer
 * they are those that it named last; undefined when it never did. Answers within seconds, and never throws.
 */
export function capiVersions(
  transport: Transport,
  clock: Clock,
  timers: Timers,
): () => Promise<readonly string[] | undefined> {
  let known: readonly string[] | undefined;
  let askAt = Number.NEGATIVE_INFINITY;

  return async () => {
    if (clock.now() < askAt) return known;
    try {
      const late = new AbortController();
      const asked = discoverGroups(endedBy(late.signal, transport), (group) => group === clusterGroup);
      const groups = await within(timers, patience, 'no answer', asked, () => late.abort());
      known = groups.get(clusterGroup) ?? [];
      askAt = clock.now() + fresh;
    } catch {
      // Why the cluster is out of sight is said by the watches; here it only has no say.
      askAt = clock.now() + freshSilence;
    }
    return known;
  };
}
