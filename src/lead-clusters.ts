import type { Settings } from './config.ts';
import { type Assignment, isFor } from './domain/assignment.ts';
import type { Request } from './domain/cluster/request.ts';
import { placeOf } from './domain/print-finding.ts';
import { AppError } from './errors.ts';
import { connectCluster } from './kubernetes/connect.ts';
import { type LedCluster, leadCluster } from './lead-cluster.ts';
import type { ManagementClusterSettings } from './management-cluster-settings.ts';
import type { Clock } from './ports/clock.ts';
import type { ClusterView, ManagementClusters } from './ports/cluster.ts';
import type { Leadership } from './ports/leadership.ts';
import type { Log } from './ports/log.ts';
import { createManagementClusters } from './workflows/management-clusters.ts';

interface Needs {
  readonly settings: Settings['managementClusters'];
  readonly leadership: Leadership;
  /** Turns what changes in one management cluster into jobs of the requests that are for it. */
  readonly follow: (
    view: ClusterView,
    place: string,
    isHere: (request: Request) => boolean,
  ) => { lookAtAll(): void; stop(): Promise<void> };
  /** The lead of one was won. */
  readonly onWon: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface LedClusters extends ManagementClusters {
  /** The names of those that this process leads now. */
  held(): readonly string[];
  watches(): readonly { readonly managementCluster: string; readonly leads: boolean; readonly lagSeconds: number }[];
  /** Stands for the lead of each; returns after the first tries. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects all management clusters, each with a lead of its own, so that one that is away keeps nobody from another. Throws
 * `kubernetes/kubeconfig` with all that cannot be used; an API server that does not answer is no error.
 */
export async function leadClusters(needs: Needs): Promise<LedClusters> {
  const { settings, clock, log } = needs;
  const lead = (each: ManagementClusterSettings): Promise<LedCluster> =>
    leadCluster({
      place: each.name,
      leadership: needs.leadership,
      connect: (onState) => connectCluster({ ...connectionOf(each), onState, clock, log }),
      follow: (view) => needs.follow(view, each.name, (request) => isFor(settings, each.name, request)),
      onWon: needs.onWon,
      log,
    });
  const tried = await Promise.allSettled(settings.map(async (each) => ({ ...each, connection: await lead(each) })));
  const all = tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(all.map(({ connection }) => connection.close()));
  };
  if (all.length < settings.length) {
    await close();
    throw unusable(settings, tried);
  }
  return {
    ...createManagementClusters(all),
    held: () => all.filter(({ connection }) => connection.leads()).map(({ name }) => name),
    watches: () =>
      all.map(({ name, connection }) => ({
        managementCluster: name,
        leads: connection.leads(),
        lagSeconds: connection.view.lagSeconds(),
      })),
    start: async () => {
      await Promise.all(all.map(({ connection }) => connection.start()));
    },
    close,
  };
}

/** How a management cluster is connected, as its settings say. */
export function connectionOf({
  source,
  path,
  context,
  dryRunAs,
  repositories,
  argocdNamespaces,
  argocdDestinations,
  fluxNamespaces,
}: ManagementClusterSettings) {
  return {
    source,
    ...(path === undefined ? {} : { path }),
    ...(context === undefined ? {} : { context }),
    ...(dryRunAs === undefined ? {} : { dryRunAs }),
    namespaces: namespacesOf(repositories),
    argocdNamespaces,
    argocdDestinations,
    fluxNamespaces,
  };
}

/** Those of all its repositories; empty: any. */
function namespacesOf(repositories: readonly Assignment[]): readonly string[] {
  if (repositories.some(({ namespaces }) => namespaces.length === 0)) return [];
  return [...new Set(repositories.flatMap(({ namespaces }) => namespaces))];
}

/** All that failed in one: whoever corrects the settings wants to do it once. */
function unusable(settings: Needs['settings'], tried: readonly PromiseSettledResult<unknown>[]): unknown {
  const failed = tried.flatMap((each, index) =>
    each.status === 'rejected' ? [{ reason: each.reason as unknown, of: settings[index] }] : [],
  );
  const [first] = failed;
  if (first?.of?.place === undefined) return first?.reason;
  const details = failed.map(({ reason, of }) => {
    const detail = reason instanceof AppError ? reason.detail : String(reason);
    return `${placeOf(of ?? {})}: management cluster ${of?.name}: ${detail}`;
  });
  return new AppError('kubernetes/kubeconfig', details.join('; '), { cause: first.reason });
}
