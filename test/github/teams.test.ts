import { afterEach, expect, test } from '@jest/globals';
import { clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);
const ada = { id: 9, login: 'ada' };
const teams = ['acme/platform', 'acme/reviewers'];
const page = (ids: readonly number[], endCursor?: string) => ({
  team: {
    members: {
      pageInfo: { hasNextPage: endCursor !== undefined, endCursor: endCursor ?? null },
      nodes: ids.map((databaseId) => ({ databaseId })),
    },
  },
});
const lacking = 'Resource not accessible by integration';
const listed =
  'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.';

const ofTeams = (data: unknown, errors?: readonly unknown[]) => {
  const { github, on } = stage();
  on('TeamMembers', () => ({ data, ...(errors === undefined ? {} : { errors }) }));
  return github.teams.of(repository, ada, teams);
};
const unresolved = (code: string, ...messages: string[]) => ({
  state: 'unresolved',
  findings: messages.map((message) => expect.objectContaining({ code, message: expect.stringContaining(message) })),
});

test('of a person are those that hold the id, not those that hold the login', async () => {
  expect(await ofTeams({ t0: page([9, 12]), t1: page([12]) })).toEqual({ state: 'read', teams: ['acme/platform'] });
});

test('are paged on where many logins hold the one that is looked for', async () => {
  const { github, on, operations } = stage();
  on('TeamMembers', ({ slug0, after0 }) => ({
    data: after0 === 'more' ? { t0: page([9]) } : { t0: page([1, 2], 'more'), t1: page([9]) },
    ...{ slug0 },
  }));
  expect(await github.teams.of(repository, ada, teams)).toEqual({ state: 'read', teams });
  expect(operations).toHaveLength(2);
});

test.each<[string, unknown, readonly unknown[] | undefined, ReturnType<typeof unresolved>]>([
  [
    'the team is not there, without an error',
    { t0: page([9]), t1: { team: null } },
    undefined,
    unresolved('access/team-unknown', 'no team "acme/reviewers"'),
  ],
  [
    'the organisation is not there',
    { t0: null, t1: null },
    ['t0', 't1'].map((path) => ({
      type: 'NOT_FOUND',
      path: [path],
      message: "Could not resolve to an Organization with the login of 'acme'.",
    })),
    unresolved('access/team-unknown', '"acme/platform"', '"acme/reviewers"'),
  ],
  [
    'the members of a team that is shown are not',
    { t0: page([9]), t1: { team: { members: { pageInfo: { hasNextPage: false }, nodes: null } } } },
    undefined,
    unresolved('access/team-unknown', 'no team "acme/reviewers"'),
  ],
  [
    'the App has no permission for teams',
    { t0: { team: null }, t1: { team: null } },
    ['t0', 't1'].map((path) => ({ type: 'FORBIDDEN', path: [path, 'team'], message: lacking })),
    unresolved('access/teams-unreadable', 'may not read the members of the organisation'),
  ],
  [
    'it has none for their members',
    { t0: { team: { members: null } }, t1: page([9]) },
    [{ type: 'FORBIDDEN', path: ['t0', 'team', 'members'], message: lacking }],
    unresolved('access/teams-unreadable', 'may not read the members of the organisation'),
  ],
  [
    'it has none, and GitHub gives no type',
    { t0: null, t1: null },
    [{ path: ['t0'], message: lacking }],
    unresolved('access/teams-unreadable', 'may not read the members of the organisation'),
  ],
  [
    'a token lacks a scope',
    { t0: null, t1: null },
    [{ type: 'INSUFFICIENT_SCOPES', path: ['t0'], message: 'Your token has not been granted the required scopes' }],
    unresolved('access/teams-unreadable', 'has not been granted the required scopes'),
  ],
  [
    'the organisation lets in other addresses only',
    { t0: null, t1: null },
    [{ type: 'FORBIDDEN', path: ['t0'], message: listed }],
    unresolved('access/teams-unreadable', 'has an IP allow list enabled'),
  ],
])('are unresolved when %s', async (_, data, errors, want) => {
  expect(await ofTeams(data, errors)).toEqual(want);
});

test('that GitHub has trouble with are no answer, but a fault that passes', async () => {
  const trouble = [{ path: ['t0'], message: 'Something went wrong while executing your query.' }];
  await expect(ofTeams({ t0: null, t1: page([9]) }, trouble)).rejects.toMatchObject({ code: 'github/unavailable' });
});
