import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { type BotProcess, eventually, person, repositoryName, type World } from '../support/world.ts';

const stories = Number(process.env['CRASH_STORIES'] ?? 25);
const killsOfAStory = 2;
/** A story takes about this many requests to GitHub; some kills fall behind its end, where nothing is under way. */
const requestsOfAStory = 28;

let connected: ConnectedWorld;
let world: World;
let bot: BotProcess | undefined;
beforeAll(async () => {
  connected = await createConnectedWorld({ unchecked: true, environment: { RECONCILE_SECONDS: '5' } });
  world = connected.world;
}, 60_000);
afterAll(async () => {
  await bot?.kill();
  await connected.close();
});

/** A small generator with a seed, so that a failing run can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test(`killed at ${stories * killsOfAStory} points of the story, it ends each time with exactly one of everything`, async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? 20_261_123);
  const random = randomFrom(seed);
  const { control } = world.github;
  const reading = readingOf(world);
  const giving = givingOf(world);
  const start = async (): Promise<void> => {
    bot = await world.spawn();
    await bot.ready;
  };
  await start();

  for (let round = 0; round < stories; round += 1) {
    const points = Array.from({ length: killsOfAStory }, () => Math.floor(random() * requestsOfAStory)).toSorted(
      (a, b) => a - b,
    );
    const told = () => ({
      seed,
      round,
      points,
      pulls: reading.pulls().map((pull) => [pull.number, pull.state]),
      said: bot?.said(),
    });
    const before = world.github.requests().length;
    let over = false;
    const kill = async (): Promise<void> => {
      for (const point of points) {
        await eventually(
          () => (over || world.github.requests().length - before >= point ? true : undefined),
          told,
          60_000,
        );
        await bot?.kill();
        await start();
      }
    };
    const killed = kill();

    const name = `round-${round}`;
    const issue = await control.openIssue(repositoryName, person, { title: name, body: '' });
    const comment = control.comment(
      repositoryName,
      issue.number,
      person,
      `/create-cluster eu-west-1 name=${name} control-plane=1 workers=1`,
    );
    const mine = () => reading.pulls().filter((pull) => pull.pull.head.ref.startsWith(`clusterops/create-${name}-`));
    const opened = await eventually(() => mine()[0], told, 60_000);
    const head = opened.pull.head.sha;
    const settled = (sha: string, name: string, state: string) =>
      eventually(
        () => (reading.checks(sha)[name] === state ? true : undefined),
        () => ({ ...told(), checks: reading.checks(sha) }),
        60_000,
      );
    // Every third is closed while its cluster still comes up.
    const merged = round % 3 === 0;
    if (round % 3 !== 1) await settled(head, 'Ready', 'success');
    const sha = merged ? await giving.merge(opened.number) : head;
    if (!merged) await giving.close(opened.number);
    await settled(sha, 'Cleanup', 'success');
    over = true;
    await killed;
    await eventually(
      () => (comment.reactions.some((each) => each.content === 'rocket') ? true : undefined),
      told,
      60_000,
    );
    await settled(sha, 'Cleanup', 'success');
    if (merged) await settled(sha, 'Ready', 'success');

    const open = (run: { readonly status: string }) => run.status !== 'completed';
    expect({ round, pulls: mine().length }).toEqual({ round, pulls: 1 });
    expect(reading.answers(issue.number)).toHaveLength(1);
    expect(reading.reactions(comment)).toEqual(['eyes', 'rocket']);
    expect(reading.runs(head).filter((run) => run.name.endsWith('Plan'))).toHaveLength(1);
    expect([...reading.runs(head), ...reading.runs(sha)].filter(open)).toEqual([]);
    expect(connected.objectsOf(name).filter((each) => /^(Application|Cluster)\//.test(each))).toEqual(
      merged ? [`Application/${name}`, `Cluster/${name}`] : [],
    );
    expect(await reading.branches()).toEqual(['main']);
  }
}, 600_000);
