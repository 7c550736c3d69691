import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { killing } from '../support/killing.ts';
import { readingOf } from '../support/reading.ts';
import { type BotProcess, createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
let bot: BotProcess | undefined;

const start = async (): Promise<void> => {
  bot = await world.spawn({ RECONCILE_SECONDS: '5', LIFETIME_LOOK_SECONDS: '1' });
  await bot.ready;
};

beforeAll(async () => {
  world = await createWorld({ configuration: 'providers:\n  aws:\n    sshKeyName: platform\n', unchecked: true });
  await start();
}, 60_000);
afterAll(async () => {
  await bot?.kill();
  await world.close();
});

test('killed between its steps, it locks once, warns once and proposes one deletion', async () => {
  const { control } = world.github;
  const reading = readingOf(world);
  const giving = givingOf(world);
  const name = 'brief';
  const { issue } = await giving.give(`/create-cluster eu-west-1 name=${name} ttl=1h`);
  await giving.merge(giving.pullOf(issue.number).number);
  const [cluster] = (await control.readTree(repositoryName, 'main', `clusters/${name}`)).filter(({ path }) =>
    path.endsWith('/cluster.yaml'),
  );

  const victim = { kill: async () => bot?.kill(), start, said: () => bot?.said() };
  const kills = killing(world, victim, [3, 5, 4, 7, 6, 8, 5, 9, 7, 10]);
  const told = () => ({ said: bot?.said(), answers: reading.answers(issue.number) });
  const answered = async (body: string): Promise<void> => {
    const comment = control.comment(repositoryName, issue.number, person, body);
    const closed = () => comment.reactions.some(({ content }) => content === 'rocket' || content === 'confused');
    await eventually(() => (closed() ? true : undefined), told, 60_000);
  };
  await answered(`/lock ${name} reason="until the audit is over"`);
  await answered(`/unlock ${name}`);
  await control.commit(repositoryName, {
    branch: 'main',
    as: person,
    message: 'A short life',
    files: { [cluster?.path ?? '']: cluster?.content.replace(/ttl-seconds: "\d+"/, 'ttl-seconds: "2"') ?? '' },
  });
  const deletions = () => reading.pulls().filter(({ title }) => title === `Delete cluster ${name}`);
  const pull = await eventually(() => deletions()[0], told, 120_000);
  await eventually(
    () => (reading.checks(pull.pull.head.sha)['Plan'] === 'failure' ? true : undefined),
    () => [told(), reading.checks(pull.pull.head.sha)],
    60_000,
  );
  expect(await kills.over()).toBeGreaterThan(4);

  expect(deletions()).toHaveLength(1);
  const answers = reading.answers(issue.number);
  expect(answers.filter((each) => each.includes('was asked for with a lifetime'))).toHaveLength(1);
  expect(answers.filter((each) => each.includes('is locked:'))).toHaveLength(1);
  expect(answers.filter((each) => each.includes('is unlocked'))).toHaveLength(1);
  const issues = [...(world.github.world.store.issues.values().next().value?.values() ?? [])];
  const keeping = issues.filter(({ labels }) => labels.some((label) => label.name === 'clusterops-locks'));
  expect(keeping.map(({ state }) => state)).toEqual(['closed']);
}, 300_000);
