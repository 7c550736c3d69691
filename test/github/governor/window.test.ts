import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createWindow } from '../../../src/github/governor/window.ts';

describe('a sliding window', () => {
  test('lets through up to its limit, then names the time at which enough has left', () => {
    const window = createWindow(3, 1000);
    window.add(2, 0);
    window.add(1, 400);
    expect(window.waitFor(1, 500)).toBe(500);
    expect(window.waitFor(3, 500)).toBe(900);
    expect(window.waitFor(2, 1000)).toBe(0);
  });

  test('lets a weight beyond the limit through when it is empty, and not before', () => {
    const window = createWindow(3, 1000);
    expect(window.waitFor(10, 0)).toBe(0);
    window.add(10, 0);
    expect(window.waitFor(1, 999)).toBe(1);
    expect(window.waitFor(1, 1000)).toBe(0);
  });

  test('never holds more than its limit in any span, whoever obeys it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ weight: fc.integer({ min: 1, max: 5 }), gap: fc.integer({ min: 0, max: 700 }) })),
        (asked) => {
          const window = createWindow(5, 1000);
          const taken: { at: number; weight: number }[] = [];
          let now = 0;
          for (const { weight, gap } of asked) {
            now += gap;
            now += window.waitFor(weight, now);
            expect(window.waitFor(weight, now)).toBe(0);
            window.add(weight, now);
            taken.push({ at: now, weight });
            const inSpan = taken.filter(({ at }) => at > now - 1000).reduce((sum, each) => sum + each.weight, 0);
            expect(inSpan).toBeLessThanOrEqual(5);
          }
        },
      ),
    );
  });

  test('forecasts when whoever goes as soon as it fits is through, beside what others used', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ weight: fc.integer({ min: 1, max: 3 }), at: fc.integer({ min: 0, max: 999 }) })),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 4 }),
        (used, more, kept) => {
          const window = createWindow(8, 1000);
          const kind = createWindow(8 - kept, 1000);
          for (const { weight, at } of used.toSorted((a, b) => a.at - b.at)) {
            if (window.waitFor(weight, at) > 0) continue;
            window.add(weight, at);
            kind.add(weight, at);
          }
          const said = window.forecast(more, 1000, kept);
          let now = 1000;
          for (let unit = 0; unit < more; unit += 1) {
            now += kind.waitFor(1, now);
            kind.add(1, now);
          }
          expect(1000 + said).toBe(now);
        },
      ),
    );
  });
});
