import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Issue } from '../../src/sandbox/github/main.ts';
import { trailOf } from '../support/auditing.ts';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, type World } from '../support/world.ts';

const office = `
environments: { dev: { clusters: ["dev-*"] } }
schedule:
  - { name: office, selector: env=dev, zone: Europe/Berlin, days: [mon, tue, wed, thu, fri], sleep: "20:00", wake: "07:00" }
`;

let world: World;
const reading = () => readingOf(world);
const giving = () => givingOf(world);
const { now } = Date;
let ahead = 0;
/** Puts all clocks of the bot and of GitHub to a time, from where they go on. */
const itIs = (time: string): void => {
  ahead = Date.parse(time) - now();
};

beforeAll(async () => {
  Date.now = () => now() + ahead;
  itIs('2026-11-25T10:00:00Z');
  world = await createWorld({ configuration: office });
  await world.start();
}, 60_000);
afterAll(async () => {
  await world.close();
  Date.now = now;
});

const scheduleIssue = (): Issue | undefined =>
  [...(world.github.world.store.issues.values().next().value?.values() ?? [])].findLast(({ labels }) =>
    labels.some(({ name }) => name === 'clusterops-schedule'),
  );
const text = (): string => scheduleIssue()?.body ?? '';
const told = (what: string) => eventually(() => (text().includes(what) ? true : undefined), text, 30_000);
const opened = (title: string) =>
  eventually(
    () =>
      reading()
        .pulls()
        .find((pull) => pull.title === title && pull.state === 'open'),
    () => [
      reading()
        .pulls()
        .map((each) => [each.title, each.state]),
      text(),
    ],
    30_000,
  );
/** The bot starts at a time, and has forgotten everything. */
const startsAt = async (time: string): Promise<void> => {
  await world.stop();
  await world.loseDatabase();
  itIs(time);
  await world.start();
};

test('a schedule puts its clusters to sleep by one pull request, and wakes them by another', async () => {
  for (const name of ['dev-a', 'dev-b', 'prod-a']) await giving().existing(name, 'workers=2 control-plane=1');
  await told('**Next:** 2026-11-25 20:00 Europe/Berlin, sleep.');
  const status = await giving().answerTo('/cluster-status dev-a');
  expect(status).toContain('The schedule `office` proposes to put it to sleep at 2026-11-25 20:00 Europe/Berlin');

  // Seconds before, so that it comes back for its time by itself.
  await startsAt('2026-11-25T18:59:55Z');
  const night = await opened('Hibernate 2 clusters: name=dev-a|dev-b');
  const issue = scheduleIssue()?.number ?? 0;
  expect(night.body).toContain(`Asked for by the schedule office in #${issue}`);
  await giving().check(night.pull.head.sha, 'Plan', 'success');
  await told('**Last:** 2026-11-25 20:00 Europe/Berlin, sleep.');
  await giving().merge(night.number);
  const list = await giving().answerTo('/list-clusters');
  expect(list).toMatch(/`dev-b` .* 0, hibernated \| `office`: wake at 2026-11-26 07:00 Europe\/Berlin/);
  expect(list).toMatch(/`prod-a` .*\| 2 \| *\|/);

  await startsAt('2026-11-26T06:00:00Z');
  const morning = await opened('Wake 2 clusters: name=dev-a|dev-b');
  await giving().check(morning.pull.head.sha, 'Plan', 'success');
  expect(
    reading()
      .answers(issue)
      .filter((each) => each.includes('the schedule office puts to sleep')),
  ).toHaveLength(1);
  await world.stop();
  const acts = (await trailOf(world)).filter(({ who }) => who === 'the schedule office (0)');
  expect(acts.map(({ kind }) => kind)).toEqual(['command.allowed', 'change.committed', 'pull.opened']);
}, 240_000);
