import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { at, integerAt, itemsAt, textAt, textsAt } from '../../../../src/domain/manifests/source/located.ts';
import { largestFile, readDocuments } from '../../../../src/domain/manifests/source/read-documents.ts';

const read = (content: string) => readDocuments({ path: 'a.yaml', content });
const codes = (content: string) => read(content).findings.map((each) => each.code);

describe('places', () => {
  test.each<[string, string, (string | number)[], number, number]>([
    ['a value', 'a:\n  b: 1\n', ['a', 'b'], 2, 6],
    ['behind a byte order mark', '\ufeffa: 1\nb: 2\n', ['b'], 2, 4],
    ['with CRLF', 'a: 1\r\nb:\r\n  - x\r\n', ['b', 0], 3, 5],
    ['in flow style', 'a: {b: [1, 2]}\n', ['a', 'b', 1], 1, 12],
    ['of JSON', '{"a": {\n  "b": true}}', ['a', 'b'], 2, 8],
  ])('%s', (_case, content, keys, line, column) => {
    const [document] = read(content).documents;
    const node = at(document?.root, ...keys);
    expect(node).toBeDefined();
    expect(document?.place(node?.at ?? -1)).toEqual({ path: 'a.yaml', line, column });
  });

  test('in the second document', () => {
    const [, second] = read('a: 1\n---\n# x\nkind: Cluster\n').documents;
    expect(second?.kind).toBe('Cluster');
    expect(second?.place(at(second.root, 'kind')?.at ?? -1)).toEqual({ path: 'a.yaml', line: 4, column: 7 });
  });
});

describe('what is broken', () => {
  test.each<[string, string, string, number, number]>([
    ['an unclosed bracket', 'a: [1\nb: 2\n', 'manifest/syntax', 2, 1],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'manifest/syntax', 2, 1],
    ['a key twice', 'a:\n  b: 1\n  b: 2\n', 'manifest/duplicate-key', 3, 3],
    ['a control character', 'a: 1\nb: x\u0001y\n', 'manifest/syntax', 2, 5],
    ['an alias without anchor', 'a: *b\n', 'manifest/syntax', 1, 4],
    ['a mapping as a key', 'a: 1\n? {b: 1}\n: 2\n', 'manifest/syntax', 2, 3],
    ['only closing brackets', ']]]\n', 'manifest/syntax', 1, 1],
  ])('%s', (_case, content, code, line, column) => {
    expect(read(content).findings[0]).toMatchObject({
      code,
      severity: 'error',
      place: { path: 'a.yaml', line, column },
    });
  });

  test('aliases that expand to far more than is written', () => {
    const levels = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 9; level += 1) {
      const [before, name] = [String.fromCharCode(96 + level), String.fromCharCode(97 + level)];
      levels.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`);
    }
    expect(codes(`${levels.join('\n')}\n`)).toEqual(['manifest/alias-bomb']);
  });

  test.each(['a: &a [*a]\n', 'a: &a\n  <<: *a\n'])('an alias of itself: %j', (content) => {
    expect(codes(content)).toEqual(['manifest/alias-bomb']);
  });

  test.each(['['.repeat(20_000), '{a: '.repeat(20_000), '- '.repeat(20_000)])('nesting without end', (content) => {
    const { documents, findings } = read(content);
    expect(documents).toEqual([]);
    expect(new Set(findings.map((each) => each.code))).toEqual(new Set(['manifest/syntax']));
  });

  test('a file above 1 MiB, counted in bytes, is not read', () => {
    expect(codes(`a: ${'x'.repeat(largestFile)}`)).toEqual(['manifest/too-large']);
    expect(codes(`a: ${'é'.repeat(largestFile / 2)}`)).toEqual(['manifest/too-large']);
    expect(codes(`a: ${'x'.repeat(largestFile - 3)}`)).toEqual([]);
  });

  test('a thousand documents are read, not more', () => {
    const { documents, findings } = read('a: 1\n---\n'.repeat(2_000));
    expect(documents).toHaveLength(1_000);
    expect(findings.map((each) => each.code)).toEqual(['manifest/too-large']);
  });

  test('at most twenty findings a file', () => {
    expect(read('a: 1\n'.repeat(100)).findings).toHaveLength(20);
  });

  test('a broken document does not hide the others', () => {
    const { documents, findings } = read('kind: A\n---\na: [\n---\nkind: B\n');
    expect(documents.map((each) => each.kind)).toEqual(['A', 'B']);
    expect(findings).not.toEqual([]);
  });
});

describe('values', () => {
  test('are read as the API server reads them: YAML 1.1 booleans, quotes win', () => {
    const [document] = read('a: on\nb: "on"\nc: No\nd: 1.30\ne: "1.30"\n').documents;
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => at(document?.root, key))).toMatchObject([
      { value: true, source: 'on' },
      { value: 'on' },
      { value: false },
      { value: 1.3, source: '1.30' },
      { value: '1.30' },
    ]);
  });

  test('come through aliases and merge keys, own keys first', () => {
    const [document] = read('base: &base {a: 1, b: 2}\nuse:\n  <<: *base\n  b: 3\nlist: [*base]\n').documents;
    expect(integerAt(document?.root, 'use', 'a')).toBe(1);
    expect(integerAt(document?.root, 'use', 'b')).toBe(3);
    expect(integerAt(document?.root, 'list', 0, 'b')).toBe(2);
  });

  test('of another type are not taken for what they are not', () => {
    const [document] = read('a: 1.5\nb: ""\nc: {x: 1, y: z}\nd: word\n').documents;
    expect(integerAt(document?.root, 'a')).toBeUndefined();
    expect(textAt(document?.root, 'b')).toBeUndefined();
    expect(textsAt(document?.root, 'c')).toEqual({ y: 'z' });
    expect(itemsAt(document?.root, 'd')).toEqual([]);
    expect(at(document?.root, 'd', 'e')).toBeUndefined();
  });

  test('empty documents are left out', () => {
    expect(read('---\n# nothing\n---\n\n---\nnull\n').documents).toEqual([]);
    expect(read('').findings).toEqual([]);
  });
});

test('never throws, whatever the text', () => {
  const piece = fc.constantFrom(
    ...'abk: -[]{},&*!|>\'"%@`#\n\t?<~\r\\'.split(''),
    '<<: ',
    '*a',
    '&a ',
    '- ',
    ': ',
    '---\n',
    '\ufeff',
    '\u0000',
    'é',
  );
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: piece, maxLength: 200 }), fc.string({ unit: 'binary' })), (content) => {
      const { findings } = read(content);
      for (const { place } of findings) expect(place?.line).toBeGreaterThan(0);
    }),
    { numRuns: 1000 },
  );
});
