import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leaveOutManagedFields } from '../../../src/kubernetes/decode/leave-out-managed-fields.ts';

/** What it promises: the same value with every `managedFields` array emptied. */
const emptied = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, item) => (key === 'managedFields' && Array.isArray(item) ? [] : item));

test('every value is the same but for managed fields, which are empty', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('managedFields', '"managedFields":[', '\\"managedFields\\":[', ']', '[', '"', '\\', '}],'),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 5 }, text, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('tree'), { maxLength: 4 }),
    object: fc.dictionary(fc.oneof(text, fc.constant('managedFields')), tie('tree'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(JSON.parse(leaveOutManagedFields(Buffer.from(JSON.stringify(value))))).toEqual(emptied(value));
    }),
    { numRuns: 500 },
  );
});

test('they are gone from each item of a list, the rest is untouched', () => {
  const managedFields = [{ manager: 'kubectl', fieldsV1: { 'k:{"type":"a]"}': {} } }];
  const list = { items: [1, 2].map((n) => ({ metadata: { name: `ü${n}`, managedFields, uid: 'u' } })) };
  const text = leaveOutManagedFields(Buffer.from(JSON.stringify(list)));
  expect(text).not.toContain('kubectl');
  expect(JSON.parse(text).items[1]).toEqual({ metadata: { name: 'ü2', managedFields: [], uid: 'u' } });
});

test('what is not compact or not whole is left as it is', () => {
  for (const text of ['{"managedFields": [1]}', '{"managedFields":[1', '{"managedFields":["\\"', '']) {
    expect(leaveOutManagedFields(Buffer.from(text))).toBe(text);
  }
});
