import type { z } from 'zod';
import type { ConfigurationRead } from '../domain/access/configuration.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { clip } from '../domain/text/budget.ts';
import { didYouMean } from '../domain/text/suggest.ts';
import { checkTogether } from './check-together.ts';
import { readYaml, type YamlFile } from './read-yaml.ts';
import { fileSchema, toConfiguration } from './schema.ts';

const mostFindings = 50;

/**
 * Reads the text of `.github/clusterops.yml`: the configuration with every default filled in, or everything that is wrong
 * with it, each with its place. An empty file means the defaults. Aliases that multiply, keys that stand twice and files
 * over 64 KiB are refused.
 */
export function decodeConfiguration(text: string): ConfigurationRead {
  const yaml = readYaml(text);
  if (!yaml.ok) return { state: 'invalid', findings: yaml.findings };
  const { file } = yaml;
  const read = fileSchema.safeParse(file.value);
  if (!read.success) {
    const findings = read.error.issues.flatMap((issue) => findingsOf(issue, file));
    return { state: 'invalid', findings: inOrder(findings).slice(0, mostFindings) };
  }
  const configuration = toConfiguration(read.data);
  const conflicts = checkTogether(configuration).map(({ key, message, cure }) =>
    fault('configuration/value-invalid', message, { cure, place: file.placeOfKey(key) }),
  );
  return conflicts.length > 0 ? { state: 'invalid', findings: conflicts } : { state: 'read', configuration };
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    ({ place: a }, { place: b }) => (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0),
  );
}

/** An unknown key, or a value of the wrong form, with its place and a cure. */
function findingsOf(issue: z.core.$ZodIssue, file: YamlFile): readonly Finding[] {
  const at = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const where = at.length === 0 ? '' : ` in ${at.join('.')}`;
    const known = keysAt(at);
    return issue.keys.slice(0, mostFindings).map((key) => {
      const meant = didYouMean(key, known);
      const cure = meant ? `Did you mean ${meant}?` : `Use one of ${known.join(', ')}.`;
      const place = file.placeOfKey([...at, key]);
      return fault('configuration/key-unknown', `There is no key "${clip(key, 60)}"${where}.`, { cure, place });
    });
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

/** The keys that the schema has at a place. */
function keysAt(at: readonly (string | number)[]): readonly string[] {
  let schema: SchemaNode | undefined = fileSchema as unknown as SchemaNode;
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
