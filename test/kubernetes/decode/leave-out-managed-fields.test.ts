import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leaveOutManagedFields } from '../../../src/kubernetes/decode/leave-out-managed-fields.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('managedFields', '"managedFields":[', '\\"managedFields\\":[', ']', '[', '"', '\\', '}],'),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('tree'), { maxLength: 4 }),
  object: fc.dictionary(text, tie('tree'), { maxKeys: 4 }),
}));

const isOther = (value: unknown) => !JSON.stringify(value)?.includes('"managedFields":[');

test('every object is the same but for its managed fields, which are empty', () => {
  const metadata = fc.record({ annotations: tree.filter(isOther), managedFields: fc.array(tree), name: text });
  fc.assert(
    fc.property(metadata, tree, (meta, spec) => {
      const object = { metadata: meta, spec };
      const normal = JSON.parse(JSON.stringify(object));
      const read = JSON.parse(leaveOutManagedFields(Buffer.from(JSON.stringify(object))));
      expect(read).toEqual({ ...normal, metadata: { ...normal.metadata, managedFields: [] } });
    }),
    { numRuns: 500 },
  );
});

test('an object without them is the same', () => {
  fc.assert(
    fc.property(tree.filter(isOther), (value) => {
      const read = leaveOutManagedFields(Buffer.from(JSON.stringify(value)));
      expect(JSON.parse(read)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('what is not compact or not whole is left as it is', () => {
  for (const text of ['{"managedFields": [1]}', '{"managedFields":[1', '{"managedFields":["\\"', '']) {
    expect(leaveOutManagedFields(Buffer.from(text))).toBe(text);
  }
});
