import type { DeleteRequest, DoomedCluster } from '../domain/cluster/request.ts';
import { holdOfArgoCd } from '../domain/gitops/argocd/hold.ts';
import { holdOfFlux } from '../domain/gitops/flux/hold.ts';
import type { Hold } from '../domain/gitops/hold.ts';
import { repoUrlsOf } from '../domain/gitops/preview-objects.ts';
import type { ClusterView } from '../ports/cluster.ts';

/**
 * How the engine that follows a cluster's folder stands to its deletion. Each engine answers for its own objects; a Cluster
 * may go when none of them is unaware. This is the only place of a deletion that knows which engines there are.
 */
export function engineHold(view: ClusterView, request: DeleteRequest, cluster: DoomedCluster, now: number): Hold {
  const { repoUrl } = request.engine;
  const held = { repoUrl, repoUrls: repoUrlsOf(request), folder: cluster.folder, ...cluster.spec, now };
  const gitops = view.gitops();
  const holds = [holdOfArgoCd(gitops.applications, held), holdOfFlux(gitops, held)];
  return (
    inOrder.map((state) => holds.find((hold) => hold.state === state)).find((hold) => hold !== undefined) ?? {
      state: 'free',
    }
  );
}

/** What has to be over before the next may be heeded. */
const inOrder: readonly Hold['state'][] = ['unaware', 'made again', 'asks'];
