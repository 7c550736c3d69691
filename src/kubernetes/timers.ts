/** Waiting, so that tests can turn the clock by hand. */
export interface Timers {
  /** Calls `run` once after so many milliseconds, unless the returned canceller is called before. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds, or at once when the signal aborts. */
export function pause(timers: Timers, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = timers.after(milliseconds, done);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** The promise's outcome; after so many milliseconds a rejection with `message`, once `onLate` was called. */
export async function within<Value>(
  timers: Timers,
  milliseconds: number,
  message: string,
  promise: Promise<Value>,
  onLate: () => void,
): Promise<Value> {
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = timers.after(milliseconds, () => {
      onLate();
      reject(new Error(message));
    });
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
