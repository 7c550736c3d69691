import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import type { JobHandlers } from '../../src/ports/jobs.ts';
import type { Queue } from '../../src/queue/open.ts';
import { backends, handlersOf, until } from './support/backends.ts';

interface Plan {
  readonly keys: readonly string[];
  /** How many of its first runs fail. */
  readonly failures: number;
  /** Its failures are for good. */
  readonly hopeless: boolean;
  /** Turns of the event loop that a run takes. */
  readonly turns: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }),
  failures: fc.nat({ max: 3 }),
  hopeless: fc.boolean(),
  turns: fc.nat({ max: 4 }),
});

const limits = { jobBackOff: { tries: 3, firstMs: 1, longestMs: 4 }, concurrency: 8 };

describe.each(backends())('order of jobs on $name', (backend) => {
  let replicas: readonly Queue[];
  beforeAll(async () => {
    const first = await backend.open(limits);
    replicas =
      backend.replica === undefined ? [first] : [first, await backend.replica(limits), await backend.replica(limits)];
  }, 120_000);
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await backend.drop();
  });

  test('never two active of one key, first in first out, and every job ends as its failures say', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 40 }), fc.boolean(), async (plans, together) => {
        const prefix = `${round++}-`;
        const active = new Map<string, string>();
        const started: string[] = [];
        const runs = new Map<string, number>();
        const ended = new Map<string, 'done' | 'dead'>();
        const faults: string[] = [];

        const observe: JobHandlers['observe'] = async ({ requestId }, { lastAttempt }) => {
          const { keys, failures, hopeless, turns } = plans[Number(requestId.split('-')[1])] as Plan;
          const held = keys.filter((key) => active.has(key));
          if (held.length > 0) faults.push(`${requestId} ran while ${held.map((key) => active.get(key))} did`);
          for (const key of keys) active.set(key, requestId);
          const run = (runs.get(requestId) ?? 0) + 1;
          runs.set(requestId, run);
          if (run === 1) started.push(requestId);
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
          for (const key of keys) active.delete(key);
          if (run > failures) return void ended.set(requestId, 'done');
          if (hopeless || lastAttempt) ended.set(requestId, 'dead');
          throw hopeless ? new AppError('github/refused', 'for good') : new Error('for now');
        };
        for (const replica of replicas) await replica.workers.start(handlersOf({ observe }));
        const add = async (index: number): Promise<void> => {
          const queue = replicas[index % replicas.length] as Queue;
          await queue.jobs.add('observe', { requestId: `${prefix}${index}` }, { keys: plans[index]?.keys ?? [] });
        };
        if (together) await Promise.all(plans.map((_, index) => add(index)));
        else for (const index of plans.keys()) await add(index);

        const [queue] = replicas as [Queue];
        await until(async () => (await queue.workers.depth()).every((kind) => kind.waiting + kind.active === 0));
        for (const replica of replicas) await replica.workers.stop(5_000);

        expect(faults).toEqual([]);
        for (const [index, { failures, hopeless }] of plans.entries()) {
          const id = `${prefix}${index}`;
          const expected = failures === 0 ? 'done' : hopeless || failures >= limits.jobBackOff.tries ? 'dead' : 'done';
          expect({ id, end: ended.get(id) }).toEqual({ id, end: expected });
        }
        if (!together) {
          for (const key of ['a', 'b', 'c', 'd', 'e']) {
            const line = plans.flatMap(({ keys }, index) => (keys.includes(key) ? [`${prefix}${index}`] : []));
            expect(started.filter((id) => line.includes(id))).toEqual(line);
          }
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 120_000);
});
