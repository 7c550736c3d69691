import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Installation, Issue } from '../../src/sandbox/github/main.ts';
import { consideringOf } from '../support/considering.ts';
import { givingOf } from '../support/giving.ts';
import { proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
const reading = (of?: string) => readingOf(world, of);
const control = () => world.github.control;
const give = (body: string, as?: string) => givingOf(world).give(body, as);
const open = (as = person) => control().openIssue(repositoryName, as, { title: 'A cluster', body: '' });

const start = async (options: Parameters<typeof createWorld>[0] = {}): Promise<void> => {
  world = await createWorld(options);
  await world.start();
};
const stop = () => world.close();

const gathered = () => consideringOf(world).gathered();
const settle = () => consideringOf(world).settle();
const made = async () => ({ pulls: reading().pulls().length, branches: (await reading().branches()).length });
const command = (name: string) => `/create-cluster eu-west-1 name=${name} workers=1`;
const comment = (issue: Issue, body: string, as = person) => control().comment(repositoryName, issue.number, as, body);

describe('what stands in the way', () => {
  beforeAll(() => start(), 60_000);
  afterAll(stop);

  test('a repository without a commit is refused with a cure', async () => {
    await control().createRepository('acme/empty', {});
    control().setCollaborator('acme/empty', person, 'write');
    const issue = await control().openIssue('acme/empty', person, { title: 'A cluster', body: '' });
    const asked = control().comment('acme/empty', issue.number, person, command('early'));
    await eventually(() => (asked.reactions.some(({ content }) => content === 'confused') ? true : undefined));
    expect(reading('acme/empty').answers(issue.number)).toHaveLength(1);
    expect(reading('acme/empty').answers(issue.number)[0]).toContain('github/empty');
    expect(reading('acme/empty').answers(issue.number)[0]).toContain('Push a first commit');
  });

  test('a file that a person wrote where ours would go is named, and stays', async () => {
    await proposingOf(world).commit('main', { 'clusters/mine': 'a file, not a folder\n' });
    const before = await made();
    const { issue } = await give(command('mine'));
    expect(reading().answers(issue.number)).toHaveLength(1);
    expect(reading().answers(issue.number)[0]).toContain('cluster/file-in-the-way');
    expect(reading().answers(issue.number)[0]).toContain('clusters/mine');
    expect(await made()).toEqual(before);
  });

  test('a branch of a person that has the name of ours is not touched, and not adopted', async () => {
    const first = await give(command('name-known'));
    const { ref } = givingOf(world).pullOf(first.issue.number).pull.head;
    expect(ref).toMatch(/^clusterops\/create-name-known-/);
    // The name ends in the request's id, which nobody can tell before the comment is there.
    const theirs = ref.replace(/[^-]+$/, 'k000000000');
    await proposingOf(world).commit(theirs, { 'notes.md': 'Mine\n' });
    const forged = await proposingOf(world).open(theirs, {
      body: givingOf(world).pullOf(first.issue.number).body ?? '',
    });
    const { issue } = await give(command('other-name'));
    expect(reading().answers(issue.number)).toHaveLength(1);
    await givingOf(world).close(forged.number);
    await settle();
    expect(await reading().branches()).toContain(theirs);
    expect(reading().runs(forged.pull.head.sha)).toEqual([]);
  });

  test('a marker that a person copied into a comment is not believed', async () => {
    const { issue } = await give(command('copied'));
    const ours = issue.comments.find(({ author }) => author.login.endsWith('[bot]'));
    comment(issue, ours?.body ?? '');
    await givingOf(world).reply(issue.number, command('second'));
    expect(reading().answers(issue.number)).toHaveLength(2);
  });
});

describe('a permission that the owner did not grant', () => {
  let installation: Installation;
  beforeAll(async () => {
    await start();
    const [only] = world.github.world.store.installations.values();
    if (only === undefined) throw new Error('not installed');
    installation = only;
  }, 60_000);
  afterAll(stop);

  test.each(['contents', 'pull_requests', 'checks'])('%s: is named, and nothing is half-made', async (missing) => {
    const { app } = installation;
    control().uninstall(installation);
    installation = control().install(app, 'acme', { permissions: { ...app.permissions, [missing]: 'read' } });
    const before = await made();
    const { issue } = await give(command(`without-${missing.replace('_', '-')}`));
    expect(reading().answers(issue.number)).toHaveLength(1);
    expect(reading().answers(issue.number)[0]).toContain('github/permission');
    expect(reading().answers(issue.number)[0]).toContain(`${missing.replace('_', '\\_')}: write`);
    expect(await made()).toEqual(before);
  });

  test('issues: nothing can be said, so nothing is done', async () => {
    const { app } = installation;
    control().uninstall(installation);
    installation = control().install(app, 'acme', { permissions: { ...app.permissions, issues: 'read' } });
    const before = await made();
    const issue = await open();
    const said = gathered();
    comment(issue, command('mute'));
    await eventually(() => (gathered() > said + 1 ? true : undefined));
    await world.github.idle();
    expect(await made()).toEqual(before);
    control().uninstall(installation);
    installation = control().install(app, 'acme');
    await settle();
    expect(await made()).toEqual(before);
  });
});

test('a configuration that cannot be used denies what writes, with its place, and /help still answers', async () => {
  await start({ configuration: 'clusters:\n  folder: clusters\n  folder: twice\n' });
  try {
    const { issue } = await give(command('denied'));
    const [answer = '', ...more] = reading().answers(issue.number);
    expect(more).toEqual([]);
    expect(answer).toContain('access/configuration-invalid');
    expect(answer).toMatch(/\.github\/clusterops\.yml:3/);
    expect(reading().pulls()).toEqual([]);
    const help = await give('/help');
    expect(reading().answers(help.issue.number)[0]).toContain('/create-cluster');
  } finally {
    await stop();
  }
}, 60_000);

test('a repository that this server does not serve gets no answer', async () => {
  await start({ environment: { SERVED_REPOSITORIES: 'other/*,acme/served' } });
  try {
    await control().createRepository('acme/served', { files: { 'README.md': '# Served\n' } });
    control().setCollaborator('acme/served', person, 'write');
    const issue = await open();
    const asked = comment(issue, command('unserved'));
    const { pull } = await proposingOf(world).propose('unserved', { 'clusters/unserved/cluster.yaml': 'a: [\n' });
    const served = await control().openIssue('acme/served', person, { title: 'A cluster', body: '/help' });
    await eventually(() => (served.reactions.some(({ content }) => content === 'rocket') ? true : undefined));
    expect(reading().reactions(asked)).toEqual([]);
    expect(reading().answers(issue.number)).toEqual([]);
    expect(reading().runs(pull.head.sha)).toEqual([]);
    expect(
      world.github
        .requests()
        .filter(({ installation, path }) => installation !== undefined && path.includes(repositoryName)),
    ).toEqual([]);
  } finally {
    await stop();
  }
}, 60_000);
