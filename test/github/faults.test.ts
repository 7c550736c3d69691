import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { ErrorCode } from '../../src/errors.ts';
import { api, clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);

const person = { id: 9, login: 'ada' };
const path = '/repos/acme/clusters/collaborators/ada/permission';
const reactions = { subject: 'IC_1', reaction: 'eyes' } as const;

describe('a REST answer becomes a fault with a code', () => {
  test.each<[string, number, unknown, Record<string, string>, ErrorCode, RegExp]>([
    ['401 twice', 401, { message: 'Bad credentials' }, {}, 'github/credentials', /Bad credentials/],
    [
      '403 for a missing permission',
      403,
      { message: 'Resource not accessible by integration' },
      { 'x-accepted-github-permissions': 'metadata=read' },
      'github/permission',
      /not accessible by integration \(needs metadata=read\)/,
    ],
    [
      '403 without a header',
      403,
      { message: 'Resource not accessible by integration' },
      {},
      'github/permission',
      /403/,
    ],
    ['403 archived', 403, { message: 'Repository was archived so is read-only.' }, {}, 'github/archived', /read-only/],
    ['403 suspended', 403, { message: 'This installation has been suspended' }, {}, 'github/suspended', /suspended/],
    [
      '403 for another reason',
      403,
      { message: 'Repository access blocked' },
      { 'x-accepted-github-permissions': 'metadata=read' },
      'github/refused',
      /blocked/,
    ],
    ['409 empty', 409, { message: 'Git Repository is empty.' }, {}, 'github/empty', /empty/],
    ['409 conflict', 409, { message: 'Conflict' }, {}, 'github/unavailable', /409/],
    ['410', 410, { message: 'This was deleted' }, {}, 'github/gone', /deleted/],
    [
      '422',
      422,
      { message: 'Validation Failed', errors: [{ resource: 'Issue', field: 'title', code: 'missing' }] },
      {},
      'github/refused',
      /Validation Failed: Issue title missing/,
    ],
    ['451', 451, { message: 'Repository access blocked' }, {}, 'github/refused', /451/],
    ['500', 500, { message: 'Server Error' }, {}, 'github/unavailable', /500/],
    ['502 with a page', 502, '<html>Unicorn!</html>', { 'content-type': 'text/html' }, 'github/unavailable', /502/],
    ['503', 503, '', {}, 'github/unavailable', /503/],
    [
      '200 cut off',
      200,
      '{"permission": "wri',
      { 'content-type': 'application/json' },
      'github/unavailable',
      /no JSON/,
    ],
    ['200 of another shape', 200, { hello: 'world' }, {}, 'github/unavailable', /unexpected shape at permission/],
  ])('%s', async (_name, status, body, headers, code, detail) => {
    const { github } = stage();
    nock(api)
      .persist()
      .get(path)
      .reply(status, body as nock.Body, headers);
    await expect(github.permissions.of(repository, person)).rejects.toMatchObject({
      name: 'AppError',
      code,
      detail: expect.stringMatching(detail),
    });
  });

  test('429 and 403 for the rate: with the time to try again', async () => {
    const { github } = stage();
    nock(api).get(path).reply(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '90' });
    await expect(github.permissions.of(repository, person)).rejects.toMatchObject({
      code: 'github/rate-limited',
      retryAt: Date.parse('2026-03-01T12:01:30Z'),
    });
  });
});

describe('a read', () => {
  test('is repeated with growing pauses when GitHub fails, at most twice', async () => {
    const { github, slept, requests } = stage();
    nock(api)
      .get(path)
      .twice()
      .reply(502, 'x')
      .get(path)
      .reply(200, { permission: 'write', user: { id: 9 } });
    expect(await github.permissions.of(repository, person)).toBe('write');
    expect(slept).toEqual([200, 400]);
    expect(requests.filter(({ installation }) => installation === 77).map(({ status }) => status)).toEqual([
      502, 502, 200,
    ]);
  });

  test.each(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND'])('is repeated after %s', async (code) => {
    const { github } = stage();
    nock(api)
      .get(path)
      .replyWithError(Object.assign(new Error('broken'), { code }))
      .get(path)
      .reply(200, { permission: 'read', user: { id: 9 } });
    expect(await github.permissions.of(repository, person)).toBe('read');
  });

  test('that gets no answer ends', async () => {
    const answering = globalThis.fetch;
    const { github } = stage({
      timeoutMs: 20,
      fetch: (input, init) =>
        String(input).endsWith(path)
          ? new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
          : answering(input, init),
    });
    await expect(github.permissions.of(repository, person)).rejects.toMatchObject({
      code: 'github/unavailable',
      detail: expect.stringContaining('no answer within 20 ms'),
    });
  });

  test('that was refused for its rate goes out again when the wait is short', async () => {
    const { github, slept } = stage();
    nock(api)
      .get(path)
      .reply(429, { message: 'slow down' }, { 'retry-after': '2' })
      .get(path)
      .reply(200, { permission: 'admin', user: { id: 9 } });
    expect(await github.permissions.of(repository, person)).toBe('admin');
    expect(slept).toEqual([2000]);
  });
});

