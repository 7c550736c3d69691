import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDocuments } from '../../../../src/domain/manifests/source/read-documents.ts';
import { checkValue } from '../../../../src/domain/manifests/validate/check-value.ts';
import type { StructuralSchema } from '../../../../src/domain/manifests/validate/schema.ts';
import { validateFiles } from '../../../../src/domain/manifests/validate/validate-files.ts';
import { rendered, schemas } from '../support/clusters.ts';

/** Messages for the value `text` under a field `x` of this schema. */
function messages(schema: StructuralSchema, text: string): readonly string[] {
  const [document] = readDocuments({ path: 'a.yaml', content: `x: ${text}\n` }).documents;
  const found: string[] = [];
  if (document !== undefined) {
    checkValue(document.root, { type: 'object', properties: { x: schema } }, '', ({ message }) => found.push(message));
  }
  return found;
}

const text: StructuralSchema = { type: 'string' };
const list = (more: StructuralSchema): StructuralSchema => ({ type: 'array', items: { type: 'string' }, ...more });

describe('fits', () => {
  test.each<[string, StructuralSchema, string]>([
    ['a string', text, 'word'],
    ['a quoted number as a string', text, '"1"'],
    ['a whole number', { type: 'integer' }, '1.0'],
    ['a number beyond 2^53', { type: 'integer' }, '12345678901234567890'],
    ['a fraction', { type: 'number' }, '1.5'],
    ['a boolean of YAML 1.1', { type: 'boolean' }, 'yes'],
    [
      'a number or string: number',
      { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      '3',
    ],
    [
      'a number or string: string',
      { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      '40%',
    ],
    ['null where it may be', { type: 'string', nullable: true }, 'null'],
    ['null as absent', text, 'null'],
    ['anything where anything may be', { 'x-kubernetes-preserve-unknown-fields': true }, '{a: [1, b]}'],
    ['free keys', { type: 'object', additionalProperties: { type: 'integer' } }, '{a: 1, b: 2}'],
    ['a time', { type: 'string', format: 'date-time' }, '"2026-01-31T12:00:00Z"'],
    [
      'one of two forms',
      { type: 'object', properties: { a: text, b: text }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      '{a: y1}',
    ],
    [
      'without what is required and has a default',
      { type: 'object', required: ['a', 'b'], properties: { a: { type: 'boolean', default: false }, b: text } },
      '{a: null, b: y1}',
    ],
    ['characters, not code units', { type: 'string', maxLength: 2 }, '"👍👍"'],
    ['a pattern that only Go has', { type: 'string', pattern: '(?i)[' }, 'word'],
  ])('%s', (_case, schema, value) => {
    expect(messages(schema, value)).toEqual([]);
  });
});

describe('does not fit', () => {
  test.each<[string, StructuralSchema, string, string]>([
    ['an unquoted number', text, '1.30', 'x must be a string, but 1.30 without quotes is a number: write "1.30".'],
    ['an unquoted boolean', text, 'on', 'x must be a string, but on without quotes is a boolean: write "on".'],
    ['a word for a number', { type: 'integer' }, 'three', 'x must be a whole number, not "three".'],
    ['a fraction', { type: 'integer' }, '1.5', 'x must be a whole number, not 1.5.'],
    ['a number for a boolean', { type: 'boolean' }, '1', 'x must be true or false, not 1.'],
    ['a mapping for a string', text, '{a: 1}', 'x must be a string, not a mapping.'],
    ['a list for a mapping', { type: 'object' }, '[a]', 'x must be a mapping, not a list.'],
    ['a word for a list', list({}), 'a', 'x must be a list, not "a".'],
    ['a word of no enum', { type: 'string', enum: ['a', ''] }, 'b', 'x must be one of a, "", not "b".'],
    ['too small', { type: 'integer', minimum: 1 }, '0', 'x must be at least 1, not 0.'],
    ['not small enough', { type: 'integer', maximum: 5, exclusiveMaximum: true }, '5', 'x must be less than 5, not 5.'],
    ['no multiple', { type: 'integer', multipleOf: 5 }, '7', 'x must be a multiple of 5.'],
    ['beyond 32 bits', { type: 'integer', format: 'int32' }, '4294967296', 'x is beyond 32 bits: 4294967296.'],
    ['an empty string', { type: 'string', minLength: 1 }, '""', 'x must not be empty.'],
    ['too long', { type: 'string', maxLength: 2 }, 'abc', 'x must have at most 2 characters.'],
    ['another pattern', { type: 'string', pattern: '^[a-z]+$' }, 'A', 'x must match ^[a-z]+$, which "A" does not.'],
    [
      'no time',
      { type: 'string', format: 'date-time' },
      'soon',
      'x must be a time such as 2026-01-31T12:00:00Z, not "soon".',
    ],
    ['an empty list', list({ minItems: 1 }), '[]', 'x must not be empty.'],
    ['too many items', list({ maxItems: 1 }), '[a, b]', 'x must have at most 1 items.'],
    ['a set with repeats', list({ 'x-kubernetes-list-type': 'set' }), '[a, b, a]', 'x[2] repeats a.'],
    ['a wrong item', list({}), '[a, 1]', 'x[1] must be a string, but 1 without quotes is a number: write "1".'],
    ['a null item', list({}), '[~]', 'x[0] must be a string, but ~ without quotes is a null: write "~".'],
    ['an empty mapping', { type: 'object', minProperties: 1, properties: { a: text } }, '{}', 'x must not be empty.'],
    [
      'two of two forms',
      { type: 'object', properties: { a: text, b: text }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      '{a: v, b: v}',
      'x must fit exactly one of the forms that its schema allows.',
    ],
    [
      'none of two forms',
      { type: 'string', anyOf: [{ pattern: '^a' }, { pattern: '^b' }] },
      'c',
      'x fits none of the forms that its schema allows.',
    ],
    ['a forbidden form', { type: 'string', not: { enum: ['a'] } }, 'a', 'x has a form that its schema forbids.'],
    [
      'an inherited name as a field',
      { type: 'object', properties: {} },
      '{constructor: 1}',
      'x has no field "constructor".',
    ],
  ])('%s', (_case, schema, value, message) => {
    expect(messages(schema, value)).toEqual([message]);
  });

  test('items of a list that is a map, when two have the same keys', () => {
    const schema: StructuralSchema = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', properties: { name: text, value: text } },
    };
    expect(messages(schema, '[{name: a, value: v}, {name: b}, {name: a}]')).toEqual(['x[2] repeats a.']);
  });
});

test('a hostile string against a pattern takes no time', () => {
  const schema: StructuralSchema = { type: 'string', pattern: '^([a-z0-9]+-)*[a-z0-9]+$' };
  expect(messages(schema, 'a'.repeat(400_000))).toEqual([]);
});

test('never throws on a mangled manifest', () => {
  const files = rendered({ region: ['eu-west-1'] }).cluster.files;
  const edit = fc.record({
    file: fc.nat(files.length - 1),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(40),
    put: fc.string({ maxLength: 10 }),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const mangled = files.map(({ path, content }, index) => {
        const text = edits
          .filter((each) => each.file === index)
          .reduce((before, { at, cut, put }) => {
            const offset = Math.floor(at * before.length);
            return before.slice(0, offset) + put + before.slice(offset + cut);
          }, content);
        return { path, content: text };
      });
      for (const { place, message, cure } of validateFiles(mangled, { schemas, folder: 'clusters' })) {
        expect(place?.line).toBeGreaterThan(0);
        expect(message).not.toBe('');
        expect(cure).not.toBe('');
      }
    }),
    { numRuns: 60 },
  );
});
