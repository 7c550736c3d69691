import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bot } from '../../src/compose.ts';
import type { Issue } from '../../src/sandbox/github/main.ts';
import { consideringOf } from '../support/considering.ts';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
let bot: Bot;
const reading = (of?: string) => readingOf(world, of);
const control = () => world.github.control;
const give = (body: string, as?: string) => givingOf(world).give(body, as);
const open = (as = person) => control().openIssue(repositoryName, as, { title: 'A cluster', body: '' });

const start = async (options: Parameters<typeof createWorld>[0] = {}): Promise<void> => {
  world = await createWorld(options);
  bot = await world.start();
};
const stop = () => world.close();

const gathered = () => consideringOf(world).gathered();
const settle = () => consideringOf(world).settle();
const reacted = () => consideringOf(world).reacted();
const consider = (act: () => unknown) => consideringOf(world).consider(act);
const made = async () => ({ pulls: reading().pulls().length, branches: (await reading().branches()).length });
const command = (name: string) => `/create-cluster eu-west-1 name=${name} workers=1`;
const comment = (issue: Issue, body: string, as = person) => control().comment(repositoryName, issue.number, as, body);

describe('where GitHub takes no answer, nothing is done', () => {
  beforeAll(() => start(), 60_000);
  afterEach(() => world.github.faults.clear());
  afterAll(stop);

  test('an archived repository, which works again once it is not', async () => {
    const issue = await open();
    const before = await made();
    const said = gathered();
    const reactions = reacted();
    control().setArchived(repositoryName, true);
    const asked = comment(issue, command('archived'));
    await eventually(() => (gathered() > said ? true : undefined));
    await eventually(() => (reacted() > reactions ? true : undefined));
    await world.github.idle();
    control().setArchived(repositoryName, false);
    await settle();
    expect(reading().reactions(asked)).toEqual([]);
    expect(reading().answers(issue.number)).toEqual([]);
    expect(await made()).toEqual(before);
    await givingOf(world).reply(issue.number, command('archived'));
    expect(reading().answers(issue.number)[0]).toContain('archived');
  });

  test('a locked conversation', async () => {
    const issue = await open();
    const before = await made();
    await control().lock(repositoryName, issue.number, person, true);
    await consider(() => comment(issue, command('locked')));
    expect(reading().answers(issue.number)).toEqual([]);
    expect(await made()).toEqual(before);
    await control().lock(repositoryName, issue.number, person, false);
    await givingOf(world).reply(issue.number, command('locked'));
    expect((await made()).pulls).toBe(before.pulls + 1);
  });

  test('an issue that is deleted while its command waits', async () => {
    const before = await made();
    const issue = await open();
    await consider(async () => {
      world.github.faults.add({
        kind: 'delay-webhook',
        milliseconds: 200,
        times: 1,
        match: { event: 'issue_comment' },
      });
      comment(issue, command('deleted'));
      await control().deleteIssue(repositoryName, issue.number, 'acme');
    });
    expect(await made()).toEqual(before);
  });

  test('a comment that is deleted while it waits', async () => {
    const before = await made();
    const issue = await open();
    await consider(() => {
      world.github.faults.add({
        kind: 'delay-webhook',
        milliseconds: 200,
        times: 1,
        match: { event: 'issue_comment' },
      });
      const { id } = comment(issue, command('withdrawn'));
      control().deleteComment(repositoryName, id, person);
    });
    expect(reading().answers(issue.number)).toEqual([]);
    expect(await made()).toEqual(before);
  });

  test('an issue that is deleted while its pull request is made: the pull request still gets its checks', async () => {
    const issue = await open();
    const slow = world.github.faults.add({ kind: 'delay', milliseconds: 300, match: { operation: 'OpenChange' } });
    comment(issue, command('orphan'));
    await eventually(() => (gathered() > 0 ? true : undefined));
    await eventually(() => (issue.comments[0]?.reactions.length ? true : undefined));
    await control().deleteIssue(repositoryName, issue.number, 'acme');
    const pull = await eventually(() =>
      reading()
        .pulls()
        .find((each) => each.title.includes('orphan')),
    );
    slow();
    await givingOf(world).check(pull.pull.head.sha, 'Ready', 'neutral');
    expect(reading().checks(pull.pull.head.sha)).toEqual({ Plan: 'success', Sync: 'neutral', Ready: 'neutral' });
    await givingOf(world).close(pull.number);
    await givingOf(world).check(pull.pull.head.sha, 'Cleanup', 'success');
    expect(await reading().branches()).not.toContain(pull.pull.head.ref);
  });
});

describe('what is no command to us', () => {
  beforeAll(() => start(), 60_000);
  afterAll(stop);

  test('a bot’s comment, even of a bot that may write', async () => {
    control().setCollaborator(repositoryName, 'clusterops[bot]', 'write');
    const issue = await open();
    let asked: ReturnType<typeof comment> | undefined;
    await consider(() => {
      asked = comment(issue, command('robot'), 'clusterops[bot]');
    });
    expect(asked && reading().reactions(asked)).toEqual([]);
    expect(reading().answers(issue.number)).toHaveLength(1);
    expect(reading().pulls()).toEqual([]);
  });

  test('an edit, of a comment without a command or of one that was carried out', async () => {
    const issue = await open();
    const first = comment(issue, 'Let us have a cluster.');
    const { issue: other, comment: second } = await give(command('edited'));
    const before = await made();
    for (const { id } of [first, second]) await edit(`/issues/comments/${id}`, { body: command('afterthought') });
    await settle();
    expect(reading().answers(issue.number)).toEqual([]);
    expect(reading().answers(other.number)).toHaveLength(1);
    expect(await made()).toEqual(before);
  });

  test('a forged delivery, which is refused and asks nothing of GitHub', async () => {
    await settle();
    const issue = await open();
    await world.github.idle();
    const real = world.github.deliveries().findLast(({ event }) => event === 'issue_comment');
    const body = JSON.stringify({
      ...real?.payload,
      comment: { ...(real?.payload['comment'] as object), body: command('forged') },
    });
    const before = await made();
    world.github.forgetRequests();
    const post = (signature: Record<string, string>) =>
      fetch(`${bot.url}/api/github/webhooks`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'issue_comment',
          'x-github-delivery': '0b989ba4-242f-11e5-81e1-c7b6966d2516',
          ...signature,
        },
        body,
      });
    for (const signature of [
      {},
      { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      { 'x-hub-signature-256': 'sha256=x' },
    ])
      expect((await post(signature)).status).toBe(401);
    expect(world.github.requests()).toEqual([]);
    await settle();
    expect(await made()).toEqual(before);
    expect(reading().answers(issue.number)).toEqual([]);
  });

  test('but the text of a new issue is one', async () => {
    const body = `### What for\n\nTests\n\n${command('written')}\n`;
    const issue = await control().openIssue(repositoryName, person, { title: 'A cluster', body });
    await eventually(() => (issue.reactions.some(({ content }) => content === 'rocket') ? true : undefined));
    expect(reading().answers(issue.number)).toHaveLength(1);
    expect(givingOf(world).pullOf(issue.number).title).toContain('written');
  });
});

async function edit(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${world.github.url}/api/v3/repos/${repositoryName}${path}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${control().createToken(person)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
