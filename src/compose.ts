import { clusterOps } from './app.ts';
import { composeWorkflows } from './compose-workflows.ts';
import type { Settings } from './config.ts';
import { decodeConfiguration } from './configuration/decode.ts';
import { createSigner } from './domain/text/marker.ts';
import { connectGitHub } from './github/connect.ts';
import { keepReconciled } from './keep-reconciled.ts';
import { leadClusters } from './lead-clusters.ts';
import type { Delivery } from './ports/delivery.ts';
import type { Log } from './ports/log.ts';
import type { RequestRecord } from './ports/requests.ts';
import { openDatabase } from './queue/open.ts';
import { createLog } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { version } from './version.ts';
import { startMetrics } from './web/metrics.ts';
import { startWeb } from './web/server.ts';
import { createBuildingOn } from './workflows/building-on.ts';
import { followChanges } from './workflows/follow-changes.ts';
import { createRecoverDeliveries } from './workflows/recover-deliveries.ts';
import { createServed } from './workflows/served.ts';

export interface Bot {
  /** Where deliveries are taken. */
  readonly url: string;
  readonly metricsUrl?: string;
  /** Takes nothing more, finishes what is under way within the grace time, closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** Builds all parts of the bot and starts them; what was started is stopped again when a later part fails. */
export async function startBot(settings: Settings, log: Log = createLog(settings.log)): Promise<Bot> {
  const closers: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      for (const close of closers.splice(0).reverse()) await close();
    })();
    return stopped;
  };
  try {
    return await start(settings, log, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  settings: Settings,
  log: Log,
  closers: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Bot> {
  const clock = { now: () => Date.now() };
  const metrics = createMetrics();
  const database = await openDatabase({
    ...(settings.database.kind === 'postgres' ? { url: settings.database.url } : { folder: settings.database.folder }),
    concurrency: settings.concurrency,
    places: settings.managementClusters.map(({ name }) => name),
    metrics,
    log,
  });
  closers.push(() => database.close());

  const github = connectGitHub({
    app: { id: settings.github.appId, privateKey: settings.github.privateKey },
    apiUrl: settings.github.apiUrl,
    ...(settings.github.graphqlUrl === undefined ? {} : { graphqlUrl: settings.github.graphqlUrl }),
    limits: settings.github.limits,
    creations: database.creations,
    decodeConfiguration,
    clock,
    metrics,
    log,
    userAgent: `clusterops/${version}`,
  });
  closers.push(async () => github.close());

  const managementClusters = await leadClusters({
    settings: settings.managementClusters,
    leadership: database.leadership,
    follow: (view, place, isHere) =>
      followChanges({
        view,
        place,
        isHere,
        requests: database.requests,
        jobs: database.jobs,
        log,
        coalesceMs: settings.timing.coalesce,
        tickMs: 30_000,
      }),
    onWon: () => database.workers.wake(),
    clock,
    log,
  });
  closers.push(() => managementClusters.close());

  const signer = createSigner({
    secret: settings.markers.secret,
    ...(settings.markers.previousSecret === undefined ? {} : { previous: settings.markers.previousSecret }),
  });
  const { jobs, requests, inbox, workers } = database;
  const served = createServed(settings.served, settings.managementClusters, database.settings);
  const handlers = composeWorkflows({
    ...{ settings, served, github, managementClusters, database },
    ...{ signer, clock, metrics, log },
  });
  await github.probot.load(
    clusterOps({
      jobs,
      served,
      buildingOn: createBuildingOn(database.settings),
      commandPrefix: settings.commandPrefix,
      log,
    }),
  );
  metrics.observe({
    jobs: () => workers.depth(),
    inbox: () => inbox.depth(),
    watches: managementClusters.watches,
    oldestCheckSeconds: async () => oldestOpenCheck(await requests.live(), clock.now()),
  });
  await managementClusters.start();
  await workers.start(handlers, managementClusters.held);
  closers.push(() => workers.stop(settings.timing.grace));
  closers.push(await inbox.drain((delivery) => github.probot.receive(toEvent(delivery))));

  let ready = false;
  const web = await startWeb({
    host: settings.web.host,
    port: settings.web.port,
    secrets: [settings.webhook.secret, settings.webhook.previousSecret].filter((each) => each !== undefined),
    maxBytes: settings.webhook.maxBytes,
    inbox,
    metrics,
    log,
    ready: async () => {
      const reasons: string[] = [];
      if (!ready) reasons.push('starting');
      await database.ping().catch(() => reasons.push('the database does not answer'));
      return { ready: reasons.length === 0, reasons };
    },
    version,
  });
  closers.push(() => web.close());
  const metricsServer =
    settings.web.metricsPort === undefined
      ? undefined
      : await startMetrics({ host: settings.web.host, port: settings.web.metricsPort, log, expose: metrics.expose });
  if (metricsServer !== undefined) closers.push(() => metricsServer.close());

  closers.push(
    keepReconciled({
      recovery: github.recovery,
      requests,
      jobs,
      served,
      recoverDeliveries: createRecoverDeliveries({ recovery: github.recovery, settings: database.settings, log }),
      intervalMs: settings.timing.reconcile,
      lifetimesMs: settings.timing.lifetimes,
      orphansMs: settings.timing.orphans,
      log,
    }),
  );
  ready = true;
  const names = settings.managementClusters.map(({ name }) => name);
  log.info({ url: web.url, database: database.kind, managementClusters: names }, 'ClusterOps is ready');
  return { url: web.url, ...(metricsServer === undefined ? {} : { metricsUrl: metricsServer.url }), stop };
}

const toEvent = ({ id, event, payload }: Delivery) => ({ id, name: event, payload }) as never;

function oldestOpenCheck(live: readonly RequestRecord[], now: number): number {
  const open = live.flatMap((record) =>
    record.runs.filter((run) => run.state === 'queued' || run.state === 'in_progress'),
  );
  return open.reduce((oldest, run) => Math.max(oldest, (now - run.writtenAt) / 1_000), 0);
}
