import { describe, expect, test } from '@jest/globals';
import { createGovernor, type GovernorOptions } from '../../../src/github/governor/governor.ts';

function setUp(options: Partial<GovernorOptions> = {}) {
  const state = { now: 1_000_000, slept: [] as number[] };
  const governor = createGovernor({
    clock: { now: () => state.now },
    sleep: async (ms) => {
      state.slept.push(ms);
      state.now += ms;
    },
    ...options,
  });
  return { governor, state };
}
const read = { resource: 'core', creates: 0 } as const;
const write = (creates: number) => ({ resource: 'graphql', creates }) as const;

describe('content that is created', () => {
  test('counts by mutation, at most 80 a minute', async () => {
    const { governor } = setUp();
    for (let sent = 0; sent < 16; sent += 1) (await governor.enter(write(5)))();
    await expect(governor.enter(write(1))).rejects.toMatchObject({
      code: 'github/rate-limited',
      retryAt: 1_000_000 + 60_000,
    });
    (await governor.enter(read))();
  });

  test('at most 500 an hour', async () => {
    const { governor, state } = setUp();
    for (let sent = 0; sent < 10; sent += 1) {
      (await governor.enter(write(50)))();
      state.now += 60_000;
    }
    await expect(governor.enter(write(1))).rejects.toMatchObject({ retryAt: 1_000_000 + 3_600_000 });
  });

  test('a short wait is waited for', async () => {
    const { governor, state } = setUp();
    (await governor.enter(write(80)))();
    state.now += 57_000;
    (await governor.enter(write(1)))();
    expect(state.slept).toEqual([3000]);
  });
});

describe('a forecast', () => {
  test('goes by the minute first, then by the hour, without what either keeps for others', async () => {
    const { governor, state } = setUp();
    expect(await governor.forecast(60)).toBe(0);
    expect(await governor.forecast(61)).toBe(60_000);
    expect(await governor.forecast(380)).toBe(6 * 60_000);
    expect(await governor.forecast(381)).toBe(3_600_000);
    for (let sent = 0; sent < 8; sent += 1) {
      (await governor.enter(write(50)))();
      state.now += 60_000;
    }
    // What the first minute used is free again after the hour, and not before.
    expect(await governor.forecast(1)).toBe(52 * 60_000);
    expect(await governor.forecast(31)).toBe(53 * 60_000);
    (await governor.enter(write(50)))();
  });

  test('holds what GitHub asks to wait for, and nothing else where its own limits hold', async () => {
    const { governor, state } = setUp({ limits: 'own' });
    expect(await governor.forecast(10_000)).toBe(0);
    governor.limited({ kind: 'secondary', until: state.now + 30_000 }, 'core');
    expect(await governor.forecast(1)).toBe(30_000);
  });
});

describe('several processes', () => {
  /** Two that count together, on one clock; `silent` has their database give no answer. */
  function setUpTwo() {
    const database = { silent: false, asked: 0, created: [] as { readonly at: number; readonly creates: number }[] };
    const { governor: first, state } = setUp({ shared: sharedBy(() => state.now) });
    function sharedBy(now: () => number): NonNullable<GovernorOptions['shared']> {
      const answer = async <T>(value: () => T) => {
        database.asked += 1;
        return database.silent ? undefined : value();
      };
      return {
        take: (creates, limits) =>
          answer(() => {
            const waits = limits.map(({ most, spanMs }) => {
              const counting = database.created.filter(({ at }) => at + spanMs > now());
              const used = counting.reduce((sum, each) => sum + each.creates, 0);
              return used + creates > most ? (counting[0]?.at ?? 0) + spanMs - now() : 0;
            });
            if (Math.max(...waits) === 0) database.created.push({ at: now(), creates });
            return Math.max(...waits);
          }),
        lastHour: () => answer(() => database.created.map(({ at, creates }) => ({ creates, agoMs: now() - at }))),
      };
    }
    const second = createGovernor({
      clock: { now: () => state.now },
      sleep: async () => {},
      shared: sharedBy(() => state.now),
    });
    return { first, second, state, database };
  }

  test('keep a limit together, and know in advance what the others leave', async () => {
    const { first, second, state } = setUpTwo();
    (await first.enter(write(50)))();
    expect(await second.forecast(11)).toBe(60_000);
    (await second.enter(write(30)))();
    for (const each of [first, second])
      await expect(each.enter(write(1))).rejects.toMatchObject({
        code: 'github/rate-limited',
        retryAt: 1_060_000,
      });
    state.now += 60_000;
    // What was refused counts nowhere.
    (await second.enter(write(80)))();
  });

  test('ask for what creates something only', async () => {
    const { first, database } = setUpTwo();
    (await first.enter(read))();
    expect(database.asked).toBe(0);
  });

  test('count each for itself while the database gives no answer', async () => {
    const { first, second, database } = setUpTwo();
    database.silent = true;
    (await first.enter(write(80)))();
    (await second.enter(write(80)))();
    await expect(first.enter(write(1))).rejects.toMatchObject({ retryAt: 1_060_000 });
    expect(await first.forecast(1)).toBe(60_000);
  });
});

describe('what GitHub says', () => {
  test('a quota that is used up holds that resource until its reset, and no other', async () => {
    const { governor, state } = setUp();
    governor.accepted({ resource: 'core', remaining: 0, resetAt: state.now + 900_000 });
    await expect(governor.enter(read)).rejects.toMatchObject({ retryAt: 1_900_000 });
    (await governor.enter(write(1)))();
    state.now += 900_000;
    (await governor.enter(read))();
  });

  test('a secondary limit holds everything for the time it names', async () => {
    const { governor, state } = setUp();
    expect(governor.limited({ kind: 'secondary', until: state.now + 30_000 }, 'core')).toBe(1_030_000);
    await expect(governor.enter(write(1))).rejects.toMatchObject({ retryAt: 1_030_000 });
    await expect(governor.enter(read)).rejects.toMatchObject({ retryAt: 1_030_000 });
  });

  test('one that names no time holds for a minute, and longer each time it comes again', async () => {
    const { governor, state } = setUp();
    const pauses: number[] = [];
    for (let times = 0; times < 3; times += 1) {
      const until = governor.limited({ kind: 'secondary' }, 'core');
      pauses.push(until - state.now);
      state.now = until;
    }
    expect(pauses).toEqual([60_000, 120_000, 240_000]);
    governor.accepted(undefined);
    expect(governor.limited({ kind: 'secondary' }, 'core') - state.now).toBe(60_000);
  });
});

describe('requests under way', () => {
  test('are bounded, and the longest waiting goes first', async () => {
    const { governor } = setUp({ concurrency: 2 });
    const order: string[] = [];
    const first = await governor.enter(read);
    const second = await governor.enter(read);
    const named = async (name: string) => {
      const leave = await governor.enter(read);
      order.push(name);
      return leave;
    };
    const third = named('third');
    const fourth = named('fourth');
    await Promise.resolve();
    expect(order).toEqual([]);
    first();
    (await third)();
    (await fourth)();
    second();
    expect(order).toEqual(['third', 'fourth']);
  });

  test('one that must not go after all hands its place on', async () => {
    const { governor } = setUp({ concurrency: 1 });
    const leave = await governor.enter(read);
    const refused = governor.enter(write(1));
    const next = governor.enter(read);
    await Promise.resolve();
    governor.accepted({ resource: 'graphql', remaining: 0, resetAt: 9_000_000 });
    leave();
    await expect(refused).rejects.toMatchObject({ code: 'github/rate-limited' });
    (await next)();
  });
});
