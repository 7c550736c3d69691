/** A line that begins with a slash in column 1, in text that a reader of the comment sees as text. */
export interface SlashLine {
  /** From 1. */
  readonly line: number;
  /** The whole line without its end. */
  readonly text: string;
  /** It follows a quotation without an empty line between, so GitHub shows it as a part of the quotation. */
  readonly inQuote: boolean;
}

export interface Scan {
  readonly lines: readonly SlashLine[];
  /** How many characters were looked at, repeats included: tests hold it to a multiple of the comment's length. */
  readonly examined: number;
}

/** Raw HTML that hides or freezes what stands in it, by CommonMark's rules for HTML blocks (section 4.6, kinds 1 to 5). */
const rawHtml: readonly { readonly opens: RegExp; readonly closes: readonly string[] }[] = [
  { opens: /^<!--/, closes: ['-->'] },
  { opens: /^<(?:pre|script|style|textarea)(?=[\s>]|$)/i, closes: ['</pre>', '</script>', '</style>', '</textarea>'] },
  { opens: /^<\?/, closes: ['?>'] },
  { opens: /^<!\[CDATA\[/, closes: [']]>'] },
  { opens: /^<![A-Za-z]/, closes: ['>'] },
];

type Inside =
  | { readonly what: 'text' }
  | { readonly what: 'fence'; readonly mark: string; readonly length: number }
  | { readonly what: 'html'; readonly closes: readonly string[] };

const text: Inside = { what: 'text' };
const fenceLine = /^ {0,3}(`{3,}|~{3,})(.*)$/s;

/**
 * Finds the lines on which a command may stand: at column 1, outside fences (an unclosed one runs to the end), indented
 * code, quotations and HTML comments. Takes time linear in the comment, whatever it holds.
 */
export function scan(comment: string): Scan {
  const found: SlashLine[] = [];
  let inside: Inside = text;
  let inQuote = false;
  /** Up to here an HTML comment that began within a line hides everything. */
  let hiddenUntil = 0;
  let examined = 0;
  const closing = finderOf(comment, '-->');
  const empty = emptyLineFinder(comment);

  for (const { line, start, end } of linesOf(comment)) {
    const content = comment.slice(start, end);
    examined += content.length + 1;
    if (start < hiddenUntil) {
      if (end > hiddenUntil) hiddenUntil = commentWithin(hiddenUntil, end);
      continue;
    }
    if (inside.what === 'fence') {
      if (closesFence(content, inside)) inside = text;
      continue;
    }
    if (inside.what === 'html') {
      if (includesAny(content, inside.closes)) {
        inside = text;
        hiddenUntil = commentWithin(start, end);
      }
      continue;
    }
    const opened = openedBy(content);
    if (opened !== text) {
      inside = opened;
      inQuote = false;
      continue;
    }
    if (content.startsWith('/')) found.push({ line, text: content, inQuote });
    if (content.trim() === '') inQuote = false;
    else if (/^ {0,3}>/.test(content)) inQuote = quotesParagraph(content);
    hiddenUntil = commentWithin(start, end);
  }
  return { lines: found, examined: examined + closing.examined() + empty.examined() };

  /** End of the HTML comment that begins between `from` and `end` and goes on after `end`, else 0. */
  function commentWithin(from: number, end: number): number {
    let at = comment.slice(from, end).indexOf('<!--') + from;
    examined += end - from;
    while (at >= from) {
      const close = closing.after(at + 2);
      // What no `-->` closes before the paragraph ends is shown as it stands.
      if (close === -1 || close > empty.after(end)) return 0;
      if (close >= end) return close + 3;
      const next = comment.slice(close, end).indexOf('<!--');
      examined += end - close;
      if (next === -1) return 0;
      at = close + next;
      from = close;
    }
    return 0;
  }
}

/** Line ends are `\n`, `\r\n` and `\r`, as in CommonMark. */
function* linesOf(comment: string): Generator<{ readonly line: number; readonly start: number; readonly end: number }> {
  let line = 1;
  let start = comment.startsWith('\ufeff') ? 1 : 0;
  for (let at = start; at <= comment.length; at += 1) {
    const unit = comment.charCodeAt(at);
    if (at < comment.length && unit !== 10 && unit !== 13) continue;
    yield { line, start, end: at };
    if (unit === 13 && comment.charCodeAt(at + 1) === 10) at += 1;
    line += 1;
    start = at + 1;
  }
}

function openedBy(content: string): Inside {
  const fence = fenceLine.exec(content);
  const run = fence?.[1];
  if (run !== undefined && !(run.startsWith('`') && fence?.[2]?.includes('`'))) {
    return { what: 'fence', mark: run.charAt(0), length: run.length };
  }
  const indent = /^ {0,3}(?=<)/.exec(content)?.[0].length;
  if (indent === undefined) return text;
  const html = content.slice(indent);
  const kind = rawHtml.find(({ opens }) => opens.test(html));
  if (kind === undefined) return text;
  return includesAny(html.slice(2), kind.closes) ? text : { what: 'html', closes: kind.closes };
}

function closesFence(content: string, fence: { readonly mark: string; readonly length: number }): boolean {
  const [, run = '', rest = ''] = fenceLine.exec(content) ?? [];
  return run.startsWith(fence.mark) && run.length >= fence.length && rest.trim() === '';
}

function includesAny(content: string, sought: readonly string[]): boolean {
  const lower = content.toLowerCase();
  return sought.some((each) => lower.includes(each));
}

/** A paragraph in a quotation takes in the unquoted lines that follow it; an empty line, a heading or a fence does not. */
function quotesParagraph(content: string): boolean {
  const inner = content.replace(/^[ >]+/, '');
  return inner !== '' && !/^(?:#{1,6}(?:\s|$)|`{3}|~{3})/.test(inner);
}

interface Finder {
  /** Position of the first occurrence at or after `position`, -1 (or the end) when there is none. */
  after(position: number): number;
  examined(): number;
}

/** Remembers what it found, so that asking for ever later positions reads the comment once. */
function finderOf(comment: string, sought: string): Finder {
  let found = -2;
  let examined = 0;
  return {
    after(position) {
      if (found === -1 || found >= position) return found;
      found = comment.indexOf(sought, position);
      examined += (found === -1 ? comment.length : found) - position;
      return found;
    },
    examined: () => examined,
  };
}

function emptyLineFinder(comment: string): Finder {
  const pattern = /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)/g;
  let found = -1;
  let examined = 0;
  return {
    after(position) {
      if (found >= position) return found;
      pattern.lastIndex = position;
      found = pattern.exec(comment)?.index ?? comment.length;
      examined += found - position;
      return found;
    },
    examined: () => examined,
  };
}
