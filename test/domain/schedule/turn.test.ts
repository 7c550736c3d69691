import { describe, expect, test } from '@jest/globals';
import { weekdays } from '../../../src/domain/access/policy.ts';
import { lastTurn, nextTurn, type Turn } from '../../../src/domain/schedule/turn.ts';

const office = {
  zone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  sleep: '20:00',
  wake: '07:00',
} as const;
const daily = { zone: 'Europe/Berlin', days: weekdays, sleep: '20:00' } as const;
const said = (turn: Turn | undefined) =>
  turn === undefined ? 'none' : `${turn.kind} ${new Date(turn.at).toISOString().slice(0, 16)}`;

describe('the turns about a moment', () => {
  test.each([
    ['in the day', office, '2026-11-25T11:00Z', 'wake 2026-11-25T06:00', 'sleep 2026-11-25T19:00'],
    ['at the very minute', office, '2026-11-25T19:00Z', 'sleep 2026-11-25T19:00', 'wake 2026-11-26T06:00'],
    ['a moment before it', office, '2026-11-25T18:59:59Z', 'wake 2026-11-25T06:00', 'sleep 2026-11-25T19:00'],
    ['at the weekend', office, '2026-11-28T12:00Z', 'sleep 2026-11-27T19:00', 'wake 2026-11-30T06:00'],
    [
      'where days begin elsewhere',
      { ...office, zone: 'Asia/Tokyo' },
      '2026-11-29T22:30Z',
      'wake 2026-11-29T22:00',
      'sleep 2026-11-30T11:00',
    ],
    [
      'in the night, with a sleep after midnight',
      { ...office, sleep: '01:30' },
      '2026-11-28T00:00Z',
      'wake 2026-11-27T06:00',
      'sleep 2026-11-28T00:30',
    ],
    [
      'after that night',
      { ...office, sleep: '01:30' },
      '2026-11-28T00:30Z',
      'sleep 2026-11-28T00:30',
      'wake 2026-11-30T06:00',
    ],
    [
      'with one day a week',
      { ...office, days: ['wed'] as const },
      '2026-11-25T05:59Z',
      'sleep 2026-11-18T19:00',
      'wake 2026-11-25T06:00',
    ],
    ['without a wake', daily, '2026-11-25T11:00Z', 'sleep 2026-11-24T19:00', 'sleep 2026-11-25T19:00'],
    [
      'with a sleep after midnight and no wake',
      { ...daily, sleep: '01:00' },
      '2026-11-25T11:00Z',
      'sleep 2026-11-25T00:00',
      'sleep 2026-11-26T00:00',
    ],
  ])('%s', (_, schedule, now, last, next) => {
    expect(said(lastTurn(schedule, Date.parse(now)))).toBe(last);
    expect(said(nextTurn(schedule, Date.parse(now)))).toBe(next);
  });
});

// Clocks in Berlin go forward at 01:00 UTC on 28 March 2027, from 02:00 to 03:00, and back at 01:00 UTC on 31 October.
describe('when clocks change', () => {
  const night = { zone: 'Europe/Berlin', days: weekdays };
  test.each([
    [
      'times keep to the clock on the wall',
      { ...night, sleep: '20:00', wake: '07:00' },
      '2027-03-27T20:00Z',
      'wake 2027-03-28T05:00',
    ],
    [
      'a time that does not exist comes when clocks go forward',
      { ...night, sleep: '02:30', wake: '07:00' },
      '2027-03-28T00:00Z',
      'sleep 2027-03-28T01:00',
    ],
    [
      'of two that do not exist the later holds',
      { ...night, sleep: '02:15', wake: '02:45' },
      '2027-03-28T00:00Z',
      'wake 2027-03-28T01:00',
    ],
    [
      'also the other way round',
      { ...night, sleep: '02:45', wake: '02:15' },
      '2027-03-28T00:00Z',
      'sleep 2027-03-28T01:00',
    ],
    [
      'one that does not exist gives way to the one right after it',
      { ...night, sleep: '02:30', wake: '03:00' },
      '2027-03-28T00:00Z',
      'wake 2027-03-28T01:00',
    ],
    [
      'a time that is there twice comes at the first',
      { ...night, sleep: '02:30', wake: '07:00' },
      '2027-10-30T23:00Z',
      'sleep 2027-10-31T00:30',
    ],
    [
      'and not at the second again',
      { ...night, sleep: '02:30', wake: '07:00' },
      '2027-10-31T00:30Z',
      'wake 2027-10-31T06:00',
    ],
    [
      'half an hour in Lord Howe',
      { ...night, zone: 'Australia/Lord_Howe', sleep: '02:15', wake: '07:00' },
      '2026-10-03T15:00Z',
      'sleep 2026-10-03T15:30',
    ],
  ])('%s', (_, schedule, now, next) => {
    expect(said(nextTurn(schedule, Date.parse(now)))).toBe(next);
    const found = nextTurn(schedule, Date.parse(now));
    expect(lastTurn(schedule, found?.at ?? 0)).toEqual(found);
  });
});
