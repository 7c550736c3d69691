import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scan } from '../../../src/domain/command/scan.ts';

const linesOf = (comment: string) => scan(comment).lines.map(({ line }) => line);

describe('scan', () => {
  const cases: readonly (readonly [string, string, readonly number[]])[] = [
    ['a command alone', '/x', [1]],
    ['every kind of line end', '/x\n/x\r\n/x\r/x', [1, 2, 3, 4]],
    ['a byte order mark', '\ufeff/x', [1]],
    ['an indented line', ' /x\n    /x\n\t/x', []],
    ['a fence', '```\n/x\n```\n/x', [4]],
    ['a fence with a language', '```sh title="a"\n/x\n```\n/x', [4]],
    ['a tilde fence', '~~~\n/x\n```\n/x\n~~~\n/x', [6]],
    ['a longer fence', '````\n```\n/x\n````\n/x', [5]],
    ['a fence that only a bare line closes', '```\n``` a\n/x\n```\n/x', [5]],
    ['an indented fence', '  ```\n/x\n   ```\n/x', [4]],
    ['a fence that is indented code', '    ```\n/x', [2]],
    ['a fence never closed', '```\n/x\n\n/x', []],
    ['backticks in one line, which are no fence', '``` a ``` b\n/x', [2]],
    ['two backticks', '``\n/x', [2]],
    ['a quotation', '> /x\n\n/x', [3]],
    ['an HTML comment', '<!-- /x\n/x\n\n/x -->\n/x', [5]],
    ['an HTML comment in one line', '<!-- a -->\n/x', [2]],
    ['the shortest HTML comment', '<!-->\n/x', [2]],
    ['an HTML comment never closed', '<!--\n/x\n\n/x', []],
    ['an HTML comment within a line', 'a <!-- b\n/x\n--> c\n/x', [4]],
    ['two HTML comments within a line', 'a <!-- b --> <!-- c\n/x\n-->\n/x', [4]],
    ['a comment opened where another ends', 'a <!-- b\n/x --> <!--\n/x\n-->\n/x', [5]],
    ['a comment never closed within a line', 'write `<!--` here\n/x', [2]],
    ['a comment that the paragraph does not close', 'a <!-- b\n\n/x\n-->', [3]],
    ['preformatted HTML', '<pre>\n/x\n</pre>\n/x', [4]],
    ['details', '<details>\n\n/x\n\n</details>', [3]],
    ['a list', '- a\n/x', [2]],
    ['nothing', '', []],
  ];
  test.each(cases)('%s', (_, comment, want) => {
    expect(linesOf(comment)).toEqual(want);
  });

  test('knows which lines GitHub draws into the quotation above', () => {
    const inQuote = (comment: string) => scan(comment).lines.map((each) => each.inQuote);
    expect(inQuote('> a\n/x')).toEqual([true]);
    expect(inQuote('> a\nb\n/x')).toEqual([true]);
    expect(inQuote('> a\n\n/x')).toEqual([false]);
    expect(inQuote('> # a\n/x')).toEqual([false]);
    expect(inQuote('>\n/x')).toEqual([false]);
  });

  const pieces = [
    '/',
    '/x',
    '\n',
    '\r\n',
    '\r',
    '```',
    '~~~',
    '`',
    '>',
    '> a',
    '<!--',
    '-->',
    '<pre>',
    '    ',
    '\t',
    'a',
    ' ',
  ];
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''));

  test('finds only lines that begin with a slash, as they stand', () => {
    fc.assert(
      fc.property(text, (comment) => {
        const all = comment.split(/\r\n|\n|\r/);
        for (const found of scan(comment).lines) {
          expect(found.text).toBe(all[found.line - 1]);
          expect(found.text.startsWith('/')).toBe(true);
        }
      }),
    );
  });

  test('finds nothing inside a fence, whatever stands there', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('`', '~'), fc.integer({ min: 3, max: 6 }), (inner, mark, length) => {
        const fence = mark.repeat(length);
        // Anything that could close the fence is taken out.
        const safe = inner.replaceAll(mark, '');
        expect(linesOf(`${fence}\n${safe}\n/x\n${fence}\n/x`)).toHaveLength(1);
      }),
    );
  });

  test('finds nothing inside an HTML comment', () => {
    fc.assert(
      fc.property(text, (inner) => {
        expect(linesOf(`<!--\n${inner.replaceAll('>', '')}\n/x\n-->\n/x`)).toHaveLength(1);
      }),
    );
  });

  test('looks at each character a constant number of times', () => {
    const units = [
      ...pieces,
      'a <!--\n',
      'a <!-- -->',
      '<!--\n\n',
      '> a\n',
      '```\n',
      '1. ',
      'a <!-- b\n-->\n',
      '\n \n',
      '<pre>\n',
    ];
    for (const unit of units) {
      const comment = unit.repeat(Math.ceil(65_536 / unit.length));
      expect(scan(comment).examined).toBeLessThanOrEqual(5 * comment.length);
      expect(scan(`${comment}-->`).examined).toBeLessThanOrEqual(5 * comment.length + 20);
    }
    fc.assert(
      fc.property(text, (comment) => {
        expect(scan(comment).examined).toBeLessThanOrEqual(5 * comment.length + 20);
      }),
    );
  });
});
