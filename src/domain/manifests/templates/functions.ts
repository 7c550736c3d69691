import { matches } from './match.ts';

/** Applies an operator to a value, as drone/envsubst v2 at 179042472c46 does; undefined where that library crashes or makes no text. */
export function apply(operator: string, value: string, given: readonly string[]): string | undefined {
  const [first = '', second = ''] = given;
  switch (operator) {
    case ',':
      return changeFirst(value, lower);
    case ',,':
      return Array.from(value, lower).join('');
    case '^':
      return changeFirst(value, upper);
    case '^^':
      return Array.from(value, upper).join('');
    case '#':
      return given.length === 0 ? String(bytes(value).length) : withoutPrefix(value, first, 'shortest');
    case '##':
      return withoutPrefix(value, first, 'longest');
    case '%':
      return reversed(withoutPrefix(reversed(value), reversed(first), 'shortest'));
    case '%%':
      return reversed(withoutPrefix(reversed(value), reversed(first), 'longest'));
    case ':':
      return substring(value, given);
    case '/':
      return replaceFirst(value, first, second);
    case '//':
      return replaceAll(value, first, second);
    case '/#':
      return given.length === 2 && value.startsWith(first) ? replaceFirst(value, first, second) : value;
    case '/%':
      return given.length === 2 && value.endsWith(first)
        ? `${value.slice(0, value.length - first.length)}${second}`
        : value;
    default:
      return value === '' ? given.join('') : value;
  }
}

function changeFirst(value: string, change: (character: string) => string): string {
  const [first = ''] = value;
  return `${change(first)}${value.slice(first.length)}`;
}

/** One character for one, as Go changes cases. */
function upper(character: string): string {
  const changed = character.toUpperCase();
  return Array.from(changed).length === 1 ? changed : character;
}

function lower(character: string): string {
  const changed = character.toLowerCase();
  return Array.from(changed).length === 1 ? changed : character;
}

function replaceFirst(value: string, pattern: string, replacement: string): string {
  const at = value.indexOf(pattern);
  return at < 0 ? value : `${value.slice(0, at)}${replacement}${value.slice(at + pattern.length)}`;
}

/** An empty pattern matches before each character and at the end. */
function replaceAll(value: string, pattern: string, replacement: string): string {
  return pattern === ''
    ? `${replacement}${Array.from(value, (character) => character + replacement).join('')}`
    : value.split(pattern).join(replacement);
}

const whole = /^[+-]?\d{1,18}$/;

/** Positions and lengths count bytes. What is no number leaves the value as it is. */
function substring(value: string, [from = '', count]: readonly string[]): string | undefined {
  if (!whole.test(from)) return value;
  const all = bytes(value);
  const start = Number(from) < 0 ? Math.max(0, all.length + Number(from)) : Number(from);
  if (count === undefined) return start < all.length ? decoded(all.subarray(start)) : '';
  if (!whole.test(count)) return value;
  const end = start + Number(count);
  if (end >= all.length) return start < all.length ? decoded(all.subarray(start)) : '';
  return end < start ? undefined : decoded(all.subarray(start, end));
}

/** The shortest match that is not empty, or the longest, of a pattern at the beginning of a value is cut off. */
function withoutPrefix(value: string, pattern: string, which: 'shortest' | 'longest'): string {
  let cut: string | undefined;
  for (let length = value.length; length > 0; length -= 1) {
    const matched = matches(pattern, value.slice(0, length));
    if (matched === undefined) return value;
    if (matched && which === 'longest') return value.slice(length);
    if (matched) cut = value.slice(length);
  }
  return cut ?? value;
}

function reversed(value: string): string {
  return Array.from(value).reverse().join('');
}

const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);
/** Undefined where a character was cut in two: no YAML can hold it. */
function decoded(value: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    return undefined;
  }
}
