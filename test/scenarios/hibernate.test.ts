import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

describe('/hibernate-cluster and /wake-cluster', () => {
  test('workers go and come back, and the cluster is ready both times', async () => {
    await giving().existing('shop', 'workers=2 control-plane=1');

    const { issue } = await giving().give('/hibernate-cluster shop');
    const pull = giving().pullOf(issue.number);
    expect(pull.title).toBe('Hibernate cluster shop: pool md-0 2 → 0');
    expect(pull.body).toContain('/wake-cluster shop');
    expect(pull.body).toContain('+    clusterops.dev/hibernated-replicas: "2"');
    await giving().check(pull.pull.head.sha, 'Plan', 'success');
    const asleep = await giving().merge(pull.number);
    await giving().check(asleep, 'Ready', 'success');
    expect(reading().title(asleep, 'Ready')).toContain('0/0 workers');
    expect(await giving().answerTo('/list-clusters')).toContain('0, hibernated');
    const status = await giving().answerTo('/cluster-status shop');
    expect(status).toContain('✅ ready');
    expect(status).toContain('0, hibernated');
    expect(await giving().answerTo('/hibernate-cluster shop')).toContain('the files of shop say so on main already');

    const { issue: morning } = await giving().give('/wake-cluster shop');
    const wake = giving().pullOf(morning.number);
    expect(wake.title).toBe('Wake cluster shop: pool md-0 0 → 2');
    expect(wake.body).toContain('/hibernate-cluster shop');
    await giving().check(wake.pull.head.sha, 'Plan', 'success');
    const awake = await giving().merge(wake.number);
    await giving().check(awake, 'Ready', 'success');
    expect(reading().title(awake, 'Ready')).toContain('2/2 workers');
    expect(await giving().answerTo('/list-clusters')).not.toContain('hibernated');
    expect(await giving().answerTo('/wake-cluster shop')).toContain('the files of shop say so on main already');
  }, 90_000);

  test('a dry run shows the diff and writes nothing', async () => {
    await giving().existing('dry', 'workers=1 control-plane=1');
    const before = reading().pulls().length;
    expect(await giving().answerTo('/hibernate-cluster dry dry-run')).toContain('-  replicas: 1\n+  replicas: 0');
    expect(reading().pulls()).toHaveLength(before);
  }, 60_000);
});
