import type { z } from 'zod';
import { type Finding, fault } from '../domain/finding.ts';
import { clip } from '../domain/text/budget.ts';
import { didYouMean } from '../domain/text/suggest.ts';
import { readYaml, type YamlFile } from './read-yaml.ts';

const mostFindings = 50;

/** What a file says in the shape of its schema, or everything that is wrong with it. */
export type FileRead<T> =
  | { readonly ok: true; readonly data: T; readonly file: YamlFile }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Reads YAML against a schema whose leaves say what each `must be`. An empty file is an empty mapping. Each finding has its place;
 * unknown keys get the nearest known one.
 */
export function decodeFile<T>(text: string, path: string, schema: z.ZodType<T>): FileRead<T> {
  const yaml = readYaml(text, path);
  return yaml.ok ? decodeYaml(yaml.file, schema) : yaml;
}

/** The same of a file that was read already. */
export function decodeYaml<T>(file: YamlFile, schema: z.ZodType<T>): FileRead<T> {
  const read = schema.safeParse(file.value);
  if (read.success) return { ok: true, data: read.data, file };
  const findings = read.error.issues.flatMap((issue) => findingsOf(issue, file, schema));
  return { ok: false, findings: inOrder(findings).slice(0, mostFindings) };
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    ({ place: a }, { place: b }) => (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0),
  );
}

/** An unknown key, or a value of the wrong form, with its place and a cure. */
function findingsOf(issue: z.core.$ZodIssue, file: YamlFile, schema: z.ZodType): readonly Finding[] {
  const at = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const where = at.length === 0 ? '' : ` in ${at.join('.')}`;
    const known = keysAt(schema, at);
    return issue.keys.slice(0, mostFindings).map((key) => {
      const meant = didYouMean(key, known);
      const cure = meant ? `Did you mean ${meant}?` : `Use one of ${known.join(', ')}.`;
      const place = file.placeOfKey([...at, key]);
      return fault('configuration/key-unknown', `There is no key "${clip(key, 60)}"${where}.`, { cure, place });
    });
  }
  if (issue.code === 'invalid_key') {
    const key = clip(String(at.at(-1)), 60);
    const must = issue.issues.map((each) => each.message).join(', ');
    const where = at.length === 1 ? 'of the file' : `of ${at.slice(0, -1).join('.')}`;
    const message = `The key "${key}" ${where} must be ${must}.`;
    return [fault('configuration/value-invalid', message, { cure: 'Write the key so.', place: file.placeOfKey(at) })];
  }
  const given = at.reduce<unknown>(
    (inside, part) => (inside as Record<string, unknown> | undefined)?.[part],
    file.value,
  );
  const cure = cureOf(issue, given);
  const message = `${at.join('.') || 'The file'} must be ${issue.message}, and is ${shown(given)}.`;
  const place = file.placeOfValue(at);
  return [fault('configuration/value-invalid', message, { place, ...(cure ? { cure } : {}) })];
}

function cureOf(issue: z.core.$ZodIssue, given: unknown): string | undefined {
  if (given === null) return 'Give it a value, or remove the key.';
  if (issue.code === 'invalid_value' && typeof given === 'string') {
    const meant = didYouMean(given, issue.values.map(String));
    if (meant) return `Did you mean ${meant}?`;
  }
  // YAML reads 1.30 as the number 1.3
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof given === 'number') {
    return 'Put it in quotes.';
  }
  return undefined;
}

function shown(given: unknown): string {
  if (given === null) return 'empty';
  if (Array.isArray(given)) return given.length === 0 ? 'an empty list' : 'a list';
  if (typeof given === 'object') return 'a mapping';
  return clip(JSON.stringify(given) ?? 'nothing', 60);
}

interface SchemaNode {
  readonly shape?: Readonly<Record<string, SchemaNode>>;
  /** Defaults and optionals wrap the schema that they are about. */
  readonly def?: { readonly innerType?: SchemaNode; readonly element?: SchemaNode; readonly valueType?: SchemaNode };
}

/** The keys that a schema has at a place. */
function keysAt(root: z.ZodType, at: readonly (string | number)[]): readonly string[] {
  let schema: SchemaNode | undefined = root as unknown as SchemaNode;
  for (const part of at) {
    const { shape, def }: SchemaNode = unwrapped(schema) ?? {};
    schema = shape?.[part] ?? def?.element ?? def?.valueType;
  }
  return Object.keys(unwrapped(schema)?.shape ?? {});
}

function unwrapped(schema: SchemaNode | undefined): SchemaNode | undefined {
  let inner = schema;
  while (inner?.shape === undefined && inner?.def?.innerType !== undefined) inner = inner.def.innerType;
  return inner;
}
