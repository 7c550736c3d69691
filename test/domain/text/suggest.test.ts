import { describe, expect, test } from '@jest/globals';
import { didYouMean, editDistance } from '../../../src/domain/text/suggest.ts';

const keys = ['workers', 'control-plane', 'machine-type', 'control-plane-machine-type', 'version'];

describe('didYouMean', () => {
  const cases = [
    ['worker', 'workers'],
    ['wrokers', 'workers'],
    ['controlplane', 'control-plane'],
    ['Version', 'version'],
    ['machine', 'machine-type'],
    ['region', undefined],
    ['zzz', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ] as const;
  test.each(cases)('%.20s → %s', (word, want) => {
    expect(didYouMean(word, keys)).toBe(want);
  });
});

describe('editDistance', () => {
  test('counts a swap of neighbours as one edit and gives up beyond the limit', () => {
    expect(editDistance('create', 'craete', 2)).toBe(1);
    expect(editDistance('kitten', 'sitting', 3)).toBe(3);
    expect(editDistance('kitten', 'sitting', 2)).toBe(3);
  });
});
