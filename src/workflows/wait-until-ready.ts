import type { RequestedCluster } from '../domain/cluster/request.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { judgeReadiness } from '../domain/health/readiness.ts';
import { wantedOf } from '../domain/health/wanted.ts';
import type { ClusterView } from '../ports/cluster.ts';
import { sightOf } from './sight.ts';

/**
 * Why a change has to wait until the cluster is what its files say before the change; nothing when it is, and where no management
 * cluster is connected that could tell.
 */
export function waitUntilReady(view: ClusterView, before: RequestedCluster, now: number): readonly Finding[] {
  const sight = sightOf(view);
  if (sight.state === 'absent') return [];
  const wanted = wantedOf(before);
  const objects = view.cluster(wanted.namespace, wanted.name);
  const { state, because } = judgeReadiness({ wanted, objects, sight, now, since: now });
  return state === 'ready' ? [] : [fault('cluster/upgrade-waits', `${before.spec.name} is not ready yet: ${because}`)];
}
