import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const place = '/repos/octo-org/fleet';
const issues = '/repos/{owner}/{repo}/issues';
const open = (title = 'x') => scene.rest(scene.tokens.bot, 'POST', `${place}/issues`, { title });
const count = () => scene.github.world.store.issues.get(scene.repository.id)?.size ?? 0;

describe('a fault of requests', () => {
  test('strikes the route that it names, as often as it says, after those that it lets pass', async () => {
    scene.github.faults.add({
      match: { method: 'POST', route: issues },
      kind: 'status',
      status: 502,
      skip: 1,
      times: 2,
    });
    expect((await scene.rest(scene.tokens.bot, 'GET', `${place}/issues`)).status).toBe(200);
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await open()).status);
    expect(statuses).toEqual([201, 502, 502, 201]);
    expect(count()).toBe(2);
  });

  test('can lose the reply of what took effect', async () => {
    scene.github.faults.add({ match: { route: issues }, kind: 'status', status: 504, when: 'after', times: 1 });
    expect((await open()).status).toBe(504);
    expect(count()).toBe(1);
    scene.github.faults.add({ match: { route: issues }, kind: 'reset', when: 'after', times: 1 });
    await expect(open()).rejects.toThrow();
    expect(count()).toBe(2);
  });

  test('can cut the connection before anything happens', async () => {
    scene.github.faults.add({ match: { route: issues }, kind: 'reset', times: 1 });
    await expect(open()).rejects.toThrow();
    expect(count()).toBe(0);
  });

  test('can be a secondary limit, with or without a time', async () => {
    scene.github.faults.add({ match: { route: issues }, kind: 'secondary-limit', retryAfter: 7, times: 1 });
    const limited = await open();
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([403, '7']);
    expect(limited.json.message).toMatch(/secondary rate limit/);
    scene.github.faults.add({ match: { route: issues }, kind: 'secondary-limit', retryAfter: 'none', times: 1 });
    expect((await open()).headers.get('retry-after')).toBeNull();
  });

  test('can be the primary limit, which GraphQL tells with HTTP 200', async () => {
    scene.github.faults.add({ match: {}, kind: 'primary-limit', resetIn: 60, times: 2 });
    const limited = await open();
    expect([limited.status, limited.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    expect(Number(limited.headers.get('x-ratelimit-reset')) * 1000).toBeGreaterThan(Date.now() + 50_000);
    const answer = await scene.graphql<unknown>(scene.tokens.bot, '{ viewer { login } }');
    expect(answer).toMatchObject({ status: 200, errors: [{ type: 'RATE_LIMITED' }] });
  });

  test('is chosen by the name of a GraphQL operation, or of a field in it', async () => {
    scene.github.faults.add({ match: { operation: 'Who' }, kind: 'status', status: 500, body: {}, times: 1 });
    scene.github.faults.add({ match: { operation: 'viewer' }, kind: 'status', status: 502, body: {}, times: 1 });
    const status = async (query: string) => {
      const response = await fetch(`${scene.github.url}/api/graphql`, {
        method: 'POST',
        headers: { authorization: `bearer ${scene.tokens.bot}` },
        body: JSON.stringify({ query }),
      });
      return response.status;
    };
    expect(await status('query Other { rateLimit { cost } }')).toBe(200);
    expect(await status('query Who { rateLimit { cost } }')).toBe(500);
    expect(await status('query Any { viewer { login } }')).toBe(502);
    expect(await status('query Who { viewer { login } }')).toBe(200);
  });

  test('can be taken away', async () => {
    const remove = scene.github.faults.add({ match: {}, kind: 'status', status: 500, body: { message: 'down' } });
    scene.github.faults.add({ match: {}, kind: 'delay', milliseconds: 1 });
    remove();
    expect((await open()).status).toBe(201);
    scene.github.faults.clear();
  });
});

describe('a fault of webhooks', () => {
  const titles = () => scene.receiver.received.map(({ payload }) => (payload.issue as { title: string }).title);
  const match = { event: 'issues', action: 'opened' };

  test('loses one, which the log shows as failed, so that it can be asked for', async () => {
    scene.github.faults.add({ match, kind: 'lose-webhook', times: 1 });
    await open('lost');
    await open('kept');
    await scene.github.idle();
    expect(titles()).toEqual(['kept']);
    const failed = (await scene.rest(scene.jwt(), 'GET', '/app/hook/deliveries?status=failure')).json;
    expect(failed).toHaveLength(1);
    await scene.rest(scene.jwt(), 'POST', `/app/hook/deliveries/${failed[0].id}/attempts`);
    await scene.github.idle();
    expect(titles()).toEqual(['kept', 'lost']);
  });

  test('loses one without a trace', async () => {
    scene.github.faults.add({ match, kind: 'lose-webhook', logged: false, times: 1 });
    const before = scene.github.deliveries().length;
    await open('lost');
    await scene.github.idle();
    expect(scene.github.deliveries()).toHaveLength(before);
  });

  test('sends one twice, under one guid', async () => {
    scene.github.faults.add({ match, kind: 'duplicate-webhook', times: 1 });
    await open('twice');
    await scene.github.idle();
    expect(titles()).toEqual(['twice', 'twice']);
    const [one, two] = scene.receiver.received;
    expect(one?.headers['x-github-delivery']).toBe(two?.headers['x-github-delivery']);
  });

  test('sends one after the next', async () => {
    scene.github.faults.add({ match, kind: 'reorder-webhook', times: 1 });
    await open('first');
    await scene.github.idle();
    expect(titles()).toEqual([]);
    await open('second');
    await scene.github.idle();
    expect(titles()).toEqual(['second', 'first']);
  });
});

describe('the request log', () => {
  test('counts every request with who asked and what', async () => {
    await open();
    await scene.graphql(scene.tokens.ada, 'query Who { viewer { login } }');
    await scene.rest('', 'GET', '/repos/octo-org/none');
    expect(scene.github.requests()).toMatchObject([
      { number: 1, method: 'POST', route: issues, status: 201, installation: scene.installation.id },
      { number: 2, route: '/graphql', operation: 'Who', fields: ['viewer'], status: 200, installation: undefined },
      { number: 3, path: '/repos/octo-org/none', route: '/repos/{owner}/{repo}', status: 404, actor: 'anonymous' },
    ]);
    scene.github.forgetRequests();
    expect(scene.github.requests()).toEqual([]);
  });
});
