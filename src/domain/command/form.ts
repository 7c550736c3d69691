import { yamlText } from '../manifests/yaml-text.ts';
import { encodeMarkdown } from '../text/encode.ts';
import { didYouMean } from '../text/suggest.ts';
import { bind } from './bind.ts';
import type { CommandLine } from './command.ts';
import { createCluster } from './table/create-cluster.ts';
import type { ArgumentRow } from './table/row.ts';
import { describeType } from './value.ts';
import { type Fault, mostFaults, wordsOf } from './words.ts';

/** Where a repository keeps the form. */
export const formPath = '.github/ISSUE_TEMPLATE/cluster.yml';

const row = createCluster;
const fields = [...row.positionals, ...row.options].filter(({ field }) => field !== undefined);
const [first] = row.positionals;

/** The heading by which an issue is known to come from the form, without line ends. */
export const formHeading = `### ${first?.field}`;

/**
 * The issue form of `/create-cluster`, by GitHub's syntax for issue forms: a field for each argument of the table that has a
 * label. Fields that are left empty are arguments that are not given.
 */
export function issueForm(): string {
  const form = {
    name: 'New cluster',
    description: row.summary,
    title: 'New cluster',
    body: [
      {
        type: 'markdown',
        attributes: {
          value: `The same as a comment with \`/${row.name}\`: the same checks, the same pull request. What you leave empty is taken from the configuration.`,
        },
      },
      ...fields.map(fieldOf),
    ],
  };
  const head =
    '# Issue form of ClusterOps. It is read by its labels: fields may be left out, moved or given default values, not renamed.\n';
  return `${head}${yamlText(form)}`;
}

function fieldOf({ key, field = key, type, summary, otherwise, required }: ArgumentRow) {
  const common = {
    label: field,
    description: [sentence(summary), otherwise === undefined ? '' : `Left empty: ${otherwise}.`].join(' ').trim(),
  };
  const validations = required === true ? { validations: { required: true } } : {};
  switch (type.kind) {
    case 'choice':
      return {
        type: 'dropdown',
        id: key,
        attributes: { ...common, options: type.of.map((word) => option(word, field)) },
        ...validations,
      };
    case 'flag':
      return { type: 'checkboxes', id: key, attributes: { label: field, options: [{ label: sentence(summary) }] } };
    default:
      return {
        type: 'input',
        id: key,
        attributes: { ...common, ...(isFree.has(type.kind) ? {} : { placeholder: describeType(type) }) },
        ...validations,
      };
  }
}

/** A choice as the form shows it: GitHub keeps the word "none" for a choice that is not made. */
const option = (word: string, field: string): string => (word === 'none' ? `no ${field.toLowerCase()}` : word);

/** Of these the description says all. */
const isFree: ReadonlySet<string> = new Set(['word', 'words', 'label', 'path', 'text']);

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** Whether a new issue, or a comment, is a submitted form. */
export const isForm = (body: string): boolean => opening.test(body) && heading.test(body);

const opening = /^\ufeff?### /;
const heading = new RegExp(`^${formHeading}[ \\t]*$`, 'm');

/**
 * The command that a submitted form means, refused with all that is wrong with it. `body` is GitHub's rendering of it: a heading
 * for each field, then its value. A field holds one value on one line, so that nothing in it is a command of its own.
 */
export function readForm(body: string): CommandLine {
  const faults: Fault[] = [];
  const words: string[] = [row.name];
  const sections = sectionsOf(body);
  if (sections.length > mostFields) faults.push(tooManyFields);
  for (const { label, value } of sections.slice(0, mostFields)) {
    const argument = argumentOf(label);
    if (argument === undefined) faults.push(unknownField(label));
    else if (/[\r\n]/.test(value)) faults.push(severalLines(label));
    else words.push(...wordsFor(argument, value));
  }
  const raw = `/${words.join(' ')}`;
  const where = { index: 0, line: 1, raw, name: row.name };
  const bound = bind(row, wordsOf(raw, row.name.length + 1), raw.length + 1);
  if (bound.ok && faults.length === 0) return { kind: 'command', ...where, arguments: bound.arguments };
  const all = [...faults, ...(bound.ok ? [] : bound.faults)].slice(0, mostFaults);
  return {
    kind: 'refused',
    ...where,
    findings: all.map(({ column, ...fault }) => ({ ...fault, severity: 'error', place: { line: 1, column } })),
  };
}

interface Section {
  readonly label: string;
  readonly value: string;
}

/** What GitHub writes for a field that was left empty, and shows for a choice that is not made. */
const nothing: ReadonlySet<string> = new Set(['', '_No response_', 'None']);
/** More fields than any form has. */
const mostFields = 50;

const tooManyFields: Fault = {
  code: 'command/syntax',
  message: `The form has more than ${mostFields} fields.`,
  cure: 'Leave out what is no argument of the command.',
  column: 1,
};

function sectionsOf(body: string): readonly Section[] {
  return body
    .replace(/^\ufeff?### /, '')
    .split(/(?:\r\n|\n|\r)### /, 2 * mostFields)
    .map((text) => {
      const [label = '', ...lines] = text.split(/\r\n|\n|\r/);
      return { label: label.trim(), value: lines.join('\n').trim() };
    })
    .filter(({ value }) => !nothing.has(value));
}

/** By the label, or by the name that the argument has in a comment: a repository may add fields of its own for more of them. */
function argumentOf(label: string): ArgumentRow | undefined {
  const sought = label.toLowerCase();
  return [...row.positionals, ...row.options].find(
    ({ field, key }) => field?.toLowerCase() === sought || key === sought,
  );
}

/** Words of a list that are read: more than a command line may hold, so that it is refused for that. */
const mostRead = 250;

function wordsFor({ key, field = key, type }: ArgumentRow, value: string): readonly string[] {
  if (type.kind === 'choice')
    return [`${key}=${quoted(type.of.find((word) => option(word, field) === value) ?? value)}`];
  if (type.kind === 'words')
    return value
      .split(/[\s,]+/, mostRead)
      .filter(Boolean)
      .map(quoted);
  if (type.kind !== 'flag') return [`${key}=${quoted(value)}`];
  const [, ticked] = /^- \[([ xX])\] /.exec(value) ?? [];
  return ticked === undefined ? [`${key}=${quoted(value)}`] : ticked === ' ' ? [] : [key];
}

/** As a command takes it for a value, whatever it holds. */
function quoted(value: string): string {
  const bare =
    /^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(value) && !row.options.some(({ key }) => key === value.toLowerCase());
  return bare ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function unknownField(label: string): Fault {
  const meant = didYouMean(
    label,
    fields.flatMap(({ field = [] }) => field),
  );
  return {
    code: 'command/argument-unknown',
    message: `The form has no field "${label.slice(0, 60)}".`,
    cure: meant ? `Did you mean "${meant}"?` : `Correct ${formPath}: its labels are those of the table of commands.`,
    column: 1,
  };
}

function severalLines(label: string): Fault {
  return {
    code: 'command/argument-invalid',
    message: `The field "${label.slice(0, 60)}" holds several lines, and nothing in it was taken for a command.`,
    cure: 'Give one value on one line.',
    column: 1,
  };
}

/** The fields as a table, for the documentation. */
export const formFields = (): readonly (readonly [label: string, argument: string])[] =>
  fields.map(({ field = '', key }) => [encodeMarkdown(field), key]);
