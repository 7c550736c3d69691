import { isMap, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';
import type { TemplateSpec } from '../../cluster/spec.ts';
import { isClusterScoped } from '../cluster-scoped.ts';
import { labels, metadata, ttlAnnotation } from '../manifest.ts';
import { isNull, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { type Entries, isMapping, putEntries, spliced } from '../source/splice.ts';
import { isCluster, roleOf } from './objects.ts';

/**
 * The rendered text with what every object of a cluster carries: its namespace, who owns it and what the GitOps engine may do with
 * it. Every other character stays as it is. `objects` are those of the text. Metadata in odd forms may come out wrong: `isMarked`
 * tells.
 */
export function markObjects(text: string, objects: readonly SourceDocument[], spec: TemplateSpec): string {
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  if (!Array.isArray(documents)) return text;
  let index = 0;
  const targetOf = (map: YAMLMap): readonly [YAMLMap, Entries] => {
    const object = objects[index];
    index += 1;
    return [map, object === undefined ? {} : marksOf(object, spec)];
  };
  const edits = documents.flatMap((document) => putEntries(document, text, objectsIn(document.contents).map(targetOf)));
  return spliced(text, edits);
}

/** Whether the objects are what they were and carry their marks. */
export function isMarked(
  made: readonly SourceDocument[],
  were: readonly SourceDocument[],
  spec: TemplateSpec,
): boolean {
  return (
    made.length === were.length &&
    were.every((document, index) => holds(made[index]?.root, document.root, marksOf(document, spec)))
  );
}

/** The mapping of a document, or of each item of a List. */
function objectsIn(contents: unknown): readonly YAMLMap[] {
  if (!isMap(contents)) return [];
  if (contents.get('kind') !== 'List' || contents.get('apiVersion') !== 'v1') return [contents];
  const items = contents.get('items', true);
  return isSeq(items) ? items.items.flatMap(objectsIn) : [];
}

function marksOf({ root, kind = '', apiVersion = '', name = '' }: SourceDocument, spec: TemplateSpec): Entries {
  const life: Record<string, string> =
    isCluster(kind, apiVersion) && spec.ttlSeconds !== undefined ? { [ttlAnnotation]: String(spec.ttlSeconds) } : {};
  const { annotations } = metadata(spec, name, roleOf(kind, apiVersion), { annotations: life });
  return {
    metadata: {
      ...(isClusterScoped(kind) ? {} : { namespace: spec.namespace }),
      ...(isCluster(kind, apiVersion)
        ? {
            labels: {
              [labels.cluster]: spec.name,
              [labels.provider]: spec.provider,
              [labels.flavor]: spec.flavor,
              [labels.region]: spec.region,
            },
          }
        : {}),
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [
          key,
          key.startsWith('argocd.argoproj.io/')
            ? withOptions(textAt(root, 'metadata', 'annotations', key) ?? '', value)
            : value,
        ]),
      ),
    },
  };
}

/** The template's options for Argo CD, those left out that ours decide. */
function withOptions(theirs: string, ours: string): string {
  const nameOf = (option: string): string => option.split('=', 1)[0] ?? '';
  const decided = ours.split(',').map(nameOf);
  const kept = theirs
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option !== '' && !decided.includes(nameOf(option)));
  return [...kept, ours].join(',');
}

/** Whether `made` is `was` with the entries put in, as values: how they are written may differ. */
function holds(made: Located | undefined, was: Located | undefined, entries?: Entries[string]): boolean {
  if (made === undefined) return false;
  if (entries !== undefined && !isMapping(entries)) return made.kind === 'scalar' && made.value === entries;
  if (made.kind === 'map') {
    const old = was?.kind === 'map' ? was.entries : new Map<string, never>();
    if (was !== undefined && was.kind !== 'map' && !isNull(was)) return false;
    const keys = new Set([...old.keys(), ...Object.keys(entries ?? {})]);
    if (made.entries.size !== keys.size) return false;
    return [...keys].every((key) => holds(made.entries.get(key)?.value, old.get(key)?.value, entries?.[key]));
  }
  if (entries !== undefined || was === undefined) return false;
  if (made.kind === 'list') {
    return (
      was.kind === 'list' &&
      was.items.length === made.items.length &&
      was.items.every((item, index) => holds(made.items[index], item))
    );
  }
  return (
    was.kind === 'scalar' &&
    was.value === made.value &&
    (was.source === undefined || made.source === undefined || was.source === made.source)
  );
}
