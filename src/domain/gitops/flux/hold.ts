import type { HeldCluster, Hold } from '../hold.ts';
import { holdsAny } from './inventory.ts';
import type { ObservedKustomization } from './objects.ts';

/**
 * How Flux holds a Cluster that left Git. It never prunes a Cluster, so there is nothing to approve; but it makes one again as
 * long as it applies a revision that has it, which its inventory tells.
 */
export function holdOfFlux(kustomizations: readonly ObservedKustomization[], { namespace, name }: HeldCluster): Hold {
  const cluster = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Cluster', namespace, name };
  const holding = kustomizations.find((each) => !each.remote && holdsAny(each, [cluster]));
  if (holding === undefined) return { state: 'free' };
  return {
    state: 'unaware',
    because: `Kustomization ${holding.name} to see that Git no longer has the cluster`,
  };
}
