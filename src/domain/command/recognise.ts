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
  firstWord.lastIndex = 1;
  const first = firstWord.exec(line)?.[0] ?? '';
  const end = 1 + first.length;
  const name = first.toLowerCase();
  if (name === '' || name.length > 64 || name.includes('/')) return foreign;
  if (name === dialect.prefix.toLowerCase()) return namespaced(line, end);
  const known = dialect.requirePrefix ? undefined : commandNamed(name);
  if (known) return { kind: 'command', row: known, argumentsAt: end };
  if (dialect.exact) return foreign;
  const second = wordAt(line, end).text.toLowerCase();
  const meant = dialect.requirePrefix
    ? undefined
    : (nearMiss(name) ?? (second === '' ? undefined : twoWords(`${name}-${second}`)));
  if (meant) return { kind: 'unknown', name: first, meant: `/${meant}`, column: 1 };
  const command = commandNamed(second);
  if (command && editDistance(name, dialect.prefix.toLowerCase(), 2) <= 2) {
    return { kind: 'unknown', name: first, meant: `/${dialect.prefix} ${command.name}`, column: 1 };
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

// No name is longer than 64: the rest of a longer word need not be read.
const firstWord = /\S{0,65}/y;
const nextWord = /\s*(\S{0,65})/y;

function wordAt(line: string, from: number): { readonly text: string; readonly start: number; readonly end: number } {
  nextWord.lastIndex = from;
  const [all = '', text = ''] = nextWord.exec(line) ?? [];
  const end = from + all.length;
  return { text, start: end - text.length, end };
}
