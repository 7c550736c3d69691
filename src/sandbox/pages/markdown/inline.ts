import { type Delimiter, delimiter, type Piece, pairEmphasis } from './emphasis.ts';
import { decodeEntities, type Sink, safeUrl } from './sink.ts';

/** Where names in a text lead; `undefined`: they are just text. */
export interface References {
  mention(login: string): string | undefined;
  issue(number: number): string | undefined;
}

const tagPattern =
  /<\/?[a-zA-Z][a-zA-Z0-9-]*(?:\s+[a-zA-Z_:][\w:.-]*(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'=<>`]+))?)*\s*\/?>/y;
const angleLink = /<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/y;
const bareLink = /https?:\/\/[^\s<>"'`]{1,2000}/y;
const mention = /@([a-zA-Z0-9][a-zA-Z0-9-]{0,38})(?![\w-])/y;
const issueNumber = /#(\d{1,9})(?!\w)/y;
const entity = /&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});/y;
const plain = /[^\\`*_~[\]!<&\n@#h]+/y;

function at(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

/** Writes one block's inline Markdown in one pass from left to right. */
export function renderInline(sink: Sink, text: string, references: References, breaks: boolean): void {
  write(sink, parse(text, references, breaks));
}

function parse(text: string, references: References, breaks: boolean): Piece[] {
  const pieces: Piece[] = [];
  const brackets: { readonly piece: number; readonly delimiters: number; readonly image: boolean }[] = [];
  const delimiters: Delimiter[] = [];
  const closings = backtickRuns(text);
  let noComment = false;
  let index = 0;
  const say = (words: string) => void pieces.push({ kind: 'text', text: words });
  const link = (href: string | undefined, words: string, kind?: string) => {
    if (href === undefined) return say(words);
    pieces.push(
      { kind: 'open', href, ...(kind ? { class: kind } : {}) },
      { kind: 'text', text: words },
      { kind: 'close' },
    );
  };

  while (index < text.length) {
    const run = at(plain, text, index);
    if (run) {
      say(run[0]);
      index += run[0].length;
      continue;
    }
    const char = text[index] ?? '';
    const before = text[index - 1] ?? '';
    if (char === '\\') {
      const next = text[index + 1] ?? '';
      if (next === '\n') pieces.push({ kind: 'break' });
      else say(/[!-/:-@[-`{-~]/.test(next) ? next : `\\${next}`);
      index += 2;
    } else if (char === '`') {
      const length = runLength(text, index);
      const end = closings(length, index + length);
      say(end === undefined ? '`'.repeat(length) : '');
      if (end !== undefined) pieces.push({ kind: 'code', text: codeText(text.slice(index + length, end)) });
      index = end === undefined ? index + length : end + length;
    } else if (char === '*' || char === '_' || char === '~') {
      const length = runLength(text, index);
      const each = delimiter(char, length, lastPoint(text, index), nextPoint(text, index + length));
      pieces.push(each);
      delimiters.push(each);
      index += length;
    } else if (char === '[' || (char === '!' && text[index + 1] === '[')) {
      const image = char === '!';
      brackets.push({ piece: pieces.length, delimiters: delimiters.length, image });
      say(image ? '![' : '[');
      index += image ? 2 : 1;
    } else if (char === ']') {
      const opener = brackets.pop();
      const target = opener && linkTarget(text, index + 1);
      const href = target && safeUrl(target.url);
      if (opener && target && href !== undefined) {
        pairEmphasis(delimiters.splice(opener.delimiters));
        // An image is shown as a link to it: nothing is fetched from elsewhere.
        pieces[opener.piece] = { kind: 'open', href, ...(target.title === undefined ? {} : { title: target.title }) };
        pieces.push({ kind: 'close' });
        // A link holds no other link.
        brackets.length = 0;
        index = target.end;
      } else {
        say(']');
        index += 1;
      }
    } else if (char === '<') {
      if (text.startsWith('<!--', index) && !noComment) {
        const end = text.indexOf('-->', index + 4);
        noComment = end < 0;
        if (end >= 0) {
          index = end + 3;
          continue;
        }
      }
      const address = at(angleLink, text, index);
      const tag = address ?? at(tagPattern, text, index);
      if (address) link(safeUrl(address[1] ?? ''), address[1] ?? '');
      else if (tag) pieces.push({ kind: 'foreign', tag: tag[0] });
      else say('<');
      index += tag?.[0].length ?? 1;
    } else if (char === '&') {
      const found = at(entity, text, index);
      say(found ? decodeEntities(found[0]) : '&');
      index += found?.[0].length ?? 1;
    } else if (char === '\n') {
      const hard = breaks || text.endsWith('  ', index);
      if (hard) pieces.push({ kind: 'break' });
      say('\n');
      index += 1;
    } else {
      const wordBefore = /[\w/&]/.test(before);
      const named = char === '@' && !wordBefore ? at(mention, text, index) : null;
      const numbered = char === '#' && !wordBefore ? at(issueNumber, text, index) : null;
      const bare = char === 'h' && !/\w/.test(before) && brackets.length === 0 ? at(bareLink, text, index) : null;
      const address = bare ? trimAddress(bare[0]) : undefined;
      if (named) link(references.mention(named[1] ?? ''), named[0], 'mention');
      else if (numbered) link(references.issue(Number(numbered[1])), numbered[0]);
      else if (address !== undefined) link(safeUrl(address), address);
      else say(char);
      index += address?.length ?? (named ?? numbered)?.[0].length ?? 1;
    }
  }
  pairEmphasis(delimiters);
  return pieces;
}

