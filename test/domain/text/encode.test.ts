import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codeBlock, codeSpan, encodeMarkdown, tableCell, tableRow } from '../../../src/domain/text/encode.ts';

/** Text with a good share of what is special to Markdown, HTML and GitHub. */
const hostile = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...'@#<>[]()!`*_~|&;:/\\-+=.$^\'" \n\r\t0123456789abcdefgw') },
      fc.constantFrom(
        '@org/team',
        '#12',
        'GH-7',
        'http://',
        'www.',
        '<!--',
        '-->',
        '```',
        '&lt;',
        ':tada:',
        '](',
        '\u202e',
      ),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[0-9a-f]{7,40}$/),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

/** What a reader sees: CommonMark's backslash escapes and the entities, resolved. */
function rendered(markdown: string): string {
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/g, (_, escaped: string) => `&#${escaped.charCodeAt(0)};`)
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

describe('encodeMarkdown', () => {
  const cases = [
    ['a mention', 'ask @octocat', 'ask @&#8203;octocat'],
    ['an issue reference', 'see #12 and GH-3', 'see #&#8203;12 and GH-&#8203;3'],
    ['a tag', '<img src=x>', '&lt;img src=x&gt;'],
    ['an image', '![x](y)', '!\\[x\\](y)'],
    ['a table', 'a | b', 'a &#124; b'],
    ['emphasis', '**bold** _it_', '\\*\\*bold\\*\\* \\_it\\_'],
    ['an address', 'https://evil.example', 'https:&#8203;//evil.example'],
    ['a bare host', 'www.evil.example', 'www&#8203;.evil.example'],
    ['a heading', '# big', '\\# big'],
    ['a numbered list', '1. one', '1\\. one'],
    ['line breaks', 'a\r\n\r\n- b', 'a - b'],
    ['bidirectional controls', 'a\u202eb\u2066c', 'abc'],
    ['an ordinary sentence', 'Machine md-0-x2 is not ready: 2 of 3 (eu-west-1).', undefined],
  ] as const;
  test.each(cases)('makes %s inert', (_, text, want) => {
    expect(encodeMarkdown(text)).toBe(want ?? text);
  });

  test('leaves nothing that GitHub would act on in the rendered text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const seen = rendered(encodeMarkdown(text));
        expect(seen).not.toMatch(/@[a-z0-9]/i);
        expect(seen).not.toMatch(/#\d/);
        expect(seen).not.toMatch(/(?<![a-z0-9])GH-\d/i);
        expect(seen).not.toMatch(/:\/\//);
        expect(seen).not.toMatch(/www\./i);
        expect(seen).not.toMatch(/(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/i);
        expect(seen).not.toMatch(/:[a-z0-9_+-]{1,40}:/i);
      }),
      { numRuns: 500 },
    );
  });

  test('leaves no active markup in the source', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const source = encodeMarkdown(text);
        expect(source).not.toMatch(/[<>|\n\r$]/);
        expect(source).not.toMatch(/&(?!(?:amp|lt|gt|#124|#36|#8203);)/);
        expect(source).not.toMatch(/^(?:[#+=:-]|\d+[.)]|\s)/);
        // every character that formats stands behind an odd number of backslashes
        for (const run of source.matchAll(/(\\*)[`*_[\]~]/g)) expect((run[1] ?? '').length % 2).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  test('reads as it was written', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const plain = text.replace(/\p{Cf}|[\ue000\ue001]/gu, '').replace(/[\s\u0085]+/g, ' ');
        const printable = plain
          .replace(/\p{Cc}/gu, '')
          .replace(/ +/g, ' ')
          .trim();
        expect(rendered(encodeMarkdown(text)).replaceAll('\u200b', '')).toBe(printable);
      }),
      { numRuns: 500 },
    );
  });
});

describe('code', () => {
  test('a code span cannot be closed from inside', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const span = codeSpan(text);
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const inside = span.slice(fence.length, -fence.length);
        expect(span.endsWith(fence)).toBe(true);
        expect(inside.match(/`+/g) ?? []).not.toContain(fence);
        expect(span).not.toMatch(/[\n\r]/);
      }),
    );
  });

  test('a code block cannot be closed from inside', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = codeBlock(text, 'yaml').split('\n');
        const fence = (lines[0] ?? '').replace('yaml', '');
        expect(fence).toMatch(/^`{3,}$/);
        expect(lines.at(-1)).toBe(fence);
        expect(lines.slice(1, -1).some((line) => line.includes(fence))).toBe(false);
      }),
    );
  });

  test('keeps the lines of a block and refuses a language that is none', () => {
    expect(codeBlock('a:\r\n\tb: 1\n', 'yaml')).toBe('```yaml\na:\n\tb: 1\n```');
    expect(codeBlock('x', 'a`\n<b')).toBe('```ab\nx\n```');
  });

  test('carries no hidden marker of ours', () => {
    for (const code of [codeSpan, codeBlock, encodeMarkdown]) {
      expect(code('<!-- clusterops:request abc def -->')).not.toContain('<!-- clusterops:');
    }
  });
});

describe('tables', () => {
  /** Cells as GFM splits them: at pipes without a backslash. */
  const cellsOf = (row: string) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)(?:\\\\)*\|/)
      .map((cell) => cell.trim());

  test('a row keeps its cells whatever they hold', () => {
    expect(tableRow([codeSpan('a|b'), tableCell('c|d'), tableCell('')])).toBe('| `a\\|b` | c&#124;d |   |');
    fc.assert(
      fc.property(hostile, hostile, (left, right) => {
        const row = tableRow([codeSpan(left), tableCell(right)]);
        expect(row).not.toMatch(/[\n\r]/);
        expect(cellsOf(row)).toHaveLength(2);
      }),
    );
  });
});
