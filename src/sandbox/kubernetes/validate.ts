import type { StructuralSchema } from '../../schemas/read.ts';
import { hasFormat } from './formats.ts';
import { isTree, same } from './object.ts';
import { keyElement } from './object-schema.ts';
import type { FieldError } from './status.ts';

const quoted = (value: unknown): string => JSON.stringify(value) ?? 'null';

const invalidValue = (field: string, value: unknown, why: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${quoted(value)}: ${field} in body ${why}`,
});

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
};

const fits = (type: string, value: unknown): boolean =>
  typeOf(value) === type || (type === 'number' && typeof value === 'number');

const tooMany = (field: string, count: number, limit: number): FieldError => ({
  reason: 'FieldValueTooMany',
  field,
  message: `Too many: ${count}: must have at most ${limit} items`,
});

const textErrors = (value: string, schema: StructuralSchema, field: string): readonly FieldError[] => [
  ...(schema.maxLength !== undefined && [...value].length > schema.maxLength
    ? [{ reason: 'FieldValueTooLong', field, message: `Too long: may not be more than ${schema.maxLength} bytes` }]
    : []),
  ...(schema.minLength !== undefined && [...value].length < schema.minLength
    ? [invalidValue(field, value, `should be at least ${schema.minLength} chars long`)]
    : []),
  ...(schema.pattern !== undefined && !matches(schema.pattern, value)
    ? [invalidValue(field, value, `should match '${schema.pattern}'`)]
    : []),
  ...(schema.format !== undefined && !hasFormat(schema.format, value)
    ? [invalidValue(field, value, `must be of type ${schema.format}: ${quoted(value)}`)]
    : []),
];

const patterns = new Map<string, RegExp>();
/** Patterns are RE2; those in use are the same in JavaScript but for `\A`, `\z` and POSIX classes. */
const matches = (pattern: string, value: string): boolean => {
  let known = patterns.get(pattern);
  if (known === undefined) {
    const source = pattern.replaceAll('\\A', '^').replaceAll('\\z', '$').replaceAll('[[:alnum:]]', '[a-zA-Z0-9]');
    known = new RegExp(source.replace(/^\(\?i\)/, ''), source.startsWith('(?i)') ? 'i' : '');
    patterns.set(pattern, known);
  }
  return known.test(value);
};

const numberErrors = (value: number, schema: StructuralSchema, field: string): readonly FieldError[] => {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const low = minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum);
  const high = maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum);
  return [
    ...(low
      ? [invalidValue(field, value, `should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`)]
      : []),
    ...(high
      ? [invalidValue(field, value, `should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`)]
      : []),
    ...(multipleOf !== undefined && value % multipleOf !== 0
      ? [invalidValue(field, value, `should be a multiple of ${multipleOf}`)]
      : []),
    ...(schema.format === 'int32' && (value > 2147483647 || value < -2147483648)
      ? [invalidValue(field, value, `must be of type int32: ${quoted(value)}`)]
      : []),
  ];
};

const listErrors = (value: readonly unknown[], schema: StructuralSchema, field: string): readonly FieldError[] => {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const element = (item: unknown): string =>
    type === 'map' ? keyElement(item, keys, schema.items) : `v:${quoted(item)}`;
  const seen = new Set<string>();
  const repeated = value.flatMap((item, index) => {
    if (type !== 'map' && type !== 'set') return [];
    const name = element(item);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      { reason: 'FieldValueDuplicate', field: `${field}[${index}]`, message: `Duplicate value: ${name.slice(2)}` },
    ];
  });
  return [
    ...(schema.maxItems !== undefined && value.length > schema.maxItems
      ? [tooMany(field, value.length, schema.maxItems)]
      : []),
    ...(schema.minItems !== undefined && value.length < schema.minItems
      ? [invalidValue(field, value.length, `should have at least ${schema.minItems} items`)]
      : []),
    ...repeated,
    ...value.flatMap((item, index) =>
      schema.items === undefined ? [] : valueErrors(item, schema.items, `${field}[${index}]`),
    ),
  ];
};

const mapErrors = (
  value: Readonly<Record<string, unknown>>,
  schema: StructuralSchema,
  field: string,
): readonly FieldError[] => {
  const inner = (name: string): string => (field === '' ? name : `${field}.${name}`);
  const count = Object.keys(value).length;
  return [
    ...(schema.required ?? [])
      .filter((name) => value[name] === undefined)
      .map((name) => ({ reason: 'FieldValueRequired', field: inner(name), message: 'Required value' })),
    ...(schema.maxProperties !== undefined && count > schema.maxProperties
      ? [tooMany(field, count, schema.maxProperties)]
      : []),
    ...(schema.minProperties !== undefined && count < schema.minProperties
      ? [invalidValue(field, count, `should have at least ${schema.minProperties} properties`)]
      : []),
    ...Object.entries(value).flatMap(([name, item]) => {
      const known =
        schema.properties?.[name] ??
        (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
      return known === undefined ? [] : valueErrors(item, known, inner(name));
    }),
  ];
};

const combinedErrors = (value: unknown, schema: StructuralSchema, field: string): readonly FieldError[] => {
  const ok = (part: StructuralSchema): boolean => valueErrors(value, part, field).length === 0;
  const failed = (why: string): FieldError => ({
    reason: 'FieldValueInvalid',
    field: field === '' ? '<nil>' : field,
    message: `Invalid value: "": ${field === '' ? '""' : `"${field}"`} ${why}`,
  });
  return [
    ...(schema.allOf ?? []).flatMap((part) => valueErrors(value, part, field)),
    ...(schema.anyOf !== undefined && !schema.anyOf.some(ok)
      ? [failed('must validate at least one schema (anyOf)')]
      : []),
    ...(schema.oneOf !== undefined && schema.oneOf.filter(ok).length !== 1
      ? [failed('must validate one and only one schema (oneOf)')]
      : []),
    ...(schema.not !== undefined && ok(schema.not) ? [failed('must not validate the schema (not)')] : []),
  ];
};

/**
 * What a CRD's structural schema finds wrong with a value, worded as the API server words it. CEL rules
 * (`x-kubernetes-validations`) are not evaluated.
 */
export const valueErrors = (value: unknown, schema: StructuralSchema, field: string): readonly FieldError[] => {
  if (value === undefined || (value === null && schema.nullable === true)) return [];
  if (schema['x-kubernetes-int-or-string']) {
    return typeof value === 'string' || Number.isInteger(value)
      ? []
      : [invalidValue(field, typeOf(value), `must be of type integer,string: ${quoted(typeOf(value))}`)];
  }
  if (schema.type !== undefined && !fits(schema.type, value)) {
    const got = typeOf(value);
    return [invalidValue(field, got, `must be of type ${schema.type}: ${quoted(got)}`)];
  }
  const unsupported =
    schema.enum !== undefined && !schema.enum.some((allowed) => same(allowed, value))
      ? [
          {
            reason: 'FieldValueNotSupported',
            field,
            message: `Unsupported value: ${quoted(value)}: supported values: ${schema.enum.map(quoted).join(', ')}`,
          },
        ]
      : [];
  return [
    ...unsupported,
    ...(typeof value === 'string' ? textErrors(value, schema, field) : []),
    ...(typeof value === 'number' ? numberErrors(value, schema, field) : []),
    ...(Array.isArray(value) ? listErrors(value, schema, field) : []),
    ...(isTree(value) ? mapErrors(value, schema, field) : []),
    ...combinedErrors(value, schema, field),
  ];
};
