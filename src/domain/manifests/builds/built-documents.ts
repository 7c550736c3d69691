import type { FileContent } from '../../cluster/spec.ts';
import type { Place } from '../../finding.ts';
import { at, type Located } from '../source/located.ts';
import { type ReadFile, readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { isKustomization } from './kustomization.ts';
import type { Recipe } from './recipe.ts';

/**
 * The objects that a build printed. Each place leads to where a person can correct it: the line of the patch or of the base
 * that says so, the line of the template that makes such an object, or else the head of the file that is built.
 */
export function builtDocuments(recipe: Recipe, marker: string, printed: string): ReadFile {
  const { documents, findings } = readDocuments({ path: marker, content: printed });
  const head: Place = { path: marker, line: 1 };
  const placeIn = recipe.tool === 'helm' ? inTemplates(recipe, printed) : inSources(recipe);
  return {
    documents: documents.map((document) => {
      // Finding the source takes reading it again: only for a document that something is wrong with.
      let place: ReturnType<PlaceIn> | undefined;
      return {
        ...document,
        place: (offset) => {
          place ??= placeIn(document);
          return place(offset) ?? head;
        },
      };
    }),
    findings: findings.map((finding) => ({ ...finding, place: head })),
  };
}

type PlaceIn = (document: SourceDocument) => (offset: number) => Place | undefined;

/** Helm says which template made an object; the line is that of the first object of the kind in it. */
function inTemplates(recipe: Recipe, printed: string): PlaceIn {
  return (document) => {
    const before = printed.slice(0, document.root.at);
    const source = /^# Source: [^/\s]+\/(\S+)/.exec(before.slice(before.lastIndexOf('# Source: ')))?.[1];
    const template = recipe.files.find(({ path }) => path === `${recipe.folder}/${source}`);
    if (template === undefined) return () => undefined;
    const lines = template.content.split('\n');
    const index = lines.findIndex((line) => line.trim() === `kind: ${document.kind}`);
    return () => ({ path: recipe.origins.get(template.path) ?? template.path, line: index + 1 || 1 });
  };
}

/** Kustomize merges what several files say of an object: the place is in the first of them, patches before bases, that has the field. */
function inSources(recipe: Recipe): PlaceIn {
  const read = memo(() => recipe.files.filter(isSource).flatMap((file) => readDocuments(file).documents));
  return (document) => {
    const { kind, name } = document;
    const named = (each: SourceDocument, wanted: string | undefined): boolean =>
      each.kind === kind && each.name === wanted;
    const own = read().filter((each) => named(each, name));
    const targets = own.flatMap((each) => recipe.patches.get(each.path)?.name ?? []);
    const bases = read().filter((each) => targets.some((target) => named(each, target)));
    const patches = read().filter((each) => {
      const target = recipe.patches.get(each.path);
      return target?.kind === kind && (target?.name === name || targets.includes(target?.name ?? ''));
    });
    const sources = [...new Set([...patches, ...own, ...bases])];
    return (offset) => {
      const way = wayTo(document.root, offset) ?? { steps: [], toKey: false };
      for (let length = way.steps.length; length > 0; length -= 1) {
        for (const source of sources) {
          const steps = way.steps.slice(0, length);
          const found = offsetAt(source.root, steps, way.toKey && length === way.steps.length);
          if (found !== undefined) return source.place(found);
        }
      }
      const [first] = sources;
      return first?.place(first.root.at);
    };
  };
}

function isSource({ path }: FileContent): boolean {
  return /\.(ya?ml|json)$/i.test(path) && !isKustomization(path);
}

type Step = string | number;
interface Way {
  readonly steps: readonly Step[];
  /** Whether the last step leads to the key and not to its value. */
  readonly toKey: boolean;
}

/** The way from the root to what stands at an offset. */
function wayTo(node: Located, offset: number): Way | undefined {
  const through = (step: Step, below: Way | undefined): Way | undefined =>
    below === undefined ? undefined : { ...below, steps: [step, ...below.steps] };
  if (node.kind === 'map') {
    for (const [key, { keyAt, value }] of node.entries) {
      if (keyAt === offset) return { steps: [key], toKey: true };
      const way = through(key, wayTo(value, offset));
      if (way !== undefined) return way;
    }
  }
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const way = through(index, wayTo(item, offset));
      if (way !== undefined) return way;
    }
  }
  return node.at === offset ? { steps: [], toKey: false } : undefined;
}

/** Offset of what a way leads to; undefined where it does not lead. */
function offsetAt(root: Located, steps: readonly Step[], toKey: boolean): number | undefined {
  const parent = at(root, ...steps.slice(0, -1));
  const last = steps.at(-1);
  if (toKey && parent?.kind === 'map' && typeof last === 'string') return parent.entries.get(last)?.keyAt;
  return at(root, ...steps)?.at;
}

function memo<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
