import type { FileContent } from '../cluster/spec.ts';
import type { Outcome } from '../finding.ts';
import { contentName } from '../manifests/content-name.ts';
import type { Json } from '../manifests/manifest.ts';
import { at, type Located, type LocatedScalar, toJson } from '../manifests/source/located.ts';
import { readDocuments, type SourceDocument } from '../manifests/source/read-documents.ts';
import { type Entries, spliced } from '../manifests/source/splice.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import { editFile, notEditable } from './edit-file.ts';

type Value = string | number;

/** What a value of a template becomes; undefined: it stays. `keys` are those above it, from the root of the object. */
export type Replacement = (value: Value, keys: readonly string[]) => Value | undefined;

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
 * The template with some of its values replaced; undefined when none is. `added` is what its machines get that a patch does not say.
 * Machine templates are immutable to Cluster API, so the changed one has another name: that of a template which `/create-cluster` makes
 * with the same content.
 */
export function changedTemplate(
  { content }: FileContent,
  document: SourceDocument,
  replacement: Replacement,
  added: Entries = {},
): Outcome<ChangedTemplate | undefined> {
  const { path, kind = '', name: oldName = '', root, place } = document;
  const refuse = (): Outcome<ChangedTemplate | undefined> => ({
    ok: false,
    findings: [notEditable(path, `its ${kind} is written in a way that cannot be copied safely`, place(root.at).line)],
  });
  const [start, end] = rangeOf(content, root.at);
  const fuller = withMachine({ path, content: content.slice(start, end) }, added);
  if (!fuller.ok) return fuller;
  const [copy] = readDocuments(fuller.value).documents;
  if (copy === undefined) return refuse();
  const replaced = scalarsOf(at(copy.root, 'spec'), ['spec']).flatMap(({ scalar, keys }) => {
    const { value } = scalar;
    const wanted = typeof value === 'string' || typeof value === 'number' ? replacement(value, keys) : undefined;
    return wanted === undefined || wanted === value ? [] : [{ scalar, wanted }];
  });
  if (replaced.length === 0 && Object.keys(added).length === 0) return { ok: true, value: undefined, notes: [] };

  const spec = withReplaced(at(copy.root, 'spec'), new Map(replaced.map(({ scalar, wanted }) => [scalar, wanted])));
  const stem = oldName.replace(/-[0-9a-f]{8}$/, '');
  const name = contentName(stem, /MachineTemplate$/.test(kind) ? { kind, content: spec } : spec);
  const title = at(copy.root, 'metadata', 'name');
  if (title?.kind !== 'scalar') return refuse();
  const splices = [...replaced, { scalar: title, wanted: name }].flatMap(({ scalar, wanted }) => {
    const text = scalar.source ?? String(scalar.value);
    const where = fuller.value.content.indexOf(text, scalar.at);
    // Behind quotes, an anchor or a tag, on the same line: anything else is not written as it reads.
    const plain = where >= 0 && !fuller.value.content.slice(scalar.at, where).includes('\n');
    return plain ? [{ at: where, remove: text.length, insert: String(wanted) }] : [];
  });
  const text = spliced(fuller.value.content, splices);
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

/** A template's own text, with what its machines are to say besides. */
function withMachine(file: FileContent, added: Entries): Outcome<FileContent> {
  const [document] = readDocuments(file).documents;
  if (document === undefined || Object.keys(added).length === 0) return { ok: true, value: file, notes: [] };
  const machine = at(document.root, 'spec', 'template', 'spec');
  if (machine?.kind === 'map') return editFile(file, [{ at: machine.at, put: added }]);
  if (at(document.root, 'spec') !== undefined) {
    return editFile(file, [{ at: document.root.at, put: { spec: { template: { spec: added } } } }]);
  }
  // A patch that says nothing but a name.
  const lineEnd = file.content.includes('\r\n') ? '\r\n' : '\n';
  const gap = file.content.endsWith('\n') ? '' : lineEnd;
  const lines = yamlText({ spec: { template: { spec: added } } }).replaceAll('\n', lineEnd);
  return { ok: true, value: { path: file.path, content: `${file.content}${gap}${lines}` }, notes: [] };
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

function withReplaced(node: Located | undefined, values: ReadonlyMap<Located, Value>): Json {
  if (node === undefined) return null;
  if (node.kind === 'list') return node.items.map((item) => withReplaced(item, values));
  if (node.kind === 'scalar') return values.get(node) ?? jsonOf(node);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, withReplaced(value, values)]));
}

const jsonOf = (node: Located | undefined): Json => (node === undefined ? null : (toJson(node) as Json));
