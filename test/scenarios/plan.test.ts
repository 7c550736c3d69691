import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { goodCluster, proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
const reading = () => readingOf(world);
const people = () => proposingOf(world);
const control = () => world.github.control;

const secret =
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\n  namespace: default\nstringData:\n  token: s3cr3t\n';
const kustomization = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - object.yaml\n';
const aliases = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const bomb = aliases
  .map((name, index) => {
    const before = aliases[index - 1];
    const value = before === undefined ? '"boom"' : Array.from({ length: 9 }, () => `*${before}`).join(', ');
    return `${name}: &${name} [${value}]\n`;
  })
  .join('');

/** A request for what a pull request changes: the bot has looked at it. */
const looked = (pull: number) =>
  eventually(() =>
    world.github.requests().some(({ path }) => path.includes(`/pulls/${pull}/files`)) ? true : undefined,
  );

describe('Plan on a pull request that a person opens', () => {
  beforeAll(async () => {
    // As on a server that has no kustomize.
    world = await createWorld({ environment: { KUSTOMIZE_PATH: 'off' } });
    await world.start();
  }, 60_000);
  afterEach(() => world.github.faults.clear());
  afterAll(() => world.close());

  test('passes where every file is right, as one run of its own', async () => {
    const { pull } = await people().propose('right', goodCluster('right'));
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('success');
    expect(run.title).toBe('4 files checked, no errors');
    expect(run.history.map((each) => each.conclusion ?? each.status)).toEqual(['queued', 'success']);
    // Sync and Ready follow what the bot opened itself.
    expect(reading().checks(pull.head.sha)).toEqual({ Plan: 'success' });
  });

  /** What a person does to a right cluster, and the text of the line at fault. */
  const wrong: readonly (readonly [
    name: string,
    code: string,
    file: string,
    edit: (text: string) => string,
    at: string,
  ])[] = [
    [
      'a field that the kind lacks',
      'field-unknown',
      'workers.yaml',
      (text) => text.replace('  replicas:', '  replica:'),
      '  replica:',
    ],
    [
      'a value of a wrong type',
      'value-invalid',
      'workers.yaml',
      (text) => text.replace(/ replicas: \d/, ' replicas: many'),
      'many',
    ],
    ['a Secret with data', 'secret-in-git', 'secret.yaml', () => secret, 's3cr3t'],
    ['text that is not YAML', 'syntax', 'notes.yaml', () => 'kind: Cluster\nmetadata:\n\tname: x\n', 'name: x'],
    [
      'a key that stands twice',
      'duplicate-key',
      'workers.yaml',
      (text) => text.replace('  replicas:', '  clusterName: twice\n  replicas:'),
      'twice',
    ],
    ['aliases that expand without end', 'alias-bomb', 'bomb.yaml', () => bomb, '&a'],
  ];
  test.each(wrong)('fails on %s, and says so on the line', async (_name, code, file, edit, at) => {
    const good = goodCluster(code);
    const path = `clusters/${code}/${file}`;
    const content = edit(good[path] ?? '');
    const line = content.split('\n').findIndex((each) => each.includes(at)) + 1;
    const { pull } = await people().propose(code, { ...good, [path]: content });
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('failure');
    const marks = run.annotations.filter((each) => each.path === path);
    expect(marks.map((each) => [each.title, each.startLine])).toContainEqual([`manifest/${code}`, line]);
    expect(run.summary).toContain(`manifest/${code}`);
    expect(JSON.stringify([run.summary, run.annotations])).not.toContain('s3cr3t');
  });

  test('says of what it could not check that it was not checked: never green', async () => {
    const { pull } = await people().propose('built', {
      'clusters/built/kustomization.yaml': kustomization,
      'clusters/built/object.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: built}\n',
    });
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('neutral');
    expect(run.title).toContain('1 file not checked');
    expect(run.summary).toContain('manifest/not-checked');
  });

  test('does not check what lies beside: a wrong neighbour is somebody else’s', async () => {
    await people().commit('main', { 'clusters/neighbour/broken.yaml': 'a: [\n' });
    const { pull } = await people().propose('beside', goodCluster('beside'));
    expect((await people().plan(pull.head.sha)).conclusion).toBe('success');
    await people().commit('main', { 'clusters/neighbour/broken.yaml': undefined });
  });

  test('names what a removed cluster takes with it', async () => {
    const files = goodCluster('leaving');
    await people().commit('main', files);
    const { pull } = await people().propose(
      'removal',
      Object.fromEntries(Object.keys(files).map((path) => [path, undefined])),
    );
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('failure');
    expect(run.summary).toContain('deletion/not-asked');
    expect(run.summary).toContain('/delete-cluster leaving');
    expect(run.summary).toContain('clusters/leaving/cluster.yaml');
  });

  test('fails where a provider goes under the clusters, though no file of a cluster is touched', async () => {
    const provider =
      'apiVersion: operator.cluster.x-k8s.io/v1alpha2\nkind: InfrastructureProvider\nmetadata:\n  name: aws\n';
    await people().commit('main', { 'platform/aws.yaml': provider, ...goodCluster('standing') });
    const { pull } = await people().propose('no-provider', { 'platform/aws.yaml': undefined });
    const run = await people().plan(pull.head.sha);
    expect(run.conclusion).toBe('failure');
    expect(run.annotations.map((each) => [each.title, each.path])).toEqual([
      ['deletion/foundation-in-use', 'platform/aws.yaml'],
    ]);
  });

  test('leaves a pull request alone that touches nothing of it', async () => {
    const aside = await people().propose('aside', { 'docs/notes.md': 'Notes\n' });
    await looked(aside.number);
    const { pull } = await people().propose('after-aside', goodCluster('after-aside'));
    await people().plan(pull.head.sha);
    expect(reading().runs(aside.pull.head.sha)).toEqual([]);
  });

  test('looks again at each push, and keeps what it said of the one before', async () => {
    const issue = await people().propose('pushed', { 'clusters/pushed/broken.yaml': 'a: [\n' });
    const before = issue.pull.head.sha;
    expect((await people().plan(before)).conclusion).toBe('failure');
    const after = await people().commit('pushed', {
      'clusters/pushed/broken.yaml': undefined,
      ...goodCluster('pushed'),
    });
    expect((await people().plan(after)).conclusion).toBe('success');
    expect(people().plans(before)).toHaveLength(1);
  });

  test('looks again when the base branch is another, and when the request is opened again', async () => {
    await people().makeBranch('release', 'main');
    const issue = await people().propose('based', goodCluster('based'));
    const { sha } = issue.pull.head;
    await people().plan(sha);
    await people().edit(issue.number, { base: 'release' });
    expect((await people().plan(sha, (runs) => runs.length === 2)).conclusion).toBe('success');

    // A title is no reason.
    await people().edit(issue.number, { title: 'Another title' });
    await people().edit(issue.number, { state: 'closed' });
    await people().edit(issue.number, { state: 'open' });
    expect((await people().plan(sha, (runs) => runs.length === 3)).conclusion).toBe('success');
  });

  test('says of the base that it has now, though it had another in between', async () => {
    await people().makeBranch('stable', 'main');
    const issue = await people().propose('swaying', goodCluster('swaying'));
    const { sha } = issue.pull.head;
    await people().plan(sha);
    await people().edit(issue.number, { base: 'stable' });
    await people().plan(sha, (runs) => runs.length === 2);
    await people().edit(issue.number, { base: 'main' });
    expect((await people().plan(sha, (runs) => runs.length === 3)).conclusion).toBe('success');
  });

  test('checks what a merge queue puts together', async () => {
    const issue = await people().propose('queued', goodCluster('queued'));
    await people().plan(issue.pull.head.sha);
    const head = await control().requestMergeGroup(repositoryName, issue.number);
    const run = await people().plan(head);
    expect(run.conclusion).toBe('success');
    expect(reading().checks(head)).toEqual({ Plan: 'success' });

    control().rerun(run, person);
    expect((await people().plan(head, (runs) => runs.length === 2)).conclusion).toBe('success');
  });

  test('runs again for who asks and may, and answers who may not', async () => {
    const issue = await people().propose('again', goodCluster('again'));
    const { sha } = issue.pull.head;
    const first = await people().plan(sha);
    control().rerun(first, person);
    const second = await people().plan(sha, (runs) => runs.length === 2);
    expect([first.conclusion, second.conclusion]).toEqual(['success', 'success']);
    control().click(second, person, 'recheck');
    const third = await people().plan(sha, (runs) => runs.length === 3);

    control().rerun(third, 'stranger');
    await eventually(() => (reading().answers(issue.number).length > 0 ? true : undefined));
    expect(reading().answers(issue.number)).toHaveLength(1);
    expect(reading().answers(issue.number)[0]).toContain('access/permission');
    expect(people().plans(sha)).toHaveLength(3);
  });

  test('that could not be run ends as a failure with a cure, never as one that waits for ever', async () => {
    const broken = world.github.faults.add({
      kind: 'status',
      status: 403,
      body: { message: 'Resource not accessible by integration' },
      match: { operation: 'TreeAt' },
    });
    const issue = await people().propose('unreadable', goodCluster('unreadable'));
    const { sha } = issue.pull.head;
    const run = await people().plan(sha);
    broken();
    expect(run.conclusion).toBe('failure');
    expect(run.summary).toContain('github/permission');
    control().rerun(run, person);
    expect((await people().plan(sha, (runs) => runs.length === 2)).conclusion).toBe('success');
  });

  test('on a branch named like a request of ours believes no marker that a person forged', async () => {
    const { issue } = await givingOf(world).give('/create-cluster eu-west-1 name=genuine');
    const ours = givingOf(world).pullOf(issue.number);
    const branch = ours.pull.head.ref.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    await people().commit(branch, goodCluster('forged'));
    const forged = await people().open(branch, { body: ours.body ?? '' });
    await people().plan(forged.pull.head.sha);
    expect(reading().checks(forged.pull.head.sha)).toEqual({ Plan: 'success' });
    await givingOf(world).close(forged.number);
    await givingOf(world).close(ours.number);
    await givingOf(world).check(ours.pull.head.sha, 'Cleanup', 'success');
    expect(await reading().branches()).toContain(branch);
    expect(await reading().branches()).not.toContain(ours.pull.head.ref);
    expect(reading().checks(forged.pull.head.sha)).toEqual({ Plan: 'success' });
  });
});

describe('where the configuration calls the checks required', () => {
  beforeAll(async () => {
    world = await createWorld({ configuration: 'checks:\n  required: true\n' });
    await world.start();
  }, 60_000);
  afterAll(() => world.close());

  const all = { Plan: 'success', Sync: 'success', Ready: 'success', Cleanup: 'success' };
  const whole = (sha: string) =>
    eventually(
      () => (Object.values(reading().checks(sha)).join() === 'success,success,success,success' ? true : undefined),
      () => reading().checks(sha),
    );

  test('all four stand on a pull request that touches nothing, and on its merge group', async () => {
    const issue = await people().propose('aside', { 'docs/notes.md': 'Notes\n' });
    await whole(issue.pull.head.sha);
    expect(reading().checks(issue.pull.head.sha)).toEqual(all);
    expect(people().plans(issue.pull.head.sha)[0]?.title).toBe('Nothing to do');
    const head = await control().requestMergeGroup(repositoryName, issue.number);
    await whole(head);
    expect(reading().runs(head)).toHaveLength(4);
  });

  test('all four stand on one that a person opens for a cluster, and on its merge group', async () => {
    const issue = await people().propose('mine', goodCluster('mine'));
    await whole(issue.pull.head.sha);
    expect(people().plans(issue.pull.head.sha)[0]?.title).toBe('4 files checked, no errors');
    await whole(await control().requestMergeGroup(repositoryName, issue.number));
  });

  test('all four stand on the merge group of a request of ours', async () => {
    const { issue } = await givingOf(world).give('/create-cluster eu-west-1 name=ours');
    const ours = givingOf(world).pullOf(issue.number);
    await givingOf(world).check(ours.pull.head.sha, 'Ready', 'neutral');
    expect(Object.keys(reading().checks(ours.pull.head.sha)).sort()).toEqual(['Cleanup', 'Plan', 'Ready', 'Sync']);
    await whole(await control().requestMergeGroup(repositoryName, ours.number));
  });

  test('a configuration that broke does not block the pull request that mends it', async () => {
    await people().commit('main', { '.github/clusterops.yml': 'checks: [\n' });
    const issue = await people().propose('mend', { '.github/clusterops.yml': 'checks:\n  required: true\n' });
    const { sha } = issue.pull.head;
    const run = await people().plan(sha);
    await eventually(() => (Object.keys(reading().checks(sha)).length === 4 ? true : undefined));
    expect(reading().checks(sha)).toEqual(all);
    expect(run.summary).toContain('nothing can be compared with it');
    // Where clusters lie is not known, so what else changes is not called right.
    const more = await people().propose('more', {
      '.github/clusterops.yml': 'checks:\n  required: true\n',
      'fleet/shop/cluster.yaml': 'kind: Cluster\n',
    });
    expect((await people().plan(more.pull.head.sha)).conclusion).toBe('neutral');
    const other = await people().propose('other', { 'docs/notes.md': 'Notes\n' });
    const unplanned = await people().plan(other.pull.head.sha);
    expect(unplanned.conclusion).toBe('neutral');
    expect(unplanned.summary).toContain('configuration/syntax');
    await givingOf(world).merge(issue.number);
    const mended = await people().propose('mended', { 'docs/notes.md': 'Notes\n' });
    await whole(mended.pull.head.sha);
  });
});