describe('a write', () => {
  test.each([500, 502, 503])(
    'that met %i is not repeated here: whether it was carried out is not known',
    async (status) => {
      const { github, on, operations } = stage();
      on('AddReaction', () => ({ status, body: { message: 'Server Error' } }));
      await expect(github.reactions.add(repository, reactions.subject, reactions.reaction)).rejects.toMatchObject({
        code: 'github/unavailable',
        retry: true,
      });
      expect(operations).toHaveLength(1);
    },
  );
});

describe('an error of GraphQL becomes a fault with a code', () => {
  test.each<[string, unknown, ErrorCode]>([
    ['forbidden', { type: 'FORBIDDEN', message: 'Resource not accessible by integration' }, 'github/permission'],
    ['scopes', { type: 'INSUFFICIENT_SCOPES', message: 'needs more' }, 'github/permission'],
    ['unprocessable', { type: 'UNPROCESSABLE', message: 'Body is too long' }, 'github/refused'],
    ['stale', { type: 'STALE_DATA', message: 'Expected branch to point to' }, 'github/partial'],
    [
      'a timeout',
      { message: 'Something went wrong while executing your query. This may be the result of a timeout' },
      'github/unavailable',
    ],
    ['service', { type: 'SERVICE_UNAVAILABLE', message: 'down' }, 'github/unavailable'],
    [
      'a document it does not know',
      { message: "Field 'x' doesn't exist on type 'Mutation'", extensions: { code: 'undefinedField' } },
      'github/refused',
    ],
    ['the rate', { type: 'RATE_LIMITED', message: 'API rate limit exceeded' }, 'github/rate-limited'],
    ['writing too fast', { type: 'UNPROCESSABLE', message: 'was submitted too quickly' }, 'github/rate-limited'],
  ])('%s', async (_name, error, code) => {
    const { github, on } = stage();
    on('AddReaction', () => ({
      data: { addReaction: null },
      errors: [{ path: ['addReaction'], ...(error as object) }],
    }));
    await expect(github.reactions.add(repository, reactions.subject, reactions.reaction)).rejects.toMatchObject({
      code,
    });
  });

  test.each<[string, unknown]>([
    ['no result at all', { hello: 'world' }],
    ['neither data nor errors', { data: null }],
    ['text', 'Bad gateway'],
  ])('%s', async (_name, body) => {
    const { github, on } = stage();
    on('AddReaction', () => ({ body }));
    await expect(github.reactions.add(repository, reactions.subject, reactions.reaction)).rejects.toMatchObject({
      code: 'github/unavailable',
    });
  });

  test.each<[string, unknown]>([
    ['the comment is gone', { type: 'NOT_FOUND', message: 'Could not resolve to a node' }],
    ['the conversation is locked', { type: 'FORBIDDEN', message: 'Conversation is locked' }],
    ['the repository is archived', { type: 'FORBIDDEN', message: 'Repository was archived so is read-only.' }],
  ])('a reaction is let be when %s', async (_name, error) => {
    const { github, on } = stage();
    on('AddReaction', () => ({
      data: { addReaction: null },
      errors: [{ path: ['addReaction'], ...(error as object) }],
    }));
    await expect(github.reactions.add(repository, reactions.subject, reactions.reaction)).resolves.toBeUndefined();
  });
});

test('what is left of each quota is counted', async () => {
  const { github, quotas } = stage();
  const headers = {
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': '1900000000',
    'x-ratelimit-resource': 'core',
  };
  nock(api)
    .get(path)
    .reply(200, { permission: 'write', user: { id: 9 } }, headers);
  await github.permissions.of(repository, person);
  expect(quotas).toEqual([{ installation: 77, resource: 'core', remaining: 4999 }]);
});

test('a document that was carried out in part for its rate holds the next one back', async () => {
  const { github, on, operations } = stage();
  const limited = { type: 'RATE_LIMITED', path: ['reaction'], message: 'API rate limit exceeded' };
  const reset = { 'x-ratelimit-reset': String(Date.parse('2026-03-01T13:00:00Z') / 1000) };
  const comment = { commentEdge: { node: { id: 'IC_2', url: 'u' } } };
  on('Announce', () => ({ body: { data: { comment, reaction: null }, errors: [limited] }, headers: reset }));
  const announcing = github.announcements.publish({
    repository,
    comment: { issueNodeId: 'I_1', body: 'x' },
    reaction: { subjectNodeId: 'IC_1', content: 'rocket' },
  });
  await expect(announcing).rejects.toMatchObject({ code: 'github/rate-limited' });
  await expect(github.reactions.add(repository, 'IC_1', 'rocket')).rejects.toMatchObject({
    code: 'github/rate-limited',
    retryAt: Date.parse('2026-03-01T13:00:00Z'),
  });
  expect(operations).toHaveLength(1);
});
