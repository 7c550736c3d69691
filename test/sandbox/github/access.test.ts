import { afterEach, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
afterEach(() => scene.close());
const place = '/repos/octo-org/fleet';

describe("an App's own token", () => {
  test.each([
    ['signed by another key', (jwt: string) => `${jwt.slice(0, -8)}AAAAAAAA`, /could not be decoded/],
    ['that is not a token at all', () => 'a.b.c', /could not be decoded/],
  ])('%s is refused', async (_what, spoil, message) => {
    scene = await openScene();
    const answer = await scene.rest(spoil(scene.jwt()), 'GET', '/app');
    expect(answer.status).toBe(401);
    expect(answer.json.message).toMatch(message);
  });

  const now = Math.floor(Date.now() / 1000);
  test.each([
    ['expired', { iat: now - 700, exp: now - 100 }, /'exp'/],
    ['longer than ten minutes', { iat: now, exp: now + 3600 }, /too far in the future/],
    ['from the future', { iat: now + 300, exp: now + 600 }, /'iat'/],
    ['of an unknown App', { iss: 1 }, /Integration not found/],
  ])('%s is refused', async (_what, claims, message) => {
    scene = await openScene();
    const answer = await scene.rest(scene.jwt(claims), 'GET', '/app');
    expect(answer.status).toBe(401);
    expect(answer.json.message).toMatch(message);
  });

  test('may be issued to the client id', async () => {
    scene = await openScene();
    expect((await scene.rest(scene.jwt({ iss: scene.app.clientId }), 'GET', '/app')).json.slug).toBe('cluster-bot');
  });

  test('opens nothing but the App', async () => {
    scene = await openScene();
    expect((await scene.rest(scene.jwt(), 'POST', `${place}/issues`, { title: 'x' })).status).toBe(403);
    expect((await scene.rest(scene.tokens.bot, 'GET', '/app')).status).toBe(401);
  });
});

describe("an installation's token", () => {
  test('ends after an hour', async () => {
    let now = Date.now();
    scene = await openScene({ now: () => now });
    expect((await scene.rest(scene.tokens.bot, 'GET', place)).status).toBe(200);
    now += 60 * 60 * 1000;
    const answer = await scene.rest(scene.tokens.bot, 'GET', place);
    expect([answer.status, answer.json.message]).toEqual([401, 'Bad credentials']);
  });

  test('ends with the installation, and rests while that is suspended', async () => {
    scene = await openScene();
    const { control } = scene.github;
    control.suspend(scene.installation, true);
    expect((await scene.rest(scene.tokens.bot, 'GET', place)).status).toBe(403);
    const path = `/app/installations/${scene.installation.id}/access_tokens`;
    expect((await scene.rest(scene.jwt(), 'POST', path)).status).toBe(403);
    control.suspend(scene.installation, false);
    expect((await scene.rest(scene.tokens.bot, 'GET', place)).status).toBe(200);
    control.uninstall(scene.installation);
    expect((await scene.rest(scene.tokens.bot, 'GET', place)).status).toBe(401);
  });

  test('cannot ask for more than was granted', async () => {
    scene = await openScene({ permissions: { contents: 'read' } });
    const path = `/app/installations/${scene.installation.id}/access_tokens`;
    const answer = await scene.rest(scene.jwt(), 'POST', path, { permissions: { contents: 'write' } });
    expect([answer.status, answer.json.message]).toEqual([
      422,
      'The permissions requested are not granted to this installation.',
    ]);
  });

  test.each([
    ['an issue', 'POST', `${place}/issues`, { title: 'x' }],
    ['a check run', 'POST', `${place}/check-runs`, { name: 'x', head_sha: '0'.repeat(40) }],
    ['a branch', 'POST', `${place}/git/refs`, { ref: 'refs/heads/x', sha: '0'.repeat(40) }],
    ['a pull request', 'POST', `${place}/pulls`, { title: 'x', head: 'x', base: 'main' }],
  ])('without the permission makes no %s', async (_what, method, path, body) => {
    scene = await openScene({ permissions: { contents: 'read', issues: 'read' } });
    const answer = await scene.rest(scene.tokens.bot, method, path, body);
    expect([answer.status, answer.json.message]).toEqual([403, 'Resource not accessible by integration']);
  });

  test('without the permission is told so by GraphQL, where the rest goes on', async () => {
    scene = await openScene({ permissions: { issues: 'write' } });
    const issue = await scene.github.control.openIssue('octo-org/fleet', 'wim', { title: 'x' });
    const document = `mutation($id: ID!, $repository: ID!, $sha: GitObjectID!) {
      run: createCheckRun(input: {repositoryId: $repository, name: "x", headSha: $sha}) { checkRun { id } }
      comment: addComment(input: {subjectId: $id, body: "hello"}) { commentEdge { node { body } } }
    }`;
    const sha = await scene.github.control.resolve('octo-org/fleet', 'main');
    const variables = { id: issue.nodeId, repository: scene.repository.nodeId, sha };
    const answer = await scene.graphql<Record<string, unknown>>(scene.tokens.bot, document, variables);
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({ run: null, comment: { commentEdge: { node: { body: 'hello' } } } });
    expect(answer.errors).toMatchObject([
      { type: 'FORBIDDEN', path: ['run'], message: 'Resource not accessible by integration' },
    ]);
  });

  test('on a pull request needs issues or pull_requests', async () => {
    scene = await openScene({ permissions: { pull_requests: 'write', contents: 'write' } });
    await scene.github.control.commit('octo-org/fleet', { branch: 'a', as: 'wim', message: 'm', files: { a: 'b' } });
    const pull = await scene.rest(scene.tokens.wim, 'POST', `${place}/pulls`, { title: 'x', head: 'a', base: 'main' });
    const issue = await scene.rest(scene.tokens.wim, 'POST', `${place}/issues`, { title: 'x' });
    const comment = (number: number) =>
      scene.rest(scene.tokens.bot, 'POST', `${place}/issues/${number}/comments`, { body: 'x' });
    expect((await comment(pull.json.number)).status).toBe(201);
    expect((await comment(issue.json.number)).status).toBe(403);
  });
});

describe('a person', () => {
  test('who is nobody here comments in public, but neither writes nor sees what is private', async () => {
    scene = await openScene();
    const { rex, ada } = scene.tokens;
    const issue = (await scene.rest(rex, 'POST', `${place}/issues`, { title: 'x' })).json;
    expect(issue.author_association).toBe('NONE');
    expect((await scene.rest(rex, 'POST', `${place}/issues/${issue.number}/labels`, { labels: ['a'] })).status).toBe(
      403,
    );
    await scene.github.control.createRepository('octo-org/secret', { private: true, files: { a: 'b' } });
    expect((await scene.rest(rex, 'GET', '/repos/octo-org/secret')).status).toBe(404);
    expect((await scene.rest('', 'GET', '/repos/octo-org/secret')).status).toBe(404);
    expect((await scene.rest(ada, 'GET', '/repos/octo-org/secret')).status).toBe(404);
    expect((await scene.rest(scene.tokens.bot, 'GET', '/repos/octo-org/secret')).status).toBe(200);
    const query = 'query { repository(owner: "octo-org", name: "secret") { id } }';
    const answer = await scene.graphql<unknown>(rex, query);
    expect(answer.data).toEqual({ repository: null });
    expect(answer.errors).toMatchObject([{ type: 'NOT_FOUND', path: ['repository'] }]);
  });

  test.each([
    ['ada', 'admin', 'admin'],
    ['wim', 'write', 'write'],
    ['max', 'write', 'maintain'],
    ['tim', 'read', 'triage'],
    ['rex', 'read', 'read'],
  ])('%s has permission %s, role %s', async (login, permission, role) => {
    scene = await openScene();
    const { control } = scene.github;
    control.createUser('max');
    control.createUser('tim');
    control.setCollaborator('octo-org/fleet', 'max', 'maintain');
    control.setCollaborator('octo-org/fleet', 'tim', 'triage');
    const answer = await scene.rest(scene.tokens.bot, 'GET', `${place}/collaborators/${login}/permission`);
    expect(answer.json).toMatchObject({ permission, role_name: role, user: { login } });
  });

  test('without a role has no permission in a private repository; an unknown one is not found', async () => {
    scene = await openScene({ private: true });
    const path = `${place}/collaborators`;
    expect((await scene.rest(scene.tokens.bot, 'GET', `${path}/rex/permission`)).json.permission).toBe('none');
    expect((await scene.rest(scene.tokens.bot, 'GET', `${path}/nobody/permission`)).status).toBe(404);
  });

  test('cannot write checks', async () => {
    scene = await openScene();
    const body = { name: 'x', head_sha: await scene.github.control.resolve('octo-org/fleet', 'main') };
    const answer = await scene.rest(scene.tokens.ada, 'POST', `${place}/check-runs`, body);
    expect([answer.status, answer.json.message]).toEqual([403, 'You must authenticate via a GitHub App.']);
  });
});

describe('an archived repository', () => {
  test('is read-only', async () => {
    scene = await openScene();
    scene.github.control.setArchived('octo-org/fleet', true);
    expect((await scene.rest(scene.tokens.bot, 'GET', place)).json.archived).toBe(true);
    const answer = await scene.rest(scene.tokens.bot, 'POST', `${place}/issues`, { title: 'x' });
    expect([answer.status, answer.json.message]).toEqual([403, 'Repository was archived so is read-only.']);
  });
});

describe('a locked conversation', () => {
  test('takes comments and reactions of writers only, never of an App', async () => {
    scene = await openScene();
    const { rest, tokens } = scene;
    const { number } = (await rest(tokens.rex, 'POST', `${place}/issues`, { title: 'x' })).json;
    const own = (await rest(tokens.bot, 'POST', `${place}/issues/${number}/comments`, { body: 'before' })).json.id;
    await rest(tokens.ada, 'PUT', `${place}/issues/${number}/lock`);
    const comment = (token: string) => rest(token, 'POST', `${place}/issues/${number}/comments`, { body: 'x' });
    expect((await comment(tokens.wim)).status).toBe(201);
    for (const token of [tokens.rex, tokens.bot]) {
      const answer = await comment(token);
      expect([answer.status, answer.json.message]).toEqual([403, 'Unable to create comment because issue is locked.']);
    }
    expect((await rest(tokens.bot, 'PATCH', `${place}/issues/comments/${own}`, { body: 'y' })).status).toBe(403);
    expect((await rest(tokens.bot, 'POST', `${place}/issues/${number}/reactions`, { content: 'eyes' })).status).toBe(
      403,
    );
  });
});

describe('limits', () => {
  test('on what is made in a minute count each mutation of a document', async () => {
    let now = Date.now();
    scene = await openScene({ contentPerMinute: 3, now: () => now });
    const issue = await scene.github.control.openIssue('octo-org/fleet', 'wim', { title: 'x' });
    const add = '(input: {subjectId: $id, body: "x"}) { clientMutationId }';
    const two = () =>
      scene.graphql<unknown>(scene.tokens.bot, `mutation($id: ID!) { a: addComment${add} b: addComment${add} }`, {
        id: issue.nodeId,
      });
    expect((await two()).status).toBe(200);
    expect((await two()).status).toBe(403);
    const third = await scene.rest(scene.tokens.bot, 'POST', `${place}/issues`, { title: 'x' });
    expect(third.status).toBe(201);
    expect(
      Number(
        (await scene.rest(scene.tokens.bot, 'POST', `${place}/issues`, { title: 'y' })).headers.get('retry-after'),
      ),
    ).toBe(60);
    now += 60_001;
    expect((await two()).status).toBe(200);
    expect(issue.comments).toHaveLength(4);
  });

  test('are counted per token owner, told in headers, and end in a refusal', async () => {
    scene = await openScene({ requestsPerHour: 3 });
    const first = await scene.rest(scene.tokens.bot, 'GET', place);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-ratelimit-limit': '3',
      'x-ratelimit-remaining': '2',
      'x-ratelimit-resource': 'core',
    });
    await scene.rest(scene.tokens.bot, 'GET', place);
    await scene.rest(scene.tokens.bot, 'GET', place);
    const refused = await scene.rest(scene.tokens.bot, 'GET', place);
    expect(refused.status).toBe(403);
    expect(refused.json.message).toMatch(/^API rate limit exceeded for installation ID \d+/);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await scene.rest(scene.tokens.ada, 'GET', place)).status).toBe(200);
  });
});
