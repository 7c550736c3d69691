import { clip } from '../text/budget.ts';
import { codeBlock, codeSpan, encodeMarkdown, tableRow } from '../text/encode.ts';
import { redact } from '../text/redact.ts';

const longestSentence = 1_000;
/** Paths in Git may be long; nothing else that is named in a code span is. */
const longestName = 300;

/**
 * A commit that stands by itself between spaces or punctuation, and is no number and no word; or a name that ends with a digest, and a UID.
 */
const digested =
  /(?<![\w`./:@#-])((?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}|[a-z0-9][a-z0-9.-]*-[0-9a-f]{7,40})(?![\w`/:@#-]|\.\w)/;

/**
 * Foreign text as one inert line of prose: redacted, clipped, encoded. What looks like a commit is a code span: it would be a
 * reference, and with what keeps the encoder's text from being one it could not be copied.
 */
export function prose(text: string, limit = longestSentence): string {
  return inert(clip(redact(text), limit)).trim();
}

/** The same of a sentence that names a pull request or an issue of this repository as `#12`: GitHub links that one. */
export function proseAbout(text: string, refersTo: number | undefined): string {
  if (refersTo === undefined) return prose(text);
  const name = `#${refersTo}`;
  // Behind anything but a space it would be one of another repository.
  const parts = clip(redact(text), longestSentence).split(new RegExp(`(?<!\\S)${name}(?!\\w)`));
  return parts.map(inert).join(name).trim();
}

function inert(text: string): string {
  return text
    .split(digested)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part) : spaced(part)))
    .join('');
}

/** A part of a line, encoded, with the space that it has to its neighbours. */
function spaced(part: string): string {
  const inner = encodeMarkdown(part);
  if (inner === '') return /\s/.test(part) ? ' ' : '';
  return `${/^\s/.test(part) ? ' ' : ''}${inner}${/\s$/.test(part) ? ' ' : ''}`;
}

/** A name, path or short value from outside as a code span, redacted. */
export function mono(text: string): string {
  return codeSpan(clip(redact(text), longestName));
}

/** Foreign text of several lines as a block of code, redacted. */
export function block(text: string, language = ''): string {
  return codeBlock(redact(text), language);
}

/** A table; cells are safe Markdown already. Empty without rows. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return [tableRow(header), tableRow(header.map(() => '---')), ...rows.map((row) => tableRow(row))].join('\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Why each is as it is: one line for one, a list by name for several. */
export function reasons(said: readonly (readonly [name: string, because: string])[]): string {
  const [first] = said;
  if (first === undefined) return '';
  return said.length === 1 ? prose(first[1]) : list(said.map(([name, because]) => `${mono(name)}: ${prose(because)}`));
}

/** Markdown that is folded away until somebody opens it. */
export function folded(title: string, markdown: string): string {
  return markdown === '' ? '' : `<details><summary>${title}</summary>\n\n${markdown}\n\n</details>`;
}

/** `1 cluster`, `3 clusters`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Milliseconds since the epoch as `13:05:42 UTC`. */
export function secondOfDay(time: number): string {
  return `${new Date(time).toISOString().slice(11, 19)} UTC`;
}

/** Milliseconds since the epoch as `2026-11-23 13:05 UTC`. */
export function timeOfDay(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
