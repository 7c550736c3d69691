import type { Clock } from '../ports/clock.ts';
import type { ClusterActs, ManagementCluster, WatchState } from '../ports/cluster.ts';
import type { Log } from '../ports/log.ts';
import { clusterActs } from './acts.ts';
import { type ClusterDoctor, clusterDoctor } from './doctor.ts';
import { openKubeconfig } from './kubeconfig.ts';
import type { KubeconfigOptions } from './load-kubeconfig.ts';
import { rehearsal } from './rehearse.ts';
import { resources } from './resources.ts';
import { servedApis } from './served-apis.ts';
import { systemTimers, type Timers } from './timers.ts';
import { openTransport } from './transport.ts';
import { defaultLimits, type WatchLimits } from './watch/limits.ts';
import { type ClusterWatch, watchCluster } from './watch-cluster.ts';

export interface ConnectOptions extends KubeconfigOptions {
  readonly source: 'kubeconfig' | 'in-cluster';
  /** The namespaces in which clusters are watched; absent or empty: all. */
  readonly namespaces?: readonly string[];
  /** The namespaces of Argo CD Applications; one of them `*`: all; empty: none is watched. Default `argocd`. */
  readonly argocdNamespaces?: readonly string[];
  /** The namespaces of Flux's objects, as above. Default `flux-system`. */
  readonly fluxNamespaces?: readonly string[];
  /** Names and addresses by which Argo CD knows this cluster, beside `in-cluster` and `https://kubernetes.default.svc`. */
  readonly argocdDestinations?: readonly string[];
  /** The user that rehearsals are asked as; absent: there are none. */
  readonly dryRunAs?: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly timers?: Timers;
  /** 0 to below 1. */
  readonly random?: () => number;
  readonly limits?: Partial<WatchLimits>;
  /** Called when the picture turns blind or live, also the first time. */
  readonly onState?: (state: WatchState) => void;
}

export interface ManagementClusterConnection extends ManagementCluster {
  /** Begins to watch; returns at once. */
  start(): void;
  /** Resolves as soon as the picture is live, or with the state that it has after so many milliseconds. */
  whenLive(milliseconds: number): Promise<WatchState>;
  readonly acts: ClusterActs;
  readonly doctor: ClusterDoctor;
  /** The same questions as the identity of rehearsals; absent when there is none. */
  readonly rehearsalDoctor?: ClusterDoctor;
  /** Ends all watches and connections. */
  close(): Promise<void>;
}

/**
 * Opens the management cluster: its kubeconfig is read (`kubernetes/kubeconfig` when it cannot be used), no request is
 * made before `start`, an act or a question. An API server that does not answer is no error: the picture is blind.
 */
export async function connectCluster(options: ConnectOptions): Promise<ManagementClusterConnection> {
  const { clock, log } = options;
  const timers = options.timers ?? systemTimers;
  const credentials = await openKubeconfig(options.source === 'in-cluster' ? 'in-cluster' : options);
  const transport = openTransport(credentials, timers);
  const watch: ClusterWatch = watchCluster({
    transport,
    timers,
    clock,
    log,
    random: options.random ?? Math.random,
    limits: { ...defaultLimits, ...options.limits },
    namespaces: options.namespaces ?? [],
    engineNamespaces: {
      argocd: options.argocdNamespaces ?? ['argocd'],
      flux: options.fluxNamespaces ?? ['flux-system'],
    },
    argocdDestinations: options.argocdDestinations ?? [],
    onState: options.onState,
  });
  const kinds = resources(transport, clock);
  const onBehalf = options.dryRunAs === undefined ? undefined : openTransport(credentials, timers, options.dryRunAs);
  return {
    view: watch.view,
    servedApis: servedApis(transport, clock, timers),
    acts: clusterActs(transport, kinds),
    serves: ({ group, version, kind }) =>
      kinds.exact(group, version, kind).then(
        (served) => served !== undefined,
        () => undefined,
      ),
    doctor: clusterDoctor(transport),
    ...(onBehalf === undefined
      ? {}
      : { rehearse: rehearsal(onBehalf, kinds, timers), rehearsalDoctor: clusterDoctor(onBehalf) }),
    start: watch.start,
    whenLive: watch.whenLive,
    async close() {
      await watch.stop();
      credentials.close();
    },
  };
}
