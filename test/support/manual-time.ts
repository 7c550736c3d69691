import { setImmediate as nextTurn } from 'node:timers/promises';

/** A clock and timers that stand still until a test turns them. */
export function manualTime(start = Date.parse('2026-11-23T10:00:00Z')) {
  let now = start;
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    clock: { now: () => now },
    timers: {
      after(milliseconds: number, run: () => void) {
        const timer = { at: now + milliseconds, run };
        waiting.add(timer);
        return () => {
          waiting.delete(timer);
        };
      },
    },
    /** Whether something waits that is due within so many milliseconds. */
    waits: (milliseconds: number) => [...waiting].some(({ at }) => at <= now + milliseconds),
    pending: () => waiting.size,
    /** Moves on, running what falls due, earliest first. */
    advance(milliseconds: number) {
      const end = now + milliseconds;
      for (;;) {
        const [next] = [...waiting].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at);
        if (next === undefined) break;
        waiting.delete(next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
  };
}

export type ManualTime = ReturnType<typeof manualTime>;

/** Waits until a condition holds, letting input and output go on meanwhile; throws when it does not come to hold. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${condition}`);
    await nextTurn();
  }
}
