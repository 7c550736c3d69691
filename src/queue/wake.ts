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
