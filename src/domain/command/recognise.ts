import { editDistance } from '../text/suggest.ts';
import type { CommandRow } from './table/row.ts';
import { commandNamed, commandTable } from './table.ts';

export interface Dialect {
  /** The word of the namespaced form, `/<prefix> create-cluster …`. */
  readonly prefix: string;
  /** True: only the namespaced form counts, because another bot shares the repository. */
  readonly requirePrefix: boolean;
  /** True: near misses are not looked for. */
  readonly exact?: boolean;
}

export type Recognised =
  /** A command of ours; its arguments begin at `argumentsAt` in the line. */
  | { readonly kind: 'command'; readonly row: CommandRow; readonly argumentsAt: number }
  /** Meant for us, but no command has that name. */
  | { readonly kind: 'unknown'; readonly name: string; readonly meant?: string; readonly column: number }
  /** A path, or a command of somebody else. */
  | { readonly kind: 'foreign' };

const foreign: Recognised = { kind: 'foreign' };

/** What people type for our verbs. */
const synonyms: Readonly<Record<string, string>> = {
  add: 'create',
  make: 'create',
  new: 'create',
  destroy: 'delete',
  remove: 'delete',
  drop: 'delete',
  resize: 'scale',
  update: 'upgrade',
  describe: 'status',
};

/**
 * Decides whose line it is. Ours are: the exact name of a command; anything behind our prefix; a name one or two edits
 * from one of our names of two words (`/create-clutser`); and one of our verbs, or a synonym, followed by `cluster`
 * (`/destroy-cluster`, `/create cluster`). Everything else, near misses of one-word names included, may belong to another
 * bot (`/hold` is no `/help`) and is not answered. `line` begins with a slash.
 */
export function recognise(line: string, dialect: Dialect): Recognised {
  const first = wordAt(line, 1);
  const name = first.text.toLowerCase();
  if (name === '' || name.length > 64 || name.includes('/')) return foreign;
  if (name === dialect.prefix.toLowerCase()) return namespaced(line, first.end);
  const second = wordAt(line, first.end);
  const known = commandNamed(name);
  if (!dialect.requirePrefix) {
    if (known) return { kind: 'command', row: known, argumentsAt: first.end };
    if (dialect.exact) return foreign;
    const meant = nearMiss(name) ?? (second.text === '' ? undefined : twoWords(`${name}-${second.text.toLowerCase()}`));
    if (meant) return { kind: 'unknown', name: first.text, meant: `/${meant}`, column: 1 };
  }
  if (dialect.exact) return foreign;
  const command = commandNamed(second.text.toLowerCase());
  if (command && editDistance(name, dialect.prefix.toLowerCase(), 2) <= 2) {
    return { kind: 'unknown', name: first.text, meant: `/${dialect.prefix} ${command.name}`, column: 1 };
  }
  return foreign;
}

function namespaced(line: string, from: number): Recognised {
  const word = wordAt(line, from);
  const name = word.text.toLowerCase().replace(/^\//, '');
  const row = commandNamed(name === '' ? 'help' : name);
  if (row) return { kind: 'command', row, argumentsAt: word.end };
  const meant =
    nearMiss(name) ??
    nearest(
      name,
      commandTable.map((each) => each.name),
      2,
    );
  return { kind: 'unknown', name: word.text, ...(meant ? { meant: `/${meant}` } : {}), column: word.start + 1 };
}

const namesOfTwoWords = commandTable.map((row) => row.name).filter((name) => name.includes('-'));

/** The command of two words that was probably meant. */
function nearMiss(name: string): string | undefined {
  return nearest(name, namesOfTwoWords, 2) ?? twoWords(name);
}

/** One of our verbs, or a synonym, with `cluster` or `pool` behind it. */
function twoWords(name: string): string | undefined {
  if (namesOfTwoWords.includes(name)) return name;
  const [, verb = '', rest] = /^([a-z]+)[-_]?(clusters?)(?![a-z])/.exec(name) ?? [];
  if (rest === undefined) return undefined;
  const wanted = synonyms[verb] ?? verb;
  return namesOfTwoWords.find((each) => each.startsWith(`${wanted}-cluster`) || each === `cluster-${wanted}`);
}

function nearest(name: string, names: readonly string[], edits: number): string | undefined {
  let best: string | undefined;
  let least = edits + 1;
  for (const each of names) {
    const distance = editDistance(name, each, edits);
    if (distance < least) {
      least = distance;
      best = each;
    }
  }
  return best;
}

function wordAt(line: string, from: number): { readonly text: string; readonly start: number; readonly end: number } {
  let start = from;
  while (start < line.length && start > 1 && /\s/.test(line.charAt(start))) start += 1;
  let end = start;
  // No name is longer: the rest of a longer word need not be read.
  while (end < line.length && end - start <= 64 && !/\s/.test(line.charAt(end))) end += 1;
  return { text: line.slice(start, end), start, end };
}
