import { AppError } from '../../errors.ts';
import { headOf, utf8Length } from './characters.ts';

/** GitHub's limit for the body of an issue, comment or pull request and for a check run's summary and text. */
export const bodyLimit = 65_535;

/** One block of a body, in Markdown. */
export interface BodyPart {
  readonly text: string;
  /** Parts with a rank may be left out, the highest rank first; parts without stay. */
  readonly rank?: number;
  /** What to say when the part is left out, e.g. `the rendered files`. Markdown. */
  readonly note?: string;
  /** Never cut, whatever happens: hidden markers. */
  readonly whole?: boolean;
}

interface SizedPart extends BodyPart {
  readonly bytes: number;
}

const sized = (part: BodyPart): SizedPart => ({ ...part, bytes: utf8Length(part.text) });

/**
 * Joins parts with blank lines within `limit`, leaving out ranked parts and saying which. If what must stay is still too
 * long, the longest part is cut at a line end, its code fence and details closed. Counts bytes of UTF-8, which is never
 * less than what GitHub counts. Throws `internal/bug` when the parts that may not be cut are too long by themselves.
 */
export function fitBody(parts: readonly BodyPart[], limit: number = bodyLimit): string {
  const all = parts.filter((part) => part.text !== '').map(sized);
  const victims = all
    .map((part, index) => ({ part, index }))
    .filter(({ part }) => part.rank !== undefined)
    .sort((a, b) => (b.part.rank ?? 0) - (a.part.rank ?? 0) || b.index - a.index);
  const left = new Set<SizedPart>();
  let bytes = all.reduce((sum, part) => sum + part.bytes + 2, -2);
  for (const { part } of victims) {
    if (bytes + noteBytes(left) <= limit) break;
    left.add(part);
    bytes -= part.bytes + 2;
  }
  let kept: readonly SizedPart[] = all.filter((part) => !left.has(part));
  let over = bytes + noteBytes(left) - limit;
  while (over > 0) {
    const shorter = cutLongest(kept, over);
    if (shorter === undefined)
      throw new AppError('internal/bug', 'the parts of a body that may not be cut are too long');
    over -= shorter.saved;
    kept = shorter.parts;
  }
  return join(kept, left);
}

/** Markers stand last: the note goes before them, where a reader meets it. */
function join(parts: readonly BodyPart[], left: ReadonlySet<BodyPart>): string {
  const last = parts.findLastIndex((part) => !part.whole) + 1;
  const blocks = parts.map((part) => part.text);
  return (left.size === 0 ? blocks : blocks.toSpliced(last, 0, leftOutNote(left))).join('\n\n');
}

function leftOutNote(left: ReadonlySet<BodyPart>): string {
  const notes = new Set([...left].map((part) => part.note ?? 'a part'));
  const named = [...notes].slice(0, 20).join('; ');
  return `_Left out, because GitHub limits the size: ${named}${notes.size > 20 ? '; and more' : ''}._`;
}

function noteBytes(left: ReadonlySet<BodyPart>): number {
  return left.size === 0 ? 0 : utf8Length(leftOutNote(left)) + 2;
}

const cutNote = '\n\n_Cut here, because GitHub limits the size._';

/** The parts with the longest one cut by about `over` bytes, or undefined when none can be cut any more. */
function cutLongest(
  parts: readonly SizedPart[],
  over: number,
): { readonly parts: readonly SizedPart[]; readonly saved: number } | undefined {
  let longest: SizedPart | undefined;
  for (const part of parts) if (!part.whole && part.bytes > (longest?.bytes ?? 0)) longest = part;
  if (longest === undefined) return undefined;
  const cut = sized({ ...longest, text: cutMarkdown(longest.text, longest.bytes - over) });
  const others = parts.flatMap((part) => (part !== longest ? [part] : cut.bytes > 0 ? [cut] : []));
  return { parts: others, saved: longest.bytes - cut.bytes + (cut.bytes > 0 ? 0 : 2) };
}

/** The first lines of Markdown that fit into `bytes` with what closes them. */
function cutMarkdown(markdown: string, bytes: number): string {
  const closing = 200;
  const room = bytes - utf8Length(cutNote) - closing;
  const lines: string[] = [];
  let size = 0;
  let fence = '';
  let details = 0;
  for (const line of markdown.split('\n')) {
    size += utf8Length(line) + 1;
    if (size > room) break;
    lines.push(line);
    const run = /^ {0,3}(`{3,64}|~{3,64})/.exec(line)?.[1] ?? '';
    if (fence === '' && run !== '') fence = run;
    else if (fence !== '' && run.startsWith(fence) && line.trim() === run) fence = '';
    else if (fence === '') details += count(line, '<details') - count(line, '</details>');
  }
  const closers = [fence, ...Array.from({ length: Math.min(3, Math.max(0, details)) }, () => '</details>')];
  const text = [...lines, ...closers.filter((each) => each !== '')].join('\n') + cutNote;
  return utf8Length(text) <= bytes ? text : '';
}

function count(text: string, sought: string): number {
  return text.split(sought).length - 1;
}

/** The text within `limit` UTF-16 units, its end replaced by `…` when cut; never half a character. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return limit < 1 ? '' : `${headOf(text, limit - 1)}…`;
}
