import { expect, test } from '@jest/globals';
import { decodeLetGo, hour, type LetGo, takeSlot } from '../../../src/domain/deletion/hourly-cap.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const ago = (key: string, minutes: number): LetGo => ({ key, at: now - minutes * 60_000 });
const own: LetGo = { key: 'own', at: now };

test.each<[string, readonly LetGo[], number, unknown]>([
  ['the first of the hour', [], 1, { state: 'taken', recent: [own] }],
  ['one beside another', [ago('a', 10)], 2, { state: 'taken', recent: [ago('a', 10), own] }],
  [
    'one that has its place',
    [ago('own', 10), ago('a', 5)],
    1,
    { state: 'taken', recent: [ago('own', 10), ago('a', 5)] },
  ],
  ['one after an hour is over to the millisecond', [ago('a', 60)], 1, { state: 'taken', recent: [own] }],
  ['one too many', [ago('a', 59)], 1, { state: 'full', until: now + 60_000 }],
  [
    'one too many, until the oldest is an hour old',
    [ago('a', 10), ago('b', 50)],
    2,
    { state: 'full', until: now + hour / 6 },
  ],
  [
    'one too many where the cap was lowered, until as many have aged out as are too many',
    [ago('a', 10), ago('b', 50), ago('c', 30)],
    2,
    { state: 'full', until: now + hour / 2 },
  ],
  ['any under a cap of none', [], 0, { state: 'full', until: now + hour }],
])('a place in the hour: %s', (_title, known, most, slot) => {
  expect(takeSlot(known, 'own', most, now)).toEqual(slot);
});

test('what is stored in another shape counts as none', () => {
  const known = [ago('a', 1), { key: 1, at: now }, { key: 'b', at: '12:00' }, null, 'c'];
  expect(decodeLetGo(JSON.stringify(known))).toEqual([ago('a', 1)]);
  expect(decodeLetGo('{"key":"a","at":1}')).toEqual([]);
});
