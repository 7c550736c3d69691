import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { AppError } from '../../src/errors.ts';
import { api, clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);

const now = Date.parse('2026-03-01T12:00:00Z');
const hour = 3_600_000;
const at = (hoursAgo: number) => new Date(now - hoursAgo * hour).toISOString();
const repos = `/repos/${repository.owner}/${repository.name}`;
const disabled = { message: 'Issues has been disabled in this repository.' };

const comment = (issue: number, body: string, app: number | null = null) => ({
  node_id: `C${issue}`,
  ...{ body, created_at: at(0.5), issue_url: `${api}${repos}/issues/${issue}` },
  user: { id: 3, login: 'ada', type: 'User' },
  performed_via_github_app: app === null ? null : { id: app },
});

/** A repository that lists no issues and no comments, with the pull requests that changed so many hours ago. */
function withoutIssues(status: 404 | 410, pulls: Readonly<Record<number, number>> | undefined) {
  nock(api).get(`${repos}/issues/comments`).query(true).reply(status, disabled);
  nock(api).get(`${repos}/issues`).query(true).reply(status, disabled);
  const listed = Object.entries(pulls ?? {}).map(([number, ago]) => ({ number: Number(number), updated_at: at(ago) }));
  const scope = nock(api)
    .get(`${repos}/pulls`)
    .query({ state: 'all', sort: 'updated', direction: 'desc', per_page: 100, page: 1 });
  if (pulls === undefined) scope.reply(404, { message: 'Not Found' });
  else
    scope.reply(
      200,
      listed.sort((a, b) => b.updated_at.localeCompare(a.updated_at)),
    );
}

const commentsOf = (pull: number, ...comments: readonly object[]) =>
  nock(api)
    .get(`${repos}/issues/${pull}/comments`)
    .query((asked) => asked['since'] === at(1))
    .reply(200, comments);

describe.each([404, 410] as const)('a repository whose issues are disabled (%s)', (status) => {
  test('has what was let go in the comments of its pull requests', async () => {
    const { github } = stage();
    withoutIssues(status, { 4: 0.1, 3: 20, 2: 60 });
    commentsOf(4, comment(4, 'ours', 4711), comment(4, 'theirs', 8), comment(4, 'by hand'));
    commentsOf(3, comment(3, 'ours, of which nobody said that it changed', 4711));
    const found = await github.recovery.ownCommentsSince(repository, now - hour);
    expect(found).toEqual(['ours', 'ours, of which nobody said that it changed']);
  });

  test('has commands there, which are found though their delivery is lost', async () => {
    const { github, on } = stage();
    withoutIssues(status, { 4: 0.1 });
    commentsOf(4, comment(4, '/retry'));
    on('Sources', () => ({ data: { nodes: [{ id: 'C4', body: '/retry', lastEditedAt: null, reactionGroups: [] }] } }));
    const found = await github.recovery.commentsSince(repository, now - hour);
    expect(found).toMatchObject([{ issue: 4, body: '/retry', edited: false, handled: false }]);
  });

  test('and its pull requests as well has neither, which is told', async () => {
    const { github } = stage();
    withoutIssues(status, undefined);
    const asked = github.recovery.ownCommentsSince(repository, now - hour);
    await expect(asked).rejects.toMatchObject({ code: 'github/gone' });
    await expect(asked).rejects.toBeInstanceOf(AppError);
  });
});

describe('an organization that does not let the bot in', () => {
  const because = 'Although you appear to have the correct authorization credentials, an IP allow list is enabled.';
  const listing = () => {
    nock(api)
      .get('/app/installations')
      .query(true)
      .reply(200, [
        { id: 31, account: { login: 'walled' }, suspended_at: null },
        { id: 32, account: { login: 'open' }, suspended_at: null },
      ]);
    const repositories = () => nock(api).get('/installation/repositories').query(true);
    repositories()
      .matchHeader('authorization', /ghs_1$/)
      .reply(403, { message: because });
    repositories()
      .matchHeader('authorization', /ghs_2$/)
      .reply(200, { repositories: [{ id: 5, name: 'fleet', owner: { id: 6, login: 'open' } }] });
  };

  test('is told of, and keeps nobody from the repositories of others', async () => {
    const { github } = stage();
    listing();
    const unread: string[] = [];
    const found = await github.recovery.repositories((account, why) => unread.push(`${account}: ${why}`));
    expect(found.map(({ owner, name }) => `${owner}/${name}`)).toEqual(['open/fleet']);
    expect(unread).toEqual([expect.stringMatching(/^walled: github\/refused: .*IP allow list/)]);
  });

  test('is no answer to who needs all of them', async () => {
    const { github } = stage();
    listing();
    await expect(github.recovery.repositories()).rejects.toThrow('IP allow list');
  });
});
