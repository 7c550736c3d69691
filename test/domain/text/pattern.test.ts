import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitsPattern } from '../../../src/domain/text/pattern.ts';

test.each([
  ['prod-a', 'prod-*', true],
  ['prod-', 'prod-*', true],
  ['prod', 'prod-*', false],
  ['aba', 'ab*ba', false],
  ['abba', 'ab*ba', true],
  ['a-db-1', '*-db-*', true],
  ['', '*', true],
  ['prod-a', 'prod', false],
])('%j and %j: %j', (text, pattern, want) => {
  expect(fitsPattern(text, pattern)).toBe(want);
});

test('says what the same regular expression says', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
  fc.assert(
    fc.property(text, word, (given, pattern) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
      expect(fitsPattern(given, pattern)).toBe(expression.test(given));
    }),
  );
});
