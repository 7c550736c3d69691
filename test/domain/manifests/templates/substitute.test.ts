import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isOptional, readTemplate } from '../../../../src/domain/manifests/templates/read-template.ts';
import { substitute } from '../../../../src/domain/manifests/templates/substitute.ts';
import { values } from './own-templates.ts';

function rendered(source: string, given: Readonly<Record<string, string>> = values): string {
  const read = readTemplate(source);
  if (!read.ok) return `fault at ${read.fault.at}: ${read.fault.problem}`;
  const result = substitute(read.template.nodes, (name) => {
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    return text === undefined ? undefined : { text, asked: [] };
  });
  return result.ok
    ? result.pieces.map(({ text }) => text).join('')
    : `fault at ${result.fault.at}: ${result.fault.problem}`;
}

// The end-to-end suite holds several hundred forms against the real clusterctl; these are one of each.
describe('a form', () => {
  test.each([
    ['no ${ substitution', 'fault at 5: unable to parse variable name'],
    ['$$ and $PLAIN and $${PLAIN}', '$ and $PLAIN and ${PLAIN}'],
    ['$$${PLAIN}$$$$', '$abcabc$$'],
    ['${PLAIN}', 'abcabc'],
    ['${ PLAIN }${PLAIN\n}', 'abcabcabcabc'],
    ['${\u00a0PLAIN}', 'fault at 2: unable to parse variable name'],
    ['${UNSET}', ''],
    ['${UNSET:-x}', 'x'],
    ['${EMPTY:=x}', 'x'],
    ['${PLAIN:=x}', 'abcabc'],
    ['${UNSET=x}', 'x'],
    ['${UNSET:="a: b"}', '"a: b"'],
    ['${UNSET:=$$\\/}', '$$\\/'],
    ['${UNSET:=${UNSET2:=${NUMBER}}-x}', '3-x'],
    ['${#PLAIN}', '6'],
    ['${#UNICODE}', '14'],
    ['${PLAIN^}', 'Abcabc'],
    ['${PLAIN^^}', 'ABCABC'],
    ['${UNICODE,,}', 'äöü-straße'],
    ['${UNICODE^^}', 'ÄÖÜ-STRAßE'],
    ['${PLAIN:1:3}', 'bca'],
    ['${PLAIN:-2}', 'abcabc'],
    ['${PLAIN: -2}', 'abcabc'],
    ['${UNICODE:2:2}', 'ö'],
    ['${UNICODE:1}', 'fault at 0: ${UNICODE:…} cuts outside of the value or through a character'],
    ['${PLAIN:2:-1}', 'fault at 0: ${PLAIN:…} cuts outside of the value or through a character'],
    ['${PLAIN:ä}', 'fault at 8: bad substitution'],
    ['${PATH_LIKE#*/}', 'b.c/d.tar.gz'],
    ['${PATH_LIKE##*/}', 'd.tar.gz'],
    ['${PATH_LIKE%.*}', 'a/b.c/d.tar'],
    ['${PATH_LIKE%%.*}', 'a/b'],
    ['${PLAIN#[^b-z]}', 'bcabc'],
    ['${PLAIN#[a}', 'abcabc'],
    ['${PLAIN/b/X}', 'aXcabc'],
    ['${PLAIN//b/X}', 'aXcaXc'],
    ['${PLAIN//${EMPTY}/-}', '-a-b-c-a-b-c-'],
    ['${PLAIN/#a/X}', 'Xbcabc'],
    ['${PLAIN/%c/X}', 'abcabX'],
    ['${PATH_LIKE//\\//-}', 'a-b.c-d.tar.gz'],
    ['${}', 'fault at 2: unable to parse variable name'],
    ['${PLAIN!}', 'fault at 7: missing closing brace'],
    ['a\n${ PLAIN }${PLAIN', 'fault at 19: missing closing brace'],
  ])('%j gives %j', (source, text) => {
    expect(rendered(source)).toBe(text);
  });

  test('over several lines', () => {
    expect(rendered('a: ${UNSET:=first\n  second}\nb: 1\n')).toBe('a: first\n  second\nb: 1\n');
  });

  test('a value is never looked at again: no cycle can be', () => {
    expect(rendered('${A}', { A: '${A}$$' })).toBe('${A}$$');
    expect(rendered('${A:=${A}}.', {})).toBe('.');
  });
});

test('variables are listed with their uses; the first use decides whether one is needed', () => {
  const read = readTemplate('${A} ${B:=x} ${A:=y} ${ B } ${C:=${D}}${E:=}');
  const variables = read.ok ? read.template.variables : [];
  expect(variables).toEqual([
    { name: 'A', uses: [0, 13], within: [] },
    { name: 'B', otherwise: 'x', uses: [5, 21], within: [] },
    { name: 'C', otherwise: '${D}', uses: [26], within: [] },
    { name: 'D', uses: [], within: [31] },
    { name: 'E', uses: [36], within: [] },
  ]);
  expect(variables.filter((each) => !isOptional(each)).map(({ name }) => name)).toEqual(['A', 'E']);
  // Spaces inside of braces are taken out before: offsets behind them are found again.
  expect(read.ok && [5, 21, 26].map(read.template.inFile)).toEqual([5, 21, 28]);
});

test('what has no dollar is left as it is, and plain uses are what replacing them gives', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\$/g, '')),
      (text) => expect(rendered(text)).toBe(text),
    ),
  );
  const pieces = fc.array(
    fc.oneof(fc.constant('${PLAIN}'), fc.constant('${NUMBER}'), fc.stringMatching(/^[a-z :{}\n]*$/)),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const source = parts.join('');
      const expected = parts
        .map((part) => (part === '${PLAIN}' ? 'abcabc' : part === '${NUMBER}' ? '3' : part))
        .join('');
      expect(rendered(source)).toBe(expected);
    }),
  );
});

describe('hostile templates end soon', () => {
  const mega = 1024 * 1024;
  const long = { A: 'a'.repeat(65_536) };
  const tooMuch = expect.stringContaining('more work, or becomes larger');
  test.each([
    ['10 MB', 'x'.repeat(10 * mega), 'fault at 0: it is larger than 1 MiB'],
    ['dollars', '$'.repeat(mega), '$'.repeat(mega / 2)],
    ['openings', '${'.repeat(mega / 2), 'fault at 2: unable to parse variable name'],
    ['openings of defaults', '${A:='.repeat(200_000), expect.stringContaining('nested more than 50 deep')],
    ['spaces', `\${${' '.repeat(mega - 10)}A`, expect.stringContaining('unable to parse variable name')],
    ['a value many times', '${A}'.repeat(10_000), tooMuch],
    ['a value many times in a default', `\${X:=${'${A}'.repeat(10_000)}}`, tooMuch],
    ['a replacement that multiplies', '${A//a/${A}}', tooMuch],
    ['replacements that multiply', '${B:=${A//a/${A//a/${A//a/${A}}}}}', tooMuch],
    ['a slow pattern', `\${A##${'*a'.repeat(50)}b}`, tooMuch],
    ['many that read much and give little', '${A:1:1}'.repeat(mega / 8), tooMuch],
  ])('%s', (_case, source, result) => {
    expect(rendered(source, long)).toEqual(result);
  });
});
