import { isMap, isNode, isSeq, parseAllDocuments, type YAMLMap, type YAMLSeq } from 'yaml';
import type { FileContent } from '../../cluster/spec.ts';
import type { Outcome } from '../../finding.ts';
import type { JsonObject } from '../../manifests/manifest.ts';
import { toJson } from '../../manifests/source/located.ts';
import { readDocuments } from '../../manifests/source/read-documents.ts';
import { spliced } from '../../manifests/source/splice.ts';
import { yamlText } from '../../manifests/yaml-text.ts';
import { notEditable } from '../edit-file.ts';

export interface ListPlace {
  /** Which document of the file, by its order. */
  readonly document: number;
  readonly keys: readonly string[];
}

/**
 * The file with one more item at the end of a list, and every other character as it is; not ok where the list is not written one item a
 * line. The result is read again and held to what was meant.
 */
export function withItem(file: FileContent, { document, keys }: ListPlace, item: JsonObject | string) {
  return changedList(
    file,
    { document, keys },
    (list) => [...list, item],
    (content, list) => {
      const { start, end } = list.at(-1) ?? { start: 0, end: 0 };
      const margin = content.slice(content.lastIndexOf('\n', start) + 1, start);
      const text = typeof item === 'string' ? `${item}\n` : yamlText(item);
      const lines = text.trimEnd().split('\n');
      const indent = `${' '.repeat(margin.length)}`;
      const written = lines.map((line, index) => `${index === 0 ? margin : indent}${line}`);
      const gap = content[end - 1] === '\n' ? '' : '\n';
      return { at: end, remove: 0, insert: `${gap}${written.join('\n')}\n` };
    },
  );
}

/** The file without one item of a list. */
export function withoutItem(file: FileContent, place: ListPlace, index: number): Outcome<FileContent> {
  return changedList(
    file,
    place,
    (list) => list.toSpliced(index, 1),
    (content, list) => {
      const { start, end } = list[index] ?? { start: 0, end: 0 };
      const from = content.lastIndexOf('\n', start) + 1;
      return { at: from, remove: end - from, insert: '' };
    },
  );
}

interface Item {
  /** Where its value stands, behind the dash. */
  readonly start: number;
  /** Behind its last line. */
  readonly end: number;
}

function changedList(
  file: FileContent,
  { document, keys }: ListPlace,
  meant: (list: readonly unknown[]) => readonly unknown[],
  edit: (content: string, items: readonly Item[]) => { at: number; remove: number; insert: string },
): Outcome<FileContent> {
  const { path, content } = file;
  const parsed = parseAllDocuments(content, { uniqueKeys: false, logLevel: 'error' });
  const documents = 'empty' in parsed ? [] : parsed.filter(({ contents }) => contents !== null);
  const list = documents[document]?.getIn(keys);
  if (!isSeq(list) || list.flow === true || list.items.length === 0) {
    const why = `its ${keys.join('.')} is no list that is written one item a line`;
    return { ok: false, findings: [notEditable(path, why)] };
  }
  const items = list.items.map((node) => ({ start: rangeOf(node)[0], end: lineEnd(content, lastOf(node)) }));
  const splice = edit(content, items);
  const newline = content.includes('\r\n') ? '\r\n' : '\n';
  const made = { path, content: spliced(content, [{ ...splice, insert: splice.insert.replaceAll('\n', newline) }]) };
  const wanted = valuesOf(file);
  const holder = keys.slice(0, -1).reduce<unknown>((value, key) => (value as JsonObject)[key], wanted[document]);
  const last = keys.at(-1) ?? '';
  const before = (holder as Record<string, unknown>)[last];
  (holder as Record<string, unknown>)[last] = meant(before as readonly unknown[]);
  if (JSON.stringify(valuesOf(made)) === JSON.stringify(wanted)) return { ok: true, value: made, notes: [] };
  const why = `its ${keys.join('.')} is written in a way that cannot be changed safely`;
  return { ok: false, findings: [notEditable(path, why)] };
}

const valuesOf = (file: FileContent): unknown[] => readDocuments(file).documents.map(({ root }) => toJson(root));

/** Where the last value below a node ends: the node's own end lies behind the comments that follow. */
function lastOf(node: unknown): number {
  const value = isMap(node)
    ? lastIn(node)
    : isSeq(node) && node.flow !== true
      ? (node as YAMLSeq).items.at(-1)
      : undefined;
  return value === undefined || value === null ? rangeOf(node)[1] : lastOf(value);
}

function lastIn(map: YAMLMap): unknown {
  const pair = map.flow === true ? undefined : map.items.at(-1);
  return pair?.value ?? pair?.key;
}

const rangeOf = (node: unknown): readonly [number, number] => {
  const [start = 0, end = 0] = (isNode(node) ? node.range : undefined) ?? [];
  return [start, end];
};

function lineEnd(content: string, from: number): number {
  if (content[from - 1] === '\n') return from;
  const end = content.indexOf('\n', from);
  return end < 0 ? content.length : end + 1;
}
