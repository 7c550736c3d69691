import type { ObservedGitOps } from '../engine.ts';
import type { HeldCluster, Hold } from '../hold.ts';
import { isFrom, makesCluster, releaseRef } from './find-releases.ts';
import { holdsAny } from './inventory.ts';
import { harmlessPatch } from './operations.ts';

/**
 * How Flux holds a Cluster that left Git. It never prunes a Cluster, so there is nothing to approve; but it makes one again as
 * long as it applies a revision that has it, which its inventory tells. A HelmRelease, which Flux does not prune either, makes it
 * again for ever: it goes first, suspended, so that Helm uninstalls nothing.
 */
export function holdOfFlux(
  { kustomizations, releases, sources }: Pick<ObservedGitOps, 'kustomizations' | 'releases' | 'sources'>,
  held: HeldCluster,
): Hold {
  const { namespace, name } = held;
  const cluster = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Cluster', namespace, name };
  const making = releases.filter((each) => makesCluster(each, cluster, held.folder));
  const objects = [cluster, ...making.map((each) => releaseRef(each.namespace, each.name))];
  const holding = kustomizations.find((each) => !each.remote && holdsAny(each, objects));
  if (holding !== undefined)
    return {
      state: 'unaware',
      because: `Kustomization ${holding.name} to see that Git no longer has the cluster`,
    };
  const [first] = making;
  if (first === undefined) return { state: 'free' };
  if (first.deletingSince !== undefined || !isFrom(first, sources, held.repoUrls))
    return { state: 'unaware', because: `HelmRelease ${first.name}, which would make the cluster again, to be gone` };
  const object = releaseRef(first.namespace, first.name);
  return { state: 'made again', object, uid: first.uid, patch: harmlessPatch(object) };
}
