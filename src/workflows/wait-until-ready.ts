import type { RequestedCluster } from '../domain/cluster/request.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { judgeReadiness } from '../domain/health/readiness.ts';
import { wantedOf } from '../domain/health/wanted.ts';
import { AppError } from '../errors.ts';
import type { ClusterView, WatchState } from '../ports/cluster.ts';
import { sightOf } from './sight.ts';

/** For so many milliseconds a cluster that cannot be seen is waited for: a process that started has its first lists by then. */
const patience = 60_000;
const pause = 2_000;

/**
 * Why a change has to wait until the cluster is what its files say before the change; nothing when it is, and where no management
 * cluster is connected that could tell. Throws `kubernetes/unavailable` while it is out of sight for a moment only.
 */
export function waitUntilReady(view: ClusterView, before: RequestedCluster, now: number): readonly Finding[] {
  const state = view.state();
  if (isMomentary(state, now)) {
    throw new AppError('kubernetes/unavailable', 'the management cluster cannot be seen in full for the moment', {
      retryAt: now + pause,
    });
  }
  const sight = sightOf(view);
  if (sight.state === 'absent') return [];
  const wanted = wantedOf(before);
  const objects = view.cluster(wanted.namespace, wanted.name);
  const { state: readiness, because } = judgeReadiness({ wanted, objects, sight, now, since: now });
  return readiness === 'ready'
    ? []
    : [fault('cluster/upgrade-waits', `${before.spec.name} is not ready yet: ${because}`)];
}

function isMomentary(state: WatchState, now: number): boolean {
  if (state.state === 'live') return state.behind !== undefined;
  return state.state === 'blind' && now - state.since < patience;
}
