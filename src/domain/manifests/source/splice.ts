import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  type Node,
  type Pair,
  Scalar,
  stringify,
  visit,
  type YAMLMap,
} from 'yaml';

/** What a mapping is to hold; a nested one is added to, a list stands instead of what there was. */
export interface Entries {
  readonly [key: string]: string | number | Entries | readonly Entries[];
}

/** Whether a value is a mapping of its own. */
export const isMapping = (value: Entries[string]): value is Entries =>
  typeof value === 'object' && !Array.isArray(value);

/** A place of the text, and what stands there instead. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** The text with edits that do not overlap. */
export function spliced(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { at, remove, insert } of edits.toSorted((a, b) => a.at - b.at)) {
    pieces.push(text.slice(from, at), insert);
    from = at + remove;
  }
  return [...pieces, text.slice(from)].join('');
}

/**
 * Edits that put entries into mappings of a document, and leave every other character as it is: behind the key `name` where there is
 * one, else first. Where an alias shares a mapping that changes, it is written out, so that only the mapping meant changes.
 */
export function putEntries(
  document: Document,
  text: string,
  targets: readonly (readonly [map: YAMLMap, entries: Entries])[],
): readonly Edit[] {
  const edits: Edit[] = [];
  const changed = new Set<Node>();
  const replaced = new Set<Node>();
  const replace = (node: Node | null, value: unknown): void => {
    const [start, end] = node?.range ?? [0, 0];
    if (node !== null) replaced.add(node);
    // What is empty ends right behind its colon.
    edits.push({ at: start, remove: end - start, insert: `${start === end ? ' ' : ''}${asQuoted(node, value)}` });
  };

  const put = (map: YAMLMap, entries: Entries): void => {
    changed.add(map);
    const missing: (readonly [string, Entries[string]])[] = [];
    for (const [key, value] of Object.entries(entries)) {
      const pair = pairOf(map, key);
      const node = (pair?.value ?? null) as Node | null;
      if (pair === undefined) missing.push([key, value]);
      else if (isMapping(value)) {
        if (isMap(node)) put(node, value);
        else replace(node, { ...plainValue(node, document), ...value });
      } else if (!isScalar(node) || node.value !== value) replace(node, value);
    }
    if (missing.length > 0) edits.push(map.flow === true ? intoFlow(map, missing) : intoBlock(text, map, missing));
  };
  for (const [map, entries] of targets) put(map, entries);

  const anchored = new Map<string, Node>();
  visit(document, {
    Node: (_key, node) => {
      const shared = isAlias(node) ? anchored.get(node.source) : undefined;
      if (!isAlias(node) && node.anchor !== undefined) anchored.set(node.anchor, node);
      if (shared !== undefined && changed.has(shared) && !replaced.has(node))
        replace(node, plainValue(shared, document));
    },
  });
  return edits;
}

/** A text in the quotes of what it stands in for, where it can; anything else as JSON. */
function asQuoted(before: Node | null, value: unknown): string {
  const word = typeof value === 'string' && /^[A-Za-z][\w.-]*$/.test(value) && scalar(value) === value;
  if (!word || !isScalar(before) || typeof before.value !== 'string') return flow(value);
  if (before.type === Scalar.QUOTE_SINGLE) return `'${value}'`;
  return before.type === Scalar.PLAIN ? value : flow(value);
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function plainValue(node: Node | null, document: Document): object {
  const value: unknown = node?.toJS(document, { maxAliasCount: -1 });
  return typeof value === 'object' && value !== null ? value : {};
}

type Missing = readonly (readonly [key: string, value: Entries[string]])[];

function intoFlow(map: YAMLMap, missing: Missing): Edit {
  const written = missing.map(([key, value]) => `${JSON.stringify(key)}: ${flow(value)}`).join(', ');
  const first = (map.items[0]?.key as Node | null | undefined)?.range?.[0];
  return { at: first ?? (map.range?.[0] ?? 0) + 1, remove: 0, insert: map.items.length > 0 ? `${written}, ` : written };
}

function intoBlock(text: string, map: YAMLMap, missing: Missing): Edit {
  const first = (map.items[0]?.key as Node | null | undefined)?.range?.[0] ?? 0;
  const indent = ' '.repeat(first - (text.lastIndexOf('\n', first - 1) + 1));
  const lines = missing.map(([key, value]) => blockEntry(key, value, indent)).join('');
  const name = pairOf(map, 'name')?.value as Node | null | undefined;
  if (name?.range == null) return { at: first, remove: 0, insert: `${lines.slice(indent.length)}${indent}` };
  const end = text.indexOf('\n', name.range[1]);
  return end < 0 ? { at: text.length, remove: 0, insert: `\n${lines}` } : { at: end + 1, remove: 0, insert: lines };
}

function blockEntry(key: string, value: Entries[string], indent: string): string {
  if (typeof value !== 'object') return `${indent}${scalar(key)}: ${scalar(value)}\n`;
  if (!isMapping(value)) {
    const items = value.map((item) => {
      const lines = Object.entries(item).map(([each, inner]) => blockEntry(each, inner, `${indent}    `));
      return `${indent}  - ${lines.join('').slice(indent.length + 4)}`;
    });
    return `${indent}${scalar(key)}:\n${items.join('')}`;
  }
  const nested = Object.entries(value).map(([each, inner]) => blockEntry(each, inner, `${indent}  `));
  return `${indent}${scalar(key)}:\n${nested.join('')}`;
}

/** JSON with the spaces that older readers of YAML want. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${flow(each)}`);
  return `{${entries.join(', ')}}`;
}

function scalar(value: string | number): string {
  return stringify(value, { compat: 'yaml-1.1', lineWidth: 0 }).trimEnd();
}
