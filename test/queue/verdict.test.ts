import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { jobBackOff, pauseAfter } from '../../src/queue/back-off.ts';
import { judge } from '../../src/queue/verdict.ts';

const now = 1_000_000;
const first = { attempts: 1, deferrals: 0 };

describe('what a failed run leads to', () => {
  test.each([
    ['any error', new Error('x'), first, { outcome: 'again', deferred: false, code: 'internal/bug' }],
    ['something thrown that is no error', 'x', first, { outcome: 'again', error: 'x' }],
    ['the last try', new Error('x'), { attempts: 10, deferrals: 0 }, { outcome: 'dead' }],
    [
      'a late run whose earlier ones were put off',
      new Error('x'),
      { attempts: 12, deferrals: 8 },
      { outcome: 'again' },
    ],
    ['a fault that time heals', new AppError('github/unavailable', 'x'), first, { outcome: 'again', deferred: false }],
    [
      'a fault that time does not heal',
      new AppError('github/refused', 'x'),
      first,
      { outcome: 'dead', code: 'github/refused' },
    ],
    [
      'a fault that names its time',
      new AppError('github/rate-limited', 'x', { retryAt: now + 90_000 }),
      { attempts: 10, deferrals: 0 },
      { outcome: 'again', deferred: true, pauseMs: 90_000 },
    ],
    [
      'a fault that names a time long past',
      new AppError('github/rate-limited', 'x', { retryAt: 1 }),
      first,
      { outcome: 'again', deferred: true, pauseMs: 0 },
    ],
    [
      'one that was put off without end',
      new AppError('kubernetes/unavailable', 'x', { retryAt: now + 1 }),
      { attempts: 60, deferrals: 50 },
      { outcome: 'dead' },
    ],
    [
      'a limit of GitHub, put off however often',
      new AppError('github/rate-limited', 'x', { retryAt: now + 90_000 }),
      { attempts: 500, deferrals: 499 },
      { outcome: 'again', deferred: true, pauseMs: 90_000 },
    ],
    [
      'a place in line that moves on all the time',
      new AppError('queue/in-line', 'x', { retryAt: now }),
      { attempts: 60, deferrals: 50 },
      { outcome: 'again', deferred: true, pauseMs: 1_000 },
    ],
  ])('%s', (_, error, tried, expected) => {
    expect(judge(error, tried, jobBackOff, now, false)).toMatchObject(expected);
  });

  test('a run that was told to stop goes on elsewhere at once, whatever it threw', () => {
    const verdict = judge(new AppError('github/refused', 'x'), first, jobBackOff, now, true);
    expect(verdict).toMatchObject({ outcome: 'again', pauseMs: 0, deferred: true });
  });

  test('pauses grow from half a second to five minutes and never leave these bounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const pause = pauseAfter(jobBackOff, attempt, () => random);
        return pause >= 500 && pause <= 300_000;
      }),
    );
    expect([1, 2, 3, 9, 10].map((attempt) => pauseAfter(jobBackOff, attempt, () => 1))).toEqual([
      1_000, 2_000, 4_000, 256_000, 300_000,
    ]);
  });
});
