import { afterEach, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { type BotProcess, eventually, person, repositoryName, type World } from '../support/world.ts';

/** Ten kills a round, fifty in all. */
const engines = [
  ['argocd', Number(process.env['CRASH_ROUNDS'] ?? 3)],
  ['flux', Number(process.env['CRASH_ROUNDS'] ?? 2)],
] as const;
/** Stories that are under way at once, so that a kill falls into several of them at different lines. */
const lanes = 5;
const killsOfARound = 10;
/** A story takes about this many requests to GitHub; some kills fall behind the end of the round, where nothing is under way. */
const requestsOfAStory = 28;
/** Milliseconds: the kills of a round hold all of its stories back. */
const patience = 180_000;

let connected: ConnectedWorld;
let world: World;
let bot: BotProcess | undefined;
const open = async (engine: 'argocd' | 'flux'): Promise<void> => {
  const environment = { RECONCILE_SECONDS: '5' };
  connected = await createConnectedWorld({ unchecked: true, environment, engines: [engine] });
  world = connected.world;
};
afterEach(async () => {
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

test.each(engines)(
  'with %s, killed again and again in %i rounds, each story ends with exactly one of everything',
  async (engine, rounds) => {
    await open(engine);
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

    /**
     * One request from its comment to its end; every third is merged, every third closed while its cluster still comes up.
     * Resolves with what holds from then on, whatever is killed later.
     */
    const story = async (number: number, told: () => object): Promise<() => Promise<void>> => {
      const name = `story-${number}`;
      const merged = number % 3 === 0;
      const issue = await control.openIssue(repositoryName, person, { title: name, body: '' });
      const comment = control.comment(
        repositoryName,
        issue.number,
        person,
        `/create-cluster eu-west-1 name=${name} control-plane=1 workers=1`,
      );
      const mine = () => reading.pulls().filter((pull) => pull.pull.head.ref.startsWith(`clusterops/create-${name}-`));
      const opened = await eventually(() => mine()[0], told, patience);
      const head = opened.pull.head.sha;
      const settled = (sha: string, check: string, state: string) =>
        eventually(
          () => (reading.checks(sha)[check] === state ? true : undefined),
          () => ({ ...told(), name, checks: reading.checks(sha) }),
          patience,
        );
      if (number % 3 !== 1) await settled(head, 'Ready', 'success');
      const sha = merged ? await giving.merge(opened.number) : head;
      if (!merged) await giving.close(opened.number);
      await settled(sha, 'Cleanup', 'success');

      return async () => {
        await eventually(
          () => (comment.reactions.some((each) => each.content === 'rocket') ? true : undefined),
          told,
          patience,
        );
        await settled(sha, 'Cleanup', 'success');
        if (merged) await settled(sha, 'Ready', 'success');

        const open = (run: { readonly status: string }) => run.status !== 'completed';
        expect({ name, pulls: mine().length }).toEqual({ name, pulls: 1 });
        expect(reading.answers(issue.number)).toHaveLength(1);
        expect(reading.reactions(comment)).toEqual(['eyes', 'rocket']);
        expect(reading.runs(head).filter((run) => run.name.endsWith('Plan'))).toHaveLength(1);
        expect([...reading.runs(head), ...reading.runs(sha)].filter(open)).toEqual([]);
        const ours = /^(Application|Cluster|Kustomization|GitRepository)\//;
        const stays = engine === 'argocd' ? [`Application/${name}`, `Cluster/${name}`] : [`Cluster/${name}`];
        expect(connected.objectsOf(name).filter((each) => ours.test(each))).toEqual(merged ? stays : []);
      };
    };

    for (let round = 0; round < rounds; round += 1) {
      const points = Array.from({ length: killsOfARound }, () =>
        Math.floor(random() * requestsOfAStory * lanes),
      ).toSorted((a, b) => a - b);
      const told = () => ({
        seed,
        round,
        points,
        pulls: reading.pulls().map((pull) => [pull.number, pull.state]),
        said: bot?.said(),
      });
      const before = world.github.requests().length;
      let over = false;
      const killed = (async (): Promise<void> => {
        for (const point of points) {
          await eventually(
            () => (over || world.github.requests().length - before >= point ? true : undefined),
            told,
            patience,
          );
          await bot?.kill();
          await start();
        }
      })();
      // Told below; a story that fails before has its own reason.
      killed.catch(() => {});
      const underWay = Array.from({ length: lanes }, (_, lane) => story(round * lanes + lane, told));
      const ended = await Promise.all(underWay).finally(() => {
        over = true;
      });
      await killed;
      for (const holds of ended) await holds();
      expect(await reading.branches()).toEqual(['main']);
    }
  },
  600_000,
);
