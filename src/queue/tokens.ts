import type { Db, PgBoss } from 'pg-boss';
import type { Log } from '../ports/log.ts';
import type { Database, Sql } from './database.ts';
import type { Embedded } from './embedded.ts';
import { bossSchema } from './schema.ts';

/** Jobs that the control lane takes carry this before their ids. */
export const controlPrefix = 'control:';
export type Lane = 'run' | 'control';
const lanes: readonly Lane[] = ['run', 'control'];
/** Each lane has a queue of its own for each place. */
const queueOf = (lane: Lane, place?: string): string => (place === undefined ? lane : `${lane}.${place}`);
export const laneOf = (job: string): Lane => (job.startsWith(controlPrefix) ? 'control' : 'run');

const hour = 3600;

/** A job that may run, from `due` on. */
export interface Due {
  readonly job: string;
  readonly due: Date;
}
export interface Token {
  readonly id: string;
  readonly job: string;
  readonly queue: string;
}

/**
 * The queues of jobs that may run, in pg-boss: one for those that control others, one for the rest, and both again for each
 * place that jobs are bound to. A token only names a job: whether it really may run is decided when it begins, so a token too
 * many does no harm. All verbs run inside the caller's transaction.
 */
export interface Tokens {
  send(sql: Sql, due: readonly Due[]): Promise<void>;
  /** Those of jobs that may run anywhere, and of those that are bound to one of these places. */
  fetch(sql: Sql, lane: Lane, most: number, held: readonly string[]): Promise<readonly Token[]>;
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
export const openTokens = async (database: Database, log: Log, places: readonly string[] = []): Promise<Tokens> => {
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
  for (const queue of lanes.flatMap((lane) => [undefined, ...places].map((place) => queueOf(lane, place))))
    await boss.createQueue(queue, {
      retryLimit: 0,
      expireInSeconds: 6 * hour,
      deleteAfterSeconds: hour,
      retentionSeconds: 30 * 24 * hour,
    });

  /** A job keeps its place however it becomes ready. One whose place is known no more may run anywhere. */
  const placesOf = async (sql: Sql, due: readonly Due[]): Promise<ReadonlyMap<string, string>> => {
    if (places.length === 0 || due.length === 0) return new Map();
    const rows = await sql.query<{ id: string; place: string }>(
      'select id, place from clusterops.job where id = any ($1) and place = any ($2)',
      [due.map(({ job }) => job), places],
    );
    return new Map(rows.map(({ id, place }) => [id, place]));
  };

  return {
    send: async (sql, due) => {
      const placed = await placesOf(sql, due);
      for (const [queue, of] of Map.groupBy(due, ({ job }) => queueOf(laneOf(job), placed.get(job)))) {
        // Always the database's own time: this process's clock may differ.
        const tokens = of.map((each) => ({ data: { job: each.job }, startAfter: each.due.toISOString() }));
        await boss.insert(queue, tokens, { db: inside(sql) });
      }
    },
    fetch: async (sql, lane, most, held) => {
      const tokens: Token[] = [];
      for (const place of [...held.filter((each) => places.includes(each)), undefined]) {
        const batchSize = most - tokens.length;
        if (batchSize === 0) break;
        const queue = queueOf(lane, place);
        const found = await boss.fetch<{ job: string }>(queue, { batchSize, db: inside(sql) });
        tokens.push(...found.map((each) => ({ id: each.id, job: each.data.job, queue })));
      }
      return tokens;
    },
    complete: async (sql, tokens) => {
      for (const [queue, of] of Map.groupBy(tokens, (token) => token.queue))
        await boss.complete(
          queue,
          of.map(({ id }) => id),
          null,
          { db: inside(sql) },
        );
    },
    close: () => boss.stop({ close: false, graceful: false }),
  };
};
