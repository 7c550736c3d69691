import { AppError } from '../errors.ts';
import type { CreationCount } from '../ports/creation-count.ts';
import type { Inbox } from '../ports/delivery.ts';
import type { JobLine, Jobs, Workers } from '../ports/jobs.ts';
import type { Leadership } from '../ports/leadership.ts';
import type { Log } from '../ports/log.ts';
import type { ListedSettings, RequestStore } from '../ports/requests.ts';
import { type Audit, createAudit } from './audit.ts';
import type { BackOff } from './back-off.ts';
import { createCreations } from './creations.ts';
import { prepareDataFolder } from './data-folder.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { lockFolder } from './folder-lock.ts';
import { createInbox, type DeadDeliveries, deliveryBackOff } from './inbox.ts';
import { createJobRuns } from './job-runs.ts';
import { createJobLine, createJobs } from './jobs.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { openPresence, type Presence, type PresenceLimits } from './presence.ts';
import { createRequestStore } from './requests.ts';
import { createSettings } from './settings.ts';
import { openTokens } from './tokens.ts';
import { startUpkeep } from './upkeep.ts';
import { createWorkers, type WorkerOptions, workerDefaults } from './workers.ts';

export interface QueueOptions {
  /** A Postgres server. Without it, and without a folder, the database lives in memory and ends with the process. */
  readonly url?: string;
  /** Where the embedded database keeps its files. */
  readonly folder?: string;
  readonly log: Log;
  /** A folder that was opened and closed once: the first start copies it instead of making a database, which takes seconds. */
  readonly template?: string;
  /** Jobs that run side by side in this process. */
  readonly concurrency?: number;
  readonly metrics?: WorkerOptions['metrics'];
  readonly jobBackOff?: BackOff;
  readonly deliveryBackOff?: BackOff;
  readonly presence?: PresenceLimits;
  /** Days that handled deliveries, ended jobs and audit entries are kept; deliveries and jobs never less than seven. */
  readonly keepDays?: { readonly handled?: number; readonly audit?: number };
  /** What jobs may be bound to, each led by one process at a time. With the embedded database this process leads them all. */
  readonly places?: readonly string[];
  /** How often an unreachable server is tried at the start. */
  readonly startTries?: number;
  /** A dumped data directory for a database in memory, so that tests start quickly. */
  readonly memory?: Blob;
}

export interface Queue {
  readonly kind: Database['kind'];
  readonly inbox: Inbox & DeadDeliveries;
  readonly jobs: Jobs & JobLine;
  readonly workers: Workers;
  readonly requests: RequestStore;
  readonly settings: ListedSettings;
  readonly audit: Audit;
  readonly creations: CreationCount;
  readonly leadership: Leadership;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** Closes, giving leases back. Whoever wants work under way to end first stops the workers and the draining before. */
  close(): Promise<void>;
}

const openServer = async (url: string, log: Log, tries: number): Promise<Database> => {
  const database = openPostgres(url, log);
  for (let failures = 0; ; ) {
    try {
      await database.query('select 1');
      return database;
    } catch (error) {
      if (++failures >= tries) {
        await database.close();
        throw new AppError('queue/unavailable', error instanceof Error ? error.message : String(error), {
          cause: error,
        });
      }
      const pause = Math.min(10_000, 500 * 2 ** failures);
      log.warn({ err: error, retryInMs: pause }, 'the database does not answer yet');
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
};

const openPlace = async (options: QueueOptions): Promise<Database> => {
  if (options.url !== undefined) return openServer(options.url, options.log, options.startTries ?? 8);
  if (options.folder === undefined) return openEmbedded({ memory: options.memory });
  const release = await lockFolder(options.folder);
  try {
    const database = await openEmbedded({ folder: await prepareDataFolder(options.folder, options.template) });
    return {
      ...database,
      close: async () => {
        await database.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
};

/**
 * Opens the database and all that lives in it: on a Postgres server with `url`, else embedded. Brings the tables up to
 * date, takes over the leases of processes that are gone. Throws `queue/locked` and `queue/unavailable`.
 */
export const openDatabase = async (options: QueueOptions): Promise<Queue> => {
  const { log } = options;
  const database = await openPlace(options);
  const closers: (() => Promise<void>)[] = [() => database.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    await migrate(database);
    const tokens = await openTokens(database, log, database.kind === 'postgres' ? options.places : []);
    closers.push(tokens.close);

    let presence: Presence | undefined;
    const owner = (): string => presence?.id ?? '';
    const backOff = options.jobBackOff ?? workerDefaults.backOff;
    const inbox = createInbox(database, log, owner, options.deliveryBackOff ?? deliveryBackOff);
    closers.push(inbox.idle);
    const runs = createJobRuns(database, tokens, owner);
    const workers = createWorkers(database, runs, log, {
      concurrency: options.concurrency ?? workerDefaults.concurrency,
      backOff,
      ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
    });
    const audit = createAudit(database);
    const creations = createCreations(database, log);

    presence = await openPresence(
      database,
      {
        gone: async (ids) => {
          await runs.requeue(ids);
          await inbox.requeue(ids);
          workers.wake();
        },
        lost: workers.abortAll,
      },
      log,
      options.presence,
    );
    closers.push(presence.close);
    closers.push(
      await database.listen((signal) => {
        if (signal === 'delivery') inbox.wake();
        else workers.wake();
      }),
    );

    const handled = Math.max(7, options.keepDays?.handled ?? 14);
    closers.push(
      startUpkeep(
        database,
        [
          () => inbox.sweep(handled),
          () => runs.sweep(handled),
          () => audit.sweep(options.keepDays?.audit ?? 365),
          () => runs.mend(),
          creations.sweep,
        ],
        log,
      ),
    );
    closers.push(inbox.stop);
    closers.push(() => workers.stop(0));

    return {
      kind: database.kind,
      inbox,
      jobs: { ...createJobs(database, tokens, workers.wake), ...createJobLine(database) },
      workers,
      requests: createRequestStore(database),
      settings: createSettings(database),
      audit,
      creations,
      leadership: { stand: database.stand },
      ping: async () => {
        await database.query('select 1');
      },
      close,
    };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
};
