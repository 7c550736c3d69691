import type { DeleteRequest, DoomedCluster } from '../domain/cluster/request.ts';
import { holdOfArgoCd } from '../domain/gitops/argocd/hold.ts';
import { holdOfFlux } from '../domain/gitops/flux/hold.ts';
import type { Hold } from '../domain/gitops/hold.ts';
import type { ClusterView } from '../ports/cluster.ts';

/**
 * How the engine that follows a cluster's folder stands to its deletion. Each engine answers for its own objects; a Cluster
 * may go when none of them is unaware. This is the only place of a deletion that knows which engines there are.
 */
export function engineHold(view: ClusterView, request: DeleteRequest, cluster: DoomedCluster, now: number): Hold {
  const held = { repoUrl: request.engine.repoUrl, folder: cluster.folder, ...cluster.spec, now };
  const { applications, kustomizations } = view.gitops();
  const holds = [holdOfArgoCd(applications, held), holdOfFlux(kustomizations, held)];
  return (
    holds.find(({ state }) => state === 'unaware') ?? holds.find(({ state }) => state === 'asks') ?? { state: 'free' }
  );
}
