import { describe, expect, test } from '@jest/globals';
import { decodeWarning, due, endAfter, lifeOf, type Warning, warningOf } from '../../../src/domain/expiry/life.ts';

const hour = 3_600_000;
const merged = Date.UTC(2026, 10, 26, 12);
const life = lifeOf(72 * 3_600, merged, 86_400);
const warned = (at: number, more: Partial<Warning> = {}): Warning => ({
  request: 'k3fab2cdef',
  cluster: 'shop',
  endsAt: life.endsAt,
  at,
  ...more,
});

describe('a life', () => {
  test('counts from the merge, and is warned of a day before its end', () => {
    expect(life).toEqual({ endsAt: merged + 72 * hour, warnAt: merged + 48 * hour, noticeMs: 24 * hour });
  });

  test('of an hour is warned of a third of it before', () => {
    expect(lifeOf(3_600, merged, 86_400).warnAt).toBe(merged + 40 * 60_000);
  });

  test.each([
    ['before the warning is due', 47 * hour, undefined, 'nothing'],
    ['when it is due', 48 * hour, undefined, 'warning'],
    ['long after the end, never warned', 900 * hour, undefined, 'warning'],
    ['warned, before the end', 71 * hour, 48 * hour, 'nothing'],
    ['warned, at the end', 72 * hour, 48 * hour, 'end'],
    ['warned late, at the end', 72 * hour, 71 * hour, 'nothing'],
    ['warned late, after the notice', 95 * hour, 71 * hour, 'end'],
  ] as const)('%s', (_, now, at, expected) => {
    expect(due(life, at === undefined ? undefined : warned(merged + at), merged + now)).toBe(expected);
  });

  test('that was warned of late ends after the notice', () => {
    expect(endAfter(life, merged + 48 * hour)).toBe(life.endsAt);
    expect(endAfter(life, merged + 71 * hour)).toBe(merged + 95 * hour);
  });
});

describe('a warning', () => {
  test('counts for its own end only: after an extension there is another', () => {
    const given = [warned(merged)];
    expect(warningOf(given, { request: 'k3fab2cdef', cluster: 'shop', endsAt: life.endsAt })).toBe(given[0]);
    for (const other of [{ endsAt: life.endsAt + hour }, { cluster: 'cart' }, { request: 'another' }])
      expect(warningOf(given, { ...warned(merged), ...other })).toBeUndefined();
  });

  test.each([undefined, null, 'x', {}, { ...warned(1), at: 'now' }, { ...warned(1), cluster: 3 }])(
    '%j is none',
    (payload) => {
      expect(decodeWarning(payload)).toBeUndefined();
    },
  );

  test('is read as it was written', () => {
    expect(decodeWarning(JSON.parse(JSON.stringify(warned(7))))).toEqual(warned(7));
  });
});
