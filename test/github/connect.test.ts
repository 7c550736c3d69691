import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { api, clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);

describe('an Enterprise Server', () => {
  test('is asked at its own addresses, token included', async () => {
    const asked: string[] = [];
    const host = 'https://ghe.example.com';
    nock(host)
      .post('/api/v3/app/installations/77/access_tokens')
      .reply(201, () => {
        asked.push('token');
        return { token: 'ghs_x', expires_at: '2026-03-01T13:00:00Z' };
      });
    nock(host)
      .post('/api/graphql')
      .reply(200, () => {
        asked.push('graphql');
        return { data: { addReaction: { clientMutationId: null } } };
      });
    const { github } = stage({ apiUrl: `${host}/api/v3/` });
    await github.reactions.add(repository, 'IC_1', 'rocket');
    expect(asked).toEqual(['token', 'graphql']);
  });
});

describe("Probot's part", () => {
  test('routes a delivery to its handlers without asking GitHub anything', async () => {
    const { github } = stage();
    const seen: string[] = [];
    github.probot.on('issue_comment.created', (context) => {
      seen.push(`${context.id} ${context.name}`);
    });
    const payload = { action: 'created', installation: { id: 77 } };
    await github.probot.receive({ id: 'd-1', name: 'issue_comment', payload } as never);
    await github.probot.receive({ id: 'd-2', name: 'issues', payload } as never);
    expect(seen).toEqual(['d-1 issue_comment']);
  });

  test('tells when a handler failed', async () => {
    const { github, logged } = stage();
    github.probot.on('issues.opened', () => {
      throw new Error('no');
    });
    const payload = { action: 'opened', installation: { id: 77 }, secret: 'never logged' };
    await expect(github.probot.receive({ id: 'd-1', name: 'issues', payload } as never)).rejects.toThrow('no');
    expect(JSON.stringify(logged)).not.toContain('never logged');
  });
});

describe('credentials', () => {
  test('that GitHub does not accept are a fault of their own', async () => {
    const { github } = stage();
    nock(api).get('/app').reply(401, { message: 'A JSON web token could not be decoded' });
    await expect(github.self()).rejects.toMatchObject({ code: 'github/credentials', retry: false });
    nock(api).get('/app').reply(200, { id: 4711, slug: 'clusterops', name: 'ClusterOps' });
    expect(await github.self()).toMatchObject({ botLogin: 'clusterops[bot]' });
  });

  test('of an App that is no longer installed end the request', async () => {
    const { github } = stage();
    nock.cleanAll();
    nock(api).post('/app/installations/77/access_tokens').reply(404, { message: 'Not Found' });
    await expect(github.permissions.of(repository, { id: 9, login: 'ada' })).rejects.toMatchObject({
      code: 'github/gone',
    });
  });

  test('of a suspended installation say so', async () => {
    const { github } = stage();
    nock.cleanAll();
    nock(api)
      .post('/app/installations/77/access_tokens')
      .reply(403, { message: 'This installation has been suspended' });
    await expect(github.permissions.of(repository, { id: 9, login: 'ada' })).rejects.toMatchObject({
      code: 'github/suspended',
    });
  });
});

test('ids of deliveries beyond what a number holds stay exact', async () => {
  const { github } = stage();
  nock(api)
    .get('/app/hook/deliveries?per_page=100')
    .reply(
      200,
      '[{"id":3804004623172239366,"guid":"g-1","delivered_at":"2026-03-01T11:00:00Z","status_code":502},{"id":7,"guid":"g-2","delivered_at":"2026-03-01T10:00:00Z","status_code":202}]',
      { 'content-type': 'application/json; charset=utf-8' },
    );
  const deliveries = await github.recovery.deliveriesSince(undefined);
  expect(deliveries).toEqual([
    { id: '3804004623172239366', guid: 'g-1', deliveredAt: Date.parse('2026-03-01T11:00:00Z'), ok: false },
    { id: '7', guid: 'g-2', deliveredAt: Date.parse('2026-03-01T10:00:00Z'), ok: true },
  ]);
  const again = nock(api).post('/app/hook/deliveries/3804004623172239366/attempts').reply(202, {});
  await github.recovery.redeliver('3804004623172239366');
  expect(again.isDone()).toBe(true);
});
