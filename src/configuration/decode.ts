import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Configuration, ConfigurationRead } from '../domain/access/configuration.ts';
import { type Finding, fault, type Place } from '../domain/finding.ts';
import { clip } from '../domain/text/budget.ts';
import { utf8Length } from '../domain/text/characters.ts';
import { didYouMean } from '../domain/text/suggest.ts';
import { checkTogether } from './check-together.ts';
import { fileSchema, toConfiguration } from './schema.ts';

const path = '.github/clusterops.yml';
const mostBytes = 64 * 1024;
const mostDepth = 32;

/**
 * Reads the text of `.github/clusterops.yml`: the configuration with every default filled in, or everything that is wrong
 * with it, each with its place. An empty file means the defaults. Aliases that multiply, keys that stand twice and files
 * over 64 KiB are refused.
 */
export function decodeConfiguration(text: string): ConfigurationRead {
  if (utf8Length(text) > mostBytes) return invalid([syntax('The file is larger than 64 KiB.')]);
  if (deepest(text) > mostDepth) return invalid([syntax(`The file is nested deeper than ${mostDepth} levels.`)]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const placeOf = (offset: number | undefined): Place => {
    if (offset === undefined) return { path };
    const { line, col } = lines.linePos(offset);
    return { path, line, column: col };
  };
  const problems = [...document.errors, ...document.warnings].slice(0, 20);
  if (problems.length > 0) {
    return invalid(problems.map((each) => syntax(asSentence(each.message), placeOf(each.pos[0]))));
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    return accept(fileSchema.parse({}), placeOf, document);
  if (!isMap(document.contents))
    return invalid([syntax('The file is not a mapping of keys to values.', { path, line: 1 })]);

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    return invalid([syntax('Aliases expand to far more than the file holds.')]);
  }
  const read = fileSchema.safeParse(value);
  if (read.success) return accept(read.data, placeOf, document);
  const findings = read.error.issues.flatMap((issue) => findingsOf(issue, document, value, placeOf));
  return invalid(findings.slice(0, 50));
}

type PlaceOf = (offset: number | undefined) => Place;

function accept(file: z.output<typeof fileSchema>, placeOf: PlaceOf, document: Document.Parsed): ConfigurationRead {
  const configuration: Configuration = toConfiguration(file);
  const faults = checkTogether(configuration).map(({ key, message, cure }) =>
    fault('configuration/value-invalid', message, { cure, place: placeOf(offsetOf(document, key)) }),
  );
  return faults.length > 0 ? invalid(faults) : { state: 'read', configuration };
}

function invalid(findings: readonly Finding[]): ConfigurationRead {
  return { state: 'invalid', findings };
}

function syntax(message: string, place: Place = { path }): Finding {
  return fault('configuration/syntax', message, { place });
}

function asSentence(message: string): string {
  const first = clip(message.split('\n', 1)[0] ?? '', 200);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}

/** An unknown key, or a value of the wrong form, with its place and a cure. */
function findingsOf(
  issue: z.core.$ZodIssue,
  document: Document.Parsed,
  value: unknown,
  placeOf: PlaceOf,
): readonly Finding[] {
  const at = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const where = at.length === 0 ? '' : ` in ${at.join('.')}`;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(at);
    return issue.keys.map((key) => {
      const meant = didYouMean(key, known);
      const cure = meant ? `Did you mean ${meant}?` : `Use one of ${known.join(', ')}.`;
      const place = placeOf(offsetOf(document, [...at, key]));
      return fault('configuration/key-unknown', `There is no key "${clip(key, 60)}"${where}.`, { cure, place });
    });
  }
  const name = at.join('.') || 'The file';
  const given = at.reduce<unknown>((inside, part) => (inside as Record<string, unknown> | undefined)?.[part], value);
  const cure = cureOf(issue, given);
  const place = placeOf(valueOffset(document, at));
  const message = `${name} must be ${issue.message}, and is ${shown(given)}.`;
  return [fault('configuration/value-invalid', message, { place, ...(cure ? { cure } : {}) })];
}

function cureOf(issue: z.core.$ZodIssue, given: unknown): string | undefined {
  if (issue.code === 'invalid_value' && typeof given === 'string') {
    const meant = didYouMean(given, issue.values.map(String));
    if (meant) return `Did you mean ${meant}?`;
  }
  // YAML reads 1.30 as the number 1.3
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof given === 'number')
    return 'Put it in quotes.';
  return undefined;
}

function shown(given: unknown): string {
  if (given === null) return 'empty';
  if (Array.isArray(given)) return 'a list';
  if (typeof given === 'object') return 'a mapping';
  return clip(JSON.stringify(given) ?? 'nothing', 60);
}

/** The keys that the schema has at a place. */
function keysAt(at: readonly (string | number)[]): readonly string[] {
  let schema: unknown = fileSchema;
  for (const part of at) schema = shapeOf(schema)?.[part];
  return Object.keys(shapeOf(schema) ?? {});
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  let inner = schema as {
    readonly shape?: Readonly<Record<string, unknown>>;
    readonly def?: { readonly innerType?: unknown };
  };
  while (inner?.shape === undefined && inner?.def?.innerType !== undefined) inner = inner.def.innerType as typeof inner;
  return inner?.shape;
}

/** Where a key stands; of its nearest parent when it is not written. */
function offsetOf(document: Document.Parsed, at: readonly (string | number)[]): number | undefined {
  const parent = at.length > 1 ? document.getIn(at.slice(0, -1), true) : document.contents;
  const key = String(at.at(-1));
  const pair = isMap(parent)
    ? parent.items.find((each) => isScalar(each.key) && String(each.key.value) === key)
    : undefined;
  if (pair && isNode(pair.key)) return pair.key.range?.[0];
  return at.length > 1 ? offsetOf(document, at.slice(0, -1)) : undefined;
}

function valueOffset(document: Document.Parsed, at: readonly (string | number)[]): number | undefined {
  const node = document.getIn(at, true);
  return isNode(node) && node.range && !(isScalar(node) && node.value === null)
    ? node.range[0]
    : offsetOf(document, at);
}

/** An upper bound of how deep the text can nest, so that no parser has to recurse further. */
function deepest(text: string): number {
  let flow = 0;
  let deepestFlow = 0;
  let block = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const dashes = /^[\s?:-]*/.exec(line)?.[0].replace(/\s+/g, '').length ?? 0;
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    block = Math.max(block, dashes, line.trim() === '' ? 0 : Math.min(indent, 4 * mostDepth) / 2);
    for (const character of line) {
      if (character === '[' || character === '{') deepestFlow = Math.max(deepestFlow, ++flow);
      else if (character === ']' || character === '}') flow = Math.max(0, flow - 1);
    }
  }
  return Math.max(deepestFlow, Math.floor(block));
}
