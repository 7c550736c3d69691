/** A piece of a line: text as it is, or something that writes itself. */
export type Piece = { readonly kind: 'text'; readonly text: string } | InlineTag | Delimiter;

export type InlineTag =
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'open'; readonly href: string; readonly title?: string; readonly class?: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'break' }
  | { readonly kind: 'foreign'; readonly tag: string };

/** A run of `*`, `_` or `~`, and what became of it. */
export interface Delimiter {
  readonly kind: 'delimiter';
  readonly mark: string;
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** Characters that are not used yet. */
  left: number;
  closes: number;
  /** Outermost first. */
  readonly opens: string[];
}

const punctuation = /[\p{P}\p{S}]/u;
const blank = /^\s?$/u;

/** Whether a run may open or close emphasis, by what stands beside it (CommonMark 0.31, section 6.2). */
export function delimiter(mark: string, length: number, before: string, after: string): Delimiter {
  const spaceBefore = blank.test(before);
  const spaceAfter = blank.test(after);
  const markBefore = punctuation.test(before);
  const markAfter = punctuation.test(after);
  const left = !spaceAfter && (!markAfter || spaceBefore || markBefore);
  const right = !spaceBefore && (!markBefore || spaceAfter || markAfter);
  const word = mark === '_';
  return {
    kind: 'delimiter',
    mark,
    length,
    canOpen: left && (!word || !right || markBefore),
    canClose: right && (!word || !left || markAfter),
    left: length,
    closes: 0,
    opens: [],
  };
}

/**
 * Pairs openers with closers. A kind of closer that found no opener never looks below that place again, and what lies
 * between a pair is forgotten, so that the work grows with the number of runs only.
 */
export function pairEmphasis(delimiters: readonly Delimiter[]): void {
  const stack: Delimiter[] = [];
  const bottoms = new Map<string, number>();
  for (const closer of delimiters) {
    const key = `${closer.mark}${closer.canOpen}${closer.length % 3}`;
    while (closer.canClose && closer.left > 0) {
      const bottom = Math.min(bottoms.get(key) ?? 0, stack.length);
      let at = stack.length - 1;
      while (at >= bottom && !fits(stack[at], closer)) at -= 1;
      const opener = at >= bottom ? stack[at] : undefined;
      if (!opener) {
        bottoms.set(key, stack.length);
        break;
      }
      stack.length = at + 1;
      const used = closer.mark === '~' ? closer.length : opener.left >= 2 && closer.left >= 2 ? 2 : 1;
      opener.opens.unshift(closer.mark === '~' ? 'del' : used === 2 ? 'strong' : 'em');
      closer.closes += 1;
      opener.left -= used;
      closer.left -= used;
      if (opener.left === 0) stack.pop();
    }
    for (const [each, bottom] of bottoms) if (bottom > stack.length) bottoms.set(each, stack.length);
    if (closer.canOpen && closer.left > 0) stack.push(closer);
  }
}

function fits(opener: Delimiter | undefined, closer: Delimiter): boolean {
  if (opener?.mark !== closer.mark) return false;
  if (closer.mark === '~') return opener.length === closer.length && closer.length <= 2;
  // "Multiple of 3" rule.
  const both = opener.canClose || closer.canOpen;
  return !(both && (opener.length + closer.length) % 3 === 0 && (opener.length % 3 !== 0 || closer.length % 3 !== 0));
}
