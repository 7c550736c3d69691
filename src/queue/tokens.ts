import type { Db, PgBoss } from 'pg-boss';
import type { Log } from '../ports/log.ts';
import type { Database, Sql } from './database.ts';
import type { Embedded } from './embedded.ts';
import { bossSchema } from './schema.ts';

const queue = 'run';
const hour = 3600;

/** A job that may run, from `due` on. */
export interface Due {
  readonly job: string;
  readonly due: Date;
}
export interface Token {
  readonly id: string;
  readonly job: string;
}

/**
 * The queue of jobs that may run, in pg-boss. A token only names a job: whether it really may run is decided when it
 * begins, so a token too many does no harm. All verbs run inside the caller's transaction.
 */
export interface Tokens {
  send(sql: Sql, due: readonly Due[]): Promise<void>;
  fetch(sql: Sql, most: number): Promise<readonly Token[]>;
  complete(sql: Sql, ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const inside = (sql: Sql): Db => ({
  executeSql: async (text, values) => ({ rows: [...(await sql.query(text, values))] }),
});

const engineOf = async (database: Database | Embedded): Promise<Db> => {
  if (!('engine' in database)) {
    return {
      executeSql: async (text, values) => ({
        rows: [...(values?.length ? await database.query(text, values) : await database.script(text))],
      }),
    };
  }
  const { fromPglite } = await import('pg-boss');
  return fromPglite(database.engine);
};

/** Starts pg-boss on the database: its tables, its supervision, one queue. */
export const openTokens = async (database: Database, log: Log): Promise<Tokens> => {
  const { PgBoss: Boss } = await import('pg-boss');
  const embedded = database.kind === 'embedded';
  const boss: PgBoss = new Boss({
    db: await engineOf(database),
    backend: embedded ? 'pglite' : 'postgres',
    schema: bossSchema,
    createSchema: false,
    schedule: false,
    registerInstance: false,
    reindex: !embedded,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
    superviseIntervalSeconds: 60,
    maintenanceIntervalSeconds: hour,
    queueCacheIntervalSeconds: hour,
    flowIntervalSeconds: hour,
    bamIntervalSeconds: hour,
  });
  boss.on('error', (error) => log.error({ err: error }, 'pg-boss reported an error'));
  boss.on('warning', (warning) => log.warn({ warning }, 'pg-boss warns'));
  await boss.start();
  await boss.createQueue(queue, {
    retryLimit: 0,
    expireInSeconds: 6 * hour,
    deleteAfterSeconds: hour,
    retentionSeconds: 30 * 24 * hour,
  });

  return {
    send: async (sql, due) => {
      if (due.length === 0) return;
      // Always the database's own time: this process's clock may differ.
      const tokens = due.map((each) => ({ data: { job: each.job }, startAfter: each.due.toISOString() }));
      await boss.insert(queue, tokens, { db: inside(sql) });
    },
    fetch: async (sql, most) => {
      const found = await boss.fetch<{ job: string }>(queue, { batchSize: most, db: inside(sql) });
      return found.map((each) => ({ id: each.id, job: each.data.job }));
    },
    complete: async (sql, ids) => {
      if (ids.length > 0) await boss.complete(queue, [...ids], null, { db: inside(sql) });
    },
    close: () => boss.stop({ close: false, graceful: false }),
  };
};
