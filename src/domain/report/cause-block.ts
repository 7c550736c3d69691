import { mono, prose } from './markdown.ts';

/** Why something does not get on and what to do about it; leaves out words that were said already. */
export function causeBlock<Code extends string>(
  name: string | undefined,
  cause: { readonly code: Code; readonly text: string; readonly cure: string },
  words: Readonly<Record<Code, string | undefined>>,
  said = '',
): string {
  const what = words[cause.code];
  const parts = [name === undefined ? undefined : mono(name), what].filter((each) => each !== undefined);
  const heading = parts.length === 0 ? '' : `**${parts.join(': ')}${what === undefined ? ':' : '.'}**`;
  const text = cause.text === said ? '' : prose(cause.text);
  return `${[heading, text].filter((each) => each !== '').join(' ')}\n\n→ ${prose(cause.cure)}`;
}
