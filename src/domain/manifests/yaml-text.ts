import { stringify } from 'yaml';
import type { Json, JsonObject } from './manifest.ts';

type Comments = Readonly<Record<string, string>>;

/** Strings that every YAML reader, 1.1 or 1.2, takes as strings without quotes. */
const plain = /^[A-Za-z](?:[\w./=,<%+-]|:(?=[\w/]))*$/;
/** Words of `plain` form that are a boolean, a null or a number to some reader. */
const ambiguous = /^(y|n|yes|no|on|off|true|false|null|e[-+]?\d+)$/i;
const digits = /^\d*$/;
/** Text that a literal block carries unchanged. */
const literal = /^(?:(?! )[\x20-\x7e]*[\x21-\x7e]\n)(?:(?:[\x20-\x7e]*[\x21-\x7e])?\n)*$/;

/**
 * A value as block-style YAML with a final newline, keys in their own order, strings quoted so that YAML 1.1 readers agree.
 * The text is what the `yaml` library itself writes for it, so that a later edit through the library changes nothing else.
 * (Written out here because the library takes longer than the whole budget of a render.)
 */
export function yamlText(value: JsonObject, comments: Comments = {}): string {
  const lines: string[] = [];
  writeMap(value, '', '', comments, lines);
  return `${lines.join('\n')}\n`;
}

function writeMap(map: JsonObject, indent: string, path: string, comments: Comments, lines: string[]): void {
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === undefined) continue;
    const here = path === '' ? key : `${path}/${key}`;
    writeComment(comments, here, indent, lines);
    writeValue(`${indent}${scalar(key)}:`, value, `${indent}  `, here, comments, lines);
  }
}

/** Writes a value behind `head`: on its line, or below it at `indent`. */
function writeValue(
  head: string,
  value: Json,
  indent: string,
  path: string,
  comments: Comments,
  lines: string[],
): void {
  if (isList(value)) {
    if (value.length === 0) lines.push(`${head} []`);
    else {
      lines.push(head);
      value.forEach((item, index) => {
        writeItem(item, indent, `${path}/${index}`, comments, lines);
      });
    }
  } else if (typeof value === 'object' && value !== null) {
    if (isEmpty(value)) lines.push(`${head} {}`);
    else {
      lines.push(head);
      writeMap(value, indent, path, comments, lines);
    }
  } else if (typeof value === 'string' && literal.test(value)) {
    lines.push(`${head} |`);
    for (const line of value.slice(0, -1).split('\n')) lines.push(line === '' ? '' : `${indent}${line}`);
  } else lines.push(`${head} ${scalar(value)}`);
}

function writeItem(item: Json, indent: string, path: string, comments: Comments, lines: string[]): void {
  writeComment(comments, path, indent, lines);
  const first = lines.length;
  const deeper = `${indent}  `;
  if (isList(item) && item.length > 0) {
    item.forEach((each, index) => {
      writeItem(each, deeper, `${path}/${index}`, comments, lines);
    });
  } else if (typeof item === 'object' && item !== null && !isList(item) && !isEmpty(item)) {
    writeMap(item, deeper, path, comments, lines);
  } else {
    writeValue(`${indent}-`, item, deeper, path, comments, lines);
    return;
  }
  lines[first] = `${indent}- ${(lines[first] ?? '').slice(deeper.length)}`;
}

function writeComment(comments: Comments, path: string, indent: string, lines: string[]): void {
  const comment = Object.hasOwn(comments, path) ? comments[path] : undefined;
  if (comment === undefined) return;
  for (const line of comment.split('\n')) lines.push(`${indent}# ${line}`);
}

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  if (plain.test(value) && !ambiguous.test(value)) return value;
  if (digits.test(value)) return `"${value}"`;
  return stringify(value, { compat: 'yaml-1.1', lineWidth: 0, blockQuote: false }).slice(0, -1);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isEmpty(map: JsonObject): boolean {
  return Object.values(map).every((value) => value === undefined);
}
