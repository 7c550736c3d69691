import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { routes } from '../../../src/sandbox/github/rest/routes.ts';
import { type Answer, openScene, type Scene } from '../../support/github/scene.ts';

// The shape of each answer is checked against GitHub's OpenAPI description when the scene closes.
let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

const place = '/repos/octo-org/fleet';

test('every route answers as GitHub describes it', async () => {
  const { rest, tokens, github, repository } = scene;
  const bot = (method: string, path: string, body?: unknown) => rest(tokens.bot, method, path, body);
  const ada = (method: string, path: string, body?: unknown) => rest(tokens.ada, method, path, body);
  const app = (method: string, path: string, body?: unknown) => rest(scene.jwt(), method, path, body);
  const ok = async (promise: Promise<Answer>, status = 200) => {
    const answer = await promise;
    expect([answer.status, answer.json?.message]).toEqual([status, status < 300 ? answer.json?.message : undefined]);
    return answer;
  };

  // the App
  await ok(app('GET', '/app'));
  await ok(app('GET', '/app/installations'));
  await ok(app('GET', `/app/installations/${scene.installation.id}`));
  const narrowed = { permissions: { contents: 'read' }, repositories: ['fleet'] };
  const token = await ok(app('POST', `/app/installations/${scene.installation.id}/access_tokens`, narrowed), 201);
  expect(token.json).toMatchObject({
    permissions: { contents: 'read', metadata: 'read' },
    repository_selection: 'selected',
  });
  await ok(rest(token.json.token, 'GET', '/installation/repositories'));
  await ok(app('PATCH', '/app/hook/config', { url: scene.receiver.url }));
  await ok(app('GET', '/app/hook/config'));
  await ok(rest('', 'GET', '/meta'));
  await ok(bot('GET', '/rate_limit'));
  await ok(ada('GET', '/user'));
  await ok(bot('GET', '/users/ada'));

  // the repository
  await ok(bot('GET', place));
  await ok(bot('GET', `${place}/collaborators/wim/permission`));
  const main = (await ok(bot('GET', `${place}/git/ref/heads/main`))).json.object.sha;
  await ok(bot('POST', `${place}/git/refs`, { ref: 'refs/heads/topic', sha: main }), 201);
  await ok(bot('GET', `${place}/git/matching-refs/heads/`));
  const tip = await github.control.commit('octo-org/fleet', {
    branch: 'topic',
    as: 'wim',
    message: 'Add prod\n\nIt is needed.',
    files: { 'clusters/prod/cluster.yaml': 'a: 1\n' },
  });
  await ok(bot('PATCH', `${place}/git/refs/heads/topic`, { sha: main, force: true }));
  await ok(bot('PATCH', `${place}/git/refs/heads/topic`, { sha: tip }));
  await ok(bot('GET', `${place}/branches`));
  const commit = await ok(bot('GET', `${place}/git/commits/${tip}`));
  const tree = await ok(bot('GET', `${place}/git/trees/${commit.json.tree.sha}?recursive=1`));
  expect(tree.json.tree.map((entry: { path: string }) => entry.path)).toContain('clusters/prod/cluster.yaml');
  await ok(bot('GET', `${place}/git/trees/topic`));
  const blob = tree.json.tree.find((entry: { type: string }) => entry.type === 'blob').sha;
  await ok(bot('GET', `${place}/git/blobs/${blob}`));
  await ok(bot('GET', `${place}/contents/README.md?ref=topic`));
  await ok(bot('GET', `${place}/contents/clusters`));
  await ok(bot('GET', `${place}/contents/`));
  await ok(bot('GET', `${place}/tarball/topic`), 302);
  await ok(bot('GET', `${place}/compare/main...topic`));
  await ok(bot('GET', `${place}/commits?sha=topic`));
  await ok(bot('GET', `${place}/commits/topic`));

  // issues
  const issue = (await ok(bot('POST', `${place}/issues`, { title: 'a', body: 'b', labels: ['bug'] }), 201)).json.number;
  await ok(bot('GET', `${place}/issues?state=all&labels=bug&sort=updated&direction=asc`));
  await ok(bot('GET', `${place}/issues/${issue}`));
  await ok(bot('PATCH', `${place}/issues/${issue}`, { title: 'c', labels: ['bug', 'x'] }));
  await ok(bot('GET', `${place}/issues/${issue}/labels`));
  await ok(bot('POST', `${place}/issues/${issue}/labels`, { labels: ['y'] }));
  await ok(bot('DELETE', `${place}/issues/${issue}/labels/y`));
  await ok(
    bot('POST', `${place}/labels`, { name: 'clusterops', color: '0e8a16', description: 'made by the bot' }),
    201,
  );
  await ok(bot('GET', `${place}/labels`));
  const comment = (await ok(bot('POST', `${place}/issues/${issue}/comments`, { body: 'hello' }), 201)).json.id;
  await ok(bot('GET', `${place}/issues/${issue}/comments`));
  await ok(bot('GET', `${place}/issues/comments?since=2020-01-01T00:00:00Z&sort=created&direction=desc`));
  await ok(bot('GET', `${place}/issues/comments/${comment}`));
  await ok(bot('PATCH', `${place}/issues/comments/${comment}`, { body: 'hello again' }));
  await ok(bot('POST', `${place}/issues/comments/${comment}/reactions`, { content: 'eyes' }), 201);
  await ok(bot('POST', `${place}/issues/comments/${comment}/reactions`, { content: 'eyes' }), 200);
  await ok(bot('GET', `${place}/issues/comments/${comment}/reactions`));
  await ok(bot('POST', `${place}/issues/${issue}/reactions`, { content: '+1' }), 201);
  await ok(bot('GET', `${place}/issues/${issue}/reactions`));
  await ok(ada('PUT', `${place}/issues/${issue}/lock`, { lock_reason: 'resolved' }), 204);
  await ok(ada('DELETE', `${place}/issues/${issue}/lock`), 204);
  await ok(bot('DELETE', `${place}/issues/comments/${comment}`), 204);

  // pull requests
  const change = { title: 'prod', head: 'topic', base: 'main', body: 'why', draft: true };
  const pull = (await ok(bot('POST', `${place}/pulls`, change), 201)).json.number;
  await ok(bot('GET', `${place}/pulls?state=open&head=octo-org:topic&base=main`));
  await ok(bot('GET', `${place}/pulls/${pull}`));
  await ok(bot('GET', `${place}/pulls/${pull}/files`));
  await ok(bot('GET', `${place}/pulls/${pull}/commits`));
  await ok(bot('PATCH', `${place}/pulls/${pull}`, { title: 'prod cluster' }));
  expect((await bot('GET', `${place}/pulls/${pull}/merge`)).status).toBe(404);

  // checks
  const output = {
    title: 'Plan',
    summary: 'fine',
    annotations: [{ path: 'README.md', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'look' }],
  };
  const run = (await ok(bot('POST', `${place}/check-runs`, { name: 'Plan', head_sha: tip, output }), 201)).json.id;
  await ok(bot('PATCH', `${place}/check-runs/${run}`, { status: 'completed', conclusion: 'success' }));
  await ok(bot('GET', `${place}/check-runs/${run}`));
  await ok(bot('GET', `${place}/check-runs/${run}/annotations`));
  await ok(bot('POST', `${place}/check-runs/${run}/rerequest`), 201);
  await ok(bot('GET', `${place}/commits/topic/check-runs?check_name=Plan&filter=all`));

  await scene.graphql(
    tokens.ada,
    'mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { clientMutationId } }',
    {
      id: github.world.store.issues.get(repository.id)?.get(pull)?.nodeId,
    },
  );
  await ok(bot('PUT', `${place}/pulls/${pull}/merge`, { merge_method: 'merge', sha: tip }));
  await ok(bot('GET', `${place}/pulls/${pull}/merge`), 204);
  await ok(bot('DELETE', `${place}/git/refs/heads/topic`), 204);

  // the App's deliveries
  await github.idle();
  const deliveries = await ok(app('GET', '/app/hook/deliveries?per_page=5'));
  const delivery = deliveries.json[0].id;
  await ok(app('GET', `/app/hook/deliveries/${delivery}`));
  await ok(app('POST', `/app/hook/deliveries/${delivery}/attempts`), 202);
  await ok(bot('DELETE', '/installation/token'), 204);
  expect((await bot('GET', place)).status).toBe(401);

  const called = new Set(github.requests().map(({ method, route }) => `${method} ${route}`));
  expect(routes.map(({ method, template }) => `${method} ${template}`).filter((each) => !called.has(each))).toEqual([]);
});
