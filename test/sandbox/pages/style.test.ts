import { describe, expect, test } from '@jest/globals';
import { labelStyles } from '../../../src/sandbox/pages/site.ts';
import { style } from '../../../src/sandbox/pages/style.ts';

type Colors = Readonly<Record<string, string>>;

const read = (css: string): Colors =>
  Object.fromEntries(
    [...css.matchAll(/--([a-z-]+): (#[0-9a-f]{3,6});/g)].map(([, name = '', value = '']) => [name, value]),
  );

/** WCAG 2.2, "relative luminance" and "contrast ratio". */
function contrast(one: string, other: string): number {
  const light = (color: string): number => {
    const digits = color.slice(1).replace(/^(.)(.)(.)$/, '$1$1$2$2$3$3');
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
      const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [light(one), light(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const [, dark = ''] = style.split('prefers-color-scheme: dark');
const themes: readonly (readonly [name: string, colors: Colors])[] = [
  ['light', read(style.slice(0, style.indexOf('@media')))],
  ['dark', read(dark)],
];

const surfaces: Readonly<Record<string, readonly string[]>> = {
  page: ['text', 'quiet', 'link', 'green', 'red', 'amber', 'purple', 'grey'],
  soft: ['text', 'quiet', 'link', 'green', 'red', 'amber', 'purple'],
  inset: ['text', 'quiet'],
  button: ['text', 'quiet'],
  'button-hover': ['text'],
  hunk: ['quiet', 'link'],
  added: ['text', 'quiet'],
  'added-strong': ['text'],
  removed: ['text', 'quiet'],
  'removed-strong': ['text'],
  notice: ['text', 'quiet', 'link'],
  warning: ['text', 'quiet', 'link', 'amber'],
  failure: ['text', 'quiet', 'link', 'red'],
};

describe('colours', () => {
  test.each(themes)('%s: text has a contrast of 4.5 on every surface that it stands on', (_name, colors) => {
    const poor = Object.entries(surfaces).flatMap(([surface, texts]) =>
      texts
        .map((text) => ({ text, surface, ratio: contrast(colors[text] ?? '#fff', colors[surface] ?? '#fff') }))
        .filter(({ ratio }) => ratio < 4.5),
    );
    expect(poor).toEqual([]);
    for (const name of ['primary', 'primary-hover'])
      expect(contrast('#fff', colors[name] ?? '#fff')).toBeGreaterThan(4.5);
  });

  test('white letters stand out on avatars and states', () => {
    const grounds = [...style.matchAll(/\.(?:hue-\d|state-[a-z]+) \{ background: (#[0-9a-f]{6});/g)].map(
      ([, color = '']) => color,
    );
    expect(grounds).toHaveLength(10);
    for (const color of grounds) expect(contrast('#fff', color)).toBeGreaterThan(4.5);
  });

  test("a label's letters are black or white, whichever can be read; other words make no rule", () => {
    const rules = labelStyles(['fbca04', '0052cc', 'ededed', 'red;}*{display:none', '777777']);
    expect(rules.split('\n')).toHaveLength(4);
    for (const [, ground = '', letters = ''] of rules.matchAll(/background:(#\w+);color:(#\w+)/g))
      expect(contrast(letters, ground)).toBeGreaterThan(4.5);
  });
});
