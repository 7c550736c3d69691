import { afterEach, expect, test } from '@jest/globals';
import { clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);

const user = (login: string, databaseId: number) => ({ user: { login, databaseId } });
const nobody = { user: null };
const github = user('web-flow', 19_864_447);
const signature = { isValid: true, wasSignedByGitHub: true };
const answer = (commits: readonly object[], endCursor: string | null) => ({
  data: {
    repository: {
      pullRequest: {
        commits: {
          pageInfo: { hasNextPage: endCursor !== null, endCursor },
          nodes: commits.map((commit, index) => ({ commit: { oid: `${endCursor ?? 'last'}-${index}`, ...commit } })),
        },
      },
    },
  },
});

test('commits tell who made them, and that GitHub commits for an App is no person', async () => {
  const { github: connection, on } = stage();
  on('PullCommits', ({ after }) =>
    after === null
      ? answer([{ author: nobody, committer: github, signature }], 'more')
      : answer(
          [
            { author: user('ada', 9), committer: github, signature },
            { author: user('ada', 9), committer: user('wim', 10), signature: null },
            { author: nobody, committer: nobody, signature: null },
            { author: null, committer: github, signature: { isValid: true, wasSignedByGitHub: false } },
            { author: nobody, committer: github, signature: { isValid: false, wasSignedByGitHub: true } },
          ],
          null,
        ),
  );
  expect(await connection.reviews.commits(repository, 1)).toEqual([
    { sha: 'more-0', by: [], signedByGitHub: true },
    { sha: 'last-0', by: [9], signedByGitHub: true },
    { sha: 'last-1', by: [9, 10], signedByGitHub: false },
    { sha: 'last-2', by: [], signedByGitHub: false },
    { sha: 'last-3', by: [], signedByGitHub: false },
    { sha: 'last-4', by: [], signedByGitHub: false },
  ]);
});

interface Given {
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  readonly by: number | undefined;
  readonly at: string | null;
  readonly of?: string;
}

const reviewed = (reviews: readonly (Given | null)[], endCursor: string | null) => {
  const nodes = reviews.map((review) => {
    if (review === null) return null;
    const { state, by, at, of } = review;
    // An App has no id of a person.
    const author = by === undefined ? { login: 'renovate' } : { login: `user-${by}`, databaseId: by };
    return { state, submittedAt: at, commit: of === undefined ? null : { oid: of }, author };
  });
  const reviewsPage = { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes };
  return { data: { repository: { pullRequest: { reviews: reviewsPage } } } };
};
const approved = (by: number | undefined, at: string | null, of?: string): Given => ({
  ...{ state: 'APPROVED', by, at },
  ...(of === undefined ? {} : { of }),
});
const [nine, ten, eleven] = ['2026-03-01T09:00:00Z', '2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z'];
const says = (id: number, said: string, sha: string) => ({ reviewer: { id, login: `user-${id}` }, says: said, sha });

test.each<[string, readonly (Given | null)[], readonly object[]]>([
  ['an approval counts, of the commit that was seen', [approved(9, nine, 'a')], [says(9, 'approved', 'a')]],
  ['of several the last counts', [approved(9, nine, 'a'), approved(9, ten, 'b')], [says(9, 'approved', 'b')]],
  [
    'who asks for changes takes an approval back',
    [approved(9, nine, 'a'), { state: 'CHANGES_REQUESTED', by: 9, at: ten, of: 'a' }],
    [says(9, 'changes requested', 'a')],
  ],
  ['what was dismissed is nobody’s word', [{ state: 'DISMISSED', by: 9, at: nine, of: 'a' }], []],
  [
    'nor does an approval before it come back',
    [approved(9, nine, 'a'), { state: 'DISMISSED', by: 9, at: ten, of: 'a' }, approved(10, ten, 'a')],
    [says(10, 'approved', 'a')],
  ],
  ['an App is no person', [approved(undefined, nine, 'a'), null, approved(10, nine, 'a')], [says(10, 'approved', 'a')]],
  ['a commit that was pushed away is none', [approved(9, nine)], [says(9, 'approved', '')]],
  [
    'what was said until a time counts, and nothing after it',
    [approved(9, ten, 'a'), approved(10, eleven, 'a')],
    [says(9, 'approved', 'a')],
  ],
])('%s', async (_name, reviews, expected) => {
  const { github: connection, on } = stage();
  on('Reviews', ({ after }) => (after === null ? reviewed([], 'more') : reviewed(reviews, null)));
  expect(await connection.reviews.of(repository, 1, Date.parse(ten))).toEqual(expected);
});

test('without a time all count, also one that has none', async () => {
  const { github: connection, on } = stage();
  on('Reviews', () => reviewed([approved(9, null, 'a'), approved(10, eleven, 'a')], null));
  expect(await connection.reviews.of(repository, 1)).toEqual([says(9, 'approved', 'a'), says(10, 'approved', 'a')]);
});
