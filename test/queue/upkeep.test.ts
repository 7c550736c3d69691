import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { Database } from '../../src/queue/database.ts';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { migrate } from '../../src/queue/migrate.ts';
import { startUpkeep, vacuum } from '../../src/queue/upkeep.ts';
import { recording, snapshot } from './support/backends.ts';

afterEach(() => mock.timers.reset());

/** Lets the hours pass, and what they begin come to its end. */
async function pass(hours: number): Promise<void> {
  mock.timers.tick(hours * 3_600_000);
  await setImmediate();
}

test('chores run every hour, a failing one keeps none of the others, and none runs after the stop', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
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
  await pass(1);
  expect(done).toEqual(['first', 'last']);
  expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
  await pass(1);
  expect(done).toHaveLength(4);
  await stop();
  await pass(2);
  expect(done).toHaveLength(4);
});

test('the embedded database is vacuumed: tables that were updated over and over stay small', async () => {
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
