import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const place = '/repos/octo-org/fleet';
const names = () =>
  scene.receiver.received.map(({ headers, payload }) =>
    [headers['x-github-event'], payload.action].filter((part) => part !== undefined).join('.'),
  );
const openIssue = (title = 'one') => scene.github.control.openIssue('octo-org/fleet', 'wim', { title });

describe('a delivery', () => {
  test("is signed, and carries GitHub's headers", async () => {
    await openIssue();
    await scene.github.idle();
    const [delivery] = scene.receiver.received;
    if (!delivery) throw new Error('nothing arrived');
    const signature = createHmac('sha256', scene.secret).update(delivery.body).digest('hex');
    expect(delivery.headers).toMatchObject({
      'x-hub-signature-256': `sha256=${signature}`,
      'x-github-event': 'issues',
      'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-github-hook-id': String(scene.app.hook.id),
      'x-github-hook-installation-target-type': 'integration',
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
    });
    expect(delivery.payload).toMatchObject({
      action: 'opened',
      installation: { id: scene.installation.id },
      organization: { login: 'octo-org' },
      sender: { login: 'wim', type: 'User' },
    });
  });

  test('says what was true when it happened', async () => {
    const issue = await openIssue('before');
    await scene.rest(scene.tokens.wim, 'PATCH', `${place}/issues/${issue.number}`, { title: 'after' });
    await scene.github.idle();
    expect(scene.receiver.received.map(({ payload }) => payload)).toMatchObject([
      { issue: { title: 'before' } },
      { issue: { title: 'after' }, changes: { title: { from: 'before' } } },
    ]);
  });

  test('goes only to Apps that can see the repository and subscribed', async () => {
    const { control } = scene.github;
    control.createOrganization('elsewhere');
    await control.createRepository('elsewhere/other');
    await control.openIssue('elsewhere/other', 'wim', { title: 'not for us' });
    control.install(
      control.createApp({
        owner: control.createOrganization('third'),
        name: 'Deaf',
        permissions: { issues: 'read' },
        events: [],
        webhook: { url: scene.receiver.url, secret: '' },
      }),
      'octo-org',
    );
    await scene.github.idle();
    scene.receiver.received.splice(0);
    await openIssue();
    await scene.github.idle();
    expect(names()).toEqual(['issues.opened']);
  });

  test('is not tried again by itself; its attempts are listed, newest first, by pages', async () => {
    scene.receiver.status = 500;
    await openIssue('one');
    await openIssue('two');
    await scene.github.idle();
    scene.receiver.status = 202;
    await openIssue('three');
    await scene.github.idle();
    expect(scene.receiver.received).toHaveLength(3);

    const first = await scene.rest(scene.jwt(), 'GET', '/app/hook/deliveries?per_page=2');
    const next = /<[^>]*\/api\/v3([^>]*)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await scene.rest(scene.jwt(), 'GET', next);
    const all = [...first.json, ...second.json];
    expect(all.slice(0, 3).map((each) => [each.event, each.status, each.status_code])).toEqual([
      ['issues', 'OK', 202],
      ['issues', 'Invalid HTTP Response: 500', 500],
      ['issues', 'Invalid HTTP Response: 500', 500],
    ]);
    const { json } = await scene.rest(scene.jwt(), 'GET', `/app/hook/deliveries/${all[1].id}`);
    expect(json).toMatchObject({
      request: { payload: { issue: { title: 'two' } } },
      response: { payload: 'received' },
    });
  });

  test('is redelivered on demand, under the same guid, as another attempt', async () => {
    scene.receiver.status = 500;
    await openIssue();
    await scene.github.idle();
    scene.receiver.status = 202;
    const [failed] = (await scene.rest(scene.jwt(), 'GET', '/app/hook/deliveries')).json;
    expect((await scene.rest(scene.jwt(), 'POST', `/app/hook/deliveries/${failed.id}/attempts`)).status).toBe(202);
    await scene.github.idle();
    const [again] = (await scene.rest(scene.jwt(), 'GET', '/app/hook/deliveries')).json;
    expect(again).toMatchObject({ guid: failed.guid, redelivery: true, status: 'OK' });
    expect(again.id).not.toBe(failed.id);
    const [one, two] = scene.receiver.received;
    expect(two?.headers['x-github-delivery']).toBe(one?.headers['x-github-delivery']);
    expect(two?.body).toEqual(one?.body);
  });

  test('to nobody is logged as a failure', async () => {
    await scene.receiver.close();
    await openIssue();
    await scene.github.idle();
    expect(scene.github.deliveries().at(-1)?.result?.status).toBe('failed to connect to host');
    scene.receiver.close = async () => {};
  });
});

