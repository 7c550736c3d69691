export interface BackOff {
  /** Tries before a job or delivery becomes a dead letter. */
  readonly tries: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

export const jobBackOff: BackOff = { tries: 10, firstMs: 1_000, longestMs: 300_000 };

/** The pause after a failed try (counted from 1): doubling, between half and the whole of it at random. */
export const pauseAfter = (backOff: BackOff, attempt: number, random: () => number = Math.random): number => {
  const whole = Math.min(backOff.longestMs, backOff.firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(whole / 2 + (whole / 2) * random());
};
