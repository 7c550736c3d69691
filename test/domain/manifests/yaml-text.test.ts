import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Document, parse, parseDocument } from 'yaml';
import type { JsonObject } from '../../../src/domain/manifests/manifest.ts';
import { yamlText } from '../../../src/domain/manifests/yaml-text.ts';

const library = (value: JsonObject): string =>
  new Document(value, { compat: 'yaml-1.1' }).toString({ lineWidth: 0, blockQuote: 'literal' });

describe('a value comes back as it was', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      'no',
      'on',
      'y',
      'Yes',
      'null',
      '~',
      '1',
      '0x1f',
      '1e3',
      '12:30:45',
      '2026-01-31',
      '.inf',
      '<<',
      '=',
      '- a',
      '# a',
      'a: b',
      ' a',
      'a ',
      'a\n',
      'a\n\nb\n',
      '\n',
      '{{ a }}',
      '%',
      '@x',
      '*x',
      '&x',
      '!x',
      "'",
      '"',
      '\ta',
    ),
  );
  const { tree } = fc.letrec<{ tree: JsonObject; value: unknown }>((tie) => ({
    tree: fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('no', '1', 'a/b', '~')),
      tie('value') as fc.Arbitrary<never>,
      { maxKeys: 5 },
    ),
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('tree'),
    ),
  }));

  test('in YAML 1.2 and 1.1', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        const written = yamlText(value);
        expect(parse(written)).toEqual(Object.keys(value).length === 0 ? null : plain);
        expect(parse(written, { version: '1.1', merge: false })).toEqual(
          Object.keys(value).length === 0 ? null : plain,
        );
      }),
      { numRuns: 500 },
    );
  });
});

test.each<[string, JsonObject]>([
  ['scalars', { a: 'x', b: 'no', c: '1', d: 1, e: true, f: null, g: '', h: 'v1.34.3', i: '40%', j: '{{ x }}' }],
  [
    'addresses and options',
    { a: 'https://helm.cilium.io', b: 'a:b', c: 'Prune=false,Delete=false', d: 'x<0%', e: 'a:', f: 'a: b', g: 'a,b' },
  ],
  ['words of YAML 1.1', { on: 'off', y: 'N', time: '12:30:45', octal: '0777' }],
  ['nesting', { a: { b: { c: ['x', { d: 'y', e: ['z'] }] } } }],
  ['lists of lists', { a: [['b', 'c'], [{ d: 1, e: 2 }]] }],
  ['empty things', { a: {}, b: [], c: [{}, []] }],
  ['keys with slashes', { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }],
  ['text of lines', { a: 'one\ntwo\n\nthree\n', b: { c: 'x\n  y\n' } }],
])('%s are written as the library writes them', (_case, value) => {
  expect(yamlText(value)).toBe(library(value));
});

test('undefined is left out', () => {
  expect(yamlText({ a: undefined, b: { c: undefined, d: 1 } })).toBe('b:\n  d: 1\n');
});

test('comments stand above their line and survive the library', () => {
  const value = {
    spec: {
      replicas: 3,
      list: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    },
  };
  const text = yamlText(value, {
    'spec/replicas': 'Odd.',
    'spec/list/1': 'The second.\nOn two lines.',
    'spec/list/1/b': 'Inside.',
  });
  expect(text).toBe(
    [
      'spec:',
      '  # Odd.',
      '  replicas: 3',
      '  list:',
      '    - a: 1',
      '      b: 2',
      '    # The second.',
      '    # On two lines.',
      '    - a: 3',
      '      # Inside.',
      '      b: 4',
      '',
    ].join('\n'),
  );
  expect(parseDocument(text).toString({ lineWidth: 0 })).toBe(text);
});
