import { codeBlock, codeSpan, encodeMarkdown, tableRow } from '../text/encode.ts';
import { didYouMean } from '../text/suggest.ts';
import { defaultDialect } from './parse.ts';
import type { ArgumentRow, CommandRow } from './table/row.ts';
import { commandNamed, commandTable } from './table.ts';
import { describeType } from './value.ts';

/** The grammar of a command on one line, as help and documentation show it. */
export function usage(row: CommandRow): string {
  const positionals = row.positionals.map((each) => {
    const name = `${placeholder(each)}${each.type.kind === 'words' ? '…' : ''}`;
    return each.required ? name : `[${name}]`;
  });
  const options = row.options.map((each) => {
    const form = each.type.kind === 'flag' ? each.key : `${each.key}=`;
    return each.required ? form : `[${form}]`;
  });
  return [`/${row.name}`, ...positionals, ...options].join(' ');
}

const placeholder = ({ key, type }: ArgumentRow): string => `<${type.kind === 'clusters' ? `${key}|selector` : key}>`;

/** Markdown for a comment: all commands, or one of them in full. An unknown name is answered with the list. */
export function help(name?: string, options: { readonly prefix?: string } = {}): string {
  const sought = name?.toLowerCase().replace(/^\//, '');
  const row = sought === undefined ? undefined : commandNamed(sought);
  if (row) return helpFor(row);
  const meant = sought
    ? didYouMean(
        sought,
        commandTable.map((each) => each.name),
      )
    : undefined;
  const guess = meant ? ` Did you mean ${codeSpan(`/help ${meant}`)}?` : '';
  const unknown = name === undefined ? [] : [`There is no command ${codeSpan(name)}.${guess}`];
  return [...unknown, ...overview(options.prefix ?? defaultDialect.prefix)].join('\n\n');
}

function overview(prefix: string): readonly string[] {
  const rows = commandTable.map((row) => tableRow([codeSpan(usageInBrief(row)), encodeMarkdown(row.summary)]));
  return [
    ['| command | what it does |', '| --- | --- |', ...rows].join('\n'),
    `Write one command a line, at the start of the line. ${codeSpan(`/${prefix} <command>`)} works too. ${codeSpan('/help <command>')} explains one.`,
  ];
}

function usageInBrief(row: CommandRow): string {
  return usage({ ...row, options: row.options.filter((each) => each.required) });
}

/** One command in full: what it does, its grammar, arguments, who may use it and examples. */
function helpFor(row: CommandRow): string {
  return [
    `**${codeSpan(`/${row.name}`)}** ${encodeMarkdown(row.summary)}`,
    codeBlock(usage(row)),
    ...argumentTable(row),
    whoMay(row),
    `For example:\n${codeBlock(row.examples.join('\n'))}`,
  ].join('\n\n');
}

/** Who may use a command, in one sentence. */
export function whoMay(row: CommandRow): string {
  return row.writes
    ? `Who may: people whom the configuration allows (${codeSpan('access.permission')}, usually ${codeSpan('write')}).`
    : `Who may: people with the ${codeSpan(row.permission)} permission.`;
}

/** The arguments of a command as a table; nothing when it takes none. */
export function argumentTable(row: CommandRow): readonly string[] {
  const cells = (each: ArgumentRow, positional: boolean) =>
    tableRow([
      codeSpan(positional ? placeholder(each) : each.type.kind === 'flag' ? each.key : `${each.key}=`),
      each.summary,
      encodeMarkdown(describeType(each.type)),
      each.required ? 'required' : (each.otherwise ?? ''),
    ]);
  const rows = [...row.positionals.map((each) => cells(each, true)), ...row.options.map((each) => cells(each, false))];
  return rows.length === 0
    ? []
    : [['| argument | meaning | form | when absent |', '| --- | --- | --- | --- |', ...rows].join('\n')];
}
