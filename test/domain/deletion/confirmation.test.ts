import { describe, expect, test } from '@jest/globals';
import {
  areSame,
  type Confirmation,
  codeOf,
  confirmationFor,
  decodeCode,
  decodeConfirmation,
  type GivenCode,
  judgeCode,
  type SeenCluster,
  standingCode,
} from '../../../src/domain/deletion/confirmation.ts';

const time = Date.parse('2026-03-01T12:00:00Z');
const shop: SeenCluster = { namespace: 'default', name: 'shop', uid: 'u1' };
const other: SeenCluster = { namespace: 'default', name: 'other' };
const given = (more: Partial<GivenCode> = {}): GivenCode => ({
  ...{ request: 'abcdefghij', headSha: 'a'.repeat(40), clusters: [shop, other], expiresAt: time + 1, code: 'abcd2345' },
  ...more,
});
const now = { request: 'abcdefghij', headSha: 'a'.repeat(40), clusters: [other, shop], time };

describe('a code that somebody types', () => {
  test.each<[string, string, readonly GivenCode[], string]>([
    ['as it was shown', 'abcd2345', [given()], 'right'],
    ['in capitals', 'ABCD2345', [given()], 'right'],
    ['that was shown before a newer one', 'abcd2345', [given(), given({ code: 'zzzz9999' })], 'right'],
    ['that was never shown', 'abcd2346', [given()], 'wrong'],
    ['where none was shown', 'abcd2345', [], 'wrong'],
    ['of another request', 'abcd2345', [given({ request: 'klmnopqrst' })], 'wrong'],
    ['that was shown for another commit', 'abcd2345', [given({ headSha: 'b'.repeat(40) })], 'another commit'],
    ['in the moment in which it expires', 'abcd2345', [given({ expiresAt: time })], 'expired'],
    ['after that', 'abcd2345', [given({ expiresAt: time - 1 })], 'expired'],
    [
      'for a Cluster that was made again since',
      'abcd2345',
      [given({ clusters: [{ ...shop, uid: 'u0' }, other] })],
      'another cluster',
    ],
    ['for fewer clusters', 'abcd2345', [given({ clusters: [shop] })], 'another cluster'],
  ])('%s', (_title, typed, codes, state) => {
    expect(judgeCode(typed, codes, now).state).toBe(state);
  });

  test.each<[string, readonly GivenCode[], string | undefined]>([
    ['the newest that holds', [given(), given({ code: 'zzzz9999' }), given({ expiresAt: time })], 'zzzz9999'],
    ['none of another commit', [given({ headSha: 'b'.repeat(40) })], undefined],
    ['none of another request', [given({ request: 'klmnopqrst' })], undefined],
  ])('is shown anew only where there is none: %s', (_title, codes, code) => {
    expect(standingCode(codes, now)?.code).toBe(code);
  });

  test('has eight letters and digits that differ with every text', () => {
    expect(codeOf('one')).toMatch(/^[a-hjkmnp-z2-9]{8}$/);
    expect(new Set(['one', 'two', 'three'].map(codeOf)).size).toBe(3);
  });
});

test('a confirmation holds for its request and its commit alone', () => {
  const confirmed: Confirmation = {
    ...{ request: 'abcdefghij', headSha: 'a'.repeat(40), clusters: [shop] },
    ...{ by: { id: 1, login: 'octocat' }, at: time },
  };
  expect(confirmationFor([confirmed], now)).toBe(confirmed);
  expect(confirmationFor([confirmed], { ...now, request: 'klmnopqrst' })).toBeUndefined();
  expect(confirmationFor([confirmed], { ...now, headSha: 'b'.repeat(40) })).toBeUndefined();
});

test.each<[string, readonly SeenCluster[], boolean]>([
  ['the same in another order', [other, shop], true],
  ['one that has gone', [other, { namespace: 'default', name: 'shop' }], false],
  ['one in another namespace', [{ ...shop, namespace: 'team-b' }, other], false],
  ['one of another name', [{ ...shop, name: 'shop-2' }, other], false],
])('two looks: %s', (_title, seen, same) => {
  expect(areSame([shop, other], seen)).toBe(same);
});

describe('what a marker of another version holds is no code and no confirmation', () => {
  const bound = { request: 'abcdefghij', headSha: 'a'.repeat(40), clusters: [shop, other] };
  const code = { ...bound, code: 'abcd2345', expiresAt: time };
  const confirmation = { ...bound, by: { id: 1, login: 'octocat' }, at: time };

  test('the shape of this version is', () => {
    expect(decodeCode(code)).toEqual(code);
    expect(decodeConfirmation(confirmation)).toEqual(confirmation);
  });

  test.each<Record<string, unknown>>([
    { request: 1 },
    { headSha: undefined },
    { clusters: { 0: shop } },
    { clusters: [shop, 'other'] },
    { clusters: [{ ...shop, namespace: undefined }] },
    { clusters: [{ ...shop, name: 7 }] },
    { clusters: [{ ...shop, uid: 7 }] },
    { code: 7, by: 'octocat' },
    { expiresAt: '2026', by: { id: '1', login: 'octocat' } },
    { expiresAt: null, by: { id: 1 } },
    { code: null, at: '2026' },
  ])('%j', (more) => {
    expect(decodeCode({ ...code, ...more })).toBeUndefined();
    expect(decodeConfirmation({ ...confirmation, ...more })).toBeUndefined();
  });

  test.each([null, 'text', [code], undefined])('%j', (payload) => {
    expect(decodeCode(payload)).toBeUndefined();
    expect(decodeConfirmation(payload)).toBeUndefined();
  });
});
