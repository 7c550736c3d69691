import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { script } from '../../../src/sandbox/pages/script.ts';
import { openVisit, place, type Visit } from './visit.ts';

let visit: Visit;
beforeEach(async () => {
  visit = await openVisit();
});
afterEach(() => visit.scene.close());

describe('looking', () => {
  test('the front page lists repositories; a repository shows files, README and how to clone it', async () => {
    const { scene, see } = visit;
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
    const { scene, see, open } = visit;
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
    const { see, openPull, addRun } = visit;
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
    const { scene, see, submit, openPull } = visit;
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
    const { see, submit, openPull } = visit;
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
    const { see } = visit;
    expect((await see(path)).status).toBe(404);
  });

  test('every page forbids scripts and styles but its own, and has none within', async () => {
    const { see } = visit;
    const { headers, text } = await see(`/${place}`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'; script-src 'self'");
    expect(text).not.toMatch(/\sstyle=|\son[a-z]+=|<script(?! src="\/_pages\/)/);
    for (const [, address = ''] of text.matchAll(/(?:src|href)="(\/_pages\/[^"]+)"/g))
      expect((await see(address.replaceAll('&amp;', '&'))).status).toBe(200);
    expect(() => new Script(script)).not.toThrow();
  });

  test('a page that did not change is not sent again', async () => {
    const { scene, see, open } = visit;
    const issue = await open('Quiet');
    const path = `/${place}/issues/${issue.number}`;
    const tag = (await see(path)).headers.get('etag') ?? '';
    expect((await see(path, { 'if-none-match': tag })).status).toBe(304);
    scene.github.control.comment(place, issue.number, 'ada', 'news');
    expect((await see(path, { 'if-none-match': tag })).status).toBe(200);
  });
});
