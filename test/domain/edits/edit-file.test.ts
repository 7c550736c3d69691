import { describe, expect, it } from '@jest/globals';
import { editFile, type MappingEdit } from '../../../src/domain/edits/edit-file.ts';

type Row = readonly [what: string, before: string, mapping: string, edit: Omit<MappingEdit, 'at'>, after: string];

const edited = (before: string, mapping: string, edit: Omit<MappingEdit, 'at'>) =>
  editFile({ path: 'clusters/shop.yaml', content: before }, [{ ...edit, at: before.indexOf(mapping) }]);

describe('an edit leaves what people wrote beside it', () => {
  it.each<Row>([
    [
      'the other documents',
      'a:   1 # ours\n---\nb: 1\nc:   2\n---\nb: 1\n',
      'b: 1\nc',
      { put: { b: 5 } },
      'a:   1 # ours\n---\nb: 5\nc:   2\n---\nb: 1\n',
    ],
    [
      'a mark at the beginning',
      '--- # ours\na: 1\n---\nb: 1\n',
      'b: 1',
      { put: { b: 5 } },
      '--- # ours\na: 1\n---\nb: 5\n',
    ],
    ['directives', '%YAML 1.2\n---\na: 1\n---\nb: 1\n', 'b: 1', { put: { b: 5 } }, '%YAML 1.2\n---\na: 1\n---\nb: 5\n'],
    ['ends of documents', 'a: 1\n...\n---\nb: 1\n...\n', 'b: 1', { put: { b: 5 } }, 'a: 1\n...\n---\nb: 5\n...\n'],
    [
      'numbers too long for a program',
      'id: 12345678901234567890\na: 1\n',
      'id',
      { put: { a: 5 } },
      'id: 12345678901234567890\na: 5\n',
    ],
    [
      'lists',
      'a: 1\nl: [1,   2] # ours\nm:\n- {x: 1}\n',
      'a: 1',
      { put: { a: 5 } },
      'a: 5\nl: [1,   2] # ours\nm:\n- {x: 1}\n',
    ],
    [
      'line ends of Windows',
      'a: 1\r\nb:\r\n  c: 1\r\n',
      'c: 1',
      { put: { d: 2 } },
      'a: 1\r\nb:\r\n  d: 2\r\n  c: 1\r\n',
    ],
    [
      'comments around a key that goes',
      '# one\na: 1 # goes\n# two\nb: 2\n',
      'a: 1',
      { remove: ['a'] },
      '# one\n# two\nb: 2\n',
    ],
    [
      'comments behind a mapping that goes',
      'a:\n  x: 1\n  y:\n    z: 1\n# two\nb: 2\n',
      'a:',
      { remove: ['a'] },
      '# two\nb: 2\n',
    ],
    ['comments behind braces that go', 'a: {x: 1}\n# two\nb: 2\n', 'a:', { remove: ['a'] }, '# two\nb: 2\n'],
    ['a file without a last line end', 'a: 1\nb: 2', 'a: 1', { remove: ['b'] }, 'a: 1\n'],
    ['the first between braces', 'm: {a: 1, b: 2,  c: 3}\n', '{a', { remove: ['a'] }, 'm: {b: 2,  c: 3}\n'],
    ['the middle between braces', 'm: {a: 1, b: 2,  c: 3}\n', '{a', { remove: ['b'] }, 'm: {a: 1, c: 3}\n'],
    ['the last between braces', 'm: {a: 1,  b: 2, c: 3 }\n', '{a', { remove: ['c'] }, 'm: {a: 1,  b: 2 }\n'],
    ['the only one between braces', 'm: { a: 1 } # ours\n', '{ a', { remove: ['a'] }, 'm: {  } # ours\n'],
    [
      'a mapping in which a value is put',
      'm: # ours\n  a:   1\n  b: 2\n',
      'm:',
      { put: { m: { b: 5 } } },
      'm: # ours\n  a:   1\n  b: 5\n',
    ],
    [
      'what stands beside a new list',
      'a:   1 # ours\n',
      'a:',
      { put: { l: [{ x: 1 }] } },
      'l:\n  - x: 1\na:   1 # ours\n',
    ],
    ['what an alias repeats', 'a: &x\n  k: 1\nb: *x\n', 'k: 1', { put: { k: 5 } }, 'a: &x\n  k: 5\nb: {"k": 1}\n'],
    ['a key that is not there', 'a: 1 # ours\n', 'a: 1', { remove: ['x'] }, 'a: 1 # ours\n'],
  ])('%s', (_what, before, mapping, edit, after) => {
    expect(edited(before, mapping, edit)).toEqual({
      ok: true,
      value: { path: 'clusters/shop.yaml', content: after },
      notes: [],
    });
  });
});

describe('an edit that would change more than was meant is refused', () => {
  it.each<readonly [what: string, before: string, mapping: string, edit: Omit<MappingEdit, 'at'>]>([
    ['comments inside a mapping that goes', 'a:\n  x: 1\n  # why y is so\n  y: 2\nb: 2\n', 'a:', { remove: ['a'] }],
    ['the only key of a mapping', 'm:\n  a: 1\n', 'a: 1', { remove: ['a'] }],
    ['a key behind the dash of a list', 'l:\n- a: 1\n  b: 2\n', 'a: 1', { remove: ['a'] }],
    ['an anchor that others need', 'a: &x 1\nb: *x\nc: 3\n', 'a: ', { remove: ['a'] }],
  ])('%s', (_what, before, mapping, edit) => {
    const outcome = edited(before, mapping, edit);
    expect(outcome).toMatchObject({
      ok: false,
      findings: [{ code: 'manifest/not-editable', place: { path: 'clusters/shop.yaml' } }],
    });
  });
});
