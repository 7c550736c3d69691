import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createsPerRequest } from '../../src/workflows/stand-in-line.ts';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
/** The limits that GitHub publishes hold until the test says otherwise. */
const environment = { GITHUB_RATE_LIMITS: 'published' };
beforeAll(async () => {
  world = await createWorld({ environment });
}, 60_000);
afterAll(() => world.close());

test('who stands in line is told so, is not lost with the database, and finds the answer in the same place', async () => {
  await world.start();
  const reading = readingOf(world);
  const { control } = world.github;
  const asked = [];
  for (let index = 0; index < 7; index += 1) {
    const issue = await control.openIssue(repositoryName, person, { title: 'A cluster', body: '' });
    const body = `/create-cluster local name=shop-${index}`;
    asked.push({ issue: issue.number, comment: control.comment(repositoryName, issue.number, person, body) });
  }
  const last = asked[6];
  if (last === undefined) throw new Error('nothing was asked');
  const [place] = await eventually(
    () => (reading.answers(last.issue).length > 0 ? reading.answers(last.issue) : undefined),
    () => reading.answers(last.issue),
  );
  expect(place).toMatch(/Number \d in line\*\*, begun at about .* UTC \(in \d+s\)/);
  expect(reading.reactions(last.comment)).toEqual([]);

  await world.stop();
  await world.loseDatabase();
  environment.GITHUB_RATE_LIMITS = 'own';
  await world.start();
  await eventually(
    () => (reading.reactions(last.comment).includes('rocket') ? true : undefined),
    () => reading.answers(last.issue),
  );
  await world.github.idle();
  const { pullOf, check } = givingOf(world);
  for (const { issue, comment } of asked) {
    await eventually(() => (reading.reactions(comment).includes('rocket') ? true : undefined));
    await check(pullOf(issue).pull.head.sha, 'Ready', 'neutral');
  }
  await world.github.idle();
  expect(reading.answers(last.issue)).toHaveLength(1);
  expect(reading.answers(last.issue)[0]).toContain('is open: review and merge it');
}, 60_000);

test('a request creates what the line reckons with', async () => {
  world.github.forgetRequests();
  const { give, pullOf, check } = givingOf(world);
  const { issue } = await give('/create-cluster local name=counted');
  await check(pullOf(issue.number).pull.head.sha, 'Ready', 'neutral');
  await world.github.idle();
  const written = world.github.requests().flatMap(({ method, path, fields }) => {
    const isRead = path.endsWith('/graphql')
      ? !fields.some((each) => /^(add|create|update)/.test(each))
      : method === 'GET';
    return isRead || path.startsWith('/app/') ? [] : path.endsWith('/graphql') ? fields : [path];
  });
  expect(written).toHaveLength(createsPerRequest);
});
