import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Finding, fault } from '../../../finding.ts';
import type { JsonObject } from '../../manifest.ts';
import { toJson } from '../../source/located.ts';
import { readDocuments } from '../../source/read-documents.ts';
import type { RepositoryFiles } from '../packaging.ts';
import { valuesKey } from './values.ts';

const mostNamed = 10;

/** What a chart's `values.schema.json` refuses of values, seen with the chart's own `values.yaml` beneath as Helm sees them. */
export function checkValues(chart: string, files: RepositoryFiles, values: JsonObject): readonly Finding[] {
  const path = `${chart}/values.schema.json`;
  const text = files.get(path);
  if (text === undefined) return [];
  const place = { path, line: 1 };
  let validate: ValidateFunction;
  try {
    validate = compiled(text);
  } catch (error) {
    const message = `The schema of the chart's values cannot be used: ${error instanceof Error ? error.message : String(error)}.`;
    return [fault('cluster/values-refused', message, { place, cure: 'Correct the schema.' })];
  }
  if (validate(withDefaults(defaultsOf(chart, files), given(values)))) return [];
  // That a branch does not hold says nothing beside what is wrong in it.
  const wrong = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  return wrong.slice(0, mostNamed).map((error) =>
    fault('cluster/values-refused', `The chart ${chart} refuses ${said(error)}.`, {
      place,
      cure: 'Ask for what the chart makes, extend the chart, or use packaging=plain.',
    }),
  );
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

function said({ instancePath, message = 'is invalid', params, keyword }: ErrorObject): string {
  const at = [valuesKey, ...instancePath.split('/').slice(1)].join('.');
  if (keyword === 'enum')
    return `${at}: it must be one of ${(params['allowedValues'] as readonly unknown[]).join(', ')}`;
  if (keyword === 'const') return `${at}: it must be ${JSON.stringify(params['allowedValue'])}`;
  if (keyword === 'false schema') return `${at}: it must be left out`;
  if (keyword === 'additionalProperties') return `${at}.${String(params['additionalProperty'])}: it has no such value`;
  return `${at}: it ${message}`;
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
