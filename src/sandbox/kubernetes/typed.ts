import type { StructuralSchema } from '../../schemas/read.ts';
import { keyElement, shapeOf } from './object-schema.ts';

const goText = (value: unknown): string => {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value === 'object') {
    return `map[${Object.entries(value)
      .map(([key, inner]) => `${key}:${goText(inner)}`)
      .join(' ')}]`;
  }
  return String(value);
};

const goType = (value: unknown): string =>
  typeof value === 'string'
    ? 'string'
    : typeof value === 'boolean'
      ? 'bool'
      : Array.isArray(value)
        ? '[]interface {}'
        : 'map[string]interface {}';

const scalar = (type: string | undefined, value: unknown): string | undefined => {
  if (type === 'string' && typeof value !== 'string')
    return `expected string, got &value.valueUnstructured{Value:${goText(value)}}`;
  if (type === 'boolean' && typeof value !== 'boolean')
    return `expected boolean, got &value.valueUnstructured{Value:${goText(value)}}`;
  if ((type === 'integer' || type === 'number') && typeof value !== 'number') {
    return `expected numeric (int or float), got ${goType(value)}`;
  }
  return undefined;
};

/**
 * What keeps a configuration from being read as its type for server-side apply, worded as structured-merge-diff does:
 * unknown fields and wrong shapes. The API server answers these with status 500, whatever `fieldValidation` says.
 */
export const typingErrors = (value: unknown, schema: StructuralSchema | undefined, path = ''): readonly string[] => {
  if (schema === undefined || value === null || value === undefined) return [];
  if (schema['x-kubernetes-int-or-string']) return [];
  const where = path === '' ? '' : `${path}: `;
  if (schema.type === 'object') {
    if (typeof value !== 'object' || Array.isArray(value)) return [`${where}expected map, got &{${goText(value)}}`];
    return Object.entries(value).flatMap(([name, inner]) => {
      const known =
        schema.properties?.[name] ??
        (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
      const here = `${path}.${name}`;
      if (known !== undefined) return typingErrors(inner, known, here);
      return isOpen(schema) ? [] : [`${here}: field not declared in schema`];
    });
  }
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [`${where}expected list, got &{${goText(value)}}`];
    const shape = shapeOf(schema, value);
    const seen = new Set<string>();
    return value.flatMap((item: unknown, index) => {
      if (shape.kind !== 'list-map') return typingErrors(item, schema.items, `${path}[${index}]`);
      const element = keyElement(item, shape.keys, shape.items);
      const label = `${path}[${element
        .slice(3, -1)
        .replaceAll(':', '=')
        .replaceAll(/"(\w+)"=/g, '$1=')}]`;
      const repeated = seen.has(element) ? [`${path}: duplicate entries for key ${label.slice(path.length)}`] : [];
      seen.add(element);
      return [...repeated, ...typingErrors(item, schema.items, label)];
    });
  }
  const wrong = scalar(schema.type, value);
  return wrong === undefined ? [] : [`${where}${wrong}`];
};

/** Whether fields that the schema does not name are kept. */
export const isOpen = (schema: StructuralSchema): boolean =>
  schema['x-kubernetes-preserve-unknown-fields'] === true ||
  schema.additionalProperties === true ||
  (schema.properties === undefined && schema.additionalProperties === undefined && schema.type === undefined);
