import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { goodCluster, proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { eventually } from '../support/world.ts';

const identity = 'system:serviceaccount:clusterops:clusterops-dry-run';
const rights = ['cluster.x-k8s.io', 'controlplane.cluster.x-k8s.io', 'bootstrap.cluster.x-k8s.io'];

let connected: ConnectedWorld;
const people = () => proposingOf(connected.world);
/** What the management cluster was asked as the identity of the dry run. */
const asked = () => connected.kubernetes.requests().filter(({ user }) => user === identity);

beforeAll(async () => {
  connected = await createConnectedWorld({
    configuration: 'delivery: merge\nproviders:\n  aws:\n    sshKeyName: platform\n',
    environment: { DRY_RUN_AS: identity },
  });
  const apiGroups = [...rights, 'infrastructure.cluster.x-k8s.io', 'addons.cluster.x-k8s.io'];
  connected.kubernetes.access.addUser(identity, [
    { rules: [{ verbs: ['create', 'patch'], apiGroups, resources: ['*'] }] },
  ]);
  await connected.world.start();
}, 60_000);
afterEach(() => connected.kubernetes.faults.clear());
afterAll(() => connected.close());

describe('Plan asks the management cluster in a dry run', () => {
  test('and says that it accepts what is right; nothing is made of it', async () => {
    const { pull } = await people().propose('right', goodCluster('right'));
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('success');
    expect(run.summary).toMatch(/In a dry run the management cluster accepts \d+ objects of this change/);
    expect(asked().length).toBeGreaterThan(3);
    expect(asked().every(({ method, url }) => method === 'PATCH' && url.includes('dryRun=All'))).toBe(true);
    expect(connected.objectsOf('right')).toEqual([]);
  });

  test('what only it can refuse fails on the line, in its words', async () => {
    const files = goodCluster('fixed');
    await people().commit('main', files);
    await eventually(() => connected.objectsOf('fixed').find((each) => each.startsWith('AWSMachineTemplate/')));
    const path = 'clusters/fixed/workers.yaml';
    const content = files[path]?.replace(/instanceType: \S+/, 'instanceType: m6i.large') ?? '';
    const { pull } = await people().propose('fixed', { [path]: content });
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('failure');
    const lines = content.split('\n');
    const template = lines.findIndex((line) => line.startsWith('kind: AWSMachineTemplate'));
    const startLine = lines.findIndex((line, index) => index > template && line === '    spec:') + 1;
    expect(run.annotations).toEqual([expect.objectContaining({ path, startLine, title: 'manifest/refused' })]);
    expect(run.annotations[0]?.message).toContain('field is immutable');
    expect(run.annotations[0]?.message).toContain('admission webhook');
  });

  test('only of what the pull request changes', async () => {
    const files = goodCluster('partly');
    await people().commit('main', files);
    const before = asked().length;
    const path = 'clusters/partly/workers.yaml';
    const { pull } = await people().propose('partly', { [path]: `# Changed.\n${files[path]}` });
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('success');
    const resources = new Set(
      asked()
        .slice(before)
        .map(({ resource }) => resource),
    );
    expect(resources).not.toContain('clusters');
    expect(resources).toContain('machinedeployments');
  });

  test('also for a request of its own', async () => {
    const { issue } = await givingOf(connected.world).give('/create-cluster eu-west-1 name=asked workers=1');
    const { sha } = givingOf(connected.world).pullOf(issue.number).pull.head;
    await givingOf(connected.world).check(sha, 'Plan', 'success');
    const run = readingOf(connected.world)
      .runs(sha)
      .find(({ name }) => name === 'ClusterOps / Plan');
    expect(run?.summary).toMatch(/In a dry run the management cluster accepts \d+ objects/);
  }, 60_000);
});

describe('what could not be asked is said, and never green', () => {
  const elsewhere = (name: string) =>
    Object.fromEntries(
      Object.entries(goodCluster(name)).map(([path, text]) => [
        path,
        text.replaceAll('namespace: default', `namespace: ${name}`),
      ]),
    );

  test('a namespace that is not there', async () => {
    const { pull } = await people().propose('homeless', elsewhere('homeless'));
    const run = await people().plan(pull.head.sha);
    expect([run.conclusion, run.title]).toEqual(['neutral', 'No errors, dry run incomplete']);
    expect(run.summary).toContain('namespaces "homeless" not found');
    expect(run.summary).toContain('accepts 0 of');
  });

  test('a namespace that comes with it', async () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: moving\n';
    const files = { ...elsewhere('moving'), 'clusters/moving/namespace.yaml': namespace };
    const { pull } = await people().propose('moving', files);
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('neutral');
    expect(run.summary).toContain('it needs another object of this pull request');
    // The namespace itself is nothing that the identity may ask about.
    expect(run.summary).toMatch(/No dry run of Namespace moving.*cannot patch such objects at the cluster scope/);
  });

  test.each([
    ['an API server that is away', { kind: 'reset' } as const, /socket hang up|ECONNRESET/],
    [
      'an API server that is overloaded',
      { kind: 'status', status: 503, message: 'shedding load' } as const,
      /shedding/,
    ],
  ])('%s', async (name, act, said) => {
    connected.kubernetes.faults.add({ match: { verb: 'patch' }, act });
    const branch = name.replaceAll(' ', '-').toLowerCase();
    const { pull } = await people().propose(branch, goodCluster(branch));
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('neutral');
    expect(run.summary).toMatch(said);
  });

  test('an identity that the bot may not act as', async () => {
    const lift = connected.kubernetes.access.forbid({ verb: 'impersonate' });
    const { pull } = await people().propose('nobody', goodCluster('nobody'));
    const run = await people().plan(pull.head.sha);
    lift();
    expect(run.conclusion).toBe('neutral');
    expect(run.summary).toContain('cannot impersonate resource');
  });
});

