import { expect, test } from '@jest/globals';
import { addressCount, isWithin, parseRange, rangesMeet } from '../../../src/domain/cluster/address-range.ts';

test.each(['10.0.0.4', '10.0.0.4-10.0.0.9', '10.0.0.4-10.0.0.4', '10.0.0.0/28', 'fd00::10-fd00::1f'])(
  '%s is a range',
  (text) => {
    expect(parseRange(text)).toBeDefined();
  },
);

test.each([
  '',
  '10.0.0',
  '10.0.0.300',
  '10.0.0.9-10.0.0.4',
  '10.0.0.4-',
  '10.0.0.1-10.0.0.2-10.0.0.3',
  '10.0.0.1-fd00::1',
  'api.example.com',
])('"%s" is no range', (text) => {
  expect(parseRange(text)).toBeUndefined();
});

test.each([
  ['10.0.0.9', '10.0.0.4-10.0.0.9', true],
  ['10.0.0.10', '10.0.0.4-10.0.0.9', false],
  ['10.0.0.0/30', '10.0.0.3-10.0.0.9', true],
  ['10.0.0.1-10.0.0.99', '10.0.0.5', true],
  ['fd00::5', 'fd00::/64', true],
  ['::a00:1', '10.0.0.0/8', false],
  ['api.example.com', '10.0.0.0/8', false],
])('whether %s and %s meet: %s', (one, two, meet) => {
  expect(rangesMeet([one], [two])).toBe(meet);
  expect(rangesMeet([two], [one])).toBe(meet);
});

test.each([
  [['10.0.0.4'], 1],
  [['10.0.0.4-10.0.0.9'], 6],
  [['10.0.0.4-10.0.0.9', '10.0.0.20'], 7],
  [['10.0.0.8-10.0.0.12', '10.0.0.4-10.0.0.9'], 9],
  [['10.0.0.4-10.0.0.20', '10.0.0.8-10.0.0.9', '10.0.0.21'], 18],
  // Neither 10.0.0.0 nor 10.0.0.255, and not the gateway 10.0.0.1.
  [['10.0.0.0/24'], 253],
  [['10.0.0.0/28'], 14],
  [[], 0],
])('%j is enough for %d machines', (ranges, machines) => {
  expect(addressCount(ranges, '10.0.0.1', 24)).toBe(machines);
});

test.each([
  ['10.0.0.4-10.0.0.9', '10.0.0.1/24', true],
  ['10.0.0.250-10.0.1.9', '10.0.0.1/24', false],
  ['10.0.1.4', '10.0.0.1/24', false],
  ['fd00::4', '10.0.0.1/24', false],
])('whether %s is within %s: %s', (range, network, within) => {
  expect(isWithin(range, network)).toBe(within);
});
