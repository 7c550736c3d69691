import type { Delivery } from '../ports/delivery.ts';
import type { Database } from './database.ts';

const mostRows = 100;
/** Under load a batch waits this long for company, because large batches cost far less CPU a delivery than small ones. */
const companyMs = 2;
/** A delivery that comes later than this after the last batch of several came alone, and is written at once. */
const busyMs = 10;
/** Other replicas are told of new deliveries at most this often: this process works them off anyway. */
const announceMs = 100;

interface Waiting {
  readonly delivery: Delivery;
  readonly settle: (outcome: 'stored' | 'duplicate') => void;
  readonly fail: (error: unknown) => void;
}

export interface InboxWriter {
  store(delivery: Delivery): Promise<'stored' | 'duplicate'>;
  /** Waits until nothing is under way. */
  idle(): Promise<void>;
}

/** The deliveries of one repository are handled in order; those without one share a lane. */
const laneOf = (delivery: Delivery): number => {
  const repository = delivery.payload.repository;
  const id = typeof repository === 'object' && repository !== null && 'id' in repository ? repository.id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : 0;
};

// One row comes back, whatever the size of the batch: the ids that were there before.
const insert = (announce: boolean): string => `
with incoming as (
  select * from json_to_recordset($1::json) as r (id text, event text, lane bigint, payload text)
), stored as (
  insert into clusterops.delivery (id, event, lane, payload)
  select id, event, lane, payload::json from incoming on conflict (id) do nothing returning id
)
select array(select id from incoming except select id from stored) as known
  ${announce ? `, pg_notify('clusterops', 'delivery')` : ''}`;

/** SQLSTATE class 22: something about the values, not about the server. */
const isDataError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('22');

/**
 * Group commit: deliveries that arrive together, or while the one before is being committed, share one statement and
 * one commit, which costs a fraction of one each.
 */
export const createInboxWriter = (database: Database, stored: () => void): InboxWriter => {
  const quietly = insert(false);
  const aloud = insert(true);
  let lastAnnounced = database.kind === 'embedded' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  let queue: Waiting[] = [];
  let writing = false;
  let lastBusy = Number.NEGATIVE_INFINITY;
  const idlers: (() => void)[] = [];

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    // The payload travels as text: escapes in it that Postgres cannot hold as characters (`\\u0000`) then stay escapes.
    const rows = batch.map(({ delivery }) => ({
      id: delivery.id,
      event: delivery.event,
      lane: laneOf(delivery),
      payload: JSON.stringify(delivery.payload),
    }));
    const now = performance.now();
    const announce = now - lastAnnounced >= announceMs;
    if (announce) lastAnnounced = now;
    try {
      const [row] = await database.query<{ known: string[] }>(announce ? aloud : quietly, [JSON.stringify(rows)]);
      const known = new Set(row?.known);
      for (const { delivery, settle } of batch) {
        settle(known.has(delivery.id) ? 'duplicate' : 'stored');
        // Of two equal ids in one batch the first was stored.
        known.add(delivery.id);
      }
      stored();
    } catch (error) {
      // A row that the database refuses must not take the others with it.
      if (batch.length > 1 && isDataError(error)) for (const each of batch) await write([each]);
      else for (const { fail } of batch) fail(error);
    }
  };

  // One batch at a time: a second connection would not keep the order of arrival.
  const flush = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, mostRows);
      queue = queue.slice(mostRows);
      await write(batch);
      if (batch.length > 1) lastBusy = performance.now();
      if (queue.length > 0 && queue.length < mostRows) await new Promise((resolve) => setTimeout(resolve, companyMs));
    }
    writing = false;
    for (const idler of idlers.splice(0)) idler();
  };

  return {
    store: (delivery) =>
      new Promise((settle, fail) => {
        queue.push({ delivery, settle, fail });
        if (writing) return;
        writing = true;
        if (performance.now() - lastBusy < busyMs) setTimeout(() => void flush(), companyMs);
        else setImmediate(() => void flush());
      }),
    idle: async () => {
      if (!writing) return;
      await new Promise<void>((resolve) => {
        idlers.push(resolve);
      });
    },
  };
};
