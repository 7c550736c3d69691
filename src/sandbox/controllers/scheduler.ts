import type { Clock } from './capi/world.ts';

export const systemClock: Clock = {
  now: Date.now,
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Runs one function per key, never twice at once, again when asked meanwhile, and later when told. */
export interface Scheduler {
  enqueue(key: string): void;
  later(key: string, milliseconds: number): void;
  /** Faults of the run functions, newest last. */
  faults(): readonly string[];
  stop(): void;
}

export const createScheduler = (clock: Clock, run: (key: string) => void | Promise<void>): Scheduler => {
  const waiting = new Set<string>();
  const running = new Set<string>();
  const timers = new Map<string, { readonly due: number; readonly cancel: () => void }>();
  const failures = new Map<string, number>();
  const faults: string[] = [];
  let cancelTurn: (() => void) | undefined;
  let stopped = false;

  const turn = (): void => {
    cancelTurn = undefined;
    const batch = [...waiting].filter((key) => !running.has(key));
    for (const key of batch) {
      waiting.delete(key);
      running.add(key);
      void once(key);
    }
  };
  const wake = (): void => {
    if (!stopped) cancelTurn ??= clock.after(0, turn);
  };
  const once = async (key: string): Promise<void> => {
    try {
      await run(key);
      failures.delete(key);
    } catch (error) {
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      faults.push(`${key}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      later(key, Math.min(1000, 5 * 2 ** count));
    } finally {
      running.delete(key);
      if (waiting.has(key)) wake();
    }
  };
  const enqueue = (key: string): void => {
    if (stopped) return;
    waiting.add(key);
    wake();
  };
  const later = (key: string, milliseconds: number): void => {
    if (stopped) return;
    const due = clock.now() + milliseconds;
    const known = timers.get(key);
    if (known !== undefined && known.due <= due) return;
    known?.cancel();
    const cancel = clock.after(milliseconds, () => {
      timers.delete(key);
      enqueue(key);
    });
    timers.set(key, { due, cancel });
  };
  return {
    enqueue,
    later,
    faults: () => faults,
    stop: () => {
      stopped = true;
      cancelTurn?.();
      for (const { cancel } of timers.values()) cancel();
      waiting.clear();
    },
  };
};
