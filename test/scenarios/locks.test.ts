import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
const reading = () => readingOf(world);
const giving = () => givingOf(world);
const control = () => world.github.control;
const other = 'wim';
const keeper = 'mai';

beforeAll(async () => {
  world = await createWorld({ configuration: 'providers:\n  aws:\n    sshKeyName: platform\n' });
  for (const [name, role] of [
    [other, 'write'],
    [keeper, 'maintain'],
  ] as const) {
    control().createUser(name);
    control().setCollaborator(repositoryName, name, role);
  }
  await world.start();
}, 60_000);
afterAll(() => world.close());

async function existing(name: string): Promise<void> {
  const { issue } = await giving().give(`/create-cluster eu-west-1 name=${name}`);
  await giving().merge(giving().pullOf(issue.number).number);
}
const answerTo = async (body: string, as = person): Promise<string> => {
  const { issue } = await giving().give(body, as);
  return reading()
    .answers(issue.number)
    .join('\n')
    .replace(/\\#&#8203;/g, '#');
};
const plan = (sha: string) =>
  reading()
    .runs(sha)
    .findLast((run) => run.name.endsWith('Plan'));
const planEnds = (sha: string, conclusion: string) =>
  eventually(
    () => (plan(sha)?.conclusion === conclusion ? plan(sha) : undefined),
    () => [plan(sha)?.conclusion, plan(sha)?.summary],
    30_000,
  );
const lockIssue = () => {
  const [issue, ...more] = [...(world.github.world.store.issues.values().next().value?.values() ?? [])].filter(
    ({ labels }) => labels.some(({ name }) => name === 'clusterops-locks'),
  );
  expect(more).toEqual([]);
  if (issue === undefined) throw new Error('no issue keeps locks');
  return issue;
};
const edit = (number: number, body: string, as: string) =>
  fetch(`${world.github.url}/api/v3/repos/${repositoryName}/issues/${number}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${control().createToken(as)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ body }),
  });

describe('/lock', () => {
  test('keeps others out of a cluster, and its owner in', async () => {
    await existing('shop');
    expect(await answerTo('/lock shop reason="load test until noon"')).toContain('is locked: load test until noon');
    for (const command of ['/scale-cluster shop workers=5', '/delete-cluster shop', '/lock shop']) {
      const answer = await answerTo(command, other);
      expect(answer).toContain('lock/held');
      expect(answer).toMatch(/shop is locked by octavia since \d{4}-.* UTC: load test until noon/);
    }
    const tried = await answerTo('/scale-cluster shop workers=5 dry-run', other);
    expect(tried).toContain('Without dry-run this would be refused now: shop is locked by octavia since');
    expect(tried).toContain('+  replicas: 5');
    const { issue } = await giving().give('/scale-cluster shop workers=5');
    const pull = giving().pullOf(issue.number);
    await planEnds(pull.pull.head.sha, 'success');
    await giving().reply(pull.number, '/retry');
    await planEnds(pull.pull.head.sha, 'success');
    await giving().close(pull.number);
    expect(lockIssue().state).toBe('open');
  }, 60_000);

  test('fails Plan of open pull requests that touch the cluster, bot-made or hand-made, until it is released', async () => {
    await existing('held');
    const { issue } = await giving().give('/scale-cluster held workers=5', other);
    const made = giving().pullOf(issue.number).pull.head.sha;
    await planEnds(made, 'success');
    const hand = await control().commit(repositoryName, {
      branch: 'hand',
      as: other,
      message: 'Note',
      files: { 'clusters/held/NOTE.yaml': '# by hand\n' },
    });
    const opened = await fetch(`${world.github.url}/api/v3/repos/${repositoryName}/pulls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${control().createToken(other)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'By hand', head: 'hand', base: 'main' }),
    });
    expect(opened.status).toBe(201);
    await planEnds(hand, 'success');

    await answerTo('/lock held');
    expect((await planEnds(made, 'failure'))?.summary).toContain('held is locked by octavia');
    expect((await planEnds(hand, 'failure'))?.summary).toContain('lock/held');
    // Another cluster is not concerned.
    await answerTo('/unlock held');
    await planEnds(made, 'success');
    await planEnds(hand, 'success');
    await giving().close(giving().pullOf(issue.number).number);
  }, 90_000);

  test('outlives the database, and is released by its owner or those who maintain the repository', async () => {
    await existing('kept');
    await answerTo('/lock kept reason="migration"');
    await world.stop();
    await world.loseDatabase();
    await world.start();
    expect(await answerTo('/scale-cluster kept workers=5', other)).toContain('kept is locked by octavia');
    expect(await answerTo('/locks', other)).toMatch(/`kept` \| octavia \| migration \| \d+/);
    expect(await answerTo('/cluster-status kept', other)).toContain('🔒 kept is locked by octavia since');
    expect(await answerTo('/unlock kept', other)).toContain('lock/not-yours');
    expect(await answerTo('/unlock kept', keeper)).toContain('octavia had locked it');
    expect(await answerTo('/unlock kept')).toContain('lock/none');
    expect(await answerTo('/scale-cluster kept workers=5 dry-run', other)).toContain('+  replicas: 5');
  }, 60_000);

  test('closes its issue with the last lock, and opens it again with the next', async () => {
    const locked = /`([a-z]+)`/g;
    for (const [, name] of (await answerTo('/locks')).matchAll(locked)) await answerTo(`/unlock ${name}`, keeper);
    expect(lockIssue().state).toBe('closed');
    await answerTo('/lock shop');
    expect(lockIssue().state).toBe('open');
    await answerTo('/unlock shop');
  }, 60_000);

  test('of what is not there, or without the permission, is refused', async () => {
    expect(await answerTo('/lock nowhere')).toContain('cluster/unknown');
    expect(await answerTo('/unlock nowhere')).toContain('lock/none');
    expect(await answerTo('/lock shop', 'stranger')).toContain('access/permission');
  });

  test('whose list somebody edits is not believed, until the edit is undone or the issue deleted', async () => {
    await answerTo('/lock shop');
    const { number, body } = lockIssue();
    await edit(number, 'No cluster is locked.', other);
    expect(await answerTo('/scale-cluster shop workers=5', other)).toContain('lock/unreadable');
    // The signed text of before, put back by a person, may be an old one.
    await edit(number, body ?? '', other);
    expect(await answerTo('/scale-cluster shop workers=5')).toContain('lock/unreadable');
    await control().deleteIssue(repositoryName, number, person);
    expect(await answerTo('/scale-cluster shop workers=5 dry-run', other)).toContain('+  replicas: 5');
  }, 60_000);
});

