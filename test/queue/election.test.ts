import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { AppError } from '../../src/errors.ts';
import { openDatabase } from '../../src/queue/open.ts';
import { backends, handlersOf, serverDatabase, silent, until } from './support/backends.ts';

const place = 'management-cluster';
const ignored = { won: () => {}, lost: () => {} };

test('with the embedded database this process leads at once, until it stands no more', async () => {
  const [embedded] = backends();
  const queue = await embedded?.open();
  let won = 0;
  const candidacy = await queue?.leadership.stand(place, { won: () => won++, lost: () => {} });
  expect([won, candidacy?.leads()]).toEqual([1, true]);
  await candidacy?.close();
  expect(candidacy?.leads()).toBe(false);
  await queue?.close();
});

if (serverDatabase === undefined) {
  test.skip('one leader among several processes: only with DATABASE_URL', () => {});
} else {
  const make = serverDatabase;

  test('one of two leads; the other follows when it steps down, and again when its session is cut', async () => {
    const { place: url, drop } = await make();
    const open = () => openDatabase({ url, log: silent, places: [place] });
    const [one, two] = [await open(), await open()];
    const lost: string[] = [];
    const first = await one.leadership.stand(place, ignored);
    const second = await two.leadership.stand(place, { won: () => {}, lost: () => lost.push('second') });
    const elsewhere = await two.leadership.stand('another place', ignored);
    expect([first.leads(), second.leads(), elsewhere.leads()]).toEqual([true, false, true]);
    await first.close();
    expect(first.leads()).toBe(false);
    await until(() => second.leads(), 'the second to lead');

    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    const third = await one.leadership.stand(place, ignored);
    await admin.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid in
      (select pid from pg_stat_activity where datname = current_database() and application_name = 'clusterops leader of ${place}')`);
    await until(() => lost.length === 1, 'the leader to notice');
    await until(() => third.leads() !== second.leads(), 'one leader again');
    await admin.end();
    for (const each of [second, third, elsewhere]) await each.close();
    await one.close();
    await two.close();
    await drop();
  });

  test.each(['SIGKILL', 'SIGSTOP'] as const)(
    'a leader that gets %s is followed within 15 seconds, and its job runs at the new one',
    async (signal) => {
      const { place: url, drop } = await make();
      const child = spawn(
        process.execPath,
        ['--no-warnings', fileURLToPath(new URL('./support/leader.ts', import.meta.url)), url, place],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await new Promise((resolve) => child.stdout.once('data', resolve));
      const queue = await openDatabase({ url, log: silent, places: [place] });
      const candidacy = await queue.leadership.stand(place, { won: queue.workers.wake, lost: () => {} });
      expect(candidacy.leads()).toBe(false);
      const ran: string[] = [];
      const tries: boolean[] = [];
      await queue.workers.start(
        handlersOf({
          observe: async ({ requestId }) => {
            tries.push(candidacy.leads());
            if (!candidacy.leads()) throw new AppError('queue/elsewhere', 'another replica watches', { place });
            ran.push(requestId);
          },
        }),
        () => (candidacy.leads() ? [place] : []),
      );
      await queue.jobs.add('observe', { requestId: 'seen' }, { id: 'seen' });
      await until(() => tries.length === 1, 'the first try');
      const began = performance.now();
      child.kill(signal);
      await until(() => ran.length === 1, 'the job at the new leader', 30_000);
      expect(performance.now() - began).toBeLessThan(15_000);
      // Tried once where it could not run, then only where it could: no turns in between.
      expect(tries).toEqual([false, true]);
      child.kill('SIGKILL');
      await candidacy.close();
      await queue.workers.stop(1_000);
      await queue.close();
      await drop();
    },
  );
}