function write(sink: Sink, pieces: readonly Piece[]): void {
  for (const piece of pieces) {
    if (piece.kind === 'text') sink.text(piece.text);
    else if (piece.kind === 'code') {
      sink.open('code');
      sink.text(piece.text);
      sink.close();
    } else if (piece.kind === 'open') {
      const { href, title } = piece;
      sink.open('a', {
        href,
        ...(title === undefined ? {} : { title }),
        ...(piece.class === undefined ? {} : { class: piece.class }),
        rel: 'nofollow noopener noreferrer',
      });
    } else if (piece.kind === 'close') sink.close();
    else if (piece.kind === 'break') sink.single('br');
    else if (piece.kind === 'foreign') {
      if (!sink.foreign(piece.tag)) sink.text(piece.tag);
    } else {
      for (let each = 0; each < piece.closes; each += 1) sink.close();
      sink.text(piece.mark.repeat(piece.left));
      for (const tag of piece.opens) sink.open(tag);
    }
  }
}

/** Finds, for a run of backticks, the next run of the same length; asked for ever later places only. */
function backtickRuns(text: string): (length: number, from: number) => number | undefined {
  const places = new Map<number, { readonly starts: number[]; next: number }>();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const known = places.get(run.length) ?? { starts: [], next: 0 };
    known.starts.push(index);
    places.set(run.length, known);
  }
  return (length, from) => {
    const known = places.get(length);
    if (!known) return undefined;
    while ((known.starts[known.next] ?? Number.POSITIVE_INFINITY) < from) known.next += 1;
    return known.starts[known.next];
  };
}

function codeText(inner: string): string {
  const text = inner.replaceAll('\n', ' ');
  return text.length > 2 && text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '' ? text.slice(1, -1) : text;
}

function runLength(text: string, from: number): number {
  let end = from + 1;
  while (text[end] === text[from]) end += 1;
  return end - from;
}

const lastPoint = (text: string, end: number): string => {
  const unit = text[end - 1] ?? '';
  return unit >= '\udc00' && unit <= '\udfff' ? text.slice(end - 2, end) : unit;
};
const nextPoint = (text: string, start: number): string => {
  const point = text.codePointAt(start);
  return point === undefined ? '' : String.fromCodePoint(point);
};

/** `(url)`, `(<url>)`, with or without a title, at a place. Parentheses nest a little, so that the look ahead stays short. */
function linkTarget(
  text: string,
  start: number,
): { readonly url: string; readonly title?: string; readonly end: number } | undefined {
  if (text[start] !== '(') return undefined;
  const angle = at(/\(\s?<([^<>\n]{0,2000})>/y, text, start);
  let end = angle ? start + angle[0].length : start + 1;
  if (!angle) {
    let depth = 0;
    for (; end - start < 2000; end += 1) {
      const char = text[end];
      if (char === undefined || /\s/.test(char)) break;
      if (char === '(' && ++depth > 4) return undefined;
      if (char === ')' && --depth < 0) break;
      if (char === '\\') end += 1;
    }
  }
  const written = angle ? (angle[1] ?? '') : text.slice(start + 1, end);
  const rest = at(/(?:\s{1,9}(?:"([^"\n]{0,500})"|'([^'\n]{0,500})'))?\s{0,9}\)/y, text, end);
  if (!rest) return undefined;
  const title = rest[1] ?? rest[2];
  const url = decodeEntities(written.replace(/\\([!-/:-@[-`{-~])/g, '$1'));
  return { url, ...(title === undefined ? {} : { title: decodeEntities(title) }), end: end + rest[0].length };
}

/** An address without the punctuation of the sentence that it stands in. */
function trimAddress(found: string): string {
  let end = found.length;
  while (end > 0 && /[?!.,:;*_~]/.test(found[end - 1] ?? '')) end -= 1;
  if (found[end - 1] === ')' && !found.slice(0, end).includes('(')) end -= 1;
  return found.slice(0, end);
}
