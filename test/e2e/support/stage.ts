import { join } from 'node:path';
import { type BotProcess, createWorld, type World } from '../../support/world.ts';
import { type ApiServer, startApiServer } from './api-server.ts';
import { type ArgoCd, startArgoCd } from './argocd.ts';
import { bothEngines, chartWith, dryRunIdentity } from './chart.ts';
import { type ClusterApi, startClusterApi } from './cluster-api.ts';
import { startFlux } from './flux.ts';
import { startGarbageCollector } from './garbage-collector.ts';
import { pushHooks } from './push-hooks.ts';
import { bootMachinesQuickly } from './quick-machines.ts';
import { openReport, reportFolder } from './report.ts';

/** Everything that a story is played on: a management cluster, a GitHub, and the bot between them. */
export interface Stage {
  readonly server: ApiServer;
  readonly clusterApi: ClusterApi;
  readonly argocd: ArgoCd;
  readonly world: World;
  readonly report: ReturnType<typeof openReport>;
  /** The bot's process now: it changes when a story kills it. */
  readonly bot: () => BotProcess;
  /** Starts the bot again, with the same database; `environment` beside what it had. */
  readonly startBot: (environment?: Readonly<Record<string, string>>) => Promise<void>;
  /** Aborted when everything is about to be stopped: nothing is waited for any more. */
  readonly closing: AbortSignal;
  readonly close: () => Promise<void>;
}

/** Starts all of it. What was started is stopped again when a later part fails. */
export async function openStage(): Promise<Stage> {
  const closers: (() => Promise<unknown>)[] = [];
  const closing = new AbortController();
  const close = async (): Promise<void> => {
    closing.abort();
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const report = openReport();
    closers.push(async () => report.write());
    const server = await startApiServer(join(reportFolder, 'logs'));
    closers.push(server.stop);
    server.kubectl(['create', 'namespace', 'clusterops']);
    const stopped = async <T extends { readonly stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> => {
      const part = await starting;
      closers.push(part.stop);
      return part;
    };
    // Side by side: most of it is waiting until the API server serves their kinds.
    const parts = [stopped(startClusterApi(server)), stopped(startArgoCd(server)), stopped(startFlux(server))] as const;
    await Promise.allSettled(parts);
    const [clusterApi, argocd] = await Promise.all(parts);
    bootMachinesQuickly(server);
    // The last one: kinds that come after it are seen half a minute later.
    const collector = await startGarbageCollector(server);
    closers.push(collector.stop);
    // The rights that are deployed, and none beside them; a scene binds them in its namespace.
    server.kubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], chartWith(bothEngines));

    const world = await createWorld({
      kubeconfig: server.kubeconfigWith(server.tokenOf('clusterops', 'clusterops')),
      environment: { COALESCE_MS: '250', CLEANUP_RECHECK_MS: '500', LOG_LEVEL: 'info', DRY_RUN_AS: dryRunIdentity },
      unchecked: true,
      pushed: pushHooks(server.kube),
      log: join(server.logs, 'bot.log'),
    });
    closers.push(() => world.close());
    let bot = await world.spawn();
    closers.push(() => bot.terminate());
    await bot.ready;
    return {
      server,
      clusterApi,
      argocd,
      world,
      report,
      bot: () => bot,
      startBot: async (environment) => {
        bot = await world.spawn(environment);
        await bot.ready;
      },
      closing: closing.signal,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
