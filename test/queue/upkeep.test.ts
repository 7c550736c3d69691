import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Database } from '../../src/queue/database.ts';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { migrate } from '../../src/queue/migrate.ts';
import { startUpkeep, vacuum } from '../../src/queue/upkeep.ts';
import { recording, snapshot } from './support/backends.ts';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

test('chores run every hour, a failing one keeps none of the others, and none runs after the stop', async () => {
  const done: string[] = [];
  const log = recording();
  const stop = startUpkeep(
    { kind: 'postgres' } as Database,
    [
      async () => void done.push('first'),
      async () => Promise.reject(new Error('no')),
      async () => void done.push('last'),
    ],
    log,
  );
  await jest.advanceTimersByTimeAsync(3_600_000);
  expect(done).toEqual(['first', 'last']);
  expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
  await jest.advanceTimersByTimeAsync(3_600_000);
  expect(done).toHaveLength(4);
  await stop();
  await jest.advanceTimersByTimeAsync(7_200_000);
  expect(done).toHaveLength(4);
});

test('the embedded database is vacuumed: tables that were updated over and over stay small', async () => {
  jest.useRealTimers();
  const database = await openEmbedded({ memory: await snapshot() });
  await migrate(database);
  const size = async (): Promise<number> =>
    (await database.query<{ size: number }>(`select pg_table_size('clusterops.setting')::int as size`))[0]?.size ?? 0;
  const churn = async (): Promise<void> => {
    await database.query(
      `insert into clusterops.setting select 'k' || n, repeat('x', 200) from generate_series(1, 2000) n`,
    );
    await database.query(`delete from clusterops.setting where key like 'k%'`);
    await vacuum(database);
  };
  await churn();
  const once = await size();
  for (let round = 0; round < 4; round++) await churn();
  expect(await size()).toBeLessThanOrEqual(once + 65_536);
  await database.close();
}, 60_000);
