import { prefixMatcher } from './match.ts';

/** Accounts for work; throws when there was enough of it. */
export type Spend = (work: number) => void;

/** Applies an operator to a value, as drone/envsubst v2 at 179042472c46 does; undefined where that library crashes or makes no text. */
export function apply(operator: string, value: string, given: readonly string[], spend: Spend): string | undefined {
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
      return given.length === 0
        ? String(encode(value).length)
        : decodeWhole(withoutPrefix(value, first, 'shortest', spend));
    case '##':
      return decodeWhole(withoutPrefix(value, first, 'longest', spend));
    case '%':
      return withoutSuffix(value, first, 'shortest', spend);
    case '%%':
      return withoutSuffix(value, first, 'longest', spend);
    case ':':
      return substring(value, given);
    case '/':
      return replaceFirst(value, first, second);
    case '//':
      return replaceAll(value, first, second, spend);
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

/** One character for one, as Go changes cases: there is none for ß, and i for İ. */
function upper(character: string): string {
  const changed = Array.from(character.toUpperCase());
  return changed.length === 1 ? changed.join('') : character;
}

function lower(character: string): string {
  const [changed = ''] = character.toLowerCase();
  return changed;
}

function replaceFirst(value: string, pattern: string, replacement: string): string {
  const at = value.indexOf(pattern);
  return at < 0 ? value : `${value.slice(0, at)}${replacement}${value.slice(at + pattern.length)}`;
}

/** An empty pattern matches before each character and at the end. */
function replaceAll(value: string, pattern: string, replacement: string, spend: Spend): string {
  const parts = pattern === '' ? ['', ...Array.from(value), ''] : value.split(pattern);
  spend(parts.length * (replacement.length + 1));
  return parts.join(replacement);
}

const whole = /^[+-]?\d{1,18}$/;

/** Positions and lengths count bytes. What is no number leaves the value as it is. */
function substring(value: string, [from = '', count]: readonly string[]): string | undefined {
  if (!whole.test(from)) return value;
  const all = encode(value);
  const start = Number(from) < 0 ? Math.max(0, all.length + Number(from)) : Number(from);
  if (count === undefined) return start < all.length ? decodeWhole(all.subarray(start)) : '';
  if (!whole.test(count)) return value;
  const end = start + Number(count);
  if (end >= all.length) return start < all.length ? decodeWhole(all.subarray(start)) : '';
  return end < start ? undefined : decodeWhole(all.subarray(start, end));
}

/** The shortest match that is not empty, or the longest, of a pattern at the beginning of a value is cut off: by bytes. */
function withoutPrefix(value: string, pattern: string, which: 'shortest' | 'longest', spend: Spend): Uint8Array {
  const bytes = encode(value);
  const matches = prefixMatcher(pattern, bytes, spend);
  let cut = 0;
  for (let length = bytes.length; length > 0; length -= 1) {
    if (!matches(length)) continue;
    cut = length;
    if (which === 'longest') break;
  }
  return bytes.subarray(cut);
}

/** The library turns both around; a character that is cut through comes back as the one for what is unreadable. */
function withoutSuffix(value: string, pattern: string, which: 'shortest' | 'longest', spend: Spend): string {
  return reversed(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      withoutPrefix(reversed(value), reversed(pattern), which, spend),
    ),
  );
}

function reversed(value: string): string {
  return Array.from(value).reverse().join('');
}

const encode = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Undefined where a character was cut in two: no YAML can hold it. */
function decodeWhole(value: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    return undefined;
  }
}
