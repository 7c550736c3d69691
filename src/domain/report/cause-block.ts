import type { Cause } from '../health/causes/cause.ts';
import { explanations } from '../health/causes/explain.ts';
import { mono, prose } from './markdown.ts';

interface Told {
  /** Absent where a report is about one thing only. */
  readonly name?: string | undefined;
  /** What it is, in a few words; absent when it is not known. */
  readonly what?: string | undefined;
  readonly text: string;
  readonly cure: string;
  /** Words that were said already, and are left out. */
  readonly said?: string;
  /** Markdown that leads to more. */
  readonly more?: string;
}

/** Why something does not get on and what to do about it. */
export function causeBlock({ name, what, text, cure, said = '', more = '' }: Told): string {
  const parts = [name === undefined ? undefined : mono(name), what].filter((each) => each !== undefined);
  const heading = parts.length === 0 ? '' : `**${parts.join(': ')}${what === undefined ? ':' : '.'}**`;
  const words = text === said ? '' : prose(text);
  const why = [heading, words].filter((each) => each !== '').join(' ');
  return `${why}\n\n→ ${prose(cure)}${more === '' ? '' : ` ${more}`}`;
}

/** The cause of a cluster that does not get on, with its place in the documentation at the address `docs`. */
export function readinessCause(cause: Cause, told: Pick<Told, 'name' | 'said'>, docs: string | undefined): string {
  const page = `causes.md#${cause.code}`;
  const more = docs === undefined ? `(${mono(`docs/${page}`)})` : `[More about it](${docs}/${page})`;
  return causeBlock({ ...told, what: causeTitle(cause), text: cause.text, cure: cause.cure, more });
}

/** What the cause is in a few words; undefined when it is not known. */
export function causeTitle(cause: Cause | undefined): string | undefined {
  return cause === undefined || cause.code === 'unclassified' ? undefined : explanations[cause.code].title;
}
