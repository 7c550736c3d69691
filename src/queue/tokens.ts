import type { Db, PgBoss } from 'pg-boss';
import type { Log } from '../ports/log.ts';
import type { Database, Sql } from './database.ts';
import type { Embedded } from './embedded.ts';
import { bossSchema } from './schema.ts';

/** Jobs that the control lane takes carry this before their ids. */
export const controlPrefix = 'control:';
type Lane = 'run' | 'control';
const lanes: readonly Lane[] = ['run', 'control'];
const laneOf = (job: string): Lane => (job.startsWith(controlPrefix) ? 'control' : 'run');

const hour = 3600;

/** A job that may run, from `due` on. */
export interface Due {
  readonly job: string;
  readonly due: Date;
}
export interface Token {
  readonly id: string;
  readonly job: string;
  readonly lane: Lane;
}

/**
 * The queues of jobs that may run, in pg-boss: one for those that control others, one for the rest. A token only names a job: whether it really may run is decided when it
 * begins, so a token too many does no harm. All verbs run inside the caller's transaction.
 */
export interface Tokens {
  send(sql: Sql, due: readonly Due[]): Promise<void>;
  fetch(sql: Sql, lane: Lane, most: number): Promise<readonly Token[]>;
  complete(sql: Sql, tokens: readonly Token[]): Promise<void>;
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

/** Starts pg-boss on the database: its tables, its supervision, its queues. */
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
  for (const lane of lanes)
    await boss.createQueue(lane, {
      retryLimit: 0,
      expireInSeconds: 6 * hour,
      deleteAfterSeconds: hour,
      retentionSeconds: 30 * 24 * hour,
    });

  return {
    send: async (sql, due) => {
      for (const [lane, of] of Map.groupBy(due, ({ job }) => laneOf(job))) {
        // Always the database's own time: this process's clock may differ.
        const tokens = of.map((each) => ({ data: { job: each.job }, startAfter: each.due.toISOString() }));
        await boss.insert(lane, tokens, { db: inside(sql) });
      }
    },
    fetch: async (sql, lane, most) => {
      const found = await boss.fetch<{ job: string }>(lane, { batchSize: most, db: inside(sql) });
      return found.map((each) => ({ id: each.id, job: each.data.job, lane }));
    },
    complete: async (sql, tokens) => {
      for (const [lane, of] of Map.groupBy(tokens, (token) => token.lane))
        await boss.complete(
          lane,
          of.map(({ id }) => id),
          null,
          { db: inside(sql) },
        );
    },
    close: () => boss.stop({ close: false, graceful: false }),
  };
};
