import type { Delivery, Inbox } from '../ports/delivery.ts';
import type { Log } from '../ports/log.ts';
import { type BackOff, pauseAfter } from './back-off.ts';
import type { Database } from './database.ts';
import { batchSize, type Claimed, createInboxLeases } from './inbox-leases.ts';
import { createInboxWriter } from './inbox-writer.ts';
import { createWake, longestWaitMs, waitFor } from './wake.ts';

export const deliveryBackOff: BackOff = { tries: 8, firstMs: 1_000, longestMs: 300_000 };
const outageBackOff: BackOff = { tries: 0, firstMs: 500, longestMs: longestWaitMs };
/** Under load, how long a batch waits for company. */
const companyMs = 10;
/** Lanes that one process handles side by side. */
const lanes = 4;

type Handle = (delivery: Delivery) => Promise<void>;

export interface DeadDelivery {
  readonly id: string;
  readonly event: string;
  readonly error: string;
  /** Milliseconds since the epoch. */
  readonly failedAt: number;
}

/** Deliveries that were given up, newest first, and their second chance. */
export interface DeadDeliveries {
  dead(): Promise<readonly DeadDelivery[]>;
  /** Hands it over again, with new tries; false when no dead delivery has that id. */
  rerun(id: string): Promise<boolean>;
}

export interface OwnedInbox extends Inbox, DeadDeliveries {
  /** A delivery may have come in: look. */
  wake(): void;
  requeue(owners: readonly string[]): Promise<void>;
  /** Forgets deliveries handled longer ago than this. */
  sweep(olderThanDays: number): Promise<void>;
  /** Waits until every delivery that was handed in is stored. */
  idle(): Promise<void>;
  /** Ends all draining; what is in hand is finished. */
  stop(): Promise<void>;
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
  const leases = createInboxLeases(database, owner, backOff);

  /** True when it was handled; a failure is stored at once. */
  const handleOne = async (claimed: Claimed, handle: Handle): Promise<boolean> => {
    try {
      await handle({ id: claimed.id, event: claimed.event, payload: claimed.payload });
      return true;
    } catch (error) {
      const state = await leases.failed(claimed, error);
      const fields = { err: error, delivery: claimed.id, attempt: claimed.attempts };
      if (state === 'dead') log.error(fields, 'a delivery failed for the last time');
      else log.warn(fields, 'a delivery failed and is tried again');
      return false;
    }
  };

  /** Handles one batch, the deliveries of a lane one after another; returns how long to wait before the next. */
  const round = async (handle: Handle, stopped: () => boolean): Promise<number> => {
    const batch = await leases.take();
    const queue = [...Map.groupBy(batch, (claimed) => claimed.lane).values()];
    const handled: string[] = [];
    const worker = async (): Promise<void> => {
      for (let lane = queue.shift(); lane !== undefined; lane = queue.shift()) {
        for (const claimed of lane) {
          if (stopped()) return;
          if (await handleOne(claimed, handle)) handled.push(claimed.id);
        }
      }
    };
    const results = await Promise.allSettled(Array.from({ length: Math.min(lanes, queue.length) }, worker));
    // In one statement: a crash before it has the batch handled again, which handlers must bear anyway.
    const due = await leases.done(handled);
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    if (batch.length === batchSize) return 0;
    return due === undefined ? longestWaitMs : waitFor(due);
  };

  const drains = new Set<() => Promise<void>>();

  const drain: Inbox['drain'] = async (handle) => {
    let stopped = false;
    let failures = 0;
    const loop = async (): Promise<void> => {
      while (!stopped) {
        let waitMs: number;
        try {
          // After an outage some leases may stand whose end was not stored.
          if (failures > 0) await leases.requeue([owner()]);
          waitMs = await round(handle, () => stopped);
          failures = 0;
        } catch (error) {
          waitMs = pauseAfter(outageBackOff, ++failures);
          log.error({ err: error, retryInMs: waitMs }, 'the inbox cannot be worked off');
        }
        if (stopped || waitMs === 0) continue;
        const waited = performance.now();
        await bell.wait(waitMs);
        // Rung at once: under load a moment's wait makes the batches larger. A delivery that comes alone does not wait.
        if (performance.now() - waited < companyMs && !stopped)
          await new Promise((done) => setTimeout(done, companyMs));
      }
    };
    const running = loop();
    const stop = async (): Promise<void> => {
      const first = drains.delete(stop);
      stopped = true;
      bell.ring();
      await running;
      if (first) await leases.requeue([owner()]);
    };
    drains.add(stop);
    return stop;
  };

  return {
    store: writer.store,
    drain,
    wake: bell.ring,
    idle: writer.idle,
    stop: async () => {
      await Promise.all([...drains].map((stop) => stop()));
    },
    depth: async () => {
      const [row] = await database.query<{ waiting: number; oldest: number | null; dead: number }>(
        `select count(*) filter (where state <> 'dead')::int as waiting, count(*) filter (where state = 'dead')::int as dead,
           extract(epoch from clock_timestamp() - min(received_at) filter (where state <> 'dead'))::float8 as oldest
         from clusterops.delivery where state in ('waiting', 'leased', 'dead')`,
      );
      return { waiting: row?.waiting ?? 0, oldestSeconds: row?.oldest ?? 0, dead: row?.dead ?? 0 };
    },
    dead: () =>
      database.query<DeadDelivery>(
        `select id, event, coalesce(error, '') as error, (extract(epoch from done_at) * 1000)::float8 as "failedAt"
         from clusterops.delivery where state = 'dead' order by done_at desc limit 1000`,
      ),
    rerun: async (id) => {
      const found = await database.query(
        `update clusterops.delivery set state = 'waiting', attempts = 0, error = null, done_at = null,
           next_at = clock_timestamp() where id = $1 and state = 'dead' returning id`,
        [id],
      );
      bell.ring();
      return found.length > 0;
    },
    requeue: async (owners) => {
      await leases.requeue(owners);
      bell.ring();
      // A process that ends may have stored what it told nobody of.
      await database.query(`select pg_notify('clusterops', 'delivery')`);
    },
    sweep: async (olderThanDays) => {
      await database.query(
        `delete from clusterops.delivery where state in ('done', 'dead') and done_at < clock_timestamp() - $1 * interval '1 day'`,
        [olderThanDays],
      );
    },
  };
};
