import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCreations } from '../../src/queue/creations.ts';
import type { Database } from '../../src/queue/database.ts';
import type { Queue } from '../../src/queue/open.ts';
import { backends, recording } from './support/backends.ts';

const hourMs = 3_600_000;
const hourly = (most: number) => [{ most, spanMs: hourMs }];

describe.each(backends())('what is created on GitHub, counted on $name', (backend) => {
  let queue: Queue;
  let others: Queue;
  beforeAll(async () => {
    queue = await backend.open();
    others = (await backend.replica?.()) ?? queue;
  }, 120_000);
  afterAll(async () => {
    if (others !== queue) await others.close();
    await queue.close();
    await backend.drop();
  });

  test('what does not fit counts for nothing, and is told when it fits', async () => {
    const { creations } = queue;
    expect(await creations.take(1, 4, hourly(10))).toBe(0);
    expect(await others.creations.take(1, 4, hourly(10))).toBe(0);
    const wait = (await creations.take(1, 4, hourly(10))) ?? 0;
    expect(wait).toBeGreaterThan(hourMs - 120_000);
    expect(wait).toBeLessThanOrEqual(hourMs);
    expect(await creations.take(1, 2, hourly(10))).toBe(0);
    expect((await others.creations.lastHour(1))?.map(({ creates }) => creates)).toEqual([4, 4, 2]);
    expect(await creations.lastHour(2)).toEqual([]);
  });

  test('each limit is kept, in its own span; what is beyond one waits for an empty span', async () => {
    const { creations } = queue;
    const limits = [
      { most: 5, spanMs: 60_000 },
      { most: 7, spanMs: hourMs },
    ];
    expect(await creations.take(3, 9, limits)).toBe(0);
    expect(await creations.take(3, 1, limits)).toBeGreaterThan(hourMs - 120_000);
    expect(await creations.take(4, 4, limits)).toBe(0);
    const [wait = 0, one] = [await creations.take(4, 2, limits), await creations.take(4, 1, limits)];
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60_000);
    expect(one).toBe(0);
  });

  test('of many at once as many as fit', async () => {
    const asked = Array.from({ length: 60 }, (_, index) =>
      (index % 2 === 0 ? queue : others).creations.take(5, 1, hourly(25)),
    );
    expect((await Promise.all(asked)).filter((wait) => wait === 0)).toHaveLength(25);
  }, 30_000);
});

describe('a database that gives no answer', () => {
  const countOn = (query: () => Promise<never>) => {
    const log = recording();
    let asked = 0;
    const ask = () => {
      asked += 1;
      return query();
    };
    const count = createCreations({ query: ask } as unknown as Database, log);
    return { count, log, asked: () => asked };
  };

  test.each([
    ['in time', () => new Promise<never>(() => {})],
    ['but an error', () => Promise.reject(new Error('the connection broke'))],
  ])('%s holds nobody up, is told once, and is left alone for a while', async (_name, query) => {
    const { count, log, asked } = countOn(query);
    expect(await Promise.all([count.take(1, 1, hourly(1)), count.lastHour(1)])).toEqual([undefined, undefined]);
    expect(asked()).toBe(2);
    expect(await count.take(1, 1, hourly(1))).toBeUndefined();
    expect(asked()).toBe(2);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
  });
});
