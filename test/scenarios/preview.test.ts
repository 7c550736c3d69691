import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { eventually, person, repositoryName, type World } from '../support/world.ts';

let connected: ConnectedWorld;
let world: World;
const reading = () => readingOf(world);
const giving = () => givingOf(world);
const objectsOf = (name: string) => connected.objectsOf(name);
const clusterUid = (name: string) => connected.clusterUid(name);
const runOf = (sha: string, check: string) =>
  reading()
    .runs(sha)
    .find(({ name }) => name.endsWith(check));

/** A request for a cluster, once a check on it is green. */
async function asked(command: string, check = 'Ready') {
  const { issue } = await giving().give(command);
  const pull = giving().pullOf(issue.number);
  const { sha } = pull.pull.head;
  await giving().check(sha, check, 'success');
  return { issue, pull, sha };
}

beforeAll(async () => {
  connected = await createConnectedWorld();
  world = connected.world;
  await world.start();
}, 60_000);
afterAll(() => connected.close());

describe('a preview', () => {
  test('comes up before the merge and is handed over with the same Cluster', async () => {
    const { pull, sha } = await asked('/create-cluster eu-west-1 name=checkout workers=3');
    expect(reading().checks(sha)).toEqual({ Plan: 'success', Sync: 'success', Ready: 'success' });
    const ready = runOf(sha, 'Ready');
    expect(ready?.history.map((each) => each.conclusion ?? each.status)).toEqual(
      expect.arrayContaining(['queued', 'in_progress', 'success']),
    );
    expect(ready?.text).toContain('Cluster default/checkout');
    const uid = clusterUid('checkout');

    const merged = await giving().merge(pull.number);
    await giving().check(merged, 'Sync', 'success');
    await giving().check(merged, 'Ready', 'success');
    await giving().check(merged, 'Cleanup', 'success');
    expect(clusterUid('checkout')).toBe(uid);
    expect(objectsOf('checkout').filter((each) => each.startsWith('Application/'))).toEqual(['Application/checkout']);
    await eventually(async () => ((await reading().branches()).length === 1 ? true : undefined));
  }, 60_000);

  test('closed without merging leaves nothing, and says so object by object', async () => {
    const { issue, pull, sha } = await asked('/create-cluster eu-central-1 name=experiment workers=1', 'Sync');
    await giving().close(pull.number);
    await giving().check(sha, 'Cleanup', 'success');
    expect(objectsOf('experiment')).toEqual([]);
    const proof = runOf(sha, 'Cleanup');
    expect(proof?.summary).toContain('experiment');
    await eventually(
      () => (reading().answers(issue.number)[0]?.includes('What it had made') ? true : undefined),
      () => reading().answers(issue.number),
    );
    expect(await reading().branches()).toEqual(['main']);
  }, 60_000);

  test('whose files came to the base branch under another folder keeps its cluster when it is closed', async () => {
    const { pull, sha } = await asked('/create-cluster eu-west-1 name=moved workers=1');
    const uid = clusterUid('moved');
    const { control } = world.github;
    const made = await control.readTree(repositoryName, sha, 'clusters/moved');
    const files = Object.fromEntries(made.map(({ path, content }) => [path.replace('/moved/', '/payments/'), content]));
    const message = 'A better name for the folder';
    await control.commit(repositoryName, { branch: 'main', as: person, message, files });
    await giving().close(pull.number);
    await giving().check(sha, 'Cleanup', 'success');
    expect(clusterUid('moved')).toBe(uid);
    const proof = runOf(sha, 'Cleanup');
    expect(proof?.summary).toContain('clusters/payments/cluster.yaml on the base branch has it');
  }, 60_000);

  test('that is opened again while it is cleaned up comes up once more', async () => {
    const { pull, sha } = await asked('/create-cluster eu-central-1 name=undead workers=1');
    const uid = clusterUid('undead');
    const key = { group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name: 'undead' };
    const { store } = connected.kubernetes;
    const finalizers = () => store.get(key)?.metadata.finalizers ?? [];
    store.patch(key, { metadata: { finalizers: [...finalizers(), 'example.org/slow'] } }, 'somebody');
    await giving().close(pull.number);
    await eventually(() => (store.get(key)?.metadata.deletionTimestamp === undefined ? undefined : true));
    await giving().reopen(pull.number);
    await eventually(
      () =>
        reading()
          .runs(sha)
          .find(({ summary }) => summary?.includes('then it comes up anew')),
      () => reading().runs(sha),
    );
    store.patch(
      key,
      { metadata: { finalizers: finalizers().filter((each) => !each.startsWith('example')) } },
      'somebody',
    );
    await eventually(() => ([undefined, uid].includes(clusterUid('undead')) ? undefined : true));
    await giving().check(sha, 'Ready', 'success');
    await giving().close(pull.number);
    await eventually(() => (objectsOf('undead').length === 0 ? true : undefined));
  }, 60_000);

  test('closed in the middle of coming up ends the same way', async () => {
    const { issue } = await giving().give('/create-cluster eu-central-1 name=hasty workers=2');
    const pull = giving().pullOf(issue.number);
    await giving().close(pull.number);
    await giving().check(pull.pull.head.sha, 'Cleanup', 'success');
    expect(objectsOf('hasty')).toEqual([]);
  }, 60_000);

  test('of a name that is taken in the cluster touches nothing', async () => {
    connected.kubernetes.store.apply(
      {
        apiVersion: 'cluster.x-k8s.io/v1beta2',
        kind: 'Cluster',
        metadata: { name: 'precious', namespace: 'default' },
        spec: { controlPlaneEndpoint: { host: 'a', port: 6443 } },
      } as never,
      { manager: 'somebody' },
    );
    const uid = clusterUid('precious');
    const { issue } = await giving().give('/create-cluster eu-west-1 name=precious');
    const pull = giving().pullOf(issue.number);
    await giving().check(pull.pull.head.sha, 'Sync', 'failure');
    await giving().close(pull.number);
    await giving().check(pull.pull.head.sha, 'Cleanup', 'success');
    expect(clusterUid('precious')).toBe(uid);
  }, 60_000);

  test('a push by somebody else freezes it', async () => {
    const { pull, sha: ours } = await asked('/create-cluster eu-west-1 name=frozen workers=1', 'Sync');
    const head = await world.github.control.commit(repositoryName, {
      branch: pull.pull.head.ref,
      as: 'octavia',
      message: 'More',
      files: {
        'clusters/frozen/more.yaml':
          'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: frozen-more\n  namespace: default\n',
      },
    });
    await giving().check(head, 'Plan', 'success');
    const application = connected.kubernetes.store
      .list('argoproj.io', 'Application')
      .find((each) => each.metadata.name.startsWith('preview-frozen'));
    expect(JSON.stringify(application)).toContain(ours);
    expect(JSON.stringify(application)).not.toContain(head);
    await giving().close(pull.number);
    await giving().check(ours, 'Cleanup', 'success');
    // Somebody else's commit is on it: it is not ours to delete.
    expect(await reading().branches()).toContain(pull.pull.head.ref);
    expect(objectsOf('frozen')).toEqual([]);
  }, 60_000);
});

