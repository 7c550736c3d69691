import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readingOf } from '../support/reading.ts';
import { type BotProcess, createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

const rounds = 50;
/** A story takes about this many requests from comment to clean-up; some kills fall behind its end, where nothing is under way. */
const requestsOfAStory = 24;

let world: World;
let bot: BotProcess | undefined;
beforeAll(async () => {
  world = await createWorld({ environment: { RECONCILE_SECONDS: '1' } });
}, 60_000);
afterAll(async () => {
  await bot?.kill();
  await world.close();
});

/** A small generator with a seed, so that a failing run can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test(`killed at ${rounds} points of the story, it ends each time with exactly one of everything`, async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? 20_261_123);
  const random = randomFrom(seed);
  const { control } = world.github;
  const reading = readingOf(world);
  const start = async (): Promise<void> => {
    bot = await world.spawn();
    await bot.ready;
  };
  await start();

  for (let round = 0; round < rounds; round += 1) {
    const point = Math.floor(random() * requestsOfAStory);
    const told = () => ({
      seed,
      round,
      point,
      pulls: reading.pulls().map((pull) => [pull.number, pull.state]),
      said: bot?.said(),
    });
    const before = world.github.requests().length;
    const killed = eventually(() => (world.github.requests().length - before >= point ? true : undefined), told, 60_000)
      .then(() => bot?.kill())
      .then(start);

    const name = `round-${round}`;
    const issue = await control.openIssue(repositoryName, person, { title: name, body: '' });
    const comment = control.comment(
      repositoryName,
      issue.number,
      person,
      `/create-cluster eu-west-1 name=${name} workers=1`,
    );
    const mine = () => reading.pulls().filter((pull) => pull.pull.head.ref.startsWith(`clusterops/create-${name}-`));
    const opened = await eventually(() => mine()[0], told, 60_000);
    await eventually(
      () => (reading.checks(opened.pull.head.sha)['Ready'] === 'neutral' ? true : undefined),
      told,
      60_000,
    );
    await fetch(`${world.github.url}/api/v3/repos/${repositoryName}/pulls/${opened.number}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${control.createToken(person)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'closed' }),
    });
    const sha = opened.pull.head.sha;
    await eventually(() => (reading.checks(sha)['Cleanup'] === 'success' ? true : undefined), told, 60_000);
    await killed;
    await eventually(
      () => (comment.reactions.some((each) => each.content === 'rocket') ? true : undefined),
      told,
      60_000,
    );

    expect({ round, pulls: mine().length }).toEqual({ round, pulls: 1 });
    expect(reading.answers(issue.number)).toHaveLength(1);
    expect(reading.reactions(comment)).toEqual(['eyes', 'rocket']);
    expect(reading.checks(sha)).toEqual({ Plan: 'success', Sync: 'neutral', Ready: 'neutral', Cleanup: 'success' });
    expect(
      reading
        .runs(sha)
        .map((run) => run.name)
        .toSorted(),
    ).toEqual(['Cleanup', 'Plan', 'Ready', 'Sync'].map((stage) => `ClusterOps / ${stage}`));
    expect(await reading.branches()).toEqual(['main']);
  }
}, 600_000);
