import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { goodCluster, proposingOf } from '../support/proposing.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

const hours = `
providers: { aws: { sshKeyName: platform } }
policy:
  rules:
    - name: hours
      effect: deny
      reason: By day only.
      when: { outside: [{ from: "08:00", to: "17:00" }] }
`;
const path = '.github/clusterops.yml';

let world: World;
const giving = () => givingOf(world);
const proposing = () => proposingOf(world);
const { now } = Date;
let ahead = 0;
/** Puts all clocks of the bot and of GitHub to a time of this day, from where they go on. */
const itIs = (time: string): void => {
  ahead = Date.parse(`${new Date(now()).toISOString().slice(0, 10)}T${time}Z`) - now();
};

beforeAll(async () => {
  Date.now = () => now() + ahead;
  itIs('12:00:00');
  world = await createWorld({ configuration: hours });
  await world.start();
}, 60_000);
afterEach(() => itIs('12:00:00'));
afterAll(async () => {
  await world.close();
  Date.now = now;
});

const plan = (sha: string, conclusion: string) =>
  eventually(
    () => {
      const all = proposing().plans(sha);
      return all.at(-1)?.conclusion === conclusion ? all.at(-1) : undefined;
    },
    () =>
      proposing()
        .plans(sha)
        .map((run) => [run.status, run.conclusion, run.title, run.summary]),
    60_000,
  );
const configure = (files: Readonly<Record<string, string>>) =>
  world.github.control.commit(repositoryName, { branch: 'main', as: person, message: 'Other rules', files });

/** The bot starts at a time, and has forgotten everything. */
const startsAt = async (time: string): Promise<void> => {
  await world.stop();
  await world.loseDatabase();
  itIs(time);
  await world.start();
};

test('Plan fails when a window closes, also of what people made, and passes when it opens again', async () => {
  const { issue } = await giving().give('/create-cluster eu-west-1 name=shop');
  const asked = giving().pullOf(issue.number).pull.head.sha;
  await plan(asked, 'success');
  const hand = (await proposing().propose('by-hand', goodCluster('hand'))).pull.head.sha;
  await plan(hand, 'success');
  // Seconds before, so that what was found again at the start has to be looked at once more by itself.
  await startsAt('16:59:50');
  const closed = await plan(asked, 'failure');
  expect(closed.title).toBe('Waits until it is time');
  expect(closed.summary).toContain('denies changes of "shop" now: By day only.');
  await plan(hand, 'failure');
  await startsAt('07:59:50');
  await plan(asked, 'success');
  await plan(hand, 'success');
}, 150_000);

test('Plan of what is open follows a freeze that begins by a commit to the default branch, and its end', async () => {
  const { issue } = await giving().give('/create-cluster eu-west-1 name=cold');
  const sha = giving().pullOf(issue.number).pull.head.sha;
  await plan(sha, 'success');
  await configure({ [path]: hours.replace('"08:00"', '"13:00"') });
  await plan(sha, 'failure');
  await configure({ [path]: 'providers: { aws: { sshKeyName: platform } }\n' });
  await plan(sha, 'success');
}, 60_000);
