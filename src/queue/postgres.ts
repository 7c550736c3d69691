import pg from 'pg';
import type { Log } from '../ports/log.ts';
import { channel, type Database, type Signal, type Sql } from './database.ts';
import { standOnPostgres } from './election.ts';

const connectTimeoutMs = 10_000;
const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;
const longestPauseMs = 30_000;

/** Opens a pool on a Postgres server. Connections are made when first needed. */
export const openPostgres = (url: string, log: Log, limits: { readonly connections?: number } = {}): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'clusterops',
    max: limits.connections ?? 10,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    ...keepAlive,
  });
  // Without a listener an idle connection that breaks would end the process. The error carries the whole client: only
  // what it says is logged.
  pool.on('error', ({ message }) => log.warn({ reason: message }, 'an idle database connection broke'));

  const on = (runner: pg.Pool | pg.PoolClient): Sql => ({
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await runner.query(text, [...values])).rows as Row[],
  });

  const script = async (text: string): Promise<readonly Record<string, unknown>[]> => {
    const result: unknown = await pool.query(text);
    const results = (Array.isArray(result) ? result : [result]) as { rows?: Record<string, unknown>[] }[];
    return results.flatMap((each) => each.rows ?? []);
  };

  const transaction = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    // A connection in use that breaks between two statements reports it here only; unheard it would end the process.
    const onError = (error: Error): void => {
      broken = error;
    };
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      const value = await work(on(client));
      await client.query('COMMIT');
      return value;
    } catch (error) {
      await client.query('ROLLBACK').catch(onError);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  };

  return {
    kind: 'postgres',
    ...on(pool),
    script,
    transaction,
    listen: (onSignal) => listen(url, log, onSignal),
    stand: (place, events) => standOnPostgres(url, place, events, log),
    close: () => pool.end(),
  };
};

/** Keeps one connection listening, and makes it anew when it breaks. */
const listen = async (url: string, log: Log, onSignal: (signal: Signal) => void): Promise<() => Promise<void>> => {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failures = 0;

  const again = (error: unknown): void => {
    if (stopped || timer !== undefined) return;
    client = undefined;
    const pause = Math.min(longestPauseMs, 250 * 2 ** failures++);
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ reason, retryInMs: pause }, 'the listening database connection broke');
    timer = setTimeout(() => {
      timer = undefined;
      void connect().catch(again);
    }, pause);
  };

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'clusterops listener',
      connectionTimeoutMillis: connectTimeoutMs,
      ...keepAlive,
    });
    fresh.on('error', again);
    fresh.on('end', () => again(new Error('connection ended')));
    fresh.on('notification', ({ payload }) => {
      if (payload === 'delivery' || payload === 'job') onSignal(payload);
    });
    await fresh.connect();
    await fresh.query(`LISTEN ${channel}`);
    client = fresh;
    failures = 0;
    if (stopped) await fresh.end();
    // What was notified in between is lost: look once.
    onSignal('delivery');
    onSignal('job');
  };

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
};