describe('an open request', () => {
  test('holds its cluster until its pull request closes', async () => {
    const first = await giving().give('/scale-cluster shop workers=6');
    const pull = giving().pullOf(first.issue.number);
    for (const command of ['/scale-cluster shop workers=7', '/delete-cluster shop']) {
      expect(await answerTo(command, other)).toMatch(
        new RegExp(`#${pull.number} changes shop already: octavia asked for it, and it holds the cluster since`),
      );
    }
    for (const [command, shown] of [
      ['/scale-cluster shop workers=7', '+  replicas: 7'],
      ['/scale-cluster name=shop workers=7', '+  replicas: 7'],
      ['/delete-cluster shop', 'Files that would go'],
    ] as const) {
      const answer = await answerTo(`${command} dry-run`, other);
      expect(answer).toContain(`Without dry-run this would be refused now: #${pull.number} changes shop already`);
      expect(answer).toContain(shown);
    }
    expect(await answerTo('/unlock shop', keeper)).toContain(`#${pull.number} changes shop already`);
    expect(await answerTo('/locks', other)).toContain(`#${pull.number}, asked for by octavia`);
    await giving().close(pull.number);
    expect(await answerTo('/locks', other)).toContain('No cluster is locked, and no request is open.');
  }, 60_000);

  test('of two at once one is made, and the other gets one answer', async () => {
    const issues = await Promise.all(
      [person, other].map((as) => control().openIssue(repositoryName, as, { title: 'Both', body: '' })),
    );
    const before = reading().pulls().length;
    await Promise.all(
      issues.map(({ number }, index) =>
        giving().reply(number, `/scale-cluster shop workers=${8 + index}`, index === 0 ? person : other),
      ),
    );
    expect(reading().pulls()).toHaveLength(before + 1);
    const answers = issues.flatMap(({ number }) => reading().answers(number));
    expect(answers.filter((each) => each.includes('changes shop already'))).toHaveLength(1);
    expect((await reading().branches()).filter((each) => each.includes('shop'))).toHaveLength(1);
  }, 60_000);
});
