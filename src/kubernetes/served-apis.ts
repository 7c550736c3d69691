import type { AddonInstaller } from '../domain/cluster/spec.ts';
import type { Clock } from '../ports/clock.ts';
import type { ServedApis } from '../ports/cluster.ts';
import { discoverGroups, discoverKinds } from './discovery.ts';
import { type Timers, within } from './timers.ts';
import { endedBy, type Transport } from './transport.ts';
import { addonGroup, clusterGroup, engineGroups, enginesIn } from './watch/watched-kinds.ts';

const installers: readonly (readonly [kind: string, AddonInstaller])[] = [
  ['HelmChartProxy', 'helm-chart-proxy'],
  ['ClusterResourceSet', 'cluster-resource-set'],
];

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
      const isOfInterest = (group: string): boolean => [clusterGroup, addonGroup, ...engineGroups].includes(group);
      const ask = async (): Promise<ServedApis> => {
        const bounded = endedBy(late.signal, transport);
        const groups = await discoverGroups(bounded, isOfInterest);
        const kinds = new Set<string>();
        for (const version of groups.get(addonGroup) ?? [])
          for (const { kind } of (await discoverKinds(bounded, addonGroup, version)) ?? []) kinds.add(kind);
        return {
          capi: groups.get(clusterGroup) ?? [],
          engines: enginesIn([...groups.keys()]),
          addons: installers.filter(([kind]) => kinds.has(kind)).map(([, installer]) => installer),
        };
      };
      known = await within(timers, patience, 'no answer', ask(), () => late.abort());
      askAt = clock.now() + fresh;
    } catch {
      // Why the cluster is out of sight is said by the watches; here it only has no say.
      askAt = clock.now() + freshSilence;
    }
    return known;
  };
}
