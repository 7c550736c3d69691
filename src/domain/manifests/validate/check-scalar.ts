import type { LocatedScalar } from '../source/located.ts';
import type { StructuralSchema } from './schema.ts';

/** Longer strings are not matched against patterns: no pattern of a provider needs it, and matching must stay quick. */
const longestMatched = 512;
const patterns = new Map<string, RegExp | undefined>();

const date =
  /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const duration = /^[-+]?(0|(\d{1,12}(\.\d{1,12})?(ns|us|µs|ms|s|m|h)){1,8})$/;
const uuid = /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/;
const ipv4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.|$)){4}$/;
const base64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** What is wrong with a scalar, as the end of a sentence that names the field; undefined when it fits. */
export function scalarFault(node: LocatedScalar, schema: StructuralSchema): string | undefined {
  return (
    typeFault(node, schema) ??
    enumFault(node, schema) ??
    boundsFault(node.value, schema) ??
    textFault(node.value, schema)
  );
}

function typeFault({ value, source }: LocatedScalar, schema: StructuralSchema): string | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) {
    return isInteger(value) || typeof value === 'string'
      ? undefined
      : `must be a whole number or a string, not ${shown(value)}`;
  }
  switch (schema.type) {
    case 'string':
      if (typeof value === 'string') return undefined;
      return source === undefined
        ? `must be a string, not ${shown(value)}`
        : `must be a string, but ${source} without quotes is a ${value === null ? 'null' : typeof value}: write "${source}"`;
    case 'integer':
      return isInteger(value) ? undefined : `must be a whole number, not ${shown(value)}`;
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint'
        ? undefined
        : `must be a number, not ${shown(value)}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `must be true or false, not ${shown(value)}`;
    case 'object':
      return `must be a mapping, not ${shown(value)}`;
    case 'array':
      return `must be a list, not ${shown(value)}`;
    default:
      return undefined;
  }
}

function enumFault({ value }: LocatedScalar, schema: StructuralSchema): string | undefined {
  if (schema.enum === undefined || schema.enum.includes(value)) return undefined;
  return `must be one of ${schema.enum.map((each) => (each === '' ? '""' : String(each))).join(', ')}, not ${shown(value)}`;
}

function boundsFault(value: LocatedScalar['value'], schema: StructuralSchema): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const { minimum, maximum, multipleOf, format } = schema;
  if (minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    return `must be ${schema.exclusiveMinimum === true ? 'more than' : 'at least'} ${minimum}, not ${value}`;
  }
  if (maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    return `must be ${schema.exclusiveMaximum === true ? 'less than' : 'at most'} ${maximum}, not ${value}`;
  }
  if (multipleOf !== undefined && Number(value) % multipleOf !== 0) return `must be a multiple of ${multipleOf}`;
  if (format === 'int32' && (value > 2_147_483_647 || value < -2_147_483_648)) return `is beyond 32 bits: ${value}`;
  return undefined;
}

function textFault(value: LocatedScalar['value'], schema: StructuralSchema): string | undefined {
  if (typeof value !== 'string') return undefined;
  const { minLength, maxLength, pattern, format } = schema;
  const length = [...value.slice(0, 2 * ((maxLength ?? value.length) + 1))].length;
  if (minLength !== undefined && length < minLength) {
    return minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters, not ${length}`;
  }
  if (maxLength !== undefined && length > maxLength) return `must have at most ${maxLength} characters`;
  if (pattern !== undefined && value.length <= longestMatched && compiled(pattern)?.test(value) === false) {
    return `must match ${pattern}, which ${shown(value)} does not`;
  }
  return formatFault(value, format);
}

function formatFault(value: string, format: string | undefined): string | undefined {
  const bad = (kind: string): string => `must be ${kind}, not ${shown(value)}`;
  switch (format) {
    case 'date-time':
      return date.test(value) ? undefined : bad('a time such as 2026-01-31T12:00:00Z');
    case 'duration':
      return duration.test(value) ? undefined : bad('a duration such as 10m');
    case 'uuid':
      return uuid.test(value) ? undefined : bad('a UUID');
    case 'ipv4':
      return ipv4.test(value) ? undefined : bad('an IPv4 address');
    case 'byte':
      return value.length > longestMatched || base64.test(value) ? undefined : bad('base64');
    default:
      return undefined;
  }
}

/** The pattern as a regular expression; undefined when it cannot be one here, because Go's differ in places. */
function compiled(pattern: string): RegExp | undefined {
  if (!patterns.has(pattern)) {
    try {
      patterns.set(pattern, new RegExp(pattern));
    } catch {
      patterns.set(pattern, undefined);
    }
  }
  return patterns.get(pattern);
}

function isInteger(value: LocatedScalar['value']): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

function shown(value: LocatedScalar['value']): string {
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
