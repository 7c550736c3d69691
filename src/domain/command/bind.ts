import { selectorKeys } from '../fleet/select.ts';
import { isSelector } from '../fleet/selector.ts';
import { clip } from '../text/budget.ts';
import { didYouMean } from '../text/suggest.ts';
import type { ArgumentValue } from './command.ts';
import type { ArgumentRow, ArgumentType, CommandRow } from './table/row.ts';
import { readValue } from './value.ts';
import { type Fault, mostFaults, type Word, type Words } from './words.ts';

/** Types whose values several words may give. */
const lists: ReadonlySet<ArgumentType['kind']> = new Set(['words', 'labels', 'taints']);

export type Bound =
  | { readonly ok: true; readonly arguments: Readonly<Record<string, ArgumentValue>> }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Gives the words of a line to the arguments of a command; names all that does not fit, at most twenty faults. `end` is
 * the column behind the line, where a missing argument would go.
 */
export function bind(row: CommandRow, { words, faults: unread }: Words, end: number): Bound {
  const faults: Fault[] = [...unread];
  const given = new Set<string>();
  const values = new Map<string, ArgumentValue>();
  const ofTemplate = row.variables === true && words.some(({ key }) => key?.toLowerCase() === 'template');
  let place = 0;

  for (const word of words) {
    if (faults.length >= mostFaults) break;
    const target = (ofTemplate ? variableOf(row, word) : undefined) ?? targetOf(row, word, place, given);
    if (!target.ok) {
      faults.push(target.fault);
      continue;
    }
    const { argument } = target;
    const isList = lists.has(argument.type.kind);
    if (given.has(argument.key) && !isList) {
      faults.push(repeated(argument, word));
      continue;
    }
    if (word.key === undefined && !isList && argument.type.kind !== 'flag') place += 1;
    given.add(argument.key);
    const read = readValue(argument.type, target.text);
    if (!read.ok) faults.push(invalid(argument, word, read));
    else values.set(keyOf(argument, target.text), isList ? merged(values.get(argument.key), read.value) : read.value);
  }

  for (const argument of [...row.positionals, ...row.options]) {
    const value = values.get(argument.key);
    // What could not be read may have been the missing argument.
    if (argument.required && !given.has(argument.key) && unread.length === 0) faults.push(missing(row, argument, end));
    if ('max' in argument.type && Array.isArray(value) && value.length > argument.type.max) {
      const cure = `Name at most ${argument.type.max}.`;
      const message = `${argument.key}: ${value.length} are named, and ${argument.type.max} are the most.`;
      faults.push({ code: 'command/argument-invalid', message, cure, column: end });
    }
  }
  faults.sort((a, b) => a.column - b.column);
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, mostFaults) };
  return { ok: true, arguments: Object.fromEntries(values) };
}

/** A variable of a clusterctl template: upper case, as they all are. */
const variable = /^[A-Z][A-Z0-9_]{0,99}$/;

function variableRow(key: string): ArgumentRow {
  return { key, type: { kind: 'text', max: 500 }, summary: 'a variable of the template' };
}

type Target =
  | { readonly ok: true; readonly argument: ArgumentRow; readonly text: string }
  | { readonly ok: false; readonly fault: Fault };

/** A variable of the template; one that an argument gives, too, is that argument, with its type and its limits. */
function variableOf(row: CommandRow, { key, value }: Word): Target | undefined {
  if (key === undefined || !variable.test(key)) return undefined;
  const option = row.options.find((each) => each.variables?.includes(key) === true);
  return { ok: true, argument: option ?? variableRow(key), text: value };
}

const keyOf = ({ key, type }: ArgumentRow, text: string): string =>
  type.kind === 'clusters' && isSelector(text) ? 'selector' : key;

/** Which argument a word is for: by its key, as a bare flag, as a selector, or by its place. */
function targetOf(row: CommandRow, word: Word, place: number, given: ReadonlySet<string>): Target {
  if (word.key !== undefined) {
    const key = word.key.toLowerCase();
    const option = row.options.find((each) => each.key === key);
    if (option) return { ok: true, argument: option, text: word.value };
    const alone = row.variables === true ? variableOf(row, word) : undefined;
    // Planning says that there is no template for it.
    if (alone?.ok === true) return { ...alone, argument: variableRow(word.key) };
    const clusters = row.positionals.find((each) => each.type.kind === 'clusters');
    if (clusters !== undefined && beginsSelector(row, word.key, given.has(clusters.key)))
      return { ok: true, argument: clusters, text: `${word.key}=${word.value}` };
    return { ok: false, fault: unknownKey(row, word, word.key) };
  }
  if (!word.quoted) {
    const option = row.options.find((each) => each.key === word.value.toLowerCase());
    if (option?.type.kind === 'flag') return { ok: true, argument: option, text: 'true' };
    if (option) return { ok: false, fault: withoutValue(option, word) };
    if (/^[-\u2010-\u2015\u2212]/.test(word.value)) return { ok: false, fault: hyphens(row, word) };
  }
  const positional = row.positionals[place];
  if (positional) return { ok: true, argument: positional, text: word.value };
  return { ok: false, fault: tooMany(row, word) };
}

