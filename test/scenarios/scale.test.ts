import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { eventually, repositoryName, type World } from '../support/world.ts';

let connected: ConnectedWorld;
let world: World;
const reading = () => readingOf(world);
const giving = () => givingOf(world);

beforeAll(async () => {
  connected = await createConnectedWorld({ configuration: 'delivery: merge\nclusterClass:\n  folder: classes\n' });
  world = connected.world;
  await world.start();
}, 60_000);
afterAll(() => connected.close());

describe('/scale-cluster', () => {
  test('changes one line, and Ready follows the new size to its end', async () => {
    await giving().existing('shop', 'workers=1 control-plane=1');
    const { issue, comment } = await giving().give('/scale-cluster shop workers=2');
    expect(reading().reactions(comment)).toEqual(['eyes', 'rocket']);
    const pull = giving().pullOf(issue.number);
    expect(pull.title).toBe('Scale cluster shop: pool md-0 1 → 2');
    expect(await reading().patch(pull.pull.head.sha)).toEqual([
      'clusters/shop/workers.yaml',
      '- replicas: 1',
      '+ replicas: 2',
    ]);
    expect(pull.body).toContain('/scale-cluster shop workers=1');
    await giving().check(pull.pull.head.sha, 'Plan', 'success');
    await giving().check(pull.pull.head.sha, 'Ready', 'neutral');

    const merged = await giving().merge(pull.number);
    await giving().check(merged, 'Ready', 'success');
    await giving().check(merged, 'Cleanup', 'success');
    expect(reading().title(merged, 'Ready')).toContain('2/2 workers');
    expect(connected.objectsOf('shop')).toContain('Cluster/shop');
    expect(await reading().branches()).toEqual(['main']);
  }, 60_000);

  test('that is changed again before it is ready leaves the word to the later commit', async () => {
    await giving().existing('twice', 'workers=1 control-plane=1');
    const key = { group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name: 'twice' };
    const pause = (paused: boolean) => connected.kubernetes.store.patch(key, { spec: { paused } }, 'person');
    await eventually(() => (connected.clusterUid('twice') === undefined ? undefined : true));
    pause(true);
    const scaled = async (workers: number): Promise<string> => {
      const { issue } = await giving().give(`/scale-cluster twice workers=${workers}`);
      return giving().merge(giving().pullOf(issue.number).number);
    };
    const first = await scaled(3);
    await giving().check(first, 'Ready', 'action_required');
    const second = await scaled(2);
    await giving().check(first, 'Ready', 'neutral');
    expect(reading().title(first, 'Ready')).toBe('The cluster was changed again before it was ready');
    await giving().check(first, 'Sync', 'success');
    pause(false);
    await giving().check(second, 'Ready', 'success');
    await giving().check(first, 'Ready', 'neutral');
  }, 60_000);

  test('whose cluster leaves Git before it is ready is not waited for any more', async () => {
    await giving().existing('left', 'workers=1 control-plane=1');
    const key = { group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name: 'left' };
    const heal = connected.failCloud({ name: 'left-md-0' });
    const { issue } = await giving().give('/scale-cluster left workers=2');
    const scaled = await giving().merge(giving().pullOf(issue.number).number);
    await eventually(() => (reading().title(scaled, 'Ready')?.startsWith('Waiting for workers') ? true : undefined));

    const files = await world.github.control.readTree(repositoryName, 'main', 'clusters/left');
    const without = Object.fromEntries(files.map(({ path }) => [path, undefined]));
    await proposingOf(world).commit('main', without);
    connected.kubernetes.store.remove(key, { propagationPolicy: 'Background' });
    await giving().check(scaled, 'Ready', 'neutral');
    await giving().check(scaled, 'Sync', 'neutral');
    expect(reading().title(scaled, 'Ready')).toBe('The cluster was removed from Git again');
    expect(reading().answers(issue.number)[0]).toContain('changed or removed by a later commit');
    heal();
  }, 60_000);

  const answers = (issue: number) => reading().answers(issue).join('\n').replaceAll('\\', '');
  const said = (issue: number, text: string) =>
    eventually(
      () => (answers(issue).includes(text) ? true : undefined),
      () => answers(issue),
      30_000,
    );
  /** The templates of a cluster's workers, by name. */
  const templates = (name: string) =>
    connected
      .objectsOf(name)
      .filter((each) => each.startsWith(`AWSMachineTemplate/${name}-md-0`))
      .map((each) => each.split('/')[1] ?? '');
  const tidying = (name: string) =>
    eventually(
      () =>
        reading()
          .pulls()
          .find(({ title }) => title.startsWith(`Remove unused templates of cluster ${name}`)),
      () => reading().pulls(),
      30_000,
    );
  /** A cluster that is ready, and the pull request that gives its workers another type. */
  async function retyped(name: string) {
    const created = await giving().existing(name, 'workers=2 control-plane=1', 'eu-west-1');
    await giving().check(created, 'Ready', 'success');
    const [old = ''] = templates(name);
    const { issue } = await giving().give(`/scale-cluster ${name} machine-type=c7i.xlarge`);
    return { old, issue: issue.number, pull: giving().pullOf(issue.number) };
  }

  test('another machine type rolls out from a template beside the old one, which goes from Git and the management cluster after it', async () => {
    const machineTypes = () =>
      connected.kubernetes.store
        .list('infrastructure.cluster.x-k8s.io', 'AWSMachine')
        .filter(({ metadata }) => metadata.name.startsWith('typed-md-0-'))
        .map(({ spec }) => (spec as { instanceType: string }).instanceType);
    const { old, issue, pull } = await retyped('typed');
    expect(pull.title).toContain('Scale cluster typed: machine type of pool md-0 m7i.large → c7i.xlarge');
    expect(pull.body).toContain('/scale-cluster typed machine-type=m7i.large');
    expect(pull.body).toContain('/remove-templates follows by itself');
    await giving().check(pull.pull.head.sha, 'Plan', 'success');
    const comeUp = connected.failCloud({ kind: 'AWSMachine', name: 'typed' });
    const merged = await giving().merge(pull.number);
    await said(issue, 'nothing refers to the old templates any more, `/remove-templates typed` is given');
    expect(await giving().answerTo('/remove-templates typed')).toContain('cluster/upgrade-waits');
    comeUp();
    await giving().check(merged, 'Ready', 'success');
    expect(machineTypes()).toEqual(['c7i.xlarge', 'c7i.xlarge']);
    expect(await giving().answerTo('/scale-cluster typed machine-type=m7i.lage')).toContain(
      'Did you mean "m7i.large"?',
    );

    const second = await tidying('typed');
    const lines = await reading().patch(second.pull.head.sha);
    expect(lines[0]).toBe('clusters/typed/workers.yaml');
    expect(lines.slice(1).every((line) => line.startsWith('-'))).toBe(true);
    expect(lines).toContain(`- name: ${old}`);
    expect(templates('typed')).toContain(old);
    await giving().check(second.pull.head.sha, 'Plan', 'success');
    const end = await giving().merge(second.number);
    await said(issue, 'removed, 20');
    expect(templates('typed')).not.toContain(old);
    expect(templates('typed')).toHaveLength(1);
    await giving().check(end, 'Ready', 'success');
    expect(await giving().answerTo('/remove-templates typed')).toContain('the files of typed say so on main already');
  }, 120_000);

  test('closed without merging, the cluster stays as it is', async () => {
    await giving().existing('kept', 'workers=1 control-plane=1');
    const { issue } = await giving().give('/scale-cluster kept workers=5');
    const pull = giving().pullOf(issue.number);
    await giving().close(pull.number);
    await giving().check(pull.pull.head.sha, 'Cleanup', 'success');
    expect(connected.objectsOf('kept')).toContain('Cluster/kept');
    expect((await reading().branches()).filter((branch) => branch.includes('kept'))).toEqual([]);
  }, 60_000);

  test('a dry run shows the diff and writes nothing', async () => {
    await giving().existing('dry');
    const before = reading().pulls().length;
    const { issue } = await giving().give('/scale-cluster dry workers=9 control-plane=1 dry-run');
    const [answer] = reading().answers(issue.number);
    expect(answer).toContain('-  replicas: 3\n+  replicas: 9');
    expect(answer).toContain('| control plane | 3 | **1** |');
    expect(reading().pulls()).toHaveLength(before);
  });

  test.each(['kustomize', 'clusterclass'])('works for a cluster packaged as %s', async (packaging) => {
    await giving().existing(`of-${packaging}`, `packaging=${packaging}`);
    const { issue } = await giving().give(`/scale-cluster of-${packaging} workers=4`);
    const lines = await reading().patch(giving().pullOf(issue.number).pull.head.sha);
    expect(lines.slice(1)).toEqual(['- replicas: 3', '+ replicas: 4']);
  });

  test('given twice it is one pull request; another for the same cluster waits for it', async () => {
    await giving().existing('busy');
    const { issue } = await giving().give('/scale-cluster busy workers=5');
    const pull = giving().pullOf(issue.number);
    const other = await giving().give('/scale-cluster busy workers=6');
    expect(reading().reactions(other.comment)).toEqual(['confused', 'eyes']);
    expect(reading().answers(other.issue.number)[0]).toContain(`${pull.number} changes busy already`);
    await giving().reply(issue.number, '/cancel');
    await giving().reply(other.issue.number, '/scale-cluster busy workers=6');
    expect(giving().pullOf(other.issue.number).title).toBe('Scale cluster busy: pool md-0 3 → 6');
  });

  test.each([
    ['/scale-cluster nowhere workers=2', 'No cluster "nowhere" stands in clusters/'],
    ['/scale-cluster limits workers=3', 'the files of limits say so on main already'],
    ['/scale-cluster limits pool=md-9 workers=2', 'Did you mean "md-0"?'],
    ['/scale-cluster limits control-plane=2', 'cannot keep a majority of etcd safely'],
    ['/scale-cluster limits workers=900', '900 workers are asked for, and 50 are the most here'],
    ['/scale-cluster limits min=0 max=60', 'limits would have 60 workers in all its pools, and 50 are the most here'],
    ['/add-pool limits pool=batch workers=48', 'limits would have 51 workers in all its pools'],
    ['/scale-cluster limits', 'It is not said what is to change'],
  ])('%s is refused with the reason', async (command, reason) => {
    if (
      reading()
        .pulls()
        .every(({ title }) => title !== 'Create cluster limits in local')
    )
      await giving().existing('limits');
    const { issue, comment } = await giving().give(command);
    expect(reading().reactions(comment)).toEqual(['confused', 'eyes']);
    expect(
      reading()
        .answers(issue.number)[0]
        ?.replace(/&#8203;/g, ''),
    ).toContain(reason);
  });
});
