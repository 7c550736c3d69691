import { expect, test } from '@jest/globals';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { createJobRuns } from '../../src/queue/job-runs.ts';
import { createJobs } from '../../src/queue/jobs.ts';
import { migrate } from '../../src/queue/migrate.ts';
import { openTokens } from '../../src/queue/tokens.ts';
import { createWorkers, workerDefaults } from '../../src/queue/workers.ts';
import { silent, snapshot } from './support/backends.ts';

test('a job that ends process after process costs no try, but becomes a dead letter in the end and frees its key', async () => {
  const database = await openEmbedded({ memory: await snapshot() });
  await migrate(database);
  const tokens = await openTokens(database, silent);
  const runs = createJobRuns(database, tokens, () => 'this process');
  const begin = () => runs.begin(8, 0, [], new Set(['run']));
  const workers = createWorkers(database, runs, silent, workerDefaults);
  const jobs = createJobs(database, tokens, () => {});
  await jobs.add('observe', { requestId: 'killer' }, { id: 'killer', keys: ['k'] });
  await jobs.add('observe', { requestId: 'behind' }, { id: 'behind', keys: ['k'] });

  for (let crash = 1; crash <= 20; crash++) {
    const [job, ...more] = await begin();
    expect(more).toEqual([]);
    expect(job).toMatchObject({ id: 'killer', attempts: crash, deferrals: crash - 1 });
    await runs.requeue(['this process']);
  }
  expect(await begin()).toMatchObject([{ id: 'killer' }]);
  await runs.requeue(['this process']);
  expect(await begin()).toMatchObject([{ id: 'behind', attempts: 1 }]);
  expect(await workers.deadLetters()).toMatchObject([{ id: 'killer' }]);
  await tokens.close();
  await database.close();
}, 120_000);
