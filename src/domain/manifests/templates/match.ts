import type { Spend } from './functions.ts';

/** A byte that must be this one, any character, or one of a set. */
type Part = number | 'any' | ((character: number) => boolean);

/** What stands between two stars. */
interface Chunk {
  /** Whether anything may stand before it. */
  readonly star: boolean;
  readonly parts: readonly Part[];
}

/** For a cut through a character, as Go reads it. */
const unreadable = 0xfffd;

/**
 * Tells whether a shell pattern (`*`, `?`, `[a-z]`, `[^a]`, `\` before a character) matches all of the first bytes of a value. What
 * is no pattern matches nothing. A star matches slashes, too. As the library has it (path/match.go), characters may be cut through.
 */
export function prefixMatcher(pattern: string, bytes: Uint8Array, spend: Spend): (length: number) => boolean {
  const chunks = parsePattern(pattern);
  if (chunks === undefined) return () => false;

  /** Where the chunk ends when it begins at `from`; undefined when it does not fit. */
  const endOf = ({ parts }: Chunk, from: number, end: number): number | undefined => {
    let at = from;
    for (const part of parts) {
      spend(1);
      const byte = at < end ? bytes[at] : undefined;
      if (byte === undefined) return undefined;
      if (typeof part === 'number') {
        if (byte !== part) return undefined;
        at += 1;
        continue;
      }
      const [character, width] = characterAt(bytes, at, end);
      if (part !== 'any' && !part(character)) return undefined;
      at += width;
    }
    return at;
  };

  return (length) => {
    let at = 0;
    for (const [index, chunk] of chunks.entries()) {
      const last = index === chunks.length - 1;
      if (chunk.star && chunk.parts.length === 0) return true;
      let found: number | undefined;
      for (let from = at; from <= (chunk.star ? length : at); from += 1) {
        const end = endOf(chunk, from, length);
        if (end === undefined || (last && end < length)) continue;
        found = end;
        break;
      }
      if (found === undefined) return false;
      at = found;
    }
    return at === length;
  };
}

/** The character that begins at a byte, and its bytes; one byte of what is no whole character. */
function characterAt(bytes: Uint8Array, at: number, end: number): readonly [number, number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  if (width === 1 || at + width > end) return [unreadable, 1];
  let character = first & (0x7f >> width);
  for (let next = at + 1; next < at + width; next += 1) character = (character << 6) | ((bytes[next] ?? 0) & 0x3f);
  return [character, width];
}

function parsePattern(pattern: string): readonly Chunk[] | undefined {
  const characters = Array.from(pattern);
  const chunks: { star: boolean; parts: Part[] }[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at];
    let current = chunks.at(-1);
    if (character === '*') {
      if (current?.star !== true || current.parts.length > 0) chunks.push({ star: true, parts: [] });
      continue;
    }
    if (current === undefined) {
      current = { star: false, parts: [] };
      chunks.push(current);
    }
    if (character === '?') current.parts.push('any');
    else if (character === '[') {
      const set = parseSet(characters, at + 1);
      if (set === undefined) return undefined;
      current.parts.push(set.part);
      at = set.end;
    } else {
      if (character === '\\') at += 1;
      const literal = characters[at];
      if (literal === undefined) return undefined;
      current.parts.push(...new TextEncoder().encode(literal));
    }
  }
  return chunks;
}

/** The ranges behind a bracket, and where the closing one stands. */
function parseSet(
  pattern: readonly string[],
  start: number,
): { readonly part: (character: number) => boolean; readonly end: number } | undefined {
  const negated = pattern[start] === '^';
  const ranges: (readonly [number, number])[] = [];
  let at = negated ? start + 1 : start;
  const one = (): number | undefined => {
    if (pattern[at] === '-' || pattern[at] === ']') return undefined;
    if (pattern[at] === '\\') at += 1;
    const character = pattern[at]?.codePointAt(0);
    at += 1;
    return at < pattern.length ? character : undefined;
  };
  while (pattern[at] !== ']' || ranges.length === 0) {
    const low = one();
    if (low === undefined) return undefined;
    let high: number | undefined = low;
    if (pattern[at] === '-') {
      at += 1;
      high = one();
    }
    if (high === undefined) return undefined;
    ranges.push([low, high]);
  }
  return { part: (each) => ranges.some(([low, high]) => low <= each && each <= high) !== negated, end: at };
}
