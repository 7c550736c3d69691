import type { ErrorCode } from '../../errors.ts';
import { catalogue } from '../../errors.ts';
import type { Finding } from '../finding.ts';
import { clip } from '../text/budget.ts';
import { bind } from './bind.ts';
import type { CommandLine } from './command.ts';
import { isForm, readForm } from './form.ts';
import { type Dialect, recognise } from './recognise.ts';
import { scan } from './scan.ts';
import { type Fault, wordsOf } from './words.ts';

export interface ParseOptions extends Partial<Pick<Dialect, 'prefix' | 'requirePrefix'>> {
  /** Commands that one comment may hold; 10 unless told. */
  readonly maxCommands?: number;
}

export const defaultDialect: Dialect = { prefix: 'clusterops', requirePrefix: false };

/** Lines of others that are compared with our names for near misses; behind them only exact names count. */
const mostCompared = 50;

/**
 * The commands of a comment or a new issue, in order, each parsed or refused with everything that is wrong with it. A submitted
 * issue form is one command, whatever stands in its fields. Lines that are not ours are left out. Time is linear in the comment.
 */
export function parseComment(body: string, options: ParseOptions = {}): readonly CommandLine[] {
  if (isForm(body)) return [readForm(body)];
  const dialect = { ...defaultDialect, ...options };
  const exact = { ...dialect, exact: true };
  const most = options.maxCommands ?? 10;
  const commands: CommandLine[] = [];
  if (!mayHoldCommand(body)) return commands;
  let others = 0;
  for (const { line, text, inQuote } of scan(body).lines) {
    const parsed = parseLine(text, line, commands.length, others < mostCompared ? dialect : exact);
    if (parsed === undefined) {
      others += 1;
      continue;
    }
    if (commands.length >= most) {
      commands.push(tooMany(parsed, most));
      break;
    }
    commands.push(inQuote ? quoted(parsed) : parsed);
  }
  return commands;
}

/** One command as given to the CLI, with or without its slash. Whatever it is, it is answered. */
export function parseCommandLine(text: string, options: ParseOptions = {}): CommandLine {
  const trimmed = text.trim();
  const line = trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
  const parsed = /[\r\n]/.test(line) ? undefined : parseLine(line, 1, 0, { ...defaultDialect, ...options });
  return parsed ?? unknown({ index: 0, line: 1, raw: line }, line.split(/\s/, 1)[0]?.slice(1) ?? '', undefined, 1);
}

/** A quick look: false only when the text certainly holds no command of ours. */
export function mayHoldCommand(body: string): boolean {
  return /(?:^\ufeff?|[\r\n])\/[A-Za-z]/.test(body) || isForm(body);
}

interface Where {
  readonly index: number;
  readonly line: number;
  readonly raw: string;
}

function parseLine(text: string, line: number, index: number, dialect: Dialect): CommandLine | undefined {
  const found = recognise(text, dialect);
  if (found.kind === 'foreign') return undefined;
  const where: Where = { index, line, raw: text.trim() };
  if (found.kind === 'unknown') return unknown(where, found.name, found.meant, found.column);
  const { row } = found;
  const bound = bind(row, wordsOf(text, found.argumentsAt), text.trimEnd().length + 1);
  return bound.ok
    ? { kind: 'command', ...where, name: row.name, arguments: bound.arguments }
    : refused(where, row.name, bound.faults);
}

function refused({ index, line, raw }: Where, name: string | undefined, faults: readonly Fault[]): CommandLine {
  const findings = faults.map(
    ({ column, ...fault }): Finding => ({ ...fault, severity: 'error', place: { line, column } }),
  );
  return { kind: 'refused', index, line, raw, ...(name === undefined ? {} : { name }), findings };
}

function single(where: Where, name: string | undefined, code: ErrorCode, message: string, cure?: string, column = 1) {
  return refused(where, name, [{ code, message, cure: cure ?? catalogue[code].cure, column }]);
}

function unknown(where: Where, name: string, meant: string | undefined, column: number): CommandLine {
  const cure = meant ? `Did you mean ${meant}?` : undefined;
  return single(where, undefined, 'command/unknown', `There is no command "${clip(name, 60)}".`, cure, column);
}

function quoted(command: CommandLine): CommandLine {
  const cure = 'Put an empty line between the quotation and the command.';
  return single(command, command.name, 'command/syntax', 'The command stands in a quotation.', cure);
}

function tooMany(command: CommandLine, most: number): CommandLine {
  const message = `A comment may hold ${most} commands; this one and what follows were not taken.`;
  return single(command, command.name, 'command/too-many', message, 'Put the rest into another comment.');
}
