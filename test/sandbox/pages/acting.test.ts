import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createPages } from '../../../src/sandbox/pages/main.ts';
import { openVisit, place, type Visit } from './visit.ts';

let visit: Visit;
beforeEach(async () => {
  visit = await openVisit();
});
afterEach(() => visit.scene.close());

describe('acting', () => {
  test('a comment is created as the viewer and told to the App', async () => {
    const { submit, open, told } = visit;
    const issue = await open('Please');
    const { status, location } = await submit(`/${place}/issues/${issue.number}/comment`, {
      act: 'comment',
      body: '/create\r\nx',
    });
    expect(status).toBe(303);
    expect(location).toBe(`/${place}/issues/${issue.number}#issuecomment-${issue.comments[0]?.id}`);
    expect(issue.comments.map(({ author, body }) => [author.login, body])).toEqual([['wim', '/create\nx']]);
    expect(await told()).toContain('issue_comment.created');
  });

  test('an issue is opened, closed with a comment and reopened', async () => {
    const { submit, issueAt, told } = visit;
    const opened = await submit(`/${place}/issues`, { title: 'New', body: 'text' });
    expect(opened.location).toBe(`/${place}/issues/1`);
    await submit(`${opened.location}/comment`, { act: 'close', body: 'done' });
    expect(issueAt(1)?.state).toBe('closed');
    await submit(`${opened.location}/comment`, { act: 'reopen', body: '' });
    expect(issueAt(1)?.state).toBe('open');
    expect(issueAt(1)?.comments.map(({ body }) => body)).toEqual(['done']);
    expect(await told()).toEqual(['issues.opened', 'issue_comment.created', 'issues.closed', 'issues.reopened']);
  });

  test('a pull request is merged as one commit', async () => {
    const { scene, see, submit, openPull } = visit;
    const issue = await openPull();
    const path = `/${place}/pull/${issue.number}`;
    expect((await submit(`${path}/merge`, { head: 'f'.repeat(40) })).status).toBe(409);
    expect((await submit(`${path}/merge`, { head: issue.pull.head.sha })).status).toBe(303);
    const merged = await scene.repository.git.objects.commit(issue.pull.merged?.sha ?? '');
    expect(merged?.parents).toHaveLength(1);
    expect((await see(path)).text).toContain('Pull request successfully merged and closed');
  });

  test('buttons of a check reach its App', async () => {
    const { submit, told, openPull, addRun } = visit;
    const issue = await openPull();
    const run = await addRun(issue.pull.head.sha);
    await submit(`/${place}/runs/${run}/rerun`, {});
    await submit(`/${place}/runs/${run}/action`, { identifier: 'again' });
    expect((await submit(`/${place}/runs/${run}/action`, { identifier: 'other' })).status).toBe(404);
    expect(await told()).toEqual(expect.arrayContaining(['check_run.rerequested', 'check_run.requested_action']));
  });

  test.each([
    ['another site', 'https://evil.example', undefined],
    ['a sandboxed frame', 'null', undefined],
    ['who does not say where from', '', undefined],
    ['a name that was rebound to this machine', 'http://evil.example', 'evil.example'],
  ])('a form from %s is refused and changes nothing', async (_what, origin, host) => {
    const { submit, open, told } = visit;
    const issue = await open('Please');
    const path = `/${place}/issues/${issue.number}/comment`;
    expect((await submit(path, { act: 'comment', body: '/create' }, origin, host)).status).toBe(403);
    expect(issue.comments).toEqual([]);
    expect(await told()).toEqual(['issues.opened']);
  });

  test('what the viewer may not do is refused in words', async () => {
    const { scene, see, submit, openPull, addRun } = visit;
    const issue = await openPull();
    const run = await addRun(issue.pull.head.sha);
    scene.github.setPages(createPages(scene.github, { viewer: 'rex' }));
    const path = `/${place}/pull/${issue.number}`;
    expect((await see(path)).text).toContain('Only those with write access to this repository can merge.');
    expect((await submit(`${path}/merge`, { head: issue.pull.head.sha })).status).toBe(403);
    expect((await submit(`/${place}/runs/${run}/rerun`, {})).status).toBe(403);
    const refused = await submit(`${path}/comment`, { act: 'close', body: '' });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('data-problem');
    expect(issue.state).toBe('open');
    expect((await submit(`${path}/comment`, { act: 'comment', body: ' ' })).text).toContain('Body can&#39;t be blank');
  });
});
