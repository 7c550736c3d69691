/** A sliding window: at most `limit` units of weight within any `spanMs`. */
export interface Window {
  /** Milliseconds until `weight` more fits; 0: now. A weight beyond the limit waits for an empty window. */
  waitFor(weight: number, now: number): number;
  add(weight: number, now: number): void;
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

  return {
    waitFor(weight, now) {
      if (weight === 0) return 0;
      expire(now);
      let excess = used + Math.min(weight, limit) - limit;
      if (excess <= 0) return 0;
      for (const entry of entries) {
        excess -= entry.weight;
        if (excess <= 0) return entry.at + spanMs - now;
      }
      return spanMs;
    },
    add(weight, now) {
      if (weight === 0) return;
      entries.push({ at: now, weight });
      used += weight;
    },
  };
}
