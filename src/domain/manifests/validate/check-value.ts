import { didYouMean } from '../../text/suggest.ts';
import { at, isNull, type Located, type LocatedList, type LocatedMap } from '../source/located.ts';
import { scalarFault } from './check-scalar.ts';
import type { Report, StructuralSchema } from './schema.ts';

/** Fields that any object has beside what its schema names. */
const envelope: readonly string[] = ['apiVersion', 'kind', 'metadata'];

/**
 * Checks a value against a structural schema the way the API server does with strict field validation: a null is an absent
 * field, an unknown field is an error. `path` names the value in messages, e.g. `spec.replicas`.
 */
export function checkValue(node: Located, schema: StructuralSchema, path: string, report: Report): void {
  if (isNull(node) && schema.nullable === true) return;
  if (node.kind === 'map') checkMap(node, schema, path, report);
  else if (node.kind === 'list') checkList(node, schema, path, report);
  else {
    const fault = scalarFault(node, schema);
    if (fault !== undefined) report(invalid(node.at, `${path} ${fault}.`));
  }
  checkAlternatives(node, schema, path, report);
}

function checkMap(node: LocatedMap, schema: StructuralSchema, path: string, report: Report): void {
  if (!isOf(schema, 'object')) {
    report(invalid(node.at, `${path} must be ${article(schema)}, not a mapping.`));
    return;
  }
  const properties = schema.properties ?? {};
  const free = schema.additionalProperties;
  const embedded = path === '' || schema['x-kubernetes-embedded-resource'] === true;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || free === true || isUntyped(schema);
  let present = 0;
  for (const [key, { keyAt, value }] of node.entries) {
    if (!isNull(value)) present += 1;
    const below = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const known = below ?? (typeof free === 'object' ? free : undefined);
    const where = path === '' ? key : `${path}.${key}`;
    if (embedded && envelope.includes(key)) continue;
    if (known !== undefined) {
      if (!isNull(value) || known.nullable === true) checkValue(value, known, where, report);
    } else if (!open) {
      report({ code: 'manifest/field-unknown', at: keyAt, ...unknown(key, path, Object.keys(properties)) });
    }
  }
  for (const key of schema.required ?? []) {
    const value = at(node, key);
    const of = properties[key];
    const stands = value !== undefined && (!isNull(value) || of?.nullable === true);
    // The API server puts defaults in, also for a null, before it looks for what is required.
    if (stands || of?.default !== undefined) continue;
    const where = path === '' ? key : `${path}.${key}`;
    report({ code: 'manifest/field-missing', at: node.at, message: `${where} is missing.`, cure: `Add ${where}.` });
  }
  const { minProperties, maxProperties } = schema;
  if (minProperties !== undefined && present < minProperties) {
    const message =
      present === 0 ? `${path} must not be empty.` : `${path} must have at least ${minProperties} fields.`;
    report(invalid(node.at, message, 'Fill it in, or leave it out altogether.'));
  }
  if (maxProperties !== undefined && present > maxProperties) {
    report(invalid(node.at, `${path} must have at most ${maxProperties} fields.`));
  }
}

function checkList(node: LocatedList, schema: StructuralSchema, path: string, report: Report): void {
  if (!isOf(schema, 'array')) {
    report(invalid(node.at, `${path} must be ${article(schema)}, not a list.`));
    return;
  }
  const { items, minItems, maxItems } = schema;
  if (minItems !== undefined && node.items.length < minItems) {
    const message = minItems === 1 ? `${path} must not be empty.` : `${path} must have at least ${minItems} items.`;
    report(invalid(node.at, message, 'Fill it in, or leave it out altogether.'));
  }
  if (maxItems !== undefined && node.items.length > maxItems) {
    report(invalid(node.at, `${path} must have at most ${maxItems} items.`));
  }
  if (items !== undefined) {
    node.items.forEach((item, index) => {
      checkValue(item, items, `${path}[${index}]`, report);
    });
  }
  checkUnique(node, schema, path, report);
}

/** A list that is a set, or a map by some keys, may hold each only once. */
function checkUnique(node: LocatedList, schema: StructuralSchema, path: string, report: Report): void {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Set<string>();
  node.items.forEach((item, index) => {
    const parts = type === 'set' ? [plain(item)] : keys.map((key) => plain(at(item, key)));
    const identity = JSON.stringify(parts);
    if (seen.has(identity)) {
      report(invalid(item.at, `${path}[${index}] repeats ${parts.join('/')}.`, 'Remove one of the two.'));
    }
    seen.add(identity);
  });
}

function checkAlternatives(node: Located, schema: StructuralSchema, path: string, report: Report): void {
  const fits = (each: StructuralSchema): boolean => {
    let clean = true;
    checkValue(node, loose(each, schema), path === '' ? '(root)' : path, () => {
      clean = false;
    });
    return clean;
  };
  for (const each of schema.allOf ?? []) {
    if (!fits(each)) report(invalid(node.at, `${path} does not fit one of the rules of its schema.`));
  }
  if (schema.anyOf !== undefined && schema['x-kubernetes-int-or-string'] !== true && !schema.anyOf.some(fits)) {
    report(invalid(node.at, `${path} fits none of the forms that its schema allows.`));
  }
  if (schema.oneOf !== undefined && schema.oneOf.filter(fits).length !== 1) {
    report(invalid(node.at, `${path} must fit exactly one of the forms that its schema allows.`));
  }
  if (schema.not !== undefined && fits(schema.not))
    report(invalid(node.at, `${path} has a form that its schema forbids.`));
}

/** A value rule says nothing about types or other fields: they are the outer schema's. */
function loose(rule: StructuralSchema, outer: StructuralSchema): StructuralSchema {
  return {
    ...rule,
    ...(rule.type === undefined && outer.type !== undefined ? { type: outer.type } : {}),
    'x-kubernetes-preserve-unknown-fields': true,
  };
}

function unknown(key: string, path: string, known: readonly string[]): { message: string; cure: string } {
  const meant = didYouMean(key, known);
  return {
    message: path === '' ? `The kind has no field "${key}".` : `${path} has no field "${key}".`,
    cure: meant === undefined ? 'Remove the field, or correct its place.' : `Did you mean "${meant}"?`,
  };
}

function invalid(offset: number, message: string, cure = 'Correct the value.'): Parameters<Report>[0] {
  return { code: 'manifest/value-invalid', at: offset, message, cure };
}

function isOf(schema: StructuralSchema, type: string): boolean {
  return schema.type === type || isUntyped(schema);
}

function isUntyped(schema: StructuralSchema): boolean {
  return schema.type === undefined && schema['x-kubernetes-int-or-string'] !== true;
}

function article(schema: StructuralSchema): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'a number or a string';
  return schema.type === 'object' ? 'a mapping' : schema.type === 'array' ? 'a list' : `a ${schema.type ?? 'value'}`;
}

function plain(node: Located | undefined): string {
  if (node === undefined) return '';
  if (node.kind === 'scalar') return String(node.value);
  return node.kind === 'list'
    ? JSON.stringify(node.items.map(plain))
    : JSON.stringify([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}
