import type { Delivery } from '../ports/delivery.ts';
import type { Database } from './database.ts';

const mostRows = 100;

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

const insert = `
with incoming as (
  select * from json_to_recordset($1::json) as r (id text, event text, lane bigint, payload json)
), stored as (
  insert into clusterops.delivery (id, event, lane, payload)
  select id, event, lane, payload from incoming on conflict (id) do nothing returning id
)
select id from stored`;

/**
 * Group commit: deliveries that arrive together, or while the one before is being committed, share one statement and
 * one commit, which costs a fraction of one each.
 */
export const createInboxWriter = (database: Database, stored: () => void): InboxWriter => {
  // One connection inside the embedded database; on a server a second batch may travel while the first is committed.
  const mostUnderWay = database.kind === 'embedded' ? 1 : 2;
  const announce = database.kind === 'embedded' ? '' : `, pg_notify('clusterops', 'delivery')`;
  const statement = insert.replace('select id from stored', `select id${announce} from stored`);
  let queue: Waiting[] = [];
  let scheduled = false;
  let underWay = 0;
  const idlers: (() => void)[] = [];

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    const rows = batch.map(({ delivery }) => ({
      id: delivery.id,
      event: delivery.event,
      lane: laneOf(delivery),
      payload: delivery.payload,
    }));
    try {
      const fresh = new Set((await database.query<{ id: string }>(statement, [JSON.stringify(rows)])).map((r) => r.id));
      // `delete` is true once: of two equal ids in one batch the first was stored.
      for (const { delivery, settle } of batch) settle(fresh.delete(delivery.id) ? 'stored' : 'duplicate');
      stored();
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  };

  const flush = (): void => {
    scheduled = false;
    while (queue.length > 0 && underWay < mostUnderWay) {
      const batch = queue.slice(0, mostRows);
      queue = queue.slice(mostRows);
      underWay += 1;
      void write(batch).finally(() => {
        underWay -= 1;
        if (queue.length > 0) flush();
        else if (underWay === 0) for (const idler of idlers.splice(0)) idler();
      });
    }
  };

  return {
    store: (delivery) =>
      new Promise((settle, fail) => {
        queue.push({ delivery, settle, fail });
        if (scheduled) return;
        scheduled = true;
        setImmediate(flush);
      }),
    idle: async () => {
      if (queue.length === 0 && underWay === 0) return;
      await new Promise<void>((resolve) => {
        idlers.push(resolve);
      });
    },
  };
};
