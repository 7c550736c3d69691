export interface BackOff {
  /** Milliseconds to wait before the next try: doubling, capped, half of it random so that watches do not retry in step. */
  next(): number;
  /** After a success. */
  reset(): void;
}

export function backOff(random: () => number, firstMs = 500, mostMs = 30_000): BackOff {
  let tries = 0;
  return {
    next() {
      const whole = Math.min(mostMs, firstMs * 2 ** Math.min(tries, 20));
      tries += 1;
      return whole / 2 + random() * (whole / 2);
    },
    reset() {
      tries = 0;
    },
  };
}
