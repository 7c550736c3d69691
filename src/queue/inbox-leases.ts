import { type BackOff, pauseAfter } from './back-off.ts';
import type { Database } from './database.ts';
import { errorText } from './verdict.ts';

export const batchSize = 50;
const claimLock = 7_205_271_003;

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
  /** Marks deliveries as handled and empties their payloads; the ids are kept for deduplication. */
  done(ids: readonly string[]): Promise<void>;
  /** Puts it back for a later try, or makes it a dead letter after the last; says which. */
  failed(claimed: Claimed, error: unknown): Promise<'waiting' | 'dead'>;
  /** Puts back what these processes have in hand; that counts as no try. */
  requeue(owners: readonly string[]): Promise<void>;
  /** Milliseconds until the next one is due; undefined when none waits. */
  nextDueMs(): Promise<number | undefined>;
}

// A lane that another process has in hand is left to it, so that the order within a repository holds across replicas.
const claim = `
with taken as (
  update clusterops.delivery d set state = 'leased', owner = $1, attempts = d.attempts + 1
  from (
    select id from clusterops.delivery w
    where w.state = 'waiting' and w.next_at <= clock_timestamp() and not exists (
      select 1 from clusterops.delivery o where o.lane = w.lane and o.state = 'leased' and o.owner <> $1)
    order by w.seq limit ${batchSize} for update skip locked
  ) head
  where d.id = head.id
  returning d.id, d.seq, d.event, d.lane, d.payload, d.attempts
)
select id, event, lane::text as lane, payload, attempts from taken order by taken.seq`;

/** Leases on rows of the table `delivery`. `owner` names this process. */
export const createInboxLeases = (database: Database, owner: () => string, backOff: BackOff): InboxLeases => ({
  take: () =>
    database.kind === 'embedded'
      ? database.query(claim, [owner()])
      : database.transaction(async (sql) => {
          // One at a time, or two replicas could each take a part of the same lane.
          await sql.query('select pg_advisory_xact_lock($1)', [claimLock]);
          return sql.query(claim, [owner()]);
        }),

  done: async (ids) => {
    if (ids.length === 0) return;
    await database.query(
      `update clusterops.delivery set state = 'done', payload = 'null', owner = null, error = null,
         done_at = clock_timestamp() where id = any ($1) and owner = $2`,
      [ids, owner()],
    );
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

  nextDueMs: async () => {
    const [row] = await database.query<{ ms: number | null }>(
      `select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms
       from clusterops.delivery where state = 'waiting'`,
    );
    return row?.ms ?? undefined;
  },
});
