import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkWaves, waveOf } from '../../../src/domain/fleet/waves.ts';

test.each([
  ['one wave where none are configured', [], 0, 7, { sizes: [7], at: 0, take: 7 }],
  ['the first', [1, 5], 0, 12, { sizes: [1, 5, 5, 1], at: 0, take: 1 }],
  ['the next, once the first is done', [1, 5], 1, 11, { sizes: [1, 5, 5, 1], at: 1, take: 5 }],
  ['what is left of a wave that is partly so already', [1, 5], 3, 9, { sizes: [1, 5, 5, 1], at: 1, take: 3 }],
  ['the last', [1, 5], 11, 1, { sizes: [1, 5, 5, 1], at: 3, take: 1 }],
  ['fewer clusters than a wave', [3], 0, 2, { sizes: [2], at: 0, take: 2 }],
])('%s', (_case, configured, done, left, wanted) => {
  expect(waveOf(configured, done, left)).toEqual(wanted);
});

test('given again until nothing is left, it changes each cluster once, and never more than a wave at a time', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 5 });
  fc.assert(
    fc.property(sizes, fc.nat(400), fc.nat(400), (configured, already, total) => {
      let done = Math.min(already, total);
      while (done < total) {
        const wave = waveOf(configured, done, total - done);
        expect(wave.sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
        expect(wave.take).toBeGreaterThan(0);
        expect(wave.take).toBeLessThanOrEqual(wave.sizes[wave.at] ?? 0);
        done += wave.take;
      }
      expect(done).toBe(total);
    }),
  );
});

test('a command has a hundred waves at most, those that are done not counted', () => {
  expect(checkWaves(waveOf([1, 5], 0, 496))).toEqual([]);
  expect(checkWaves(waveOf([1, 5], 0, 497))).toMatchObject([
    { code: 'cluster/too-many-waves', message: expect.stringContaining('497 clusters would change in 101 waves') },
  ]);
  expect(checkWaves(waveOf([1, 5], 1, 496))).toEqual([]);
});
