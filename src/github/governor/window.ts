/** A sliding window: at most `limit` units of weight within any `spanMs`. */
export interface Window {
  /** Milliseconds until `weight` more fits; 0: now. A weight beyond the limit waits for an empty window. */
  waitFor(weight: number, now: number): number;
  /**
   * Milliseconds until the last of `weight` more units would be through, when each goes as soon as it fits and `kept` of the limit are
   * left to others.
   */
  forecast(weight: number, now: number, kept?: number): number;
  /** Returns what takes it back, as what was not sent after all. */
  add(weight: number, now: number): () => void;
}

export function createWindow(limit: number, spanMs: number): Window {
  let entries: { readonly at: number; readonly weight: number }[] = [];
  let used = 0;

  function expire(now: number): void {
    let gone = 0;
    for (const entry of entries) {
      if (entry.at + spanMs > now) break;
      used -= entry.weight;
      gone += 1;
    }
    if (gone > 0) entries = entries.slice(gone);
  }

  /** Until so much has left as goes beyond `most` with `weight` more. */
  function untilFits(weight: number, now: number, most: number): number {
    if (weight === 0) return 0;
    expire(now);
    let excess = used + Math.min(weight, most) - most;
    if (excess <= 0) return 0;
    for (const entry of entries) {
      excess -= entry.weight;
      if (excess <= 0) return entry.at + spanMs - now;
    }
    return spanMs;
  }

  return {
    waitFor: (weight, now) => untilFits(weight, now, limit),
    forecast(weight, now, kept = 0) {
      if (weight === 0) return 0;
      const most = limit - kept;
      // A unit goes one span after the one that stands a whole limit before it.
      const spans = Math.ceil(weight / most) - 1;
      return spans * spanMs + untilFits(weight - spans * most, now, most);
    },
    add(weight, now) {
      const entry = { at: now, weight };
      if (weight === 0) return () => {};
      entries.push(entry);
      used += weight;
      return () => {
        if (!entries.includes(entry)) return;
        entries = entries.filter((each) => each !== entry);
        used -= weight;
      };
    },
  };
}
