import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineSplitter } from '../../../src/kubernetes/watch/line-splitter.ts';

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
};

test('lines are the same wherever the stream is cut, inside characters too', () => {
  const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\n'));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat()), (lines, places) => {
      const splitter = lineSplitter();
      const taken: string[] = [];
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      for (const chunk of cut(bytes, places)) splitter.feed(chunk, (text) => taken.push(text.toString('utf8')));
      expect(taken).toEqual(lines);
      expect(splitter.pending()).toBe(0);
    }),
  );
});

test('empty lines say nothing, and a line that is not ended is kept back', () => {
  const splitter = lineSplitter();
  const taken: string[] = [];
  splitter.feed(Buffer.from('\n\none\n\ntw'), (line) => taken.push(line.toString()));
  expect(taken).toEqual(['one']);
  expect(splitter.pending()).toBe(2);
});

test('a line that never ends is given up instead of being kept', () => {
  const splitter = lineSplitter(1000);
  const feed = () => {
    for (;;) splitter.feed(Buffer.alloc(300, 'x'), () => {});
  };
  expect(feed).toThrow('more than 1000 bytes');
});
