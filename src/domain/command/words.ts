import type { ErrorCode } from '../../errors.ts';

/** One word of a command line: a positional, or `key=value`. */
export interface Word {
  readonly key?: string;
  /** Absent for a bare word, which is a positional or a flag. */
  readonly value: string;
  /** Column of the word's first character, from 1. */
  readonly column: number;
  readonly quoted: boolean;
}

/** What is wrong at one place of the line. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cure: string;
  readonly column: number;
}

export interface Words {
  readonly words: readonly Word[];
  readonly faults: readonly Fault[];
}

/** A line with more faults than these is answered with the first ones. */
export const mostFaults = 20;

const mostWords = 200;

const space = /\s/;
const smartQuotes = '“”„‟‘’‚‛«»';
const keyStart = /[A-Za-z]/;
const keyPart = /[A-Za-z0-9_.-]/;

/**
 * Splits a command line from `from` on into words. Values may be quoted with `"` or `'`; inside, a backslash takes the
 * quote or a backslash literally. White space of every script separates. Reads each character a constant number of times.
 */
export function wordsOf(line: string, from: number): Words {
  const words: Word[] = [];
  const faults: Fault[] = [];
  let at = from;
  while (at < line.length && faults.length < mostFaults) {
    if (space.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    if (words.length >= mostWords) {
      const cure = 'Split the command into several.';
      faults.push({ ...syntax(`The line holds more than ${mostWords} words.`, cure), column: at + 1 });
      break;
    }
    const start = at;
    const key = keyAt(line, at);
    if (key !== undefined) at += key.length + 1;
    const opener = line.charAt(at);
    const read = opener === '"' || opener === "'" ? quotedAt(line, at) : bareAt(line, at);
    at = read.end;
    const column = start + 1;
    if (read.fault) faults.push({ ...syntax(read.fault.message, read.fault.cure), column: read.fault.at + 1 });
    else words.push({ ...(key === undefined ? {} : { key }), value: read.value, column, quoted: read.quoted });
  }
  return { words, faults };
}

function syntax(message: string, cure: string): Omit<Fault, 'column'> {
  return { code: 'command/syntax', message, cure };
}

/** The key of `key=…` at this place. */
function keyAt(line: string, at: number): string | undefined {
  if (!keyStart.test(line.charAt(at))) return undefined;
  let end = at + 1;
  while (end < line.length && keyPart.test(line.charAt(end))) end += 1;
  return line.charAt(end) === '=' ? line.slice(at, end) : undefined;
}

interface Read {
  readonly value: string;
  readonly quoted: boolean;
  readonly end: number;
  readonly fault?: { readonly message: string; readonly cure: string; readonly at: number };
}

function quotedAt(line: string, at: number): Read {
  const quote = line.charAt(at);
  let value = '';
  let end = at + 1;
  while (end < line.length && line.charAt(end) !== quote) {
    const next = line.charAt(end + 1);
    if (line.charAt(end) === '\\' && (next === quote || next === '\\')) end += 1;
    value += line.charAt(end);
    end += 1;
  }
  if (end >= line.length) {
    const fault = { message: `The quote ${quote} is never closed.`, cure: `Close it with ${quote}.`, at };
    return { value, quoted: true, end, fault };
  }
  end += 1;
  if (end < line.length && !space.test(line.charAt(end))) {
    const fault = {
      message: 'Something follows the closing quote without a space.',
      cure: 'Put a space after the closing quote, or quote the whole value.',
      at: end,
    };
    return { value, quoted: true, end: wordEnd(line, end), fault };
  }
  return { value, quoted: true, end };
}

function bareAt(line: string, at: number): Read {
  const end = wordEnd(line, at);
  const value = line.slice(at, end);
  if (smartQuotes.includes(line.charAt(at)) && at < end) {
    const fault = {
      message: `${line.charAt(at)} is a typographic quotation mark, which does not quote.`,
      cure: 'Use the straight quotes " or \'.',
      at,
    };
    return { value, quoted: false, end: smartEnd(line, at), fault };
  }
  if (value.startsWith('=') || value === '') {
    const fault = {
      message: value === '' ? 'No value follows the equals sign.' : 'An equals sign stands without a key.',
      cure: 'Write key=value without spaces around the equals sign.',
      at,
    };
    return { value, quoted: false, end: Math.max(end, at), fault };
  }
  return { value, quoted: false, end };
}

function wordEnd(line: string, at: number): number {
  let end = at;
  while (end < line.length && !space.test(line.charAt(end))) end += 1;
  return end;
}

/** Behind the closing typographic quote when there is one, so that one slip gives one finding. */
function smartEnd(line: string, at: number): number {
  for (let end = at + 1; end < line.length; end += 1) {
    if (smartQuotes.includes(line.charAt(end))) return wordEnd(line, end);
  }
  return wordEnd(line, at);
}
