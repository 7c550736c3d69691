import type { FileContent } from '../cluster/spec.ts';
import type { Outcome } from '../finding.ts';
import { contentName } from '../manifests/content-name.ts';
import type { Json } from '../manifests/manifest.ts';
import { at, type Located, type LocatedScalar, toJson } from '../manifests/source/located.ts';
import { readDocuments, type SourceDocument } from '../manifests/source/read-documents.ts';
import { spliced } from '../manifests/source/splice.ts';
import { notEditable } from './edit-file.ts';

/** What a text of a template becomes; undefined: it stays. `keys` are those above it, from the root of the object. */
export type Replacement = (text: string, keys: readonly string[]) => string | undefined;

/** A template of machines with other texts in it, under the name that its content gives it. */
export interface ChangedTemplate {
  readonly kind: string;
  readonly oldName: string;
  readonly name: string;
  /** Of the file that holds it. */
  readonly path: string;
  readonly text: string;
}

/**
 * The template with some of its texts replaced; undefined when none is. Machine templates are immutable to Cluster API, so the changed
 * one has another name: that of a template which `/create-cluster` makes with the same content.
 */
export function changedTemplate(
  { content }: FileContent,
  document: SourceDocument,
  replacement: Replacement,
): Outcome<ChangedTemplate | undefined> {
  const { path, kind = '', name: oldName = '', root, place } = document;
  const refuse = (): Outcome<ChangedTemplate | undefined> => ({
    ok: false,
    findings: [notEditable(path, `its ${kind} is written in a way that cannot be copied safely`, place(root.at).line)],
  });
  const replaced = scalarsOf(at(root, 'spec'), ['spec']).flatMap(({ scalar, keys }) => {
    const text = typeof scalar.value === 'string' ? scalar.value : undefined;
    const wanted = text === undefined ? undefined : replacement(text, keys);
    return text === undefined || wanted === undefined || wanted === text ? [] : [{ scalar, text, wanted }];
  });
  if (replaced.length === 0) return { ok: true, value: undefined, notes: [] };

  const spec = withReplaced(at(root, 'spec'), new Map(replaced.map(({ scalar, wanted }) => [scalar, wanted])));
  const name = contentName(oldName.replace(/-[0-9a-f]{8}$/, ''), { kind, content: spec });
  const title = at(root, 'metadata', 'name');
  if (title?.kind !== 'scalar') return refuse();
  const [start, end] = rangeOf(content, root.at);
  const splices = [...replaced, { scalar: title, text: oldName, wanted: name }].flatMap(({ scalar, text, wanted }) => {
    const where = content.indexOf(text, scalar.at);
    // Behind quotes, an anchor or a tag, on the same line: anything else is not written as it reads.
    const plain = where >= 0 && !content.slice(scalar.at, where).includes('\n');
    return plain ? [{ at: where - start, remove: text.length, insert: wanted }] : [];
  });
  const text = spliced(content.slice(start, end), splices);
  const [made, further] = readDocuments({ path, content: text }).documents;
  const meant = JSON.stringify([name, spec]);
  if (
    made === undefined ||
    further !== undefined ||
    JSON.stringify([made.name, jsonOf(at(made.root, 'spec'))]) !== meant
  ) {
    return refuse();
  }
  return { ok: true, value: { kind, oldName, name, path, text }, notes: [] };
}

/** The file with the new template behind the old one, or instead of it; as it is, when it has the new one already. */
export function withTemplate(
  file: FileContent,
  { kind, oldName, name, text }: ChangedTemplate,
  instead: boolean,
): FileContent {
  const { path, content } = file;
  const { documents } = readDocuments(file);
  const old = documents.find((each) => each.kind === kind && each.name === oldName);
  if (old === undefined || documents.some((each) => each.kind === kind && each.name === name)) return file;
  const [start, end] = rangeOf(content, old.root.at);
  if (instead) return { path, content: `${content.slice(0, start)}${text}${content.slice(end)}` };
  const lineEnd = content.includes('\r\n') ? '\r\n' : '\n';
  const before = content.slice(0, end);
  const gap = before.endsWith('\n') ? '' : lineEnd;
  return { path, content: `${before}${gap}---${lineEnd}${text}${content.slice(end)}` };
}

/** From the first key of the document to the mark of the next one, or to the end. */
function rangeOf(content: string, from: number): readonly [start: number, end: number] {
  const next = /^(---|\.\.\.)(?=\s|$)/m.exec(content.slice(from));
  return [from, next === null ? content.length : from + next.index];
}

interface Scalar {
  readonly scalar: LocatedScalar;
  readonly keys: readonly string[];
}

/** Every scalar below a value, with the keys above it; items of a list have the keys of the list. */
export function scalarsOf(node: Located | undefined, keys: readonly string[] = []): readonly Scalar[] {
  if (node === undefined) return [];
  if (node.kind === 'scalar') return [{ scalar: node, keys }];
  if (node.kind === 'list') return node.items.flatMap((item) => scalarsOf(item, keys));
  return [...node.entries].flatMap(([key, { value }]) => scalarsOf(value, [...keys, key]));
}

function withReplaced(node: Located | undefined, values: ReadonlyMap<Located, string>): Json {
  if (node === undefined) return null;
  if (node.kind === 'list') return node.items.map((item) => withReplaced(item, values));
  if (node.kind === 'scalar') return values.get(node) ?? jsonOf(node);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, withReplaced(value, values)]));
}

const jsonOf = (node: Located | undefined): Json => (node === undefined ? null : (toJson(node) as Json));
