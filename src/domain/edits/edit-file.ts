import { type Document, isMap, visit, type YAMLMap } from 'yaml';
import type { FileContent } from '../cluster/spec.ts';
import { type Finding, fault, type Outcome } from '../finding.ts';
import type { Located } from '../manifests/source/located.ts';
import { readDocuments, readParsed } from '../manifests/source/read-documents.ts';
import { type Edit, type Entries, isMapping, putEntries, spliced } from '../manifests/source/splice.ts';

/** What a mapping of a file is to hold, by the offset at which the mapping stands. */
export interface MappingEdit {
  readonly at: number;
  readonly put?: Entries;
  /** Keys that go, each with its lines; a nested mapping goes with all that it holds. */
  readonly remove?: readonly string[];
}

/**
 * The file with other values in some of its mappings, and every other character as it is. Not ok where something cannot be changed
 * without changing more than that: the result is read again and held to what was meant.
 */
export function editFile({ path, content }: FileContent, edits: readonly MappingEdit[]): Outcome<FileContent> {
  const lineEnd = content.includes('\r\n') ? '\r\n' : '\n';
  const parts: string[] = [];
  for (const { text, at } of documentTexts(content)) {
    const own = edits.filter((edit) => edit.at >= at && edit.at < at + text.length);
    const edited =
      own.length === 0
        ? text
        : editText(
            path,
            text,
            own.map((edit) => ({ ...edit, at: edit.at - at })),
            lineEnd,
          );
    if (edited === undefined) {
      return { ok: false, findings: [notEditable(path, 'it is written in a way that cannot be changed safely')] };
    }
    parts.push(edited);
  }
  return { ok: true, value: { path, content: parts.join('') }, notes: [] };
}

/** The text of one or more documents after edits; undefined when the result would say something else than was meant. */
function editText(path: string, text: string, edits: readonly MappingEdit[], lineEnd: string): string | undefined {
  const documents: Document.Parsed[] = [];
  const read = readParsed({ path, content: text }, (document) => documents.push(document));
  const splices = edits.flatMap((edit) => splicesOf(documents, text, edit));
  const edited = spliced(
    text,
    splices.map((splice) => ({ ...splice, insert: splice.insert.replaceAll('\n', lineEnd) })),
  );
  const meant = read.documents.map(({ root }) => written(root, new Set(edits)));
  const made = readDocuments({ path, content: edited });
  const values = made.documents.map(({ root }) => written(root, new Set()));
  return made.findings.length === 0 && JSON.stringify(values) === JSON.stringify(meant) ? edited : undefined;
}

/** A file document by document, so that an edit reads no more of it than it must: `---` at the beginning of a line always parts two. */
function documentTexts(content: string): readonly { readonly text: string; readonly at: number }[] {
  // Directives and ends of documents belong to what is beside them.
  if (/^(?:%|\.\.\.)/m.test(content)) return [{ text: content, at: 0 }];
  const starts = [...content.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index).filter((index) => index > 0);
  return [0, ...starts].map((at, index) => ({ text: content.slice(at, starts[index]), at }));
}

/** A file that is left as it is, because the bot does not understand what stands there. */
export function notEditable(path: string, why: string, line = 1): Finding {
  return fault('manifest/not-editable', `${path} cannot be changed by the bot: ${why}.`, { place: { path, line } });
}

function splicesOf(
  documents: readonly Document.Parsed[],
  content: string,
  { at, put, remove = [] }: MappingEdit,
): readonly Edit[] {
  for (const document of documents) {
    let map: YAMLMap | undefined;
    visit(document, {
      Map: (_key, node) => {
        if (node.range?.[0] !== at) return undefined;
        map = node;
        return visit.BREAK;
      },
    });
    if (map === undefined) continue;
    const found = map;
    return [
      ...(put === undefined ? [] : putEntries(document, content, [[found, put]])),
      ...remove.flatMap((key) => linesOf(content, found, key) ?? []),
    ];
  }
  return [];
}

type Range = readonly [start: number, end: number, after: number];

/** A key with its value: the lines go, with a comment behind the value. */
function linesOf(content: string, map: YAMLMap, key: string): Edit | undefined {
  const index = map.items.findIndex((each) => String(each.key) === key);
  const pair = map.items[index];
  const [start] = rangeOf(pair?.key) ?? [];
  const [, valueEnd] = rangeOf(pair?.value) ?? [];
  if (start === undefined || valueEnd === undefined) return undefined;
  if (map.flow === true) return itemOf(map, index, start, valueEnd);
  if (map.items.length < 2) return undefined;
  const from = content.lastIndexOf('\n', start) + 1;
  // A key behind the dash of a list shares its line with the dash.
  if (content.slice(from, start).trim() !== '') return undefined;
  const last = isMap(pair?.value) ? lastOf(pair.value, valueEnd) : valueEnd;
  // What people noted between the entries would be lost.
  if (isMap(pair?.value) && /^\s*#/m.test(content.slice(start, last))) return undefined;
  const end = content.indexOf('\n', last);
  return { at: from, remove: (end < 0 ? content.length : end + 1) - from, insert: '' };
}

/** An entry between braces, with the comma that parts it from the others. */
function itemOf({ items }: YAMLMap, index: number, start: number, end: number): Edit {
  const [next] = rangeOf(items[index + 1]?.key) ?? [];
  const [, before] = rangeOf(items[index - 1]?.value) ?? [];
  if (next !== undefined) return { at: start, remove: next - start, insert: '' };
  const from = before ?? start;
  return { at: from, remove: end - from, insert: '' };
}

/** Where the last value of a mapping ends: its own end lies behind the comments that follow. */
function lastOf(map: YAMLMap, end: number): number {
  if (map.flow === true) return end;
  const value = map.items.at(-1)?.value;
  return isMap(value) ? lastOf(value, end) : (rangeOf(value)?.[1] ?? end);
}

const rangeOf = (node: unknown): Range | undefined => (node as { range?: Range } | null | undefined)?.range;

/** The value in an order of its own, with each edit where it stands first: what an alias repeats is not meant. */
function written(node: Located, edits: Set<MappingEdit>): unknown {
  if (node.kind === 'scalar') return typeof node.value === 'bigint' ? String(node.value) : node.value;
  if (node.kind === 'list') return node.items.map((item) => written(item, edits));
  const edit = [...edits].find(({ at }) => at === node.at);
  if (edit !== undefined) edits.delete(edit);
  const entries = [...node.entries].map(([key, { value }]): [string, unknown] => [key, written(value, edits)]);
  const gone = new Set(edit?.remove);
  return sorted(together(Object.fromEntries(entries.filter(([key]) => !gone.has(key))), edit?.put ?? {}));
}

function together(value: object, put: Entries): object {
  const merged: Record<string, unknown> = { ...value };
  for (const [key, each] of Object.entries(put)) {
    const before = merged[key];
    const inner = typeof before === 'object' && before !== null ? before : {};
    merged[key] = isMapping(each) ? sorted(together(inner, each)) : plain(each);
  }
  return merged;
}

const plain = (value: string | number | readonly Entries[]): unknown =>
  typeof value === 'object' ? value.map((item) => sorted(together({}, item))) : value;

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
