import type { Engine } from '../domain/gitops/engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterView, WatchState } from '../ports/cluster.ts';
import type { Log } from '../ports/log.ts';
import { gitOpsIndex } from './picture/gitops.ts';
import { notices } from './picture/notices.ts';
import { type ObjectIndex, objectIndex } from './picture/objects.ts';
import { warningIndex } from './picture/warnings.ts';
import { neededOf, sight, untilNextBlindSpot } from './sight.ts';
import type { Timers } from './timers.ts';
import type { Transport } from './transport.ts';
import { gate } from './watch/gate.ts';
import type { WatchLimits } from './watch/limits.ts';
import { type KindSupervisor, superviseKinds } from './watch/supervise-kinds.ts';
import { engineOfKind, enginesIn, standsWithClusters, type WatchedKind } from './watch/watched-kinds.ts';

interface ClusterWatchNeeds {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly limits: WatchLimits;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** Where the objects of each engine are watched. One of them `*`: all; empty: none. */
  readonly engineNamespaces: Readonly<Record<Engine, readonly string[]>>;
  /** Names and addresses by which Applications may call this cluster. */
  readonly argocdDestinations: readonly string[];
  readonly onState: ((state: WatchState) => void) | undefined;
}

export interface ClusterWatch {
  readonly view: ClusterView;
  start(): void;
  whenLive(milliseconds: number): Promise<WatchState>;
  stop(): Promise<void>;
}

/** Watches everything that readiness and sync are read from, and keeps the picture of it. */
export function watchCluster(needs: ClusterWatchNeeds): ClusterWatch {
  const { clock, limits, log, timers } = needs;
  const told = notices(log);
  const warnings = warningIndex((namespace, about) => objects.noticeOf(namespace, about), told.flush);
  const objects: ObjectIndex = objectIndex(told, warnings.of);
  const gitops = gitOpsIndex(told, needs.argocdDestinations);
  const judge = sight(clock, limits);
  const waiters = new Set<() => void>();
  let kinds: KindSupervisor | undefined;
  let last: WatchState['state'] | undefined;
  let stopped = false;
  let cancelLook = () => {};

  const namespacesOf = (kind: WatchedKind): readonly (string | undefined)[] => {
    const engine = standsWithClusters(kind) ? undefined : engineOfKind(kind);
    const anywhere = engine === undefined && needs.namespaces.length === 0;
    const named = engine === undefined ? needs.namespaces : needs.engineNamespaces[engine];
    return anywhere || named.includes('*') ? [undefined] : [...new Set(named)];
  };

  /** Everything that was concluded from the picture has to be looked at again: what was blind may now be seen. */
  function noticeAll(): void {
    for (const { namespace, name } of objects.names()) told.cluster(namespace, name);
    for (const { namespace, kind, name } of gitops.names()) told.engineObject(namespace, kind, name);
    told.flush();
  }

  function look(): void {
    if (stopped) return;
    const state = judge(kinds);
    if (state.state === last) return;
    const isFirst = last === undefined;
    last = state.state;
    if (isFirst) log.debug({}, 'looking for the management cluster');
    else if (state.state === 'blind') log.warn({ because: state.because }, 'the management cluster is out of sight');
    else log.info({ objects: objects.size() }, 'the management cluster is in sight');
    noticeAll();
    if (state.state === 'live') for (const resolve of [...waiters]) resolve();
    try {
      needs.onState?.(state);
    } catch (error) {
      log.error({ err: error }, 'a listener to the state of the management cluster failed');
    }
  }

  /** An interruption makes the picture blind only by lasting, so it has to be looked at again after that time. */
  function lookAgain(): void {
    look();
    cancelLook();
    if (stopped || kinds === undefined) return;
    const due = untilNextBlindSpot(kinds, clock.now(), limits.away);
    if (due !== undefined) cancelLook = timers.after(due, lookAgain);
  }

  const view: ClusterView = {
    state: () => judge(kinds),
    cluster: objects.cluster,
    clusters: objects.clusters,
    referrers: objects.referrers,
    gitops: () => gitops.all(enginesIn((kinds?.served() ?? []).map(({ group }) => group))),
    lagSeconds() {
      const heard = neededOf(kinds?.watches() ?? []).map((watch) => watch.health().heardAt);
      return heard.length === 0 ? 0 : Math.max(0, (clock.now() - Math.min(...heard)) / 1000);
    },
    onChange: told.listen,
  };

  return {
    view,
    start() {
      if (kinds !== undefined || stopped) return;
      kinds = superviseKinds({
        ...needs,
        gate: gate(limits.listsAtOnce),
        namespacesOf,
        open: ({ group, ...kind }) => {
          const engine = engineOfKind({ group });
          const opened = engine === undefined ? undefined : gitops.open(kind.kind);
          if (opened !== undefined) return opened;
          return group === '' ? warnings.open() : objects.open({ group, ...kind });
        },
        onHealth: lookAgain,
      });
      look();
    },
    whenLive(milliseconds) {
      if (view.state().state === 'live') return Promise.resolve(view.state());
      return new Promise((resolve) => {
        const done = () => {
          cancel();
          waiters.delete(done);
          resolve(view.state());
        };
        const cancel = timers.after(milliseconds, done);
        waiters.add(done);
      });
    },
    async stop() {
      stopped = true;
      cancelLook();
      const ending = kinds;
      // From here on the picture is no longer kept: it may not be believed.
      kinds = undefined;
      await ending?.stop();
      for (const resolve of [...waiters]) resolve();
    },
  };
}
