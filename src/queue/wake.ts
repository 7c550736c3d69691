/** Only a floor under lost signals. */
export const longestWaitMs = 30_000;
const longestOverdueWaitMs = 1_000;

/**
 * How long to wait when the next job is due in `ms`. One that is due already was missed by a hair, or another replica is
 * just taking it: look again after as long as it is late, so that the waits double.
 */
export const waitFor = (ms: number): number =>
  ms > 0 ? Math.min(longestWaitMs, ms + 1) : Math.min(longestOverdueWaitMs, Math.max(2, -ms));

/** A bell that can ring before anybody waits: the ring is then not lost. */
export interface Wake {
  ring(): void;
  /** Resolves at the next ring, at once if it rang since the last wait, or after `ms`. */
  wait(ms: number): Promise<void>;
}

export const createWake = (): Wake => {
  let rung = false;
  let waiting: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      waiting?.();
    },
    wait: async (ms) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          waiting = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      waiting = undefined;
      rung = false;
    },
  };
};
