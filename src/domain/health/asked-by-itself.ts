import { membersOf } from './members.ts';
import type { ClusterObjects } from './objects.ts';
import type { WantedCluster } from './readiness.ts';

/** What a cluster's own objects ask for: to judge one by itself when what Git asks for is not known. */
export function askedByItself(objects: ClusterObjects): WantedCluster {
  const { cluster, controlPlane, deployments, pools } = membersOf(objects);
  const group = [...deployments, ...pools];
  return {
    name: cluster.name,
    namespace: cluster.namespace,
    kubernetesVersion: cluster.wantedVersion ?? controlPlane?.wantedVersion ?? group[0]?.wantedVersion ?? '',
    controlPlane: { replicas: controlPlane?.replicas.desired ?? cluster.counters?.controlPlane.desired ?? 0 },
    pools: group.map(({ name, replicas }) => ({ name, replicas: replicas.desired ?? 0 })),
    cni: 'none',
  };
}
