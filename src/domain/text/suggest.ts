const longest = 64;

/**
 * Damerau–Levenshtein distance (optimal string alignment: swaps of neighbours count one), or `limit + 1` when it is
 * larger than `limit`. Words over 64 characters are never near.
 */
export function editDistance(left: string, right: string, limit: number): number {
  if (left === right) return 0;
  if (left.length > longest || right.length > longest || Math.abs(left.length - right.length) > limit) return limit + 1;
  // Only cells at most `limit` beside the diagonal can be within it; all others count as too far.
  const far = limit + 1;
  const width = right.length + 1;
  let beforeLast = new Array<number>(width).fill(far);
  let last = Array.from({ length: width }, (_, column) => Math.min(column, far));
  let current = new Array<number>(width).fill(far);
  for (let row = 1; row <= left.length; row += 1) {
    current.fill(far);
    current[0] = Math.min(row, far);
    let least = current[0] ?? far;
    const until = Math.min(right.length, row + limit);
    for (let column = Math.max(1, row - limit); column <= until; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (last[column] ?? far) + 1,
        (current[column - 1] ?? far) + 1,
        (last[column - 1] ?? far) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? far) + 1);
      }
      current[column] = cost;
      least = Math.min(least, cost);
    }
    if (least > limit) return far;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return Math.min(last[right.length] ?? far, far);
}

/** The candidate that was probably meant: the nearest by edits (a third of the word, at most three), else the only one that the word begins. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const sought = word.toLowerCase();
  if (sought === '' || sought.length > longest) return undefined;
  const limit = Math.min(3, Math.max(1, Math.floor(sought.length / 3)));
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(sought, candidate.toLowerCase(), limit);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  if (best !== undefined) return best;
  const begun = sought.length < 3 ? [] : candidates.filter((each) => each.toLowerCase().startsWith(sought));
  return begun.length === 1 ? begun[0] : undefined;
}
