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
