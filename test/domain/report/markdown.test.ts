import { expect, test } from '@jest/globals';
import { prose } from '../../../src/domain/report/markdown.ts';

test.each([
  ['Synced at de6a2c9', 'Synced at `de6a2c9`'],
  ['in sync at e3988ee1292c; then at 0a1b2c3d.', 'in sync at `e3988ee1292c`; then at `0a1b2c3d`.'],
  ['  de6a2c9  ', '`de6a2c9`'],
  ['both\nde6a2c9\nand', 'both `de6a2c9` and'],
])('a commit can be copied from %j', (text, shown) => {
  expect(prose(text)).toBe(shown);
});

test.each([
  'a number 1234567 and a word defaced',
  'a template eu-west-1-md-0-775fe345',
  'a path clusters/de6a2c9/x',
  'a mention @de6a2c9, a reference #de6a2c9, an owner acme@de6a2c9',
  'code `de6a2c9` of others',
])('%s is no commit', (text) => {
  expect(prose(text)).not.toMatch(/(?<!\\)`/);
});
