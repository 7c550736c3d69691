import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  await scene.github.control.openIssue('octo-org/fleet', 'wim', { title: 'one' });
});
afterAll(() => scene.close());

describe('what cannot be answered', () => {
  test.each([
    [
      'a repository',
      'repository(owner: "octo-org", name: "none") { id }',
      "Could not resolve to a Repository with the name 'octo-org/none'.",
    ],
    [
      'an issue',
      'repository(owner: "octo-org", name: "fleet") { issue(number: 99) { id } }',
      'Could not resolve to an Issue with the number of 99.',
    ],
    [
      'a pull request',
      'repository(owner: "octo-org", name: "fleet") { pullRequest(number: 1) { id } }',
      'Could not resolve to a PullRequest with the number of 1.',
    ],
    [
      'either',
      'repository(owner: "octo-org", name: "fleet") { issueOrPullRequest(number: 99) { __typename } }',
      'Could not resolve to an issue or pull request with the number of 99.',
    ],
    ['a user', 'user(login: "nobody") { id }', "Could not resolve to a User with the login of 'nobody'."],
  ])('%s is NOT_FOUND', async (_what, selection, message) => {
    const answer = await scene.graphql<unknown>(scene.tokens.bot, `query { ${selection} }`);
    expect([answer.status, answer.errors?.[0]]).toMatchObject([200, { type: 'NOT_FOUND', message }]);
  });

  test.each([
    ['without a size', 'pullRequests { totalCount }', 'MISSING_PAGINATION_BOUNDARIES'],
    ['of more than a hundred', 'pullRequests(first: 101) { totalCount }', 'EXCESSIVE_PAGINATION'],
  ])('a page %s is refused', async (_what, selection, type) => {
    const query = `query { repository(owner: "octo-org", name: "fleet") { ${selection} } }`;
    expect((await scene.graphql<unknown>(scene.tokens.bot, query)).errors).toMatchObject([{ type }]);
  });

  test('a stranger is asked who he is', async () => {
    expect((await scene.graphql('ghp_wrong', '{ viewer { login } }')).status).toBe(401);
  });
});

test('the viewer is a user even when an App asks, and the limits are told', async () => {
  const query = '{ viewer { login __typename databaseId } rateLimit { limit cost remaining } }';
  const answer = await scene.graphql<unknown>(scene.tokens.bot, query);
  expect(answer.data).toMatchObject({
    viewer: { login: 'cluster-bot[bot]', __typename: 'User', databaseId: scene.app.bot.id },
    rateLimit: { limit: 5000, cost: 1 },
  });
});
