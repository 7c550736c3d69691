import { expect, test } from '@jest/globals';
import { addressCount, parseRange, rangesMeet } from '../../../src/domain/cluster/address-range.ts';

test.each([
  ['10.0.0.4', 1],
  ['10.0.0.4-10.0.0.9', 6],
  ['10.0.0.4-10.0.0.4', 1],
  ['10.0.0.0/28', 16],
  ['fd00::10-fd00::1f', 16],
])('%s has %d addresses', (text, count) => {
  expect(parseRange(text)).toBeDefined();
  expect(addressCount([text])).toBe(count);
});

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
  expect(addressCount([text])).toBe(0);
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
