import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { trailOf } from '../support/auditing.ts';
import { type Deleting, deletingOf } from '../support/deleting.ts';
import { killing } from '../support/killing.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { type BotProcess, eventually, person, repositoryName, type World } from '../support/world.ts';

let connected: ConnectedWorld;
let world: World;
let deleting: Deleting;
let bot: BotProcess | undefined;

const start = async (): Promise<void> => {
  bot = await world.spawn({ RECONCILE_SECONDS: '5' });
  await bot.ready;
};

beforeAll(async () => {
  connected = await createConnectedWorld({
    configuration: 'providers:\n  aws:\n    sshKeyName: platform\n',
    unchecked: true,
  });
  world = connected.world;
  deleting = deletingOf(connected);
  await start();
}, 60_000);
afterAll(async () => {
  await bot?.kill();
  await connected.close();
});

const closing = ['rocket', 'confused'];

test('killed between its steps, a deletion ends with one of everything, and the proof', async () => {
  const name = 'doomed';
  const { control } = world.github;
  const reading = readingOf(world);
  const told = () => ({ said: bot?.said(), pulls: reading.pulls().map((pull) => [pull.title, pull.state]) });
  const answered = async (issue: number, body: string): Promise<void> => {
    const comment = control.comment(repositoryName, issue, person, body);
    await eventually(
      () => (comment.reactions.some((each) => closing.includes(each.content)) ? true : undefined),
      told,
      60_000,
    );
  };
  await deleting.standing(name);
  const victim = { kill: async () => bot?.kill(), start, said: () => bot?.said() };
  const kills = killing(world, victim, [2, 4, 3, 5, 2, 3, 4, 6]);
  const issue = await control.openIssue(repositoryName, person, { title: name, body: '' });
  await answered(issue.number, `/delete-cluster ${name}`);
  const mine = () => reading.pulls().filter((pull) => pull.title === `Delete cluster ${name}`);
  const pull = await eventually(() => mine()[0], told, 60_000);
  const { sha } = pull.pull.head;
  const plan = (state: string) =>
    eventually(
      () =>
        reading.checks(sha)['Plan'] === state && (state === 'success' || deleting.codeOf(sha) !== 'none')
          ? true
          : undefined,
      told,
      60_000,
    );
  await plan('failure');
  await answered(pull.number, `/confirm ${deleting.codeOf(sha)}`);
  await plan('success');
  const merge = await deleting.merged(pull);
  const proved = () => (reading.checks(merge)['Cleanup'] === 'success' ? true : undefined);
  await eventually(proved, told, 90_000);
  await kills.over();

  expect(connected.objectsOf(name)).toEqual([]);
  expect(mine()).toHaveLength(1);
  expect(reading.answers(issue.number)).toHaveLength(1);
  expect(reading.answers(pull.number).filter((body) => body.includes('confirmed that'))).toHaveLength(1);
  expect(reading.runs(merge).filter((run) => run.status !== 'completed')).toEqual([]);
  await eventually(async () => ((await reading.branches()).length === 1 ? true : undefined));

  await bot?.terminate();
  bot = undefined;
  const [allowed] = await trailOf(world, { kind: 'command.allowed', who: person }).then((rows) =>
    rows.filter(({ command }) => command === `/delete-cluster ${name}`),
  );
  const acts = await trailOf(world, { request: String(allowed?.['request']) });
  expect(acts.map(({ kind }) => kind)).toEqual([
    'command.allowed',
    'change.committed',
    'pull.opened',
    'plan.waits',
    'deletion.confirmed',
    'plan.allowed',
    'pull.merged',
    'cluster.let-go',
    'cleanup.proved',
  ]);
}, 400_000);
