import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

const configuration = 'delivery: merge\nclusterClass:\n  folder: classes\n';
const change = ['- version: v1.34.3', '+ version: v1.35.2'];

describe('/upgrade-cluster where a management cluster is connected', () => {
  let connected: ConnectedWorld;
  let world: World;
  const reading = () => readingOf(world);
  const giving = () => givingOf(world);

  beforeAll(async () => {
    connected = await createConnectedWorld({ configuration });
    world = connected.world;
    await world.start();
  }, 60_000);
  afterAll(() => connected.close());

  const answers = (issue: number) => reading().answers(issue).join('\n');
  const upgrades = (name: string) =>
    reading()
      .pulls()
      .filter(({ title }) => title.startsWith(`Upgrade cluster ${name}: `));
  const second = (name: string, issue: number) =>
    eventually(
      () => upgrades(name)[1],
      () => answers(issue),
      30_000,
    );
  const said = (issue: number, text: string, times = 1) =>
    eventually(
      () => (answers(issue).split(text).length - 1 === times ? true : undefined),
      () => answers(issue),
      30_000,
    );
  const loseDatabase = async () => {
    await world.stop();
    await world.loseDatabase();
    await world.start();
  };
  /** A cluster whose control plane is proposed to have another version. */
  async function proposed(name: string) {
    const created = await givingOf(world).existing(name, 'workers=1 control-plane=1');
    await giving().check(created, 'Ready', 'success');
    const { issue, comment } = await giving().give(`/upgrade-cluster ${name} version=1.35.2`);
    return { issue: issue.number, comment, first: giving().pullOf(issue.number) };
  }
  /** The same, merged, while its machines do not come up until that is asked for. */
  async function merged(name: string) {
    const { issue, first } = await proposed(name);
    const comeUp = connected.failCloud({ kind: 'DevMachine', name });
    return { issue, first, comeUp, sha: await giving().merge(first.number) };
  }

  test('the workers follow by themselves once the cluster is ready with the control plane, and nothing goes before that', async () => {
    const { issue, comment, first } = await proposed('shop');
    expect(reading().reactions(comment)).toEqual(['eyes', 'rocket']);
    expect(first.title).toBe('Upgrade cluster shop: control plane v1.34.3 → v1.35.2');
    expect(await readingOf(world).patch(first.pull.head.sha)).toEqual(['clusters/shop/control-plane.yaml', ...change]);
    expect(first.body).toContain('Only the control plane moves now');
    expect(first.body).toContain('Kubernetes has no way down');
    await giving().check(first.pull.head.sha, 'Plan', 'success');

    const comeUp = connected.failCloud({ kind: 'DevMachine', name: 'shop' });
    const sha = await giving().merge(first.number);
    await said(issue, '`/cancel` stops that');
    const further = ['/upgrade-cluster shop version=1.35.2', '/upgrade-cluster shop version=1.36.2'];
    for (const command of [...further, `${further[1]} dry-run`]) {
      const early = await giving().give(command);
      expect(reading().answers(early.issue.number)[0]).toContain('cluster/upgrade-waits');
    }
    // It is given, its pull request cannot be made, and all that is known of it is lost: it is given again, and is the same request.
    const heal = world.github.faults.add({ match: { operation: 'OpenChange' }, kind: 'status', status: 502 });
    comeUp();
    await giving().check(sha, 'Ready', 'success');
    await said(issue, `#${first.number} is merged and ready`);
    await loseDatabase();
    heal();

    const workers = await second('shop', issue);
    expect(workers.title).toBe('Upgrade cluster shop: pool md-0 v1.34.3 → v1.35.2');
    expect(workers.body).toContain(`Asked for by ${person} in #${issue}:`);
    expect(await readingOf(world).patch(workers.pull.head.sha)).toEqual(['clusters/shop/workers.yaml', ...change]);
    await said(issue, `#${first.number} is merged and ready`);
    await said(issue, 'was [given](');
    await said(issue, 'Nothing came of this', 0);
    const comeUpToo = connected.failCloud({ kind: 'DevMachine', name: 'shop' });
    const end = await giving().merge(workers.number);
    const late = await giving().reply(workers.number, '/cancel');
    expect(reading().reactions(late)).toEqual(['confused', 'eyes']);
    expect(answers(workers.number)).toContain('request/merged');
    comeUpToo();
    await giving().check(end, 'Ready', 'success');
    const done = await giving().give('/upgrade-cluster shop version=1.35.2');
    expect(reading().answers(done.issue.number)[0]).toContain('the files of shop say so on main already');
    expect(upgrades('shop')).toHaveLength(2);
  }, 120_000);

  test('/cancel keeps it from following, also when the database is lost', async () => {
    const { issue, first, comeUp, sha } = await merged('halted');
    await loseDatabase();
    const stop = await giving().reply(issue, '/cancel');
    expect(reading().reactions(stop)).toEqual(['eyes', 'rocket']);
    await said(issue, `#${first.number} stays merged. ${person} stopped what was to follow it`);
    await giving().reply(first.number, '/cancel');
    expect(answers(first.number)).toContain(`What was to follow #${first.number} is stopped.`);
    await loseDatabase();
    comeUp();
    await giving().check(sha, 'Ready', 'success');
    await said(issue, 'is merged: ready');
    await said(issue, '**Then:** nothing.');
    await giving().reply(issue, '/upgrade-cluster halted version=1.35.2');
    expect(upgrades('halted')).toHaveLength(2);
    expect(upgrades('halted')[1]?.body).toContain('pool md-0');
  }, 120_000);

  test('whoever may no longer give the command gets no pull request, and an answer', async () => {
    const { issue, comeUp } = await merged('left');
    world.github.control.setCollaborator(repositoryName, person, 'read');
    comeUp();
    await said(issue, `${person} may not do this here`);
    world.github.control.setCollaborator(repositoryName, person, 'write');
    await giving().reply(issue, '/upgrade-cluster left version=1.35.2');
    expect(upgrades('left').map(({ title }) => title.split(': ')[1])).toEqual([
      'control plane v1.34.3 → v1.35.2',
      'pool md-0 v1.34.3 → v1.35.2',
    ]);
  }, 120_000);
});

