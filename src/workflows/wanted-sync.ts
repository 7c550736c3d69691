import type { AnyCluster } from '../domain/cluster/request.ts';
import { previewName, repoUrlsOf } from '../domain/gitops/preview-objects.ts';
import type { WantedSync } from '../domain/gitops/sync.ts';
import type { RequestRecord } from '../ports/requests.ts';

/** What an engine should have applied of a cluster when the request holds it in this commit. */
export function wantedSync({ request, phase }: RequestRecord, cluster: AnyCluster, sha: string): WantedSync {
  return {
    folder: cluster.folder,
    namespace: cluster.spec.namespace,
    engine: request.engine.kind ?? 'auto',
    repoUrls: repoUrlsOf(request),
    sha,
    mode: phase === 'merged' ? 'merge' : request.delivery,
    base: request.base,
    ...(request.delivery === 'preview' ? { preview: previewName(request, cluster) } : {}),
    objects: cluster.objects,
  };
}
