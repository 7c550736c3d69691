import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { api, clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);
const ada = { id: 9, login: 'ada' };
const path = '/repos/acme/clusters/collaborators/ada/permission';
const answer = { permission: 'write', user: { id: 9 } };

test('a token is asked for once and used until it nears its end', async () => {
  const { github, tokens, advance } = stage();
  nock(api).persist().get(path).reply(200, answer);
  await Promise.all([1, 2, 3].map(() => github.permissions.of(repository, ada)));
  advance(54 * 60_000);
  await github.permissions.of(repository, ada);
  expect(tokens()).toBe(1);
  advance(2 * 60_000);
  await github.permissions.of(repository, ada);
  expect(tokens()).toBe(2);
});

test('a token that was revoked is replaced, and the request goes out once more', async () => {
  const { github, tokens } = stage();
  nock(api, { reqheaders: { authorization: 'token ghs_1' } })
    .get(path)
    .reply(401, { message: 'Bad credentials' });
  nock(api, { reqheaders: { authorization: 'token ghs_2' } })
    .get(path)
    .reply(200, answer);
  expect(await github.permissions.of(repository, ada)).toBe('write');
  expect(tokens()).toBe(2);
});

test('each installation has its own', async () => {
  const { github, tokens } = stage();
  nock(api).persist().get(path).reply(200, answer);
  await github.permissions.of(repository, ada);
  await github.permissions.of({ ...repository, installationId: 78 }, ada);
  expect(tokens()).toBe(2);
});

test('requests as the App are signed, and none carries the private key', async () => {
  const { github } = stage();
  const seen: string[] = [];
  nock(api)
    .get('/app')
    .reply((request: Request) => {
      seen.push(String(request.headers.get('authorization')));
      return [
        200,
        { id: 4711, slug: 'clusterops', name: 'ClusterOps', permissions: { checks: 'write' }, events: ['issues'] },
      ];
    });
  expect(await github.self()).toMatchObject({
    id: 4711,
    botLogin: 'clusterops[bot]',
    permissions: { checks: 'write' },
  });
  expect(await github.self()).toMatchObject({ slug: 'clusterops' });
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatch(/^bearer [\w-]+\.[\w-]+\.[\w-]+$/);
});
