/** A line that begins with a slash in column 1, in text that a reader of the comment sees as text. */
interface SlashLine {
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
  const comments = commentFinder(comment);
  let inside: Inside = text;
  let inQuote = false;
  /** Up to here an HTML comment that began within a line hides everything. */
  let hiddenUntil = 0;
  let end = 0;
  for (let line = 1, start = comment.startsWith('\ufeff') ? 1 : 0; start <= comment.length; line += 1) {
    end = lineEnd(comment, start);
    const content = comment.slice(start, end);
    if (start < hiddenUntil) {
      if (end > hiddenUntil) hiddenUntil = comments.openAt(hiddenUntil, end);
    } else if (inside.what !== 'text') {
      if (inside.what === 'fence' ? closesFence(content, inside) : includesAny(content, inside.closes)) {
        if (inside.what === 'html') hiddenUntil = comments.openAt(start, end);
        inside = text;
      }
    } else {
      inside = openedBy(content);
      if (inside.what !== 'text' || isBlank(content)) inQuote = false;
      else {
        if (content.startsWith('/')) found.push({ line, text: content, inQuote });
        else if (/^ {0,3}>/.test(content)) inQuote = quotesParagraph(content);
        hiddenUntil = comments.openAt(start, end);
      }
    }
    start = afterLineEnd(comment, end);
  }
  return { lines: found, examined: comment.length + comments.examined() };
}

/** Line ends are `\n`, `\r\n` and `\r`, as in CommonMark. */
function lineEnd(comment: string, start: number): number {
  let at = start;
  for (; at < comment.length; at += 1) {
    const unit = comment.charCodeAt(at);
    if (unit === 10 || unit === 13) break;
  }
  return at;
}

function afterLineEnd(comment: string, end: number): number {
  return comment.charCodeAt(end) === 13 && comment.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
}

function isBlank(content: string): boolean {
  return /^[ \t]*$/.test(content);
}

function openedBy(content: string): Inside {
  if (!/^ {0,3}[`~<]/.test(content)) return text;
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

interface CommentFinder {
  /** End of the HTML comment that begins between `from` and `end` and goes on behind `end`, else 0. */
  openAt(from: number, end: number): number;
  examined(): number;
}

/** Remembers what it found last, so that asking for ever later places reads the comment a constant number of times. */
function commentFinder(comment: string): CommentFinder {
  let examined = 0;
  const opening = search((from) => comment.indexOf('<!--', from));
  const closing = search((from) => comment.indexOf('-->', from));
  const emptyLine = /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)/g;
  const empty = search((from) => {
    emptyLine.lastIndex = from;
    return emptyLine.exec(comment)?.index ?? -1;
  });
  return {
    openAt(from, end) {
      for (let open = opening(from); open < end; ) {
        const close = closing(open + 2);
        // What no `-->` closes before the paragraph ends is shown as it stands.
        if (close === comment.length || close > empty(end)) return 0;
        if (close >= end) return close + 3;
        open = opening(close);
      }
      return 0;
    },
    examined: () => examined,
  };

  /** First hit at or behind a place; the comment's length when there is none. */
  function search(next: (from: number) => number): (from: number) => number {
    let found = -1;
    return (from) => {
      if (found >= from) return found;
      const hit = next(from);
      found = hit === -1 ? comment.length : hit;
      examined += found - from + 1;
      return found;
    };
  }
}
