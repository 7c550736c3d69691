import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { consideringOf } from '../support/considering.ts';
import { givingOf } from '../support/giving.ts';
import { proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, person, type World } from '../support/world.ts';

const path = '.github/clusterops.yml';
const shared = 'policy: { names: ["team-*"] }\n';

let world: World;
const control = () => world.github.control;
const configure = (repository: string, text: string | undefined) =>
  control().commit(repository, { branch: 'main', as: person, message: 'Configure', files: { [path]: text } });
const answerTo = async (body: string) => {
  const { issue } = await givingOf(world).give(body);
  return readingOf(world).answers(issue.number).join('\n');
};

beforeAll(async () => {
  world = await createWorld({ configuration: '_extends: .github\n' });
  await control().createRepository('acme/.github', { files: { [path]: shared } });
  await control().createRepository('acme/other', { files: { 'README.md': '# Other\n' } });
  for (const each of ['acme/.github', 'acme/other']) control().setCollaborator(each, person, 'write');
  await world.start();
}, 60_000);
afterAll(() => world.close());

test('the configuration of the organisation holds where that of a repository says nothing', async () => {
  expect(await answerTo('/create-cluster local name=shop')).toContain('access/name');
  const { issue } = await givingOf(world).give('/create-cluster local name=team-a');
  expect(givingOf(world).pullOf(issue.number).title).toContain('team-a');
});

test('what changes there is held against open pull requests at once, and so is that nobody knows what holds', async () => {
  const giving = givingOf(world);
  const { issue } = await giving.give('/create-cluster local name=team-frozen');
  const { sha } = giving.pullOf(issue.number).pull.head;
  await giving.check(sha, 'Plan', 'success');
  const frozen = shared.replace(' }', ', approvals: [{ name: two, when: {} }] }');
  await configure('acme/.github', frozen);
  await giving.check(sha, 'Plan', 'failure');
  await configure('acme/.github', shared);
  await giving.check(sha, 'Plan', 'success');
  await configure('acme/.github', 'polcy: {}\n');
  await giving.check(sha, 'Plan', 'failure');
  await configure('acme/.github', shared);
  await giving.check(sha, 'Plan', 'success');

  await world.github.idle();
  world.github.forgetRequests();
  await configure('acme/other', '# Nobody builds on this.\n');
  await consideringOf(world).settle();
  expect(world.github.requests().filter(({ operation }) => operation === 'OpenPulls')).toEqual([]);
});

test('a circle, and a file that is not there, deny all that changes something, and say where they are named', async () => {
  await configure('acme/.github', '_extends: platform\n');
  const circle = await answerTo('/create-cluster local name=team-b');
  expect(circle).toContain('configuration/extends-cycle');
  expect(circle).toContain('platform → .github → platform');
  expect(circle).toContain('acme/.github:.github/clusterops.yml:1');

  await configure('acme/.github', undefined);
  const missing = await answerTo('/create-cluster local name=team-b');
  expect(missing).toContain('configuration/extends-missing');
  expect(missing).toContain('acme/.github, where');
  await configure('acme/.github', shared);
  const { pull } = await proposingOf(world).propose('elsewhere', { [path]: '_extends: nowhere\n' });
  const run = await proposingOf(world).plan(pull.head.sha);
  expect(run.conclusion).toBe('failure');
  expect(run.annotations).toEqual([
    expect.objectContaining({ path, startLine: 1, message: expect.stringContaining('acme/nowhere') }),
  ]);
  expect(
    readingOf(world)
      .pulls()
      .some(({ title }) => title.includes('team-b')),
  ).toBe(false);
});
