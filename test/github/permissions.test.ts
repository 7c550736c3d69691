import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { api, clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);
const ada = { id: 9, login: 'ada' };

test.each([
  ['admin', { permission: 'admin', role_name: 'admin', user: { id: 9 } }, 'admin'],
  [
    'maintain, which the old field calls write',
    { permission: 'write', role_name: 'maintain', user: { id: 9 } },
    'maintain',
  ],
  ['triage, which the old field calls read', { permission: 'read', role_name: 'triage', user: { id: 9 } }, 'triage'],
  [
    'a custom role counts as what it is built on',
    { permission: 'write', role_name: 'Deployers', user: { id: 9 } },
    'write',
  ],
  ['none', { permission: 'none', role_name: '', user: { id: 9 } }, 'none'],
  [
    'a login that belongs to another person by now',
    { permission: 'admin', role_name: 'admin', user: { id: 10 } },
    'none',
  ],
  ['nobody', { permission: 'admin', role_name: 'admin', user: null }, 'none'],
])('%s', async (_name, body, expected) => {
  const { github } = stage();
  nock(api).get('/repos/acme/clusters/collaborators/ada/permission').reply(200, body);
  expect(await github.permissions.of(repository, ada)).toBe(expected);
});

test('a person whom GitHub does not know here has none', async () => {
  const { github } = stage();
  nock(api).get('/repos/acme/clusters/collaborators/ada/permission').reply(404, { message: 'Not Found' });
  expect(await github.permissions.of(repository, ada)).toBe('none');
});

test('a login is never taken as a path', async () => {
  const { github } = stage();
  nock(api).get('/repos/acme/clusters/collaborators/..%2F..%2Fx/permission').reply(404, {});
  expect(await github.permissions.of(repository, { id: 9, login: '../../x' })).toBe('none');
});
