import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { AppError } from '../../src/errors.ts';
import type { JobContext, JobHandlers, ObserveJob } from '../../src/ports/jobs.ts';
import type { Queue } from '../../src/queue/open.ts';
import { backends, handlersOf, until } from './support/backends.ts';

/** Holds handlers until the test lets them pass. */
const openGate = (): { readonly passed: Promise<void>; readonly open: () => void } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
};

type Observe = (payload: ObserveJob, context: JobContext) => Promise<void>;
const handlers = (observe: Observe, more: Partial<JobHandlers> = {}): JobHandlers => handlersOf({ observe, ...more });

describe.each(backends())('jobs on $name', (backend) => {
  let queue: Queue;
  beforeAll(async () => {
    queue = await backend.open({ jobBackOff: { tries: 3, firstMs: 10, longestMs: 40 } });
  }, 120_000);
  afterEach(() => queue.workers.stop(1_000));
  afterAll(async () => {
    await queue.close();
    await backend.drop();
  });

  const add = (requestId: string, options?: Parameters<Queue['jobs']['add']>[2]) =>
    queue.jobs.add('observe', { requestId }, options);
  const waiting = async (): Promise<number> =>
    (await queue.workers.depth()).reduce((sum, kind) => sum + kind.waiting + kind.active, 0);
  const allEnded = (): Promise<void> => until(async () => (await waiting()) === 0, 'the end of all jobs');

  test('hands payload and context to the handler of its kind, once', async () => {
    const seen: unknown[] = [];
    await add('first', { id: 'job-first' });
    await queue.workers.start(
      handlers(async (payload, { id, attempt, lastAttempt }) => {
        seen.push({ payload, id, attempt, lastAttempt });
      }),
    );
    await allEnded();
    expect(seen).toEqual([{ payload: { requestId: 'first' }, id: 'job-first', attempt: 1, lastAttempt: false }]);
  });

  test('that control others find a place when all others are taken, and still wait for their keys', async () => {
    const gate = openGate();
    const ran: string[] = [];
    for (let index = 0; index < 20; index += 1) await add(`slow-${index}`, { keys: [`slow-${index}`] });
    await queue.workers.start(
      handlers(async ({ requestId }) => {
        ran.push(requestId);
        if (requestId.startsWith('slow')) await gate.passed;
      }),
    );
    await until(() => ran.length === 8, 'all places taken');
    await add('unlock', { id: 'unlock', control: true });
    await add('cancel', { control: true, keys: ['slow-0'] });
    await until(() => ran.includes('unlock'), 'the job that controls others');
    await expect(add('unlock', { id: 'unlock', control: true })).resolves.toBe('known');
    expect(ran).toHaveLength(9);
    gate.open();
    await allEnded();
    expect(ran.toSorted()).toEqual(
      ['cancel', 'unlock', ...Array.from({ length: 20 }, (_, index) => `slow-${index}`)].toSorted(),
    );
  });

  test('knows an id for ever: while it waits, and after it ended', async () => {
    let runs = 0;
    await expect(add('x', { id: 'same' })).resolves.toBe('added');
    await expect(add('x', { id: 'same' })).resolves.toBe('known');
    await queue.workers.start(
      handlers(async () => {
        runs += 1;
      }),
    );
    await allEnded();
    await expect(add('x', { id: 'same' })).resolves.toBe('known');
    await allEnded();
    expect(runs).toBe(1);
  });

  test('wakes at once for a job that comes while the workers wait', async () => {
    const seen: string[] = [];
    await queue.workers.start(handlers(async ({ requestId }) => void seen.push(requestId)));
    await add('a');
    await until(() => seen.length === 1);
    await add('b');
    await until(() => seen.length === 2);
    expect(seen).toEqual(['a', 'b']);
  });

  test('one waiting job of a coalescing key is enough; a running one is not', async () => {
    const seen: string[] = [];
    const gate = openGate();
    await expect(add('1', { coalesce: 'c' })).resolves.toBe('added');
    await expect(add('2', { coalesce: 'c' })).resolves.toBe('known');
    await queue.workers.start(
      handlers(async ({ requestId }) => {
        seen.push(requestId);
        await gate.passed;
      }),
    );
    await until(() => seen.length === 1);
    await expect(add('3', { coalesce: 'c' })).resolves.toBe('added');
    await until(() => seen.length === 2);
    gate.open();
    await allEnded();
    expect(seen).toEqual(['1', '3']);
  });

  test('a failing job may be tried again while another of its coalescing key waits', async () => {
    const seen: string[] = [];
    await queue.workers.start(
      handlers(async ({ requestId }) => {
        seen.push(requestId);
        if (seen.length > 1) return;
        await add('sibling', { coalesce: 'again', keys: ['again'] });
        throw new Error('first try');
      }),
    );
    await add('failing', { coalesce: 'again', keys: ['again'] });
    await allEnded();
    expect(seen).toEqual(['failing', 'failing', 'sibling']);
  });

  test('a delayed job waits for its time, blocks nobody meanwhile, and comes forward when asked sooner', async () => {
    const seen: string[] = [];
    await add('delayed', { delayMs: 60_000, keys: ['d'], coalesce: 'd' });
    await add('now', { keys: ['d'] });
    await queue.workers.start(handlers(async ({ requestId }) => void seen.push(requestId)));
    await until(() => seen.length === 1);
    await expect(add('sooner', { delayMs: 30, keys: ['d'], coalesce: 'd' })).resolves.toBe('known');
    await allEnded();
    expect(seen).toEqual(['now', 'delayed']);
  });

  test('a delayed job that awaits the sight of a management cluster comes forward with it', async () => {
    const seen: string[] = [];
    await queue.workers.start(handlers(async ({ requestId }) => void seen.push(requestId)));
    await add('of america', { delayMs: 60_000, awaits: 'america', keys: ['base'], coalesce: 'base' });
    await add('of america, again', { delayMs: 90_000, awaits: 'america', keys: ['base'], coalesce: 'base' });
    await add('of europe', { delayMs: 60_000, awaits: 'europe', coalesce: 'other' });
    await add('of nobody', { delayMs: 60_000, coalesce: 'third' });
    await queue.jobs.inSight('america');
    await until(() => seen.length === 1);
    await queue.jobs.inSight('america');
    await queue.jobs.inSight('europe');
    await until(() => seen.length === 2);
    expect(seen).toEqual(['of america', 'of europe']);
    await add('of nobody', { coalesce: 'third' });
    await allEnded();
  });

  test('a fault that time cannot heal is dead at once, is shown, frees its key and can be run again', async () => {
    const seen: string[] = [];
    let healed = false;
    await queue.workers.start(
      handlers(async ({ requestId }) => {
        seen.push(requestId);
        if (requestId === 'hopeless' && !healed) throw new AppError('github/refused', 'no such field');
      }),
    );
    await add('hopeless', { id: 'hopeless', keys: ['k'] });
    await add('next', { keys: ['k'] });
    await until(() => seen.includes('next'));
    await allEnded();
    expect(seen).toEqual(['hopeless', 'next']);
    const [dead] = await queue.workers.deadLetters();
    expect(dead).toMatchObject({ id: 'hopeless', kind: 'observe', payload: { requestId: 'hopeless' } });
    expect(dead?.error).toContain('no such field');
    expect(Math.abs((dead?.failedAt ?? 0) - Date.now())).toBeLessThan(60_000);
    healed = true;
    await expect(queue.workers.rerun('hopeless')).resolves.toBe(true);
    await allEnded();
    expect(seen).toEqual(['hopeless', 'next', 'hopeless']);
    await expect(queue.workers.deadLetters()).resolves.toEqual([]);
    await expect(queue.workers.rerun('hopeless')).resolves.toBe(false);
  });

  test('other faults are tried again until the tries are used up, in place, before those behind', async () => {
    const seen: { id: string; attempt: number; last: boolean }[] = [];
    await queue.workers.start(
      handlers(async ({ requestId }, { attempt, lastAttempt }) => {
        seen.push({ id: requestId, attempt, last: lastAttempt });
        if (requestId === 'failing') throw new Error('again');
      }),
    );
    await add('failing', { id: 'failing', keys: ['q'] });
    await add('behind', { keys: ['q'] });
    await allEnded();
    expect(seen).toEqual([
      { id: 'failing', attempt: 1, last: false },
      { id: 'failing', attempt: 2, last: false },
      { id: 'failing', attempt: 3, last: true },
      { id: 'behind', attempt: 1, last: false },
    ]);
    await expect(queue.workers.depth()).resolves.toMatchObject([{ kind: 'observe', dead: 1 }]);
  });

  test('a fault that names its time is tried then, and uses up no try', async () => {
    const seen: number[] = [];
    await queue.workers.start(
      handlers(async () => {
        seen.push(performance.now());
        if (seen.length <= 5) throw new AppError('github/rate-limited', 'wait', { retryAt: Date.now() + 60 });
      }),
    );
    await add('limited', { id: 'limited' });
    await allEnded();
    expect(seen).toHaveLength(6);
    // The database's clock has microseconds, this one's start is rounded to milliseconds.
    for (const [index, at] of seen.slice(1).entries()) expect(at - (seen[index] ?? 0)).toBeGreaterThan(55);
  });

  test('stopping waits for the job in hand, and leaves the rest for later', async () => {
    const seen: string[] = [];
    const gate = openGate();
    let entered = false;
    await queue.workers.start(
      handlers(async ({ requestId }) => {
        entered = true;
        await gate.passed;
        seen.push(requestId);
      }),
    );
    await add('held', { keys: ['s'] });
    await add('later', { keys: ['s'] });
    await until(() => entered);
    const stopped = queue.workers.stop(10_000);
    gate.open();
    await stopped;
    expect(seen).toEqual(['held']);
    await queue.workers.start(handlers(async ({ requestId }) => void seen.push(requestId)));
    await allEnded();
    expect(seen).toEqual(['held', 'later']);
  });

  test('a job that outlives the grace is told to stop, and runs again without losing a try', async () => {
    const attempts: number[] = [];
    await add('slow', { id: 'slow' });
    await queue.workers.start(
      handlers(async (_, { attempt, signal }) => {
        attempts.push(attempt);
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('told to stop'))));
      }),
    );
    await until(() => attempts.length === 1);
    await queue.workers.stop(20);
    let last: boolean | undefined;
    await queue.workers.start(
      handlers(async (_, { lastAttempt }) => {
        last = lastAttempt;
      }),
    );
    await until(() => last !== undefined);
    expect(last).toBe(false);
    await allEnded();
  });
});
