import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { goodCluster, proposingOf } from '../support/proposing.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
const people = () => proposingOf(world);
beforeAll(async () => {
  world = await createWorld();
  await world.start();
  await people().commit('main', { ...goodCluster('one'), ...goodCluster('two') });
}, 60_000);
afterAll(() => world.close());

test('Plan sees the clusters that a pull request does not touch: their networks, and objects that are theirs', async () => {
  const { pull } = await people().propose('third', goodCluster('three'));
  const run = await people().plan(pull.head.sha);
  expect(run.conclusion).toBe('success');
  expect(run.annotations.map(({ path, level, message }) => [path, level, message.split('\n')[0]])).toEqual([
    [
      'clusters/three/cluster.yaml',
      'notice',
      'The network 192.168.0.0/16 of Cluster three is used inside of one, two as well.',
    ],
  ]);

  const copied = Object.fromEntries(
    Object.entries(goodCluster('one')).map(([path, content]) => [path.replace('/one/', '/copy/'), content]),
  );
  const twice = await people().propose('copied', copied);
  const failed = await people().plan(twice.pull.head.sha);
  expect(failed.conclusion).toBe('failure');
  expect(failed.summary).toContain('is described in clusters/one/cluster.yaml');
});
