import { repositoryAnnotation } from '../domain/cluster/ownership.ts';
import type { DoomedCluster } from '../domain/cluster/request.ts';
import type { ObjectRef } from '../domain/cluster/spec.ts';
import type { SeenCluster } from '../domain/deletion/confirmation.ts';
import { inventoryOf } from '../domain/deletion/inventory.ts';
import type { DoomedView } from '../domain/report/what-goes.ts';
import type { AssignedCluster, LiveObject } from '../ports/cluster.ts';
import { readSurely } from './preview.ts';

export const clusterObject = ({
  namespace,
  name,
}: {
  readonly namespace: string;
  readonly name: string;
}): ObjectRef => ({
  group: 'cluster.x-k8s.io',
  version: 'v1beta2',
  kind: 'Cluster',
  namespace,
  name,
});

/** Whether an object in the management cluster carries the repository's id: only then may a request of it delete the object. */
export const isOwned = (object: LiveObject, repositoryId: number): boolean =>
  object.annotations[repositoryAnnotation] === String(repositoryId);

/** Whether it carries the id of another repository. */
export function isForeign({ annotations }: LiveObject, repositoryId: number): boolean {
  const owner = annotations[repositoryAnnotation];
  return owner !== undefined && owner !== String(repositoryId);
}

export interface SeenDoomed {
  readonly view: DoomedView;
  readonly seen: SeenCluster;
  /** The Cluster itself, freshly read; absent when there is none, or nothing to ask. */
  readonly live?: LiveObject;
}

/** What a cluster has that is to be deleted. Throws while the API server cannot say whether the Cluster is there. */
export async function seeDoomed(management: AssignedCluster, cluster: DoomedCluster): Promise<SeenDoomed> {
  const { namespace, name } = cluster.spec;
  const { acts, view, name: managementCluster } = management;
  const about = { cluster, ...(managementCluster === undefined ? {} : { managementCluster }) };
  if (acts === undefined) {
    const because = 'this server is connected to no management cluster';
    return { view: { ...about, seen: { state: 'unseen', because } }, seen: { namespace, name } };
  }
  const live = await readSurely(acts, clusterObject(cluster.spec));
  if (live === undefined) return { view: { ...about, seen: { state: 'absent' } }, seen: { namespace, name } };
  const objects = view.cluster(namespace, name);
  const seen = { namespace, name, uid: live.uid };
  if (objects === undefined || objects.cluster.uid !== live.uid) {
    const because = 'the management cluster was not looked through yet';
    return { view: { ...about, seen: { state: 'unseen', because } }, seen, live };
  }
  return { view: { ...about, seen: { state: 'there', inventory: inventoryOf(objects) } }, seen, live };
}
