import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AppError } from '../../src/errors.ts';
import type { Queue } from '../../src/queue/open.ts';
import { backends, handlersOf, until } from './support/backends.ts';

describe.each(backends())('the line of jobs on $name', (backend) => {
  let queue: Queue;
  beforeAll(async () => {
    queue = await backend.open();
  }, 120_000);
  afterAll(async () => {
    await queue.workers.stop(1_000);
    await queue.close();
    await backend.drop();
  });

  test('tells how many of the same installation came before and are not done', async () => {
    const command = (id: string, installationId: number, keys: readonly string[] = []) => {
      const repository = { id: installationId * 10, owner: 'acme', name: 'clusters', installationId };
      const sender = { id: 1, login: 'ada', bot: false };
      const job = { repository, issue: 1, sourceNodeId: id, body: '/help', sender, delivery: 'd' };
      return queue.jobs.add('handle-command', job, { id, keys });
    };
    const tried: string[] = [];
    const gate = Promise.withResolvers<void>();
    for (const id of ['done', 'limited', 'in-line', 'broken', 'held']) await command(id, 7, id === 'held' ? ['k'] : []);
    await command('elsewhere', 8);
    await command('behind', 7, ['k']);
    const later = { retryAt: Date.now() + 3_600_000 };
    await queue.workers.start(
      handlersOf({
        'handle-command': async ({ sourceNodeId: id }) => {
          tried.push(id);
          if (id === 'limited') throw new AppError('github/rate-limited', 'x', later);
          if (id === 'in-line') throw new AppError('queue/in-line', 'x', later);
          if (id === 'broken') throw new AppError('github/unavailable', 'x', later);
          if (id === 'held') await gate.promise;
        },
      }),
    );
    await until(() => tried.length === 6, 'all that can run');
    await until(async () => (await queue.jobs.before('behind')) === 3, 'those that are over');
    expect(await queue.jobs.before('in-line')).toBe(1);
    expect(await queue.jobs.before('elsewhere')).toBe(0);
    expect(await queue.jobs.before('not known')).toBe(0);
    gate.resolve();
    await until(() => tried.includes('behind'), 'the one behind');
  });
});
