import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { JobHandlers } from '../../../src/ports/jobs.ts';
import type { Log } from '../../../src/ports/log.ts';
import { openEmbedded } from '../../../src/queue/embedded.ts';
import { functions, migrate } from '../../../src/queue/migrate.ts';
import { openDatabase, type Queue, type QueueOptions } from '../../../src/queue/open.ts';
import { migrations } from '../../../src/queue/schema.ts';
import { openTokens } from '../../../src/queue/tokens.ts';

export const silent: Log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** A log that keeps what was said, for tests about the log. */
export const recording = (): Log & { readonly lines: { level: string; message: string; fields: object }[] } => {
  const lines: { level: string; message: string; fields: object }[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error'), debug: at('debug') };
};

const snapshotVersion = (): string => {
  const read = (name: string): string =>
    readFileSync(new URL(`../../../node_modules/${name}/package.json`, import.meta.url), 'utf8');
  const hash = createHash('sha256');
  for (const part of [read('@electric-sql/pglite'), read('pg-boss'), ...migrations, ...functions]) hash.update(part);
  return hash.digest('hex').slice(0, 16);
};

/** An initialised data directory, made once and kept, because making one takes seconds. */
export const snapshot = async (): Promise<Blob> => {
  const folder = join(tmpdir(), 'clusterops-test-snapshots');
  const file = join(folder, `${snapshotVersion()}.tar`);
  if (!existsSync(file)) {
    const database = await openEmbedded({ memory: undefined });
    await migrate(database);
    const tokens = await openTokens(database, silent);
    await tokens.close();
    const dumped = Buffer.from(await (await database.engine.dumpDataDir('none')).arrayBuffer());
    await database.close();
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, dumped);
    renameSync(`${file}.${process.pid}`, file);
  }
  return new Blob([readFileSync(file)]);
};

export interface Backend {
  readonly name: string;
  /** Opens an empty database of its own. */
  open(options?: Partial<QueueOptions>): Promise<Queue>;
  /** The same database once more, as another replica sees it; absent where only one process may have it. */
  readonly replica?: (options?: Partial<QueueOptions>) => Promise<Queue>;
  /** Removes the database. */
  drop(): Promise<void>;
}

const embedded = (): Backend => ({
  name: 'embedded',
  open: async (options) => openDatabase({ memory: await snapshot(), log: silent, ...options }),
  drop: async () => {},
});

function onServer(server: string): Backend & { readonly url: string; readonly create: () => Promise<void> } {
  const database = `clusterops_test_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const url = new URL(server);
  url.pathname = `/${database}`;
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const replica = (options?: Partial<QueueOptions>): Promise<Queue> =>
    openDatabase({ url: url.href, log: silent, ...options });
  const create = (): Promise<void> => run(`create database ${database}`);
  return {
    name: 'postgres',
    url: url.href,
    create,
    open: async (options) => {
      await create();
      return replica(options);
    },
    replica,
    drop: () => run(`drop database if exists ${database} with (force)`),
  };
}

/** Makes an empty database on the server of DATABASE_URL, for tests whose processes open it themselves. */
export const serverDatabase: (() => Promise<{ place: string; drop: () => Promise<void> }>) | undefined =
  process.env.DATABASE_URL === undefined || process.env.DATABASE_URL === ''
    ? undefined
    : async () => {
        const { create, url, drop } = onServer(process.env.DATABASE_URL ?? '');
        await create();
        return { place: url, drop };
      };

/** Every kind of database that can be had here. */
export const backends = (): readonly Backend[] => {
  const url = process.env.DATABASE_URL;
  if (url !== undefined && url !== '') return [embedded(), onServer(url)];
  process.stderr.write('DATABASE_URL is not set: these tests run on the embedded database only.\n');
  return [embedded()];
};

/** Waits until `condition` holds, looking again after each turn of the event loop and each short pause. */
export const until = async (
  condition: () => boolean | Promise<boolean>,
  what = 'the condition',
  limitMs = 15_000,
): Promise<void> => {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`${what} did not come true`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

export const never = async (): Promise<never> => {
  throw new Error('this kind of job is not expected here');
};

/** Handlers of the kinds of jobs that a test is about; any other kind fails it. */
export const handlersOf = (expected: Partial<JobHandlers>): JobHandlers => ({
  'handle-command': never,
  observe: never,
  'check-pull': never,
  'clean-up': never,
  'adopt-pull': never,
  'check-action': never,
  'delete-cluster': never,
  'remove-templates': never,
  'move-request': never,
  'adopt-removal': never,
  'expire-clusters': never,
  'keep-schedule': never,
  'advance-train': never,
  'sweep-orphans': never,
  reconcile: never,
  ...expected,
});
