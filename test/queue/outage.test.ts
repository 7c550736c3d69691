import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDatabase } from '../../src/queue/open.ts';
import { handlersOf, serverDatabase, silent, until } from './support/backends.ts';

if (serverDatabase === undefined) {
  test.skip('outages of the server: only with DATABASE_URL', () => {});
} else {
  const make = serverDatabase;
  describe('a server that breaks all connections again and again', () => {
    test('loses nothing that was acknowledged, and work goes on', async () => {
      const { place, drop } = await make();
      const queue = await openDatabase({
        url: place,
        log: silent,
        jobBackOff: { tries: 50, firstMs: 5, longestMs: 20 },
      });
      const admin = new pg.Client({ connectionString: process.env.DATABASE_URL });
      await admin.connect();
      const outage = (): Promise<unknown> =>
        admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
          new URL(place).pathname.slice(1),
        ]);

      const handled = new Set<string>();
      const ran = new Set<string>();
      const handlers = handlersOf({ observe: async ({ requestId }) => void ran.add(requestId) });
      await queue.inbox.drain(async ({ id }) => void handled.add(id));
      await queue.workers.start(handlers);

      const acknowledged: string[] = [];
      for (let index = 0; index < 60; index++) {
        const id = `d${index}`;
        const settled = Promise.allSettled([
          queue.inbox.store({ id, event: 'issues', payload: {} }),
          queue.jobs.add('observe', { requestId: id }, { keys: [`k${index % 3}`] }),
        ]);
        if (index % 10 === 5) await outage();
        const results = await settled;
        if (results.every(({ status }) => status === 'fulfilled')) acknowledged.push(id);
      }
      expect(acknowledged.length).toBeGreaterThan(30);
      await until(() => acknowledged.every((id) => handled.has(id) && ran.has(id)), 'the end of all work');
      await until(async () => (await queue.inbox.depth()).waiting === 0, 'an empty inbox');
      await until(async () => (await queue.workers.depth()).length === 0, 'the end of all jobs');
      await queue.close();
      await admin.end();
      await drop();
    }, 60_000);
  });
}
