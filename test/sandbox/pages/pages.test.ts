import { request } from 'node:http';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isPull } from '../../../src/sandbox/github/acts/issues.ts';
import type { Issue, PullIssue } from '../../../src/sandbox/github/main.ts';
import { issuesOf } from '../../../src/sandbox/github/state/store.ts';
import { createPages } from '../../../src/sandbox/pages/main.ts';
import { script } from '../../../src/sandbox/pages/script.ts';
import { openScene, type Scene } from '../../support/github/scene.ts';

const place = 'octo-org/fleet';
let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
  scene.github.setPages(createPages(scene.github, { viewer: 'wim' }));
});
afterEach(() => scene.close());

async function see(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(`${scene.github.url}${path}`, { headers, redirect: 'manual' });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Sends a form as a browser does from the page's own site, unless another origin is given. */
function submit(
  path: string,
  fields: Readonly<Record<string, string>>,
  origin: string | undefined = scene.github.url,
  host?: string,
): Promise<{ status: number; location: string | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${scene.github.url}${path}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(origin === undefined || origin === '' ? {} : { origin }),
          ...(host === undefined ? {} : { host }),
        },
      },
      async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, text });
      },
    );
    sent.once('error', reject);
    sent.end(new URLSearchParams(fields).toString());
  });
}

const issueAt = (number: number): Issue | undefined => issuesOf(scene.github.world.store, scene.repository).get(number);
const open = (title: string, body = '') => scene.github.control.openIssue(place, 'wim', { title, body });
const told = async (): Promise<string[]> => {
  await scene.github.idle();
  return scene.receiver.received.map(({ headers, payload }) => `${headers['x-github-event']}.${payload['action']}`);
};

async function openPull(): Promise<PullIssue> {
  const { control } = scene.github;
  await control.commit(place, {
    branch: 'wim/prod',
    as: 'wim',
    message: 'Add prod\n\nBecause we need it.',
    files: {
      'clusters/prod/cluster.yaml': 'kind: Cluster\nreplicas: 3\n',
      'clusters/dev/cluster.yaml': 'kind: Other\n',
    },
  });
  const answer = await scene.rest(scene.tokens.wim, 'POST', `/repos/${place}/pulls`, {
    title: 'Prod <b>now</b>',
    base: 'main',
    head: 'wim/prod',
  });
  const issue = issueAt(answer.json.number);
  if (!issue || !isPull(issue)) throw new Error('no pull request');
  return issue;
}

async function addRun(sha: string): Promise<number> {
  const answer = await scene.rest(scene.tokens.bot, 'POST', `/repos/${place}/check-runs`, {
    name: 'Plan',
    head_sha: sha,
    status: 'completed',
    conclusion: 'failure',
    output: {
      title: '1 problem',
      summary: 'It is **bad**.',
      annotations: [
        {
          path: 'clusters/prod/cluster.yaml',
          start_line: 2,
          end_line: 2,
          annotation_level: 'failure',
          message: 'Three are <too> many.',
        },
      ],
    },
    actions: [{ label: 'Try again', description: 'Runs it again', identifier: 'again' }],
  });
  return answer.json.id;
}

