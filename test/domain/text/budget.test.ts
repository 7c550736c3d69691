import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bodyLimit, clip, fitBody } from '../../../src/domain/text/budget.ts';

const bytes = (text: string) => Buffer.byteLength(text, 'utf8');

describe('fitBody', () => {
  test('joins what fits and says nothing more', () => {
    expect(fitBody([{ text: 'a' }, { text: '' }, { text: 'b', rank: 1 }])).toBe('a\n\nb');
  });

  test('leaves out the highest rank first and says what', () => {
    const body = fitBody(
      [
        { text: 'summary' },
        { text: 'd'.repeat(200), rank: 2, note: 'the diff' },
        { text: 't'.repeat(60), rank: 1, note: 'the table' },
        { text: '<!-- marker -->', whole: true },
      ],
      180,
    );
    expect(body).toContain('summary');
    expect(body).toContain('tttt');
    expect(body).not.toContain('dddd');
    expect(body).toContain('the diff');
    expect(body.endsWith('<!-- marker -->')).toBe(true);
  });

  test('cuts what must stay at a line end, with its fence and details closed', () => {
    const lines = Array.from({ length: 5000 }, (_, line) => `key${line}: value`).join('\n');
    const text = `<details><summary>files</summary>\n\n\`\`\`yaml\n${lines}\n\`\`\`\n\n</details>`;
    const body = fitBody([{ text: 'summary' }, { text }, { text: '<!-- marker -->', whole: true }]);
    expect(bytes(body)).toBeLessThanOrEqual(bodyLimit);
    expect(body).toMatch(/: value\n```\n<\/details>\n\n_Cut here/);
    expect(body).toContain('<!-- marker -->');
  });

  test('always stays within the limit, in any script', () => {
    const part = fc.record(
      {
        text: fc.string({ unit: 'grapheme', maxLength: 400 }),
        rank: fc.nat(3),
        note: fc.string({ maxLength: 10 }),
      },
      { requiredKeys: ['text'] },
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 300, max: 2000 }), (parts, limit) => {
        expect(bytes(fitBody([...parts, { text: '<!-- m -->', whole: true }], limit))).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe('clip', () => {
  test('keeps short text and never halves a character', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('ab…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, limit) => {
        const cut = clip(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});
