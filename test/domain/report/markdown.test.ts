import { expect, test } from '@jest/globals';
import { prose } from '../../../src/domain/report/markdown.ts';

test.each([
  ['Synced at de6a2c9', 'Synced at `de6a2c9`'],
  ['in sync at e3988ee1292c; then at 0a1b2c3d.', 'in sync at `e3988ee1292c`; then at `0a1b2c3d`.'],
  ['  de6a2c9  ', '`de6a2c9`'],
  ['both\nde6a2c9\nand', 'both `de6a2c9` and'],
  ['the template eu-west-1-md-0-775fe345.', 'the template `eu-west-1-md-0-775fe345`.'],
  ['its UID 1b4e28ba-2fa1-11d2-883f-0016d3cca427', 'its UID `1b4e28ba-2fa1-11d2-883f-0016d3cca427`'],
])('a commit, or a name with a digest, can be copied from %j', (text, shown) => {
  expect(prose(text)).toBe(shown);
});

test.each([
  'a number 1234567 and a word defaced',
  'a path clusters/de6a2c9/x',
  'a mention @de6a2c9, a reference #de6a2c9, an owner acme@de6a2c9',
  'code `de6a2c9` of others',
])('%s has none', (text) => {
  expect(prose(text)).not.toMatch(/(?<!\\)`/);
});
