import type { DeleteRequest } from '../domain/cluster/request.ts';
import { isCluster } from '../domain/deletion/doomed-cluster.ts';
import { labels } from '../domain/manifests/manifest.ts';
import type { ClusterActs, LiveObject } from '../ports/cluster.ts';
import type { MadeObject, RequestRecord } from '../ports/requests.ts';
import { readSurely } from './preview.ts';
import { isForeign, isOwned } from './see-doomed.ts';

/** Whether an object says that it is another cluster's, or another repository's. */
export function isOthers(live: LiveObject, { clusters, repository }: DeleteRequest): boolean {
  const cluster = live.labels[labels.clusterName];
  return (
    isForeign(live, repository.id) || (cluster !== undefined && !clusters.some(({ spec }) => spec.name === cluster))
  );
}

/**
 * Once its Clusters are gone, removes what Cluster API leaves behind (add-ons, templates without an owner): only what is this
 * repository's, and neither labelled as another cluster's nor owned by anything that is still there.
 */
export async function removeRest(acts: ClusterActs, record: RequestRecord, request: DeleteRequest): Promise<void> {
  for (const object of record.made.filter((each) => each.goneAt === undefined && !isCluster(each))) {
    const live = await readSurely(acts, object);
    if (live?.uid !== object.uid || live.deleting || live.dependent) continue;
    if (isOwned(live, request.repository.id) && !isOthers(live, request)) await acts.remove(object, object.uid);
  }
}

/** What nobody deletes and no owner takes along, now that the Clusters are gone. */
export async function remainsOf(acts: ClusterActs, { made }: RequestRecord): Promise<readonly MadeObject[]> {
  const remains: MadeObject[] = [];
  for (const object of made.filter((each) => each.goneAt === undefined && !isCluster(each))) {
    const live = await readSurely(acts, object);
    if (live?.uid === object.uid && !live.deleting && !live.dependent) remains.push(object);
  }
  return remains;
}
