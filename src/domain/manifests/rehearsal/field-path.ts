import { at, type Located } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';

type Step =
  | { readonly key: string }
  | { readonly index: number }
  | { readonly having: Readonly<Record<string, string>> }
  | { readonly value: string };

const step = /^(?:\.?([^.[\]]+)|\[(\d+)\]|\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\])/;

/**
 * The steps of a field as the API server writes it: `spec.pools[0].size`, `.spec.pools[name="a",zone="b"].size`,
 * `.metadata.finalizers[="x"]`, `metadata.annotations[example.com/size]`. What cannot be read ends it.
 */
export function readFieldPath(field: string): readonly Step[] {
  const steps: Step[] = [];
  for (let rest = field; rest !== ''; ) {
    const read = step.exec(rest);
    if (read === null) break;
    const [whole, key, index, bracket] = read;
    if (key !== undefined) steps.push({ key });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else steps.push(bracketed(bracket ?? ''));
    rest = rest.slice(whole.length);
  }
  return steps;
}

function bracketed(text: string): Step {
  if (text.startsWith('=')) return { value: unquoted(text.slice(1)) };
  const pairs = [...text.matchAll(/(?:^|,)([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|[^,]*)/g)];
  if (pairs.length === 0) return { key: unquoted(text) };
  return { having: Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, unquoted(value)])) };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text;
}

/**
 * Offset of a field in a document, or of the nearest thing around it that is written there. A value that is a mapping or a list
 * is found by its key, as is a field that should not be there.
 */
export function offsetOfField(document: SourceDocument, field: string, isUnknown = false): number {
  let node: Located = document.root;
  let offset = startOf(document);
  for (const each of readFieldPath(field)) {
    const next = below(node, each);
    if (next === undefined) return offset;
    node = next.value;
    const isScalar = node.kind === 'scalar' && node.value !== null;
    offset = next.keyAt === undefined || (isScalar && !isUnknown) ? node.at : next.keyAt;
  }
  return offset;
}

/** Where an object begins to say what it is. */
function startOf({ root }: SourceDocument): number {
  return at(root, 'kind')?.at ?? root.at;
}

function below(node: Located, each: Step): { readonly value: Located; readonly keyAt?: number } | undefined {
  if ('key' in each) {
    const entry = node.kind === 'map' ? node.entries.get(each.key) : undefined;
    return entry === undefined ? undefined : { value: entry.value, keyAt: entry.keyAt };
  }
  if (node.kind !== 'list') return undefined;
  const found =
    'index' in each
      ? node.items[each.index]
      : node.items.find((item) =>
          'value' in each
            ? textOf(item) === each.value
            : Object.entries(each.having).every(([key, value]) => textOf(at(item, key)) === value),
        );
  return found === undefined ? undefined : { value: found };
}

function textOf(node: Located | undefined): string | undefined {
  return node?.kind === 'scalar' ? String(node.value) : undefined;
}
