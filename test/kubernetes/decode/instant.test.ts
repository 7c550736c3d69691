import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instant } from '../../../src/kubernetes/decode/instant.ts';

test('reads every time as the platform reads it', () => {
  const whole = fc.date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(whole, (date) => {
      const text = `${date.toISOString().slice(0, 19)}Z`;
      expect(instant(text)).toBe(Date.parse(text));
      expect(instant(date.toISOString())).toBe(date.getTime());
    }),
  );
});

test.each([
  ['with microseconds', '2026-11-23T10:00:00.123456Z', Date.parse('2026-11-23T10:00:00.123Z')],
  ['with an offset', '2026-11-23T12:00:00+02:00', Date.parse('2026-11-23T10:00:00Z')],
  ['a leap day', '2028-02-29T00:00:00Z', Date.parse('2028-02-29T00:00:00Z')],
])('%s', (_, text, expected) => expect(instant(text)).toBe(expected));

test.each([
  [''],
  ['yesterday'],
  ['2026-13-01T00:00:00Z'],
  ['2026-00-01T00:00:00Z'],
  ['2026-01-32T00:00:00Z'],
  ['2026-01-01T24:00:00Z'],
  ['2026-01-01 00:00:00Z'],
  ['2026-0a-01T00:00:00Z'],
  ['2026-01-01'],
  [1764000000],
  [null],
  [undefined],
  [{}],
])('nonsense such as %p is no time', (value) => expect(instant(value)).toBeUndefined());
