import type { Clock } from '../ports/clock.ts';
import type { ServedApis } from '../ports/cluster.ts';
import { discoverGroups } from './discovery.ts';
import { type Timers, within } from './timers.ts';
import { endedBy, type Transport } from './transport.ts';
import { clusterGroup, engineGroups, enginesIn } from './watch/watched-kinds.ts';

/** A command waits no longer for an API server that does not answer. */
const patience = 5_000;
const fresh = 60_000;
/** What was not answered is asked for again sooner. */
const freshSilence = 5_000;

/**
 * What the API server serves of Cluster API and the GitOps engines. While it does not answer that is what it named last;
 * undefined when it never did. Answers within seconds, and never throws.
 */
export function servedApis(transport: Transport, clock: Clock, timers: Timers): () => Promise<ServedApis | undefined> {
  let known: ServedApis | undefined;
  let askAt = Number.NEGATIVE_INFINITY;

  return async () => {
    if (clock.now() < askAt) return known;
    try {
      const late = new AbortController();
      const isOfInterest = (group: string): boolean => group === clusterGroup || engineGroups.includes(group);
      const asked = discoverGroups(endedBy(late.signal, transport), isOfInterest);
      const groups = await within(timers, patience, 'no answer', asked, () => late.abort());
      known = { capi: groups.get(clusterGroup) ?? [], engines: enginesIn([...groups.keys()]) };
      askAt = clock.now() + fresh;
    } catch {
      // Why the cluster is out of sight is said by the watches; here it only has no say.
      askAt = clock.now() + freshSilence;
    }
    return known;
  };
}
