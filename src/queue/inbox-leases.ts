import { type BackOff, pauseAfter } from './back-off.ts';
import type { Database } from './database.ts';
import { errorText } from './verdict.ts';

export const batchSize = 50;

/** A delivery in hand. */
export interface Claimed {
  readonly id: string;
  readonly event: string;
  /** What is handled in order: the repository's id as text, `0` without one. */
  readonly lane: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempts: number;
}

export interface InboxLeases {
  /** Takes the oldest waiting deliveries, at most `batchSize`, in order. */
  take(): Promise<readonly Claimed[]>;
  /**
   * Marks deliveries as handled and empties their payloads; the ids are kept for deduplication. Returns the milliseconds
   * until the next waiting one is due, undefined when none waits.
   */
  done(ids: readonly string[]): Promise<number | undefined>;
  /** Puts it back for a later try, or makes it a dead letter after the last; says which. */
  failed(claimed: Claimed, error: unknown): Promise<'waiting' | 'dead'>;
  /** Puts back what these processes have in hand; that counts as no try. */
  requeue(owners: readonly string[]): Promise<void>;
}

/** Leases on rows of the table `delivery`. `owner` names this process. */
export const createInboxLeases = (database: Database, owner: () => string, backOff: BackOff): InboxLeases => ({
  take: () => database.query('select * from clusterops.delivery_take($1, $2)', [owner(), batchSize]),

  done: async (ids) => {
    const [row] = await database.query<{ ms: number | null }>(
      `with handled as (
         update clusterops.delivery set state = 'done', payload = 'null', owner = null, error = null,
           done_at = clock_timestamp() where id = any ($1) and owner = $2
       )
       select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms
       from clusterops.delivery where state = 'waiting'`,
      [ids, owner()],
    );
    return row?.ms ?? undefined;
  },

  failed: async ({ id, attempts }, error) => {
    const state = attempts >= backOff.tries ? 'dead' : 'waiting';
    await database.query(
      `update clusterops.delivery set state = $3, owner = null, error = $4,
         next_at = clock_timestamp() + $5 * interval '1 millisecond',
         done_at = case when $3 = 'dead' then clock_timestamp() end
       where id = $1 and owner = $2`,
      [id, owner(), state, errorText(error), pauseAfter(backOff, attempts)],
    );
    return state;
  },

  requeue: async (owners) => {
    await database.query(
      `update clusterops.delivery set state = 'waiting', owner = null, attempts = greatest(0, attempts - 1)
       where state = 'leased' and owner = any ($1)`,
      [owners],
    );
  },
});
