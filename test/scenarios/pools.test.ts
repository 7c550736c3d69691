import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import type { World } from '../support/world.ts';

let connected: ConnectedWorld;
let world: World;
const reading = () => readingOf(world);
const giving = () => givingOf(world);

beforeAll(async () => {
  connected = await createConnectedWorld({ configuration: 'delivery: merge\n' });
  world = connected.world;
  await world.start();
}, 60_000);
afterAll(() => connected.close());

test('a pool comes with its machines, and goes with them', async () => {
  await giving().existing('shop', 'workers=2 control-plane=1');

  expect(await giving().answerTo('/add-pool shop pool=batch workers=1 dry-run')).toContain('+  name: shop-batch');
  const { issue } = await giving().give(
    '/add-pool shop pool=batch workers=1 labels=tier=batch taints=gpu=true:NoSchedule',
  );
  const pull = giving().pullOf(issue.number);
  expect(pull.title).toBe('Add a pool to cluster shop: pool batch none → 1');
  expect(pull.body).toContain('+              value: tier=batch');
  await giving().check(pull.pull.head.sha, 'Plan', 'success');
  const merged = await giving().merge(pull.number);
  await giving().check(merged, 'Ready', 'success');
  expect(reading().title(merged, 'Ready')).toContain('3/3 workers');
  expect(await giving().answerTo('/add-pool shop pool=batch workers=1')).toContain('shop has a pool "batch" already');

  const { issue: later } = await giving().give('/remove-pool shop pool=md-0');
  const removal = giving().pullOf(later.number);
  expect(removal.title).toBe('Remove a pool from cluster shop: pool md-0 2 → none');
  expect(removal.body).toContain('drains and deletes its machines');
  await giving().check(removal.pull.head.sha, 'Plan', 'success');
  const without = await giving().merge(removal.number);
  await giving().check(without, 'Ready', 'success');
  expect(reading().title(without, 'Ready')).toContain('1/1 workers');
  expect(await giving().answerTo('/remove-pool shop pool=batch')).toContain('batch is the last pool of shop');
}, 90_000);
