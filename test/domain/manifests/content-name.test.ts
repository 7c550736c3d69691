import { expect, test } from '@jest/globals';
import { contentName } from '../../../src/domain/manifests/content-name.ts';

test('ends in eight hexadecimal digits', () => {
  expect(contentName('shop-md-0', { a: 1 })).toMatch(/^shop-md-0-[0-9a-f]{8}$/);
});

test('the order of keys and what is undefined are not content', () => {
  expect(contentName('x', { a: 1, b: { c: [1, 2], d: null } })).toBe(
    contentName('x', { b: { d: null, c: [1, 2] }, a: 1, e: undefined }),
  );
});

test.each([
  [{ a: 1 }, { a: '1' }],
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: null }, {}],
  [{ a: { b: 1 } }, { a: 1, b: 1 }],
])('%j and %j have different names', (left, right) => {
  expect(contentName('x', left)).not.toBe(contentName('x', right));
});