test('while the API server is away Plan says so, and says the rest by itself once it is back', async () => {
  const { world, kubernetes } = connected;
  await world.stop();
  const back = kubernetes.faults.add({ act: { kind: 'reset' } });
  await world.start();
  const { pull } = await people().propose('healing', goodCluster('healing'));
  const { issue } = await givingOf(world).give('/create-cluster eu-west-1 name=healing-too workers=1');
  const own = givingOf(world).pullOf(issue.number).pull.head.sha;
  const away = [await people().plan(pull.head.sha), await people().plan(own)];
  expect(away.map(({ conclusion, title }) => [conclusion, title])).toEqual(
    away.map(() => ['neutral', 'No errors, dry run incomplete']),
  );
  expect(away[0]?.summary).toContain('asks again by itself');
  back();
  const again = (runs: readonly unknown[]) => runs.length > 1;
  const healed = [await people().plan(pull.head.sha, again), await people().plan(own, again)];
  expect(healed.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
}, 60_000);

test('where the add-on provider for Helm is not installed, add-ons come by ClusterResourceSet, and Plan fails on charts', async () => {
  const restore = connected.kubernetes.store.withdraw('addons.cluster.x-k8s.io', 'HelmChartProxy');
  // What is served is remembered for a minute.
  await connected.world.stop();
  await connected.world.start();
  const { pull } = await people().propose('charts', goodCluster('charts'));
  const run = await people().plan(pull.head.sha);
  expect(run.conclusion).toBe('failure');
  const failures = run.annotations.filter(({ level }) => level === 'failure');
  expect(new Set(failures.map(({ title }) => title))).toEqual(new Set(['manifest/kind-not-served']));
  expect(failures[0]?.message).toContain('clusterctl init --addon helm');

  const giving = givingOf(connected.world);
  const { issue } = await giving.give('/create-cluster eu-west-1 name=sets workers=1');
  const made = giving.pullOf(issue.number);
  expect((await readingOf(connected.world).patch(made.pull.head.sha)).join('\n')).toContain('kind: ClusterResourceSet');
  expect(made.body).toMatch(/ConfigMap .*cilium.* exists in the namespace/);
  await giving.check(made.pull.head.sha, 'Plan', 'success');
  expect(await giving.answerTo('/create-cluster eu-west-1 name=large cni=calico')).toContain('larger than the 1 MiB');
  restore();
}, 60_000);
