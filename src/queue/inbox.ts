import type { Delivery, Inbox } from '../ports/delivery.ts';
import type { Log } from '../ports/log.ts';
import { type BackOff, pauseAfter } from './back-off.ts';
import type { Database } from './database.ts';
import { createInboxWriter } from './inbox-writer.ts';
import { errorText } from './verdict.ts';
import { createWake, longestWaitMs, waitFor } from './wake.ts';

export const deliveryBackOff: BackOff = { tries: 8, firstMs: 1_000, longestMs: 300_000 };
const batchSize = 50;
/** Lanes that one process handles side by side. */
const lanes = 4;
const claimLock = 7_205_271_003;

interface Claimed {
  readonly id: string;
  readonly event: string;
  readonly lane: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempts: number;
}

// A lane that another process has in hand is left to it, so that the order within a repository holds across replicas.
const claim = `
update clusterops.delivery d set state = 'leased', owner = $1, attempts = d.attempts + 1
from (
  select id from clusterops.delivery w
  where w.state = 'waiting' and w.next_at <= clock_timestamp() and not exists (
    select 1 from clusterops.delivery o where o.lane = w.lane and o.state = 'leased' and o.owner <> $1)
  order by w.seq limit ${batchSize} for update skip locked
) head
where d.id = head.id
returning d.id, d.seq::float8 as seq, d.event, d.lane::text as lane, d.payload, d.attempts`;

const nextDue = `
select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms
from clusterops.delivery where state = 'waiting'`;

interface Drain {
  readonly handle: (delivery: Delivery) => Promise<void>;
  readonly stopped: () => boolean;
}

export interface OwnedInbox extends Inbox {
  /** A delivery may have come in: look. */
  wake(): void;
  requeue(owners: readonly string[]): Promise<void>;
  /** Forgets deliveries handled longer ago than this. */
  sweep(olderThanDays: number): Promise<void>;
  idle(): Promise<void>;
}

/** The durable inbox on the table `delivery`. `owner` names this process in leases. */
export const createInbox = (
  database: Database,
  log: Log,
  owner: () => string,
  backOff: BackOff = deliveryBackOff,
): OwnedInbox => {
  const bell = createWake();
  const writer = createInboxWriter(database, bell.ring);

  const take = (): Promise<readonly (Claimed & { seq: number })[]> =>
    database.kind === 'embedded'
      ? database.query(claim, [owner()])
      : database.transaction(async (sql) => {
          await sql.query('select pg_advisory_xact_lock($1)', [claimLock]);
          return sql.query(claim, [owner()]);
        });

  const done = (id: string): Promise<unknown> =>
    database.query(
      `update clusterops.delivery set state = 'done', payload = 'null', owner = null, error = null,
         done_at = clock_timestamp() where id = $1 and owner = $2`,
      [id, owner()],
    );

  const failed = async (claimed: Claimed, error: unknown): Promise<void> => {
    const dead = claimed.attempts >= backOff.tries;
    log[dead ? 'error' : 'warn'](
      { err: error, delivery: claimed.id, attempt: claimed.attempts, dead },
      'delivery failed',
    );
    await database.query(
      `update clusterops.delivery set state = $3, owner = null, error = $4,
         next_at = clock_timestamp() + $5 * interval '1 millisecond',
         done_at = case when $3 = 'dead' then clock_timestamp() end
       where id = $1 and owner = $2`,
      [claimed.id, owner(), dead ? 'dead' : 'waiting', errorText(error), pauseAfter(backOff, claimed.attempts)],
    );
  };

  const handleLane = async (lane: readonly Claimed[], { handle, stopped }: Drain): Promise<void> => {
    for (const claimed of lane) {
      if (stopped()) return;
      try {
        await handle({ id: claimed.id, event: claimed.event, payload: claimed.payload });
        await done(claimed.id);
      } catch (error) {
        await failed(claimed, error);
      }
    }
  };

  /** Handles one batch; true when there may be more. */
  const round = async (drain: Drain): Promise<boolean> => {
    const batch = [...(await take())].sort((a, b) => a.seq - b.seq);
    const queue = [...Map.groupBy(batch, (claimed) => claimed.lane).values()];
    const worker = async (): Promise<void> => {
      for (let lane = queue.shift(); lane !== undefined; lane = queue.shift()) await handleLane(lane, drain);
    };
    await Promise.all(Array.from({ length: Math.min(lanes, queue.length) }, worker));
    return batch.length === batchSize;
  };

  // What was taken but not begun, or was in the hands of a crash, is no failed try.
  const requeue = (owners: readonly string[]): Promise<unknown> =>
    database.query(
      `update clusterops.delivery set state = 'waiting', owner = null, attempts = greatest(0, attempts - 1)
       where state = 'leased' and owner = any ($1)`,
      [owners],
    );

  const drain: Inbox['drain'] = async (handle) => {
    let stopped = false;
    let failures = 0;
    const loop = async (): Promise<void> => {
      while (!stopped) {
        let waitMs = longestWaitMs;
        try {
          if (await round({ handle, stopped: () => stopped })) continue;
          const [row] = await database.query<{ ms: number | null }>(nextDue);
          waitMs = row?.ms == null ? longestWaitMs : waitFor(row.ms);
          failures = 0;
        } catch (error) {
          waitMs = pauseAfter({ tries: 0, firstMs: 500, longestMs: longestWaitMs }, ++failures);
          log.error({ err: error, retryInMs: waitMs }, 'the inbox could not be read');
        }
        if (!stopped) await bell.wait(waitMs);
      }
    };
    const running = loop();
    return async () => {
      stopped = true;
      bell.ring();
      await running;
      await requeue([owner()]);
    };
  };

  return {
    store: writer.store,
    drain,
    wake: bell.ring,
    idle: writer.idle,
    depth: async () => {
      const [row] = await database.query<{ waiting: number; oldest: number | null; dead: number }>(
        `select count(*) filter (where state <> 'dead')::int as waiting, count(*) filter (where state = 'dead')::int as dead,
           extract(epoch from clock_timestamp() - min(received_at) filter (where state <> 'dead'))::float8 as oldest
         from clusterops.delivery where state in ('waiting', 'leased', 'dead')`,
      );
      return { waiting: row?.waiting ?? 0, oldestSeconds: row?.oldest ?? 0, dead: row?.dead ?? 0 };
    },
    requeue: async (owners) => {
      await requeue(owners);
      bell.ring();
    },
    sweep: async (olderThanDays) => {
      await database.query(
        `delete from clusterops.delivery where state in ('done', 'dead') and done_at < clock_timestamp() - $1 * interval '1 day'`,
        [olderThanDays],
      );
    },
  };
};
