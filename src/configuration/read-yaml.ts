import { type Document, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { type Finding, fault, type Place } from '../domain/finding.ts';
import { clip } from '../domain/text/budget.ts';
import { utf8Length } from '../domain/text/characters.ts';

type KeyPath = readonly (string | number)[];

/** A file that holds one mapping, or nothing. */
export interface YamlFile {
  /** Plain data; `{}` for an empty file. */
  readonly value: unknown;
  /** Where a key stands; of its nearest parent when it is not written. */
  placeOfKey(at: KeyPath): Place;
  /** Where a value stands; its key when nothing is written behind it. */
  placeOfValue(at: KeyPath): Place;
}

const mostBytes = 64 * 1024;

/** Reads the YAML of the file at `path` without being led astray: sizes, nesting, aliases, repeated and complex keys are bounded or refused. */
export function readYaml(
  text: string,
  path: string,
): { readonly ok: true; readonly file: YamlFile } | { readonly ok: false; readonly findings: readonly Finding[] } {
  const refuse = (...findings: readonly Finding[]) => ({ ok: false, findings }) as const;
  const syntax = (message: string, place: Place = { path }) => fault('configuration/syntax', message, { place });
  if (utf8Length(text) > mostBytes) return refuse(syntax('The file is larger than 64 KiB.'));
  const lines = new LineCounter();
  const placeAt = (offset: number | undefined): Place => {
    if (offset === undefined) return { path };
    const { line, col } = lines.linePos(offset);
    return { path, line, column: col };
  };
  // `uniqueKeys` of the library takes time quadratic in the keys.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const problems = [...document.errors, ...document.warnings].slice(0, 20);
  if (problems.length > 0)
    return refuse(...problems.map((each) => syntax(sentence(each.message), placeAt(each.pos[0]))));
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) {
    return { ok: true, file: { value: {}, placeOfKey: () => ({ path }), placeOfValue: () => ({ path }) } };
  }
  if (!isMap(root)) return refuse(syntax('The file is not a mapping of keys to values.', { path, line: 1 }));
  const keys = checkKeys(root, (message, offset) => syntax(message, placeAt(offset)));
  if (keys.length > 0) return refuse(...keys);
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    const placeOfKey = (at: KeyPath) => placeAt(keyOffset(document, at));
    const placeOfValue = (at: KeyPath) => placeAt(valueOffset(document, at) ?? keyOffset(document, at));
    return { ok: true, file: { value, placeOfKey, placeOfValue } };
  } catch {
    return refuse(syntax('Aliases expand to far more than the file holds.'));
  }
}

function sentence(message: string): string {
  if (message.includes('call stack')) return 'It is nested too deeply to be read.';
  const first = clip(message.split('\n', 1)[0] ?? '', 200);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}

/** Keys that stand twice, and keys that are no text: as data, complex keys take the library time without end. */
function checkKeys(
  root: unknown,
  syntax: (message: string, offset: number | undefined) => Finding,
): readonly Finding[] {
  const findings: Finding[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0 && findings.length < 20) {
    const node = waiting.pop();
    if (!isCollection(node)) continue;
    if (!isMap(node)) {
      waiting.push(...node.items);
      continue;
    }
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const offset = isNode(key) ? key.range?.[0] : undefined;
      if (!isScalar(key)) findings.push(syntax('A key is not a plain word.', offset));
      else if (seen.has(String(key.value))) {
        findings.push(syntax(`The key "${clip(String(key.value), 60)}" stands twice.`, offset));
      } else seen.add(String(key.value));
      waiting.push(value);
    }
  }
  return findings.slice(0, 20);
}

function keyOffset(document: Document.Parsed, at: KeyPath): number | undefined {
  const parent = at.length > 1 ? document.getIn(at.slice(0, -1), true) : document.contents;
  const key = String(at.at(-1));
  const pair = isMap(parent)
    ? parent.items.find((each) => isScalar(each.key) && String(each.key.value) === key)
    : undefined;
  if (pair && isNode(pair.key)) return pair.key.range?.[0];
  return at.length > 1 ? keyOffset(document, at.slice(0, -1)) : undefined;
}

function valueOffset(document: Document.Parsed, at: KeyPath): number | undefined {
  const node = document.getIn(at, true);
  return isNode(node) && !(isScalar(node) && node.value === null) ? node.range?.[0] : undefined;
}
