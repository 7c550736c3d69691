import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Delivery } from '../../src/ports/delivery.ts';
import type { Queue } from '../../src/queue/open.ts';
import { backends, until } from './support/backends.ts';

const delivery = (id: string, repository = 1): Delivery => ({
  id,
  event: 'issue_comment',
  payload: { action: 'created', repository: { id: repository }, comment: { body: '/help "quoted"\n\u{1F680}' } },
});

describe.each(backends())('inbox on $name', (backend) => {
  let queue: Queue;
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    queue = await backend.open({ deliveryBackOff: { tries: 3, firstMs: 10, longestMs: 20 } });
  }, 120_000);
  afterEach(async () => {
    await stop?.();
    stop = undefined;
  });
  afterAll(async () => {
    await queue.close();
    await backend.drop();
  });
  const empty = (): Promise<void> => until(async () => (await queue.inbox.depth()).waiting === 0, 'an empty inbox');

  test('hands over what was stored, whole and unchanged', async () => {
    const seen: Delivery[] = [];
    await expect(queue.inbox.store(delivery('whole'))).resolves.toBe('stored');
    stop = await queue.inbox.drain(async (each) => void seen.push(each));
    await empty();
    expect(seen).toEqual([delivery('whole')]);
  });

  test('stores a delivery id once: together, later, and after it was handled', async () => {
    const seen: string[] = [];
    const together = await Promise.all([queue.inbox.store(delivery('once')), queue.inbox.store(delivery('once'))]);
    expect(together.sort()).toEqual(['duplicate', 'stored']);
    await expect(queue.inbox.store(delivery('once'))).resolves.toBe('duplicate');
    stop = await queue.inbox.drain(async (each) => void seen.push(each.id));
    await empty();
    await expect(queue.inbox.store(delivery('once'))).resolves.toBe('duplicate');
    await empty();
    expect(seen).toEqual(['once']);
  });

  test('keeps the order within a repository, for many that arrive at once', async () => {
    const ids = Array.from({ length: 260 }, (_, index) => index);
    await Promise.all(ids.map((id) => queue.inbox.store(delivery(`order-${id}`, id % 3))));
    const seen = new Map<number, number[]>();
    stop = await queue.inbox.drain(async ({ id }) => {
      const index = Number(id.slice(6));
      seen.set(index % 3, [...(seen.get(index % 3) ?? []), index]);
    });
    await empty();
    for (const lane of [0, 1, 2]) expect(seen.get(lane)).toEqual(ids.filter((id) => id % 3 === lane));
  });

  test('wakes at once for a delivery that comes while it waits', async () => {
    const seen: string[] = [];
    stop = await queue.inbox.drain(async ({ id }) => void seen.push(id));
    await queue.inbox.store(delivery('wake-1'));
    await until(() => seen.includes('wake-1'));
    await queue.inbox.store(delivery('wake-2'));
    await until(() => seen.includes('wake-2'));
    expect(seen).toEqual(['wake-1', 'wake-2']);
  });

  test('tries a failing one again, then makes it a dead letter, and goes on with the others', async () => {
    const tried: string[] = [];
    stop = await queue.inbox.drain(async ({ id }) => {
      tried.push(id);
      if (id === 'bad' || (id === 'shaky' && tried.filter((each) => each === id).length < 3)) throw new Error('no');
    });
    await Promise.all(['bad', 'shaky', 'good'].map((id) => queue.inbox.store(delivery(id))));
    await empty();
    const times = (id: string): number => tried.filter((each) => each === id).length;
    expect({ bad: times('bad'), shaky: times('shaky'), good: times('good') }).toEqual({ bad: 3, shaky: 3, good: 1 });
    await expect(queue.inbox.depth()).resolves.toMatchObject({ waiting: 0, dead: 1 });

    await expect(queue.inbox.dead()).resolves.toMatchObject([{ id: 'bad', event: 'issue_comment', error: 'no' }]);
    await stop();
    const again: Delivery[] = [];
    stop = await queue.inbox.drain(async (each) => void again.push(each));
    await expect(queue.inbox.rerun('bad')).resolves.toBe(true);
    await empty();
    expect(again).toEqual([delivery('bad')]);
    await expect(queue.inbox.rerun('bad')).resolves.toBe(false);
    await expect(queue.inbox.dead()).resolves.toEqual([]);
  });

  test('takes any text that JSON can carry, in payloads and in the errors of handlers', async () => {
    const body = 'NUL \u0000, half a pair \ud800, quotes "\\" and \u2028';
    const seen: unknown[] = [];
    stop = await queue.inbox.drain(async ({ payload }) => {
      seen.push(payload.body);
      if (seen.length === 1) throw new Error(body);
    });
    const odd = { id: 'odd', event: 'issues', payload: { body } };
    const outcomes = await Promise.all([queue.inbox.store(odd), queue.inbox.store(delivery('beside-odd'))]);
    expect(outcomes).toEqual(['stored', 'stored']);
    await empty();
    expect(seen.filter((each) => each === body)).toHaveLength(2);
  });

  test('says how many wait and for how long', async () => {
    await queue.inbox.store(delivery('deep-1'));
    await queue.inbox.store(delivery('deep-2'));
    const { waiting, oldestSeconds } = await queue.inbox.depth();
    expect(waiting).toBe(2);
    expect(oldestSeconds).toBeGreaterThan(0);
    stop = await queue.inbox.drain(async () => {});
    await empty();
  });

  const { replica } = backend;
  if (replica !== undefined) {
    test('replicas share the work, wake for what another stored, and keep the order within a repository', async () => {
      const other = await replica();
      const seen = new Map<number, number[]>();
      const handlers = new Set<string>();
      const under = new Set<number>();
      const faults: string[] = [];
      const handle = (name: string) => async (each: Delivery) => {
        const [, lane = 0, index = 0] = each.id.split('-').map(Number);
        if (under.has(lane)) faults.push(each.id);
        under.add(lane);
        await new Promise((resolve) => setTimeout(resolve, 3));
        seen.set(lane, [...(seen.get(lane) ?? []), index]);
        handlers.add(name);
        under.delete(lane);
      };
      stop = await queue.inbox.drain(handle('one'));
      const stopOther = await other.inbox.drain(handle('other'));
      for (let index = 0; index < 60; index++) {
        await Promise.all([1, 2, 3].map((lane) => queue.inbox.store(delivery(`r-${lane}-${index}`, lane))));
      }
      await empty();
      await stopOther();
      await other.close();
      expect(faults).toEqual([]);
      for (const lane of [1, 2, 3]) expect(seen.get(lane)).toEqual(Array.from({ length: 60 }, (_, index) => index));
      expect([...handlers].sort()).toEqual(['one', 'other']);
    });
  }

  test('stopping waits for the delivery in hand', async () => {
    let release = (): void => {};
    let entered = false;
    let left = false;
    const stopNow = await queue.inbox.drain(async () => {
      entered = true;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      left = true;
    });
    await queue.inbox.store(delivery('in-hand'));
    await until(() => entered);
    const stopped = stopNow().then(() => left);
    release();
    await expect(stopped).resolves.toBe(true);
  });
});
