import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json, JsonObject } from '../../manifest.ts';
import { toJson } from '../../source/located.ts';
import { readDocuments } from '../../source/read-documents.ts';
import type { RepositoryFiles } from '../packaging.ts';

/** What a chart of the repository says of its values. */
export interface ChartSchema {
  /** Of the file that says it. */
  readonly path: string;
  /** What is wrong with values, seen with the chart's own `values.yaml` beneath as Helm sees them. */
  readonly errors: (values: JsonObject) => readonly ErrorObject[];
}

/** The `values.schema.json` of a chart; undefined where it has none, `broken` with the reason where it cannot be used. */
export function chartSchema(
  chart: string,
  files: RepositoryFiles,
): ChartSchema | { readonly path: string; readonly broken: string } | undefined {
  const path = `${chart}/values.schema.json`;
  const text = files.get(path);
  if (text === undefined) return undefined;
  let validate: ValidateFunction;
  try {
    validate = compiled(text);
  } catch (error) {
    return { path, broken: error instanceof Error ? error.message : String(error) };
  }
  const defaults = defaultsOf(chart, files);
  return {
    path,
    errors: (values) => (validate(withDefaults(defaults, given(values))) ? [] : [...(validate.errors ?? [])]),
  };
}

/**
 * Whether a chart says that it goes by a value: its schema takes the value at this place, and refuses another that means nothing. One
 * that takes both says nothing of it, and a chart may well not look there.
 */
export function knowsValue(
  schema: ChartSchema,
  values: JsonObject,
  keys: readonly (string | number)[],
  { value, meaningless }: { readonly value: Json; readonly meaningless: Json },
): boolean {
  const takes = (each: Json): boolean => schema.errors(put(values, keys, each) as JsonObject).length === 0;
  return takes(value) && !takes(meaningless);
}

function put(holder: Json | undefined, [key, ...rest]: readonly (string | number)[], value: Json): Json {
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const items = Array.isArray(holder) ? (holder as readonly Json[]) : [];
    return items.map((item, index) => (index === key ? put(item, rest, value) : item));
  }
  const before = isMapping(holder) ? (holder as JsonObject) : {};
  return { ...before, [key]: put(before[key], rest, value) };
}

let last: { readonly text: string; readonly validate: ValidateFunction } | undefined;

/** The last one is kept: the clusters of a command share a chart, and compiling takes ten times as long as all else. */
function compiled(text: string): ValidateFunction {
  if (last?.text !== text) last = { text, validate: compile(JSON.parse(text)) };
  return last.validate;
}

/** By the dialect that it names, in whichever of the ways that Helm takes; as draft 7 when it names none. */
function compile(schema: unknown): ValidateFunction {
  const { $schema, ...rules } = isMapping(schema) ? schema : {};
  const options = { strict: false, allErrors: true, logger: false } as const;
  return (/2019-09|2020-12/.test(String($schema)) ? new Ajv2020(options) : new Ajv(options)).compile(rules);
}

function defaultsOf(chart: string, files: RepositoryFiles): unknown {
  const path = `${chart}/values.yaml`;
  const [document] = readDocuments({ path, content: files.get(path) ?? '' }).documents;
  return document === undefined ? {} : toJson(document.root);
}

/** As JSON has it: what is undefined is not there. */
const given = (values: JsonObject): unknown => JSON.parse(JSON.stringify(values));

function withDefaults(defaults: unknown, values: unknown): unknown {
  if (!isMapping(defaults) || !isMapping(values)) return values;
  const keys = new Set([...Object.keys(defaults), ...Object.keys(values)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      Object.hasOwn(values, key) ? withDefaults(defaults[key], values[key]) : defaults[key],
    ]),
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