describe('/upgrade-cluster where none is', () => {
  let world: World;
  const reading = () => readingOf(world);
  const giving = () => givingOf(world);

  beforeAll(async () => {
    world = await createWorld({ configuration });
    await world.start();
    await givingOf(world).existing('limits');
  }, 60_000);
  afterAll(() => world.close());

  test('a dry run shows the diff and writes nothing', async () => {
    const before = reading().pulls().length;
    const { issue } = await giving().give('/upgrade-cluster limits version=1.35.2 dry-run');
    const [answer] = reading().answers(issue.number);
    expect(answer).toContain('-  version: v1.34.3\n+  version: v1.35.2');
    expect(reading().pulls()).toHaveLength(before);
  });

  test.each(['kustomize', 'clusterclass'])('works for a cluster packaged as %s', async (packaging) => {
    await givingOf(world).existing(`of-${packaging}`, `packaging=${packaging}`);
    const { issue } = await giving().give(`/upgrade-cluster of-${packaging} version=1.35.2`);
    const lines = await readingOf(world).patch(giving().pullOf(issue.number).pull.head.sha);
    expect(lines.slice(1)).toEqual(change);
  });

  test('says where a machine image stands that no command changes: in a base that clusters share', async () => {
    await givingOf(world).existing('based', 'flavor=docker packaging=kustomize');
    const { issue } = await giving().give('/upgrade-cluster based version=1.35.2');
    const { body } = giving().pullOf(issue.number);
    expect(body?.replaceAll('\\', '')).toContain(
      'customImage of the DevMachineTemplate is "kindest/node:v1.34.3" in a base',
    );
    expect(body).toContain('cluster-bases/dev-docker-v1.34.3-cilium/control-plane.yaml:');
  });

  test.each([
    ['/upgrade-cluster limits version=1.33.9', 'there is no way down'],
    ['/upgrade-cluster limits version=1.36.2', '1.35 → 1.36, one minor version at a time'],
    ['/upgrade-cluster limits version=1.35.5', 'breaks kubeadm join'],
    ['/upgrade-cluster nowhere version=1.35.2', 'No cluster "nowhere" stands in clusters/'],
  ])('%s is refused with the reason', async (command, reason) => {
    const { issue, comment } = await giving().give(command);
    expect(reading().reactions(comment)).toEqual(['confused', 'eyes']);
    expect(reading().answers(issue.number)[0]?.replaceAll('\\', '')).toContain(reason);
  });
});