describe('what happens is told', () => {
  test('of an issue', async () => {
    const issue = await openIssue();
    const { control } = scene.github;
    const comment = control.comment('octo-org/fleet', issue.number, 'rex', 'hello');
    const path = `${place}/issues/${issue.number}`;
    await scene.rest(scene.tokens.rex, 'PATCH', `${place}/issues/comments/${comment.id}`, { body: 'hello!' });
    control.deleteComment('octo-org/fleet', comment.id, 'ada');
    await scene.rest(scene.tokens.wim, 'POST', `${path}/labels`, { labels: ['bug'] });
    await scene.rest(scene.tokens.wim, 'DELETE', `${path}/labels/bug`);
    await scene.rest(scene.tokens.wim, 'PATCH', path, { state: 'closed', state_reason: 'not_planned' });
    await scene.rest(scene.tokens.wim, 'PATCH', path, { state: 'open' });
    await control.lock('octo-org/fleet', issue.number, 'ada', true);
    await control.lock('octo-org/fleet', issue.number, 'ada', false);
    await control.deleteIssue('octo-org/fleet', issue.number, 'ada');
    await scene.github.idle();
    expect(names().sort()).toEqual(
      [
        ...['opened', 'labeled', 'unlabeled', 'closed', 'reopened', 'locked', 'unlocked', 'deleted'].map(
          (each) => `issues.${each}`,
        ),
        ...['created', 'edited', 'deleted'].map((each) => `issue_comment.${each}`),
      ].sort(),
    );
    expect((await scene.rest(scene.tokens.wim, 'GET', path)).status).toBe(410);
  });

  test('of a pull request, from its branch to its merge', async () => {
    const { control } = scene.github;
    const commit = (text: string) =>
      control.commit('octo-org/fleet', { branch: 'topic', as: 'wim', message: text, files: { 'a.txt': text } });
    await commit('one');
    await control.commit('octo-org/fleet', { branch: 'other', as: 'wim', message: 'm', files: { 'c.txt': 'c' } });
    const { number } = (
      await scene.rest(scene.tokens.wim, 'POST', `${place}/pulls`, { title: 't', head: 'topic', base: 'main' })
    ).json;
    await commit('two');
    const path = `${place}/pulls/${number}`;
    await scene.rest(scene.tokens.wim, 'PATCH', path, { base: 'other' });
    await scene.rest(scene.tokens.wim, 'PATCH', path, { base: 'main' });
    await scene.rest(scene.tokens.wim, 'PATCH', path, { state: 'closed' });
    await scene.rest(scene.tokens.wim, 'PATCH', path, { state: 'open' });
    await control.requestMergeGroup('octo-org/fleet', number);
    await scene.rest(scene.tokens.wim, 'PUT', `${path}/merge`);
    await scene.github.idle();
    expect(
      names()
        .filter((name) => name.startsWith('pull_request'))
        .sort(),
    ).toEqual(
      ['opened', 'synchronize', 'edited', 'edited', 'closed', 'reopened', 'closed']
        .map((each) => `pull_request.${each}`)
        .sort(),
    );
    const edited = scene.receiver.received.filter(({ payload }) => payload.action === 'edited');
    expect(edited[0]?.payload.changes).toMatchObject({ base: { ref: { from: 'main' } } });
    expect(names()).toContain('merge_group.checks_requested');
    const pushes = scene.receiver.received.filter(({ headers }) => headers['x-github-event'] === 'push');
    expect(pushes.map(({ payload }) => payload.ref)).toContain('refs/heads/main');
    expect(names().filter((name) => name === 'check_suite.requested').length).toBeGreaterThan(2);
  });

  test('of a check run, its buttons too', async () => {
    const { rest, tokens, github } = scene;
    const sha = await github.control.resolve('octo-org/fleet', 'main');
    const actions = [{ label: 'Refresh', description: 'Ask again', identifier: 'refresh' }];
    const { json } = await rest(tokens.bot, 'POST', `${place}/check-runs`, { name: 'Sync', head_sha: sha, actions });
    await rest(tokens.bot, 'PATCH', `${place}/check-runs/${json.id}`, { conclusion: 'success', status: 'completed' });
    const run = github.world.store.runs.get(json.id);
    if (!run) throw new Error('no run');
    github.control.rerun(run, 'ada');
    await github.control.rerunSuite(run.suite, 'ada');
    github.control.click(run, 'wim', 'refresh');
    expect(() => github.control.click(run, 'wim', 'explode')).toThrow(/no button/);
    await github.idle();
    const told = scene.receiver.received.filter(({ headers }) => headers['x-github-event'] === 'check_run');
    expect(told.map(({ payload }) => payload.action).sort()).toEqual([
      'completed',
      'created',
      'requested_action',
      'rerequested',
    ]);
    expect(names()).toContain('check_suite.rerequested');
    const click = told.find(({ payload }) => payload.action === 'requested_action');
    expect(click?.payload).toMatchObject({ requested_action: { identifier: 'refresh' }, sender: { login: 'wim' } });
  });

  test('of the installation, and the ping of a new hook', async () => {
    const { control } = scene.github;
    control.suspend(scene.installation, true);
    control.suspend(scene.installation, false);
    control.uninstall(scene.installation);
    control.createApp({
      owner: control.createOrganization('third'),
      name: 'Another',
      permissions: {},
      events: [],
      webhook: { url: scene.receiver.url, secret: 's' },
    });
    await scene.github.idle();
    expect(names().sort()).toEqual(['installation.deleted', 'installation.suspend', 'installation.unsuspend', 'ping']);
  });
});
