import { clip } from '../text/budget.ts';
import { codeBlock, encodeMarkdown, tableRow } from '../text/encode.ts';
import { redact } from '../text/redact.ts';

const longestSentence = 1_000;

/** Foreign text as one inert line of prose: redacted, clipped, encoded. */
export function prose(text: string, limit = longestSentence): string {
  return encodeMarkdown(clip(redact(text), limit));
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

/** Milliseconds since the epoch as `2026-11-23 13:05 UTC`. */
export function timeOfDay(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