describe('looking', () => {
  test('the front page lists repositories; a repository shows files, README and how to clone it', async () => {
    expect((await see('/')).text).toContain(`href="/${place}"`);
    const { status, text } = await see(`/${place}`);
    expect(status).toBe(200);
    expect(text).toContain('<h1>Fleet</h1>');
    expect(text).toContain(`${scene.github.url}/${place}.git`);
    expect(text).toContain(`/${place}/tree/main/clusters`);
    expect((await see(`/${place}/tree/main/clusters/dev`)).text).toContain('cluster.yaml');
    expect((await see(`/${place}/blob/main/clusters/dev/cluster.yaml`)).text).toContain('kind: Cluster');
    expect((await see(`/${place}/raw/main/README.md`)).text).toBe('# Fleet\n');
    expect((await see(`/${place}/commits`)).text).toContain('Initial commit');
  });

  test('an issue shows its text, comments and reactions, all escaped', async () => {
    const { control } = scene.github;
    const issue = await open(
      'A <script>x</script> title',
      '| a | b |\n|---|---|\n| 1 | 2 |\n\n<script>alert(1)</script>',
    );
    control.comment(place, issue.number, 'ada', 'Hello **you**, see #1 <img src=x onerror=y>');
    const comment = issue.comments[0];
    await scene.rest(scene.tokens.bot, 'POST', `/repos/${place}/issues/comments/${comment?.id}/reactions`, {
      content: 'rocket',
    });
    const { text } = await see(`/${place}/issues/${issue.number}`);
    expect(text).toContain('A &lt;script&gt;x&lt;/script&gt; title');
    expect(text).toContain('<td>2</td>');
    expect(text).toContain('<strong>you</strong>');
    expect(text).toContain('🚀');
    expect(text).toContain('<a class="author" href="/ada">ada</a>');
    expect(text).not.toMatch(/<script>|<img/);
    expect((await see(`/${place}/issues`)).text).toContain(`/${place}/issues/${issue.number}`);
    expect((await see(`/${place}/issues?state=closed`)).text).toContain('There are no closed issues.');
  });

  test('a pull request shows commits, checks and changes with annotations at their lines', async () => {
    const issue = await openPull();
    const run = await addRun(issue.pull.head.sha);
    const path = `/${place}/pull/${issue.number}`;
    const conversation = (await see(path)).text;
    expect(conversation).toContain('Prod &lt;b&gt;now&lt;/b&gt;');
    expect(conversation).toContain('Some checks were not successful');
    expect(conversation).toContain(`${path}/checks#run-${run}`);
    expect((await see(`${path}/commits`)).text).toContain('Because we need it.');

    const files = (await see(`${path}/files`)).text;
    expect(files).toMatch(/class="line-removed">.*kind: Cluster/);
    expect(files).toMatch(
      /replicas: 3<\/td><\/tr><tr class="line-annotation">(?:(?!<\/tr>)[\s\S])*Three are &lt;too&gt; many\./,
    );

    const checks = (await see(`${path}/checks`)).text;
    for (const words of ['1 problem', '<strong>bad</strong>', 'Re-run', 'Try again', 'clusters/prod/cluster.yaml:2'])
      expect(checks).toContain(words);
    expect((await see(`/${place}/runs/${run}`)).headers.get('location')).toBe(`${path}/checks#run-${run}`);
    expect((await see(`/${place}/commit/${issue.pull.head.sha}/checks`)).text).toContain('1 problem');
    expect((await see(`/${place}/issues/${issue.number}`)).headers.get('location')).toBe(path);
    expect((await see(`/${place}/blob/wim/prod/clusters/prod/cluster.yaml`)).text).toContain('replicas: 3');
  });

  test('what stands in the way of a merge is said, and the button is off', async () => {
    const { control } = scene.github;
    const issue = await openPull();
    const path = `/${place}/pull/${issue.number}`;
    const button = '<button class="button primary" type="submit">Squash and merge';
    expect((await see(path)).text).toContain(button);
    control.protect(place, 'main', ['Plan']);
    const required = (await see(path)).text;
    expect(required).toContain('1 required check must pass first.');
    expect(required).not.toContain(button);
    await control.commit(place, {
      branch: 'main',
      as: 'wim',
      message: 'Other',
      files: { 'clusters/dev/cluster.yaml': 'kind: Third\n' },
    });
    expect((await see(path)).text).toContain('This branch has conflicts that must be resolved');
    issue.pull.draft = true;
    expect((await see(path)).text).toContain('This pull request is still a work in progress');
    await submit(`${path}/ready`, {});
    expect(issue.pull.draft).toBe(false);
    await submit(`${path}/comment`, { act: 'close', body: '' });
    expect((await see(path)).text).toContain('Closed with unmerged commits');
  });

  test('a commit that GitHub made is verified, a pushed one is not', async () => {
    const issue = await openPull();
    const path = `/${place}/pull/${issue.number}`;
    expect((await see(`${path}/commits`)).text).not.toContain('Verified');
    await submit(`${path}/merge`, { head: issue.pull.head.sha });
    expect((await see(`/${place}/commit/${issue.pull.merged?.sha}`)).text).toContain('Verified');
  });

  test.each([
    '/nobody/nothing',
    `/${place}/issues/99`,
    `/${place}/issues/x`,
    `/${place}/pull/1/other`,
    `/${place}/blob/main/none`,
    `/${place}/commit/${'0'.repeat(40)}`,
    `/${place}/runs/1`,
    `/${place}/%E0%A4%A`,
    '/_pages/__proto__',
    `/${place}/pull/1/constructor`,
  ])('%s is not found', async (path) => {
    expect((await see(path)).status).toBe(404);
  });

  test('every page forbids scripts and styles but its own, and has none within', async () => {
    const { headers, text } = await see(`/${place}`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'; script-src 'self'");
    expect(text).not.toMatch(/\sstyle=|\son[a-z]+=|<script(?! src="\/_pages\/)/);
    for (const [, address = ''] of text.matchAll(/(?:src|href)="(\/_pages\/[^"]+)"/g))
      expect((await see(address.replaceAll('&amp;', '&'))).status).toBe(200);
    expect(() => new Script(script)).not.toThrow();
  });

  test('a page that did not change is not sent again', async () => {
    const issue = await open('Quiet');
    const path = `/${place}/issues/${issue.number}`;
    const tag = (await see(path)).headers.get('etag') ?? '';
    expect((await see(path, { 'if-none-match': tag })).status).toBe(304);
    scene.github.control.comment(place, issue.number, 'ada', 'news');
    expect((await see(path, { 'if-none-match': tag })).status).toBe(200);
  });
});

describe('acting', () => {
  test('a comment is created as the viewer and told to the App', async () => {
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
    const issue = await openPull();
    const path = `/${place}/pull/${issue.number}`;
    expect((await submit(`${path}/merge`, { head: 'f'.repeat(40) })).status).toBe(409);
    expect((await submit(`${path}/merge`, { head: issue.pull.head.sha })).status).toBe(303);
    const merged = await scene.repository.git.objects.commit(issue.pull.merged?.sha ?? '');
    expect(merged?.parents).toHaveLength(1);
    expect((await see(path)).text).toContain('Pull request successfully merged and closed');
  });

  test('buttons of a check reach its App', async () => {
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
    const issue = await open('Please');
    const path = `/${place}/issues/${issue.number}/comment`;
    expect((await submit(path, { act: 'comment', body: '/create' }, origin, host)).status).toBe(403);
    expect(issue.comments).toEqual([]);
    expect(await told()).toEqual(['issues.opened']);
  });

  test('what the viewer may not do is refused in words', async () => {
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
