import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Faults } from '../../src/sandbox/github/main.ts';
import { givingOf } from '../support/giving.ts';
import { goodCluster, proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

type Fault = Parameters<Faults['add']>[0];

let world: World;
const reading = () => readingOf(world);
const control = () => world.github.control;
const open = () => control().openIssue(repositoryName, person, { title: 'A cluster', body: '' });

beforeAll(async () => {
  world = await createWorld();
  await world.start();
  await givingOf(world).give('/help');
}, 60_000);
afterEach(() => world.github.faults.clear());
afterAll(() => world.close());

/** Gives one create command and holds that there is exactly one of everything in the end. */
async function createOnce(name: string, chatter?: string): Promise<void> {
  const issue = await open();
  const asked = control().comment(repositoryName, issue.number, person, `/create-cluster eu-west-1 name=${name}`);
  if (chatter !== undefined) control().comment(repositoryName, issue.number, person, chatter);
  const pulls = () =>
    reading()
      .pulls()
      .filter((each) => each.body?.includes(`#${issue.number}:`));
  const pull = await eventually(
    () => pulls()[0],
    () => reading().answers(issue.number),
    30_000,
  );
  const { sha, ref } = pull.pull.head;
  await givingOf(world).check(sha, 'Ready', 'neutral');
  await eventually(
    () => (reading().answers(issue.number)[0]?.includes('⚪ neutral') ? true : undefined),
    () => reading().answers(issue.number),
    30_000,
  );
  await eventually(() => (reading().reactions(asked).includes('rocket') ? true : undefined));
  await world.github.idle();
  expect(pulls()).toHaveLength(1);
  expect(reading().answers(issue.number)).toHaveLength(1);
  expect(reading().reactions(asked)).toEqual(['eyes', 'rocket']);
  expect(
    reading()
      .runs(sha)
      .map((run) => [run.name, run.conclusion])
      .toSorted(),
  ).toEqual([
    ['ClusterOps / Plan', 'success'],
    ['ClusterOps / Ready', 'neutral'],
    ['ClusterOps / Sync', 'neutral'],
  ]);
  expect((await reading().branches()).filter((each) => each.includes(name))).toEqual([ref]);
  expect(await commitsSince(ref)).toBe(1);
}

async function commitsSince(ref: string): Promise<number> {
  const response = await fetch(`${world.github.url}/api/v3/repos/${repositoryName}/compare/main...${ref}`, {
    headers: { authorization: `Bearer ${control().createToken(person)}` },
  });
  return ((await response.json()) as { total_commits: number }).total_commits;
}

describe('a create command ends as one of everything', () => {
  type Kind = Fault extends infer F ? (F extends { match: unknown } ? Omit<F, 'match' | 'times'> : never) : never;
  const kinds: readonly (readonly [name: string, kind: Kind])[] = [
    ['a secondary limit', { kind: 'secondary-limit', retryAfter: 1 }],
    ['a used-up quota', { kind: 'primary-limit', resetIn: 1 }],
    ['a failure before', { kind: 'status', status: 502, when: 'before' }],
    ['a failure after', { kind: 'status', status: 502, when: 'after' }],
    ['a connection lost after', { kind: 'reset', when: 'after' }],
  ];
  const writes = ['OpenChange', 'Announce'].flatMap((operation) =>
    kinds.map(([name, kind]) => [name, operation, kind] as const),
  );
  const [limit, , before, after] = kinds;
  const others = [limit, before, after].flatMap((each) =>
    each === undefined
      ? []
      : ['CommandFacts', 'AddReaction'].map((operation) => [each[0], operation, each[1]] as const),
  );
  test.each([...writes, ...others])(
    'after %s in %s',
    async (name, operation, kind) => {
      world.github.faults.add({ ...kind, times: 1, match: { operation } } as Fault);
      await createOnce(`${operation}-${name.replace(/^an? /, '')}`.toLowerCase().replaceAll(' ', '-').slice(0, 30));
    },
    40_000,
  );

  test('after the second announcement failed as well', async () => {
    world.github.faults.add({
      kind: 'status',
      status: 500,
      when: 'after',
      times: 2,
      skip: 1,
      match: { operation: 'Announce' },
    });
    await createOnce('announced-twice');
  }, 40_000);
});

test('a fault that no retry heals is said, with what to do; /retry completes what was begun', async () => {
  world.github.faults.add({
    kind: 'status',
    status: 422,
    body: { message: 'Refused' },
    times: 1,
    match: { operation: 'Announce' },
  });
  const { issue, comment } = await givingOf(world).give('/create-cluster eu-west-1 name=unhealed');
  const [answer = '', ...more] = reading().answers(issue.number);
  expect(more).toEqual([]);
  expect(answer).toContain('github/refused');
  expect(answer).toContain('/retry');
  expect(answer).not.toContain('Nothing was done');
  expect(reading().reactions(comment)).toEqual(['confused', 'eyes']);
  const { sha } = givingOf(world).pullOf(issue.number).pull.head;
  await givingOf(world).reply(issue.number, '/retry');
  await givingOf(world).check(sha, 'Ready', 'neutral');
  expect(reading().checks(sha)).toEqual({ Plan: 'success', Sync: 'neutral', Ready: 'neutral' });
  await eventually(() =>
    reading()
      .answers(issue.number)
      .some((each) => each.includes('is open'))
      ? true
      : undefined,
  );
});

describe('webhooks that do not come as they were sent', () => {
  test('each one twice: still one of everything', async () => {
    world.github.faults.add({ kind: 'duplicate-webhook', match: {} });
    await createOnce('delivered-twice');
  }, 40_000);

  test('a comment after the chatter that followed it, and the opening after the check runs', async () => {
    world.github.faults.add({ kind: 'reorder-webhook', times: 1, match: { event: 'issue_comment' } });
    world.github.faults.add({ kind: 'reorder-webhook', times: 1, match: { event: 'pull_request' } });
    await createOnce('late', 'Thank you.');
  }, 40_000);

  test('a push that is told of after the next one leaves Plan on the newest', async () => {
    const { pull } = await proposingOf(world).propose('overtaken', goodCluster('overtaken'));
    await proposingOf(world).plan(pull.head.sha);
    world.github.faults.add({
      kind: 'reorder-webhook',
      times: 1,
      match: { event: 'pull_request', action: 'synchronize' },
    });
    await proposingOf(world).commit('overtaken', { 'clusters/overtaken/broken.yaml': 'a: [\n' });
    const newest = await proposingOf(world).commit('overtaken', { 'clusters/overtaken/broken.yaml': undefined });
    expect((await proposingOf(world).plan(newest)).conclusion).toBe('success');
  });

  test('the close of a request that comes twice is cleaned up once', async () => {
    const { issue } = await givingOf(world).give('/create-cluster eu-west-1 name=closed-twice');
    const pull = givingOf(world).pullOf(issue.number);
    world.github.faults.add({ kind: 'duplicate-webhook', match: { event: 'pull_request' } });
    await givingOf(world).close(pull.number);
    await givingOf(world).check(pull.pull.head.sha, 'Cleanup', 'success');
    await world.github.idle();
    expect(
      reading()
        .runs(pull.pull.head.sha)
        .filter((run) => run.name.endsWith('Cleanup')),
    ).toHaveLength(1);
    expect(reading().answers(issue.number)).toHaveLength(1);
    expect(await reading().branches()).not.toContain(pull.pull.head.ref);
  });
});
