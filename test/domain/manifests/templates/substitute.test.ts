import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readTemplate, substitute } from '../../../../src/domain/manifests/templates/substitute.ts';
import { values } from './own-templates.ts';

function rendered(source: string): string {
  const template = readTemplate(source);
  if (!template.ok) return `fault at ${template.fault.at}: ${template.fault.problem}`;
  const result = substitute(template.nodes, (name) => (Object.hasOwn(values, name) ? values[name] : undefined));
  return 'text' in result ? result.text : `fault at ${result.fault.at}: ${result.fault.problem}`;
}

// The end-to-end suite holds some hundred forms against the real clusterctl; these are one of each.
describe('a form', () => {
  test.each([
    ['no ${ substitution', 'fault at 5: unable to parse variable name'],
    ['$$ and $PLAIN and $${PLAIN}', '$ and $PLAIN and ${PLAIN}'],
    ['${PLAIN}', 'abcabc'],
    ['${ PLAIN }', 'abcabc'],
    ['${UNSET}', ''],
    ['${UNSET:-x}', 'x'],
    ['${EMPTY:=x}', 'x'],
    ['${PLAIN:=x}', 'abcabc'],
    ['${UNSET=x}', 'x'],
    ['${UNSET:="a: b"}', '"a: b"'],
    ['${UNSET:=${UNSET2:=${NUMBER}}-x}', '3-x'],
    ['${#PLAIN}', '6'],
    ['${#UNICODE}', '14'],
    ['${PLAIN^}', 'Abcabc'],
    ['${PLAIN^^}', 'ABCABC'],
    ['${UNICODE,,}', 'äöü-straße'],
    ['${PLAIN:1:3}', 'bca'],
    ['${PLAIN:-2}', 'abcabc'],
    ['${PLAIN: -2}', 'abcabc'],
    ['${PATH_LIKE#*/}', 'b.c/d.tar.gz'],
    ['${PATH_LIKE##*/}', 'd.tar.gz'],
    ['${PATH_LIKE%.*}', 'a/b.c/d.tar'],
    ['${PATH_LIKE%%.*}', 'a/b'],
    ['${PLAIN/b/X}', 'aXcabc'],
    ['${PLAIN//b/X}', 'aXcaXc'],
    ['${PLAIN/#a/X}', 'Xbcabc'],
    ['${PLAIN/%c/X}', 'abcabX'],
    ['${PATH_LIKE//\\//-}', 'a-b.c-d.tar.gz'],
    ['${}', 'fault at 2: unable to parse variable name'],
    ['${PLAIN!}', 'fault at 7: missing closing brace'],
    ['${PLAIN:2:-1}', 'fault at 0: ${PLAIN:…} cuts outside of the value or through a character'],
  ])('%s gives %s', (source, text) => {
    expect(rendered(source)).toBe(text);
  });

  test('over several lines', () => {
    expect(rendered('a: ${UNSET:=first\n  second}\nb: 1\n')).toBe('a: first\n  second\nb: 1\n');
  });
});

test('variables are listed with their uses; the first use decides whether one is needed', () => {
  const template = readTemplate('${A} ${B:=x} ${A:=y} ${B} ${C:=${D}}');
  expect(template.ok && template.variables).toEqual([
    { name: 'A', uses: [0, 13] },
    { name: 'B', otherwise: 'x', uses: [5, 21] },
    { name: 'C', otherwise: '${D}', uses: [26] },
  ]);
});

test('a value is never looked at again: no cycle can be', () => {
  const template = readTemplate('${A}');
  const result = template.ok ? substitute(template.nodes, () => '${A}$$') : undefined;
  expect(result).toEqual({ text: '${A}$$' });
});

test('what has no dollar is left as it is, and plain uses are what replacing them gives', () => {
  fc.assert(
    fc.property(
      fc.string().map((text) => text.replace(/\$/g, '')),
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
  const ten = 10 * 1024 * 1024;
  test.each([
    ['dollars', '$'.repeat(ten)],
    ['openings', '${'.repeat(1_000_000)],
    ['nested defaults', `${'${A:='.repeat(100_000)}${'}'.repeat(100_000)}`],
    ['escapes', '$$'.repeat(ten / 2)],
    ['stars', `\${PLAIN#${'*a'.repeat(50_000)}}`],
  ])('%s', (_case, source) => {
    expect(rendered(source).length).toBeLessThan(ten + 100);
  });

  test('a text that grows and grows is given up', () => {
    const template = readTemplate('${A}'.repeat(10_000));
    const result = template.ok ? substitute(template.nodes, () => 'x'.repeat(10_000)) : undefined;
    expect(result).toMatchObject({ fault: { problem: 'the text grows beyond 4 MiB' } });
  });
});
