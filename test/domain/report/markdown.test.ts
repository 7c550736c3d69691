import { expect, test } from '@jest/globals';
import { prose, proseAbout } from '../../../src/domain/report/markdown.ts';

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

test.each([
  ['#12 changes shop already', '#12 changes shop already'],
  ['it is #12.', 'it is #12.'],
  ['what #12 says of #123 and #13', 'what #12 says of #&#8203;123 and #&#8203;13'],
  ['another repository: acme/other#12', 'another repository: acme/other#&#8203;12'],
  ['@mai said #12 at de6a2c9', '@&#8203;mai said #12 at `de6a2c9`'],
])('of %j only what it is about is a reference', (text, shown) => {
  expect(proseAbout(text, 12)).toBe(shown);
  expect(proseAbout(text, undefined)).toBe(prose(text));
});
