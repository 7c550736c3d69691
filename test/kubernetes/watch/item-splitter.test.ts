import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { itemSplitter } from '../../../src/kubernetes/watch/item-splitter.ts';

function split(text: string, places: readonly number[] = []) {
  const bytes = Buffer.from(text);
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  const splitter = itemSplitter();
  const items: unknown[] = [];
  let start = 0;
  for (const end of ends) {
    splitter.feed(bytes.subarray(start, end), (item) => items.push(JSON.parse(item.toString('utf8'))));
    start = end;
  }
  return { items, envelope: splitter.envelope() };
}

test('a list comes apart into its items and the rest, wherever it is cut', () => {
  // Not the keys `"` and `\\` alone: V8 takes one for the other (`JSON.parse('{"{":1,"\\"":2,"\\\\":3}')` has two keys).
  const key = fc
    .oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('items', '"items":[', ']', '{', '\\]', '"}'))
    .filter((each) => each !== '"' && each !== '\\');
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, key, fc.integer(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('tree'), { maxLength: 3 }),
    object: fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
  }));
  const item = fc.record({ metadata: tree, items: tree, status: tree });
  const list = fc.record({ apiVersion: key, before: tree, items: fc.array(item, { maxLength: 5 }), metadata: tree });
  fc.assert(
    fc.property(list, fc.array(fc.nat()), fc.constantFrom(undefined, 2), (value, places, indent) => {
      const { items, envelope } = split(JSON.stringify(value, null, indent), places);
      const normal = JSON.parse(JSON.stringify(value));
      expect(items).toEqual(normal.items);
      expect(JSON.parse(envelope)).toEqual({ ...normal, items: [] });
    }),
    { numRuns: 500 },
  );
});

describe('what is no list', () => {
  test.each(['{}', '{"items":null,"metadata":{}}', '[{"items":[1]}]', '"items"', '{"spec":{"items":[{"a":1}]}}'])(
    '%s is left whole',
    (text) => {
      expect(split(text)).toEqual({ items: [], envelope: text });
    },
  );

  test('one that is cut off shows as broken', () => {
    const { items, envelope } = split('{"items":[{"a":1},{"b":');
    expect(items).toEqual([{ a: 1 }]);
    expect(() => JSON.parse(envelope)).toThrow();
  });

  test('a part that never ends is given up', () => {
    const splitter = itemSplitter(1000);
    splitter.feed(Buffer.from('{"items":[{"a":"'), () => {});
    const feed = () => {
      for (;;) splitter.feed(Buffer.alloc(300, 'x'), () => {});
    };
    expect(feed).toThrow('more than 1000 bytes');
  });
});
