import type { Request } from '../domain/cluster/request.ts';
import type { ObservedGitOps } from '../domain/gitops/engine.ts';
import { depthAbove } from '../domain/gitops/folder.ts';
import type { Changed, ClusterView } from '../ports/cluster.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { lookAgain } from './next-look.ts';

interface Needs {
  readonly view: ClusterView;
  /** The name of the management cluster. */
  readonly place: string;
  /** Whether a request is for the management cluster that is seen here. */
  readonly isHere: (request: Request) => boolean;
  readonly requests: RequestStore;
  readonly jobs: Jobs;
  readonly log: Log;
  /** How long changes are gathered before anybody is told, in milliseconds. */
  readonly coalesceMs: number;
  /** How often requests under way are looked at though nothing changed, in milliseconds: ages pass their limits. */
  readonly tickMs: number;
}

export interface Following {
  /** The cluster came into sight, or went out of it: every request under way is looked at, and in sight what awaits it. */
  lookAtAll(): void;
  stop(): Promise<void>;
}

/**
 * Turns changes in the management cluster into jobs of the requests that they concern. A change only names what to look at
 * again, so that any number of them within the window is one look.
 */
export function followChanges(needs: Needs): Following {
  const pending = new Map<string, Changed>();
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();

  const look = (record: RequestRecord) => {
    const { id } = record.request;
    const kind = record.phase === 'closed' ? ('clean-up' as const) : ('observe' as const);
    return lookAgain(needs.jobs, kind, id);
  };

  const flush = async (everything: boolean): Promise<void> => {
    const changes = [...pending.values()];
    pending.clear();
    if (!everything && changes.length === 0) return;
    const live = (await needs.requests.live()).filter(
      ({ phase, request }) => phase !== 'opening' && needs.isHere(request),
    );
    const concerns = everything ? () => true : concernedBy(needs.view.gitops(), changes);
    for (const record of live) if (concerns(record)) await look(record);
  };
  const handOn = (what: () => Promise<void>) => async (): Promise<void> => {
    await what().catch((error: unknown) =>
      needs.log.error({ err: error }, 'changes in the cluster could not be handed on; the next look will find them'),
    );
  };
  const flushSoon = (everything: boolean): void => {
    timer = undefined;
    flushing = flushing.then(handOn(() => flush(everything)));
  };

  const unsubscribe = needs.view.onChange((changed) => {
    const { kind = '', name = '' } = changed.engineObject ?? {};
    pending.set(`${changed.namespace}/${changed.cluster ?? ''}/${kind}/${name}`, changed);
    timer ??= setTimeout(() => flushSoon(false), needs.coalesceMs);
  });
  const ticking = setInterval(() => flushSoon(true), needs.tickMs);
  ticking.unref();

  return {
    lookAtAll: () => {
      flushSoon(true);
      if (needs.view.state().state === 'live') flushing = flushing.then(handOn(() => needs.jobs.inSight(needs.place)));
    },
    stop: async () => {
      unsubscribe();
      clearTimeout(timer);
      clearInterval(ticking);
      await flushing;
    },
  };
}

/** Whether any of the changes concerns a request: what they name is looked up once, for after a relist they name a whole fleet. */
function concernedBy(gitops: ObservedGitOps, changes: readonly Changed[]): (record: RequestRecord) => boolean {
  const clusters = new Set(changes.map(({ namespace, cluster }) => `${namespace}/${cluster ?? ''}`));
  const shown = changes.flatMap(({ namespace, engineObject }) =>
    engineObject === undefined ? [] : [shownPaths(gitops, { namespace, ...engineObject })],
  );
  // One that is gone can no longer say what it showed.
  if (shown.includes(undefined)) return () => true;
  const paths = [...new Set(shown.flatMap((each) => each ?? []))];
  return ({ request }) =>
    request.clusters.some(
      ({ spec, folder }) =>
        clusters.has(`${spec.namespace}/${spec.name}`) || paths.some((path) => isAbove(path, folder)),
    );
}

const isAbove = (path: string, folder: string): boolean => depthAbove(path, folder) !== undefined;

/** The folders that an engine's object shows; `undefined` when it is not there. Those of a source are of all that read it. */
function shownPaths(
  { applications, kustomizations, sources, releases, charts }: ObservedGitOps,
  changed: { readonly kind: string; readonly namespace: string; readonly name: string },
): readonly string[] | undefined {
  const isIt = (each: { readonly namespace: string; readonly name: string }) =>
    each.namespace === changed.namespace && each.name === changed.name;
  if (changed.kind === 'Application')
    return applications.find(isIt)?.sources.flatMap(({ path }) => (path === undefined ? [] : [path]));
  if (changed.kind === 'Kustomization') {
    const kustomization = kustomizations.find(isIt);
    return kustomization === undefined ? undefined : [kustomization.path];
  }
  if (changed.kind === 'HelmRelease') return releases.find(isIt) && chartPaths(releases.filter(isIt));
  if (changed.kind === 'HelmChart') {
    const chart = charts.find(isIt);
    return (
      chart && chartPaths(releases.filter(({ chartObject }) => chartObject === `${chart.namespace}/${chart.name}`))
    );
  }
  if (!sources.some((each) => each.kind === changed.kind && isIt(each))) return undefined;
  return kustomizations
    .filter(({ source }) => source.kind === changed.kind && isIt(source))
    .map((kustomization) => kustomization.path);
}

const chartPaths = (releases: ObservedGitOps['releases']): readonly string[] =>
  releases.flatMap(({ chart }) => (chart === undefined ? [] : [chart.path]));
