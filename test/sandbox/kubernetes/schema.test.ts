import { describe, expect, test } from '@jest/globals';
import { readPath } from '../../../src/sandbox/kubernetes/json-path.ts';
import { shaped } from '../../../src/sandbox/kubernetes/prune.ts';
import { humanDuration } from '../../../src/sandbox/kubernetes/tables.ts';
import { valueErrors } from '../../../src/sandbox/kubernetes/validate.ts';
import type { StructuralSchema } from '../../../src/schemas/read.ts';

describe('values against a structural schema', () => {
  const object = (
    properties: Readonly<Record<string, StructuralSchema>>,
    more: StructuralSchema = {},
  ): StructuralSchema => ({
    type: 'object',
    properties,
    ...more,
  });
  const cases: readonly (readonly [
    what: string,
    schema: StructuralSchema,
    value: unknown,
    errors: readonly string[],
  ])[] = [
    ['enum', { type: 'string', enum: ['a', 'b'] }, 'c', ['x: Unsupported value: "c": supported values: "a", "b"']],
    [
      'pattern',
      { type: 'string', pattern: '^v\\d+$' },
      'one',
      ['x: Invalid value: "one": x in body should match \'^v\\d+$\''],
    ],
    [
      'minimum',
      { type: 'integer', minimum: 1 },
      0,
      ['x: Invalid value: 0: x in body should be greater than or equal to 1'],
    ],
    [
      'exclusive maximum',
      { type: 'integer', maximum: 5, exclusiveMaximum: true },
      5,
      ['x: Invalid value: 5: x in body should be less than 5'],
    ],
    ['too long', { type: 'string', maxLength: 2 }, 'abc', ['x: Too long: may not be more than 2 bytes']],
    [
      'too short',
      { type: 'string', minLength: 1 },
      '',
      ['x: Invalid value: "": x in body should be at least 1 chars long'],
    ],
    [
      'too many items',
      { type: 'array', maxItems: 1, items: { type: 'string' } },
      ['a', 'b'],
      ['x: Too many: 2: must have at most 1 items'],
    ],
    [
      'too few properties',
      { type: 'object', minProperties: 1 },
      {},
      ['x: Invalid value: 0: x in body should have at least 1 properties'],
    ],
    ['required', object({ a: { type: 'string' } }, { required: ['a'] }), {}, ['x.a: Required value']],
    [
      'an item of a list',
      { type: 'array', items: { type: 'integer' } },
      [1, 'b'],
      ['x[1]: Invalid value: "string": x[1] in body must be of type integer: "string"'],
    ],
    [
      'a value of a map',
      { type: 'object', additionalProperties: { type: 'string' } },
      { k: 1 },
      ['x.k: Invalid value: "integer": x.k in body must be of type string: "integer"'],
    ],
    [
      'a time',
      { type: 'string', format: 'date-time' },
      'yesterday',
      ['x: Invalid value: "yesterday": x in body must be of type date-time: "yesterday"'],
    ],
    [
      'a 32-bit number',
      { type: 'integer', format: 'int32' },
      3_000_000_000,
      ['x: Invalid value: 3000000000: x in body must be of type int32: 3000000000'],
    ],
    ['a format that the server ignores', { type: 'string', format: 'hostname' }, '!!!', []],
    ['an integer or a string', { 'x-kubernetes-int-or-string': true }, '25%', []],
    [
      'neither integer nor string',
      { 'x-kubernetes-int-or-string': true },
      true,
      ['x: Invalid value: "boolean": x in body must be of type integer,string: "boolean"'],
    ],
    ['null where it may be', { type: 'string', nullable: true }, null, []],
    [
      'the same key twice in a list of type map',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        items: object({ name: { type: 'string' } }),
      },
      [{ name: 'a' }, { name: 'a' }],
      ['x[1]: Duplicate value: {"name":"a"}'],
    ],
    [
      'the same value twice in a set',
      { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      ['a', 'a'],
      ['x[1]: Duplicate value: "a"'],
    ],
    [
      'exactly one of',
      {
        oneOf: [
          { required: ['a'], type: 'object' },
          { required: ['b'], type: 'object' },
        ],
      },
      { a: 1, b: 2 },
      ['x: Invalid value: "": "x" must validate one and only one schema (oneOf)'],
    ],
    [
      'not',
      { not: { type: 'object', required: ['a'] } },
      { a: 1 },
      ['x: Invalid value: "": "x" must not validate the schema (not)'],
    ],
  ];
  test.each(cases)('%s', (_, schema, value, errors) => {
    expect(valueErrors(value, schema, 'x').map(({ field, message }) => `${field}: ${message}`)).toEqual(errors);
  });
});

describe('pruning and defaults', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      known: { type: 'string' },
      count: { type: 'integer', default: 3 },
      open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      list: { type: 'array', items: { type: 'object', properties: { size: { type: 'integer', default: 1 } } } },
      maybe: { type: 'string', nullable: true },
    },
  };

  test('drops and names what is unknown, keeps what is open, fills in what is missing', () => {
    const unknown: string[] = [];
    const value = { known: 'a', other: 1, open: { any: { thing: 1 } }, list: [{ size: 2, x: 1 }, {}], maybe: null };
    expect(shaped(value, schema, unknown)).toEqual({
      known: 'a',
      count: 3,
      open: { any: { thing: 1 } },
      list: [{ size: 2 }, { size: 1 }],
      maybe: null,
    });
    expect(unknown).toEqual(['other', 'list[0].x']);
  });

  test('a null that may not be is no value, so the default takes its place', () => {
    expect(shaped({ known: null, count: null }, schema, [])).toEqual({ count: 3 });
  });
});

describe('printer columns', () => {
  const object = {
    metadata: { labels: { 'cluster.x-k8s.io/cluster-name': 'a' } },
    status: { conditions: [{ type: 'Ready', status: 'True' }], list: ['first', 'second'] },
  };
  test.each([
    ['.status.conditions[?(@.type=="Ready")].status', 'True'],
    [".status.conditions[?(@.type=='Ready')].status", 'True'],
    ['.status.conditions[?(@.type=="Other")].status', undefined],
    ['.status.list[1]', 'second'],
    [".metadata.labels['cluster\\.x-k8s\\.io/cluster-name']", 'a'],
    ['.metadata.labels.cluster\\.x-k8s\\.io/cluster-name', 'a'],
  ])('%s', (path, value) => {
    expect(readPath(object, path)).toBe(value);
  });

  test.each([
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [125, '2m5s'],
    [599, '9m59s'],
    [660, '11m'],
    [3 * 3600, '3h'],
    [3 * 3600 + 300, '3h5m'],
    [9 * 3600 + 300, '9h'],
    [3 * 86400, '3d'],
    [3 * 86400 + 7200, '3d2h'],
    [30 * 86400, '30d'],
    [800 * 86400, '2y70d'],
    [-5, '<invalid>'],
  ])('an age of %d s is %s', (seconds, text) => {
    expect(humanDuration(seconds * 1000)).toBe(text);
  });
});
