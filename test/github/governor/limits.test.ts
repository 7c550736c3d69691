import { describe, expect, test } from '@jest/globals';
import { quotaOf, rateLimitIn, rateLimitOf } from '../../../src/github/governor/limits.ts';

const now = 1_000_000;
const reply = (status: number, message: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  data: { message },
});
const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2000' };

describe('a reply is a refusal for its rate', () => {
  test.each([
    ['403 with retry-after', reply(403, 'no', { 'retry-after': '30' }), { kind: 'secondary', until: now + 30_000 }],
    ['429 with retry-after', reply(429, 'no', { 'retry-after': '0' }), { kind: 'secondary', until: now }],
    ['403 that says so', reply(403, 'You have exceeded a secondary rate limit.'), { kind: 'secondary' }],
    ['403 for abuse', reply(403, 'You have triggered an abuse detection mechanism.'), { kind: 'secondary' }],
    ['403 with nothing left', reply(403, 'API rate limit exceeded', spent), { kind: 'primary', until: 2_000_000 }],
    ['429 with nothing left', reply(429, 'API rate limit exceeded', spent), { kind: 'primary', until: 2_000_000 }],
    ['429 without a word', reply(429, ''), { kind: 'secondary' }],
    ['403 for a permission', reply(403, 'Resource not accessible by integration'), undefined],
    ['404', reply(404, 'Not Found', spent), undefined],
    ['200', reply(200, '', spent), undefined],
  ])('%s', (_name, given, expected) => {
    expect(rateLimitOf(given, now)).toEqual(expected);
  });

  test.each([
    [
      'RATE_LIMITED',
      { type: 'RATE_LIMITED', message: 'API rate limit exceeded' },
      { kind: 'primary', until: 2_000_000 },
    ],
    ['RATE_LIMIT', { type: 'RATE_LIMIT', message: 'no' }, { kind: 'primary', until: 2_000_000 }],
    ['too quickly', { type: 'UNPROCESSABLE', message: 'was submitted too quickly' }, { kind: 'secondary' }],
    ['secondary', { message: 'You have exceeded a secondary rate limit' }, { kind: 'secondary' }],
    ['another error', { type: 'NOT_FOUND', message: 'Could not resolve' }, undefined],
  ])('inside a GraphQL answer: %s', (_name, error, expected) => {
    expect(rateLimitIn([{ path: [], ...error }], reply(200, '', spent))).toEqual(expected);
  });
});

describe('the quota', () => {
  test('is read from the headers, by resource', () => {
    const headers = { 'x-ratelimit-remaining': '41', 'x-ratelimit-reset': '2000', 'x-ratelimit-resource': 'graphql' };
    expect(quotaOf(reply(200, '', headers), 'core')).toEqual({
      resource: 'graphql',
      remaining: 41,
      resetAt: 2_000_000,
    });
  });
  test('is unknown where the headers are missing (an Enterprise Server without limits)', () => {
    expect(quotaOf(reply(200, ''), 'core')).toBeUndefined();
  });
});
