import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
const reading = () => readingOf(world);
const giving = () => givingOf(world);

beforeEach(async () => {
  world = await createWorld({ environment: { RECONCILE_SECONDS: '1' } });
}, 60_000);
afterEach(() => world.close());

const openIssue = () => world.github.control.openIssue(repositoryName, person, { title: 'A cluster', body: '' });
const rocket = (comment: { readonly reactions: readonly { readonly content: string }[] }) =>
  eventually(() => (comment.reactions.some((each) => each.content === 'rocket') ? true : undefined));

describe('nothing is lost', () => {
  test('a command that was given while the bot was down', async () => {
    const issue = await openIssue();
    const comment = world.github.control.comment(
      repositoryName,
      issue.number,
      person,
      '/create-cluster eu-west-1 workers=1',
    );
    await world.github.idle();
    await world.start();
    await rocket(comment);
    expect(reading().pulls()).toHaveLength(1);
    expect(reading().answers(issue.number)).toHaveLength(1);
  });

  test('a command whose webhook GitHub never sent', async () => {
    const issue = await openIssue();
    world.github.faults.add({ match: { event: 'issue_comment' }, kind: 'lose-webhook', logged: false });
    const comment = world.github.control.comment(
      repositoryName,
      issue.number,
      person,
      '/create-cluster eu-west-1 workers=1',
    );
    await world.start();
    await rocket(comment);
    expect(reading().pulls()).toHaveLength(1);
  });

  test('a command that was edited meanwhile is not carried out when it is found by reading', async () => {
    const issue = await openIssue();
    world.github.faults.add({ match: { event: 'issue_comment' }, kind: 'lose-webhook', logged: false });
    const comment = world.github.control.comment(
      repositoryName,
      issue.number,
      person,
      '/create-cluster eu-west-1 workers=1',
    );
    comment.editedAt = Date.now();
    const other = world.github.control.comment(repositoryName, issue.number, person, '/help');
    await world.start();
    await rocket(other);
    expect(reading().pulls()).toEqual([]);
    expect(reading().reactions(comment)).toEqual([]);
  });

  test.each(['close', 'merge'] as const)('a %s that no webhook told of', async (how) => {
    await world.start();
    const { issue } = await giving().give('/create-cluster eu-west-1 workers=1');
    const pull = giving().pullOf(issue.number);
    await giving().check(pull.pull.head.sha, 'Ready', 'neutral');
    await world.stop();
    world.github.faults.add({ match: { event: 'pull_request' }, kind: 'lose-webhook', logged: false });
    const sha = how === 'merge' ? await giving().merge(pull.number) : pull.pull.head.sha;
    if (how === 'close') await giving().close(pull.number);
    await world.start();
    await giving().check(sha, 'Cleanup', 'success');
    expect(await reading().branches()).toEqual(['main']);
  });

  test('the database, with a request open: it is found again and brought to its end', async () => {
    await world.start();
    const { issue } = await giving().give('/create-cluster eu-west-1 workers=1');
    const pull = giving().pullOf(issue.number);
    const sha = pull.pull.head.sha;
    await giving().check(sha, 'Ready', 'neutral');
    await world.stop();
    await world.loseDatabase();
    await world.start();
    await giving().reply(issue.number, '/help');
    await giving().close(pull.number);
    await giving().check(sha, 'Cleanup', 'success');
    expect(reading().pulls()).toHaveLength(1);
    expect(
      reading()
        .answers(issue.number)
        .filter((each) => each.includes('Check')),
    ).toHaveLength(1);
    expect(
      reading()
        .runs(sha)
        .map((run) => run.name)
        .toSorted(),
    ).toEqual(['Cleanup', 'Plan', 'Ready', 'Sync'].map((stage) => `ClusterOps / ${stage}`));
    expect(await reading().branches()).toEqual(['main']);
  });
});

describe('what happens twice, happens once', () => {
  test('a delivery sent again, also under a new id', async () => {
    await world.start();
    world.github.faults.add({ match: { event: 'issue_comment' }, kind: 'duplicate-webhook' });
    const { issue } = await giving().give('/create-cluster eu-west-1 workers=1');
    await giving().check(giving().pullOf(issue.number).pull.head.sha, 'Ready', 'neutral');
    expect(reading().pulls()).toHaveLength(1);
    expect(reading().answers(issue.number)).toHaveLength(1);
  });

  test('a cancelled request is closed and cleaned up once', async () => {
    await world.start();
    const { issue } = await giving().give('/create-cluster eu-west-1 workers=1');
    const pull = giving().pullOf(issue.number);
    await giving().check(pull.pull.head.sha, 'Ready', 'neutral');
    await giving().reply(pull.number, '/cancel');
    await giving().check(pull.pull.head.sha, 'Cleanup', 'success');
    expect(reading().issue(pull.number)?.state).toBe('closed');
    expect(await reading().branches()).toEqual(['main']);
    expect(
      reading()
        .runs(pull.pull.head.sha)
        .filter((run) => run.name.endsWith('Cleanup')),
    ).toHaveLength(1);
  });
});