/** A key that is no argument is a label of clusters, unless it is a slip of an argument. */
function beginsSelector(row: CommandRow, key: string, given: boolean): boolean {
  if (selectorKeys.includes(key.toLowerCase())) return true;
  const keys = row.options.map((each) => each.key);
  return !given && didYouMean(key, keys) === undefined;
}

const shown = (text: string): string => `"${clip(text, 60)}"`;

function merged(known: ArgumentValue | undefined, more: ArgumentValue): readonly string[] {
  const lists = [known, more].map((each) => (Array.isArray(each) ? (each as readonly string[]) : []));
  return [...new Set(lists.flat())];
}

function keysOf(row: CommandRow): string {
  const keys = row.options.map((each) => each.key);
  return keys.length === 0 ? `/${row.name} takes none.` : `It takes ${keys.join(', ')}.`;
}

function unknownKey(row: CommandRow, word: Word, key: string): Fault {
  const meant = didYouMean(
    key,
    [...row.options, ...row.positionals].map((each) => each.key),
  );
  const positional = row.positionals.find((each) => each.key === meant);
  const cure = positional
    ? `Write ${positional.summary.startsWith('the') ? positional.summary : `the ${positional.key}`} alone, without ${key}=.`
    : meant
      ? `Did you mean ${meant}=?`
      : keysOf(row);
  const message = `/${row.name} has no argument ${shown(key)}.`;
  return { code: 'command/argument-unknown', message, cure, column: word.column };
}

function hyphens(row: CommandRow, word: Word): Fault {
  const plain = word.value.replace(/^[-\u2010-\u2015\u2212]+/, '');
  const key = plain.split('=', 1)[0] ?? '';
  const known = row.options.some((each) => each.key === key);
  return {
    code: 'command/argument-unknown',
    message: `/${row.name} has no argument ${shown(word.value)}.`,
    cure: known ? `Write it without hyphens before it: ${clip(plain, 60)}` : keysOf(row),
    column: word.column,
  };
}

function withoutValue(argument: ArgumentRow, word: Word): Fault {
  return {
    code: 'command/syntax',
    message: `${argument.key} stands without a value.`,
    cure: `Write ${argument.key}=value without spaces around the equals sign.`,
    column: word.column,
  };
}

function tooMany(row: CommandRow, word: Word): Fault {
  const message = `/${row.name} has no place for ${shown(word.value)}.`;
  const meant = didYouMean(
    word.value,
    row.options.map((each) => each.key),
  );
  return {
    code: 'command/argument-unknown',
    message,
    cure: meant ? `Did you mean ${meant}=?` : keysOf(row),
    column: word.column,
  };
}

function repeated(argument: ArgumentRow, word: Word): Fault {
  const message = `${argument.key} is given twice.`;
  if (argument.type.kind === 'clusters') {
    const cure = 'Name one cluster, or join the terms of one selector by commas without spaces: team=a,region=eu-*.';
    return { code: 'command/argument-repeated', message: 'Which clusters is said twice.', cure, column: word.column };
  }
  return { code: 'command/argument-repeated', message, cure: `Give ${argument.key} once.`, column: word.column };
}

function invalid(argument: ArgumentRow, word: Word, read: { readonly wrong: string; readonly cure: string }): Fault {
  const message = `The value ${shown(word.value)} of ${argument.key} ${read.wrong}.`;
  return { code: 'command/argument-invalid', message, cure: read.cure, column: word.column };
}

function missing(row: CommandRow, argument: ArgumentRow, end: number): Fault {
  const message = `/${row.name} needs ${argument.key}: ${argument.summary}.`;
  const cure = `For example: ${row.examples[0] ?? `/help ${row.name}`}`;
  return { code: 'command/argument-missing', message, cure, column: end };
}