describe('a request that somebody changes before the merge', () => {
  test('is ready once the cluster is as it was merged', async () => {
    const { pull, sha } = await asked('/create-cluster eu-west-1 name=grown workers=1');
    const { control } = world.github;
    const path = 'clusters/grown/workers.yaml';
    const files = await control.readTree(repositoryName, sha, 'clusters/grown');
    const before = files.find((each) => each.path === path)?.content ?? '';
    const content = before.replace('replicas: 1', 'replicas: 2');
    expect(content).not.toBe(before);
    const message = 'Two are better';
    await control.commit(repositoryName, {
      branch: pull.pull.head.ref,
      as: person,
      message,
      files: { [path]: content },
    });
    const merged = await giving().merge(pull.number);
    await giving().check(merged, 'Ready', 'success');
  }, 60_000);
});

describe('a request that is merged into another branch', () => {
  test('says so, and goes on once that comes to the base branch', async () => {
    const { pull } = await asked('/create-cluster eu-west-1 name=astray workers=1');
    const { control } = world.github;
    const commit = { as: person, message: 'More', files: { 'notes.txt': 'more' } };
    await control.commit(repositoryName, { branch: 'release', ...commit });
    await giving().rebase(pull.number, 'release');
    const merged = await giving().merge(pull.number);
    await giving().check(merged, 'Cleanup', 'action_required');
    const said = runOf(merged, 'Cleanup');
    expect(said?.title).toBe('Merged into release, not into main');
    const files = await control.readTree(repositoryName, merged, 'clusters/astray');
    const brought = Object.fromEntries(files.map(({ path, content }) => [path, content]));
    await control.commit(repositoryName, { branch: 'main', as: person, message: 'Release', files: brought });
    await giving().check(merged, 'Ready', 'success');
    await giving().check(merged, 'Cleanup', 'success');
  }, 60_000);
});

describe('commands on a request', () => {
  test('/cluster-status shows the tree, /refresh asks the engine, /cancel cleans up', async () => {
    const { issue, pull, sha } = await asked('/create-cluster eu-west-1 name=status workers=1');
    await giving().reply(issue.number, '/cluster-status status');
    expect(reading().answers(issue.number).join('\n')).toContain('MachineDeployment default/status-md-0');
    await giving().reply(issue.number, '/refresh');
    await giving().reply(pull.number, '/cancel');
    await giving().check(sha, 'Cleanup', 'success');
    expect(objectsOf('status')).toEqual([]);
  }, 60_000);

  test('a button works for who may and answers who may not', async () => {
    const { issue, sha } = await asked('/create-cluster eu-west-1 name=button workers=1');
    const run = runOf(sha, 'Ready');
    if (run === undefined) throw new Error('no Ready');
    world.github.control.click(run, 'octavia', 'recheck');
    await eventually(() =>
      reading()
        .runs(sha)
        .filter((each) => each.name.endsWith('Ready')).length === 2
        ? true
        : undefined,
    );
    const before = reading().answers(issue.number).length;
    world.github.control.rerun(run, 'stranger');
    await eventually(() => (reading().answers(issue.number).length > before ? true : undefined));
    expect(reading().answers(issue.number).at(-1)).toContain('access/permission');
  }, 60_000);
});
