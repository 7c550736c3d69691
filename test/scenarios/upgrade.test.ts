import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, person, repositoryName, type World } from '../support/world.ts';

const configuration = 'delivery: merge\nclusterClass:\n  folder: classes\n';
const change = ['- version: v1.34.3', '+ version: v1.35.2'];

/** Files of a commit with the lines that it changes, spaces taken together. */
async function patchOf(world: World, sha: string): Promise<readonly string[]> {
  const response = await fetch(`${world.github.url}/api/v3/repos/${repositoryName}/commits/${sha}`, {
    headers: { authorization: `Bearer ${world.github.control.createToken(person)}` },
  });
  const { files } = (await response.json()) as { files: { filename: string; patch: string }[] };
  return files.flatMap(({ filename, patch }) => [
    filename,
    ...patch
      .split('\n')
      .filter((line) => /^[-+](?![-+])/.test(line))
      .map((line) => line.replace(/\s+/g, ' ')),
  ]);
}

/** A cluster on the base branch, brought there as people bring it. */
async function existing(world: World, name: string, more = ''): Promise<string> {
  const giving = givingOf(world);
  const { issue } = await giving.give(`/create-cluster local name=${name} ${more}`);
  return giving.merge(giving.pullOf(issue.number).number);
}

describe('/upgrade-cluster where a management cluster is connected', () => {
  let connected: ConnectedWorld;
  const reading = () => readingOf(connected.world);
  const giving = () => givingOf(connected.world);

  beforeAll(async () => {
    connected = await createConnectedWorld({ configuration });
    await connected.world.start();
  }, 60_000);
  afterAll(() => connected.close());

  test('each step waits until the cluster is ready with the one before, and Ready is green while the workers keep their version', async () => {
    const { world } = connected;
    const created = await existing(world, 'shop', 'workers=1 control-plane=1');
    await giving().check(created, 'Ready', 'success');
    const { issue, comment } = await giving().give('/upgrade-cluster shop version=1.35.2');
    expect(reading().reactions(comment)).toEqual(['eyes', 'rocket']);
    const first = giving().pullOf(issue.number);
    expect(first.title).toBe('Upgrade cluster shop: control plane v1.34.3 → v1.35.2');
    expect(await patchOf(world, first.pull.head.sha)).toEqual(['clusters/shop/control-plane.yaml', ...change]);
    expect(first.body).toContain('Only the control plane moves now');
    expect(first.body).toContain('Kubernetes has no way down');
    await giving().check(first.pull.head.sha, 'Plan', 'success');

    const comeUp = connected.failCloud({ kind: 'DevMachine' });
    const merged = await giving().merge(first.number);
    const further = ['/upgrade-cluster shop version=1.35.2', '/upgrade-cluster shop version=1.36.2'];
    for (const command of [...further, `${further[1]} dry-run`]) {
      const early = await giving().give(command);
      expect(reading().answers(early.issue.number)[0]).toContain('cluster/upgrade-waits');
    }
    const late = await giving().reply(issue.number, '/cancel');
    expect(reading().reactions(late)).toEqual(['confused', 'eyes']);
    expect(reading().answers(issue.number).at(-1)).toContain(`${first.number} is merged`);
    comeUp();
    await giving().check(merged, 'Ready', 'success');
    expect(connected.objectsOf('shop')).toContain('Cluster/shop');

    const again = await giving().give('/upgrade-cluster shop version=1.35.2');
    const second = giving().pullOf(again.issue.number);
    expect(second.title).toBe('Upgrade cluster shop: pool md-0 v1.34.3 → v1.35.2');
    expect(await patchOf(world, second.pull.head.sha)).toEqual(['clusters/shop/workers.yaml', ...change]);
    await giving().check(await giving().merge(second.number), 'Ready', 'success');

    const done = await giving().give('/upgrade-cluster shop version=1.35.2');
    expect(reading().answers(done.issue.number)[0]).toContain('the files of shop say so on main already');
  }, 120_000);
});

describe('/upgrade-cluster where none is', () => {
  let world: World;
  const reading = () => readingOf(world);
  const giving = () => givingOf(world);

  beforeAll(async () => {
    world = await createWorld({ configuration });
    await world.start();
    await existing(world, 'limits');
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
    await existing(world, `of-${packaging}`, `packaging=${packaging}`);
    const { issue } = await giving().give(`/upgrade-cluster of-${packaging} version=1.35.2`);
    const lines = await patchOf(world, giving().pullOf(issue.number).pull.head.sha);
    expect(lines.slice(1)).toEqual(change);
  });

  test.each([
    ['/upgrade-cluster limits version=1.33.9', 'there is no way down'],
    ['/upgrade-cluster limits version=1.36.2', '1.35 → 1.36, one minor version at a time'],
    ['/upgrade-cluster limits version=1.35.5', 'breaks kubeadm join'],
    ['/upgrade-cluster nowhere version=1.35.2', 'no cluster "nowhere" stands in clusters/'],
  ])('%s is refused with the reason', async (command, reason) => {
    const { issue, comment } = await giving().give(command);
    expect(reading().reactions(comment)).toEqual(['confused', 'eyes']);
    expect(reading().answers(issue.number)[0]?.replaceAll('\\', '')).toContain(reason);
  });
});
