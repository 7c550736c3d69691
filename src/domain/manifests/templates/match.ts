/**
 * Whether a shell pattern (`*`, `?`, `[a-z]`, `[^a]`, `\` before a character) matches a whole value; undefined when the pattern is
 * none. A star matches slashes too.
 */
export function matches(pattern: string, value: string): boolean | undefined {
  const parts = parsePattern(Array.from(pattern));
  if (parts === undefined) return undefined;
  const characters = Array.from(value);
  // Greedy with one point to go back to: linear in the product, never exponential.
  let [at, part] = [0, 0];
  let back: { readonly part: number; at: number } | undefined;
  while (at < characters.length) {
    const current = parts[part];
    if (current === 'star') {
      back = { part, at };
      part += 1;
    } else if (current?.(characters[at] ?? '') === true) {
      at += 1;
      part += 1;
    } else if (back !== undefined) {
      back.at += 1;
      at = back.at;
      part = back.part + 1;
    } else return false;
  }
  while (parts[part] === 'star') part += 1;
  return part === parts.length;
}

type Part = 'star' | ((character: string) => boolean);

function parsePattern(pattern: readonly string[]): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === '*') parts.push('star');
    else if (character === '?') parts.push(() => true);
    else if (character === '[') {
      const set = parseSet(pattern, at + 1);
      if (set === undefined) return undefined;
      parts.push(set.part);
      at = set.end;
    } else {
      if (character === '\\') at += 1;
      const literal = pattern[at];
      if (literal === undefined) return undefined;
      parts.push((each) => each === literal);
    }
  }
  return parts;
}

/** The ranges behind a bracket, and where the closing one stands. */
function parseSet(
  pattern: readonly string[],
  start: number,
): { readonly part: Part; readonly end: number } | undefined {
  const negated = pattern[start] === '^';
  const ranges: (readonly [string, string])[] = [];
  let at = negated ? start + 1 : start;
  const one = (): string | undefined => {
    if (pattern[at] === '-' || pattern[at] === ']') return undefined;
    if (pattern[at] === '\\') at += 1;
    const character = pattern[at];
    at += 1;
    return at < pattern.length ? character : undefined;
  };
  while (pattern[at] !== ']' || ranges.length === 0) {
    const low = one();
    if (low === undefined) return undefined;
    let high: string | undefined = low;
    if (pattern[at] === '-') {
      at += 1;
      high = one();
    }
    if (high === undefined) return undefined;
    ranges.push([low, high]);
  }
  return { part: (each) => ranges.some(([low, high]) => low <= each && each <= high) !== negated, end: at };
}
