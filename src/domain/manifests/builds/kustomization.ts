import type { Finding } from '../../finding.ts';
import { fault } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { at, isNull, itemsAt, type Located, textAt } from '../source/located.ts';
import { readDocuments, type SourceDocument } from '../source/read-documents.ts';

import { mostFindings } from './recipe.ts';

/** A path that a kustomization names, with the offset at which it stands. */
export interface PathReference {
  readonly text: string;
  readonly at: number;
  readonly as: 'file' | 'folder' | 'either';
}

/** A kustomization as it was understood. */
export interface Kustomization {
  readonly document: SourceDocument;
  readonly references: readonly PathReference[];
  /** Which object each patch file is for, as far as the kustomization says. */
  readonly patches: readonly { readonly path: string; readonly kind: string; readonly name: string }[];
  /** What keeps it from being built here: things that run programs or fetch, and fields that are not understood. */
  readonly findings: readonly Finding[];
}

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** Path of the kustomization of a folder, as kustomize looks for it. */
export function kustomizationIn(folder: string, files: ReadonlyMap<string, string>): string | undefined {
  return names.map((name) => (folder === '' ? name : `${folder}/${name}`)).find((path) => files.has(path));
}

export function isKustomization(path: string): boolean {
  return (names as readonly string[]).includes(path.slice(path.lastIndexOf('/') + 1));
}

export function isChart(path: string): boolean {
  return /(^|\/)Chart\.yaml$/.test(path);
}

/** Fields that load nothing. */
const plain: readonly string[] =
  'apiVersion kind metadata namePrefix nameSuffix namespace commonLabels labels commonAnnotations images imageTags replicas vars sortOptions generatorOptions buildMetadata'.split(
    ' ',
  );
const lists: Readonly<Record<string, PathReference['as']>> = {
  resources: 'either',
  bases: 'folder',
  components: 'folder',
  crds: 'file',
  configurations: 'file',
};
const patchKeys = ['path', 'patch', 'target', 'options'];
const generatorKeys = ['name', 'namespace', 'behavior', 'files', 'envs', 'env', 'literals', 'options', 'type'];
/** Lists of mappings that name files. */
const mappings: Readonly<Record<string, readonly string[]>> = {
  patches: patchKeys,
  patchesJson6902: patchKeys,
  replacements: ['path', 'source', 'targets'],
  configMapGenerator: generatorKeys,
  secretGenerator: generatorKeys,
};
/** Fields that run programs, or fetch. */
const refused: Readonly<Record<string, string>> = {
  helmCharts: 'has Helm fetch and render charts',
  helmChartInflationGenerator: 'has Helm fetch and render charts',
  helmGlobals: 'has Helm fetch and render charts',
  generators: 'may run programs',
  transformers: 'may run programs',
  validators: 'may run programs',
};
const known = [
  ...plain,
  ...Object.keys(lists),
  ...Object.keys(mappings),
  ...Object.keys(refused),
  'patchesStrategicMerge',
  'openapi',
];

/** Reads a kustomization. Fields are taken by their exact names, so that nothing is loaded that was not looked at here. */
export function readKustomization(
  path: string,
  content: string,
): Kustomization | { readonly findings: readonly Finding[] } {
  const { documents, findings: troubles } = readDocuments({ path, content });
  if (troubles.length > 0) return { findings: troubles };
  const [document] = documents;
  if (document === undefined || documents.length > 1 || document.root.kind !== 'map') {
    const message = 'A kustomization is one mapping, and nothing else stands in its file.';
    return { findings: [fault('manifest/build-failed', message, { place: { path, line: 1 } })] };
  }
  const findings: Finding[] = [];
  const references: PathReference[] = [];
  const unknown = (key: string, keyAt: number, candidates: readonly string[], where: string): void => {
    if (findings.length >= mostFindings) return;
    const meant = didYouMean(key, candidates);
    findings.push(
      fault('manifest/field-unknown', `${where} has no field "${key.slice(0, 80)}".`, {
        place: document.place(keyAt),
        cure: meant === undefined ? 'Remove the field, or correct its place.' : `Did you mean "${meant}"?`,
      }),
    );
  };
  const refer = (node: Located | undefined, as: PathReference['as'], text = textAt(node)): void => {
    if (node !== undefined && text !== undefined) references.push({ text, at: node.at, as });
  };
  for (const [key, { keyAt, value }] of document.root.entries) {
    const as = Object.hasOwn(lists, key) ? lists[key] : undefined;
    const keys = Object.hasOwn(mappings, key) ? mappings[key] : undefined;
    const why = Object.hasOwn(refused, key) ? refused[key] : undefined;
    if (!known.includes(key)) unknown(key, keyAt, known, 'A kustomization');
    else if (why !== undefined && !isNull(value) && itemsAt(value).length + (value.kind === 'map' ? 1 : 0) > 0) {
      findings.push(
        notBuilt(document, keyAt, `"${key}" ${why}, which is never done here, so the folder was not built.`),
      );
    } else if (as !== undefined) for (const item of itemsAt(value)) refer(item, as);
    else if (keys !== undefined) {
      for (const item of itemsAt(value)) {
        if (item.kind === 'map') {
          for (const [inner, entry] of item.entries) if (!keys.includes(inner)) unknown(inner, entry.keyAt, keys, key);
        }
        refer(at(item, 'path'), 'file');
        refer(at(item, 'env'), 'file');
        for (const each of itemsAt(item, 'envs')) refer(each, 'file');
        for (const each of itemsAt(item, 'files')) refer(each, 'file', textAt(each)?.replace(/^[^=]*=/, ''));
      }
    } else if (key === 'patchesStrategicMerge') {
      for (const item of itemsAt(value)) if (textAt(item)?.includes('\n') === false) refer(item, 'file');
    } else if (key === 'openapi') refer(at(value, 'path'), 'file');
  }
  return { document, references, patches: patchesOf(document.root), findings };
}

function patchesOf(root: Located): Kustomization['patches'] {
  return ['patches', 'patchesJson6902'].flatMap((key) =>
    itemsAt(root, key).flatMap((item) => {
      const [path, kind, name] = [textAt(item, 'path'), textAt(item, 'target', 'kind'), textAt(item, 'target', 'name')];
      return path === undefined || kind === undefined || name === undefined ? [] : [{ path, kind, name }];
    }),
  );
}

/** Something that is never done here: neither right nor wrong, so the folder is not checked. */
export function notBuilt(document: SourceDocument, offset: number, message: string, cure = notBuiltCure): Finding {
  return { code: 'manifest/not-checked', severity: 'warning', message, place: document.place(offset), cure };
}

const notBuiltCure = 'Do not read it as ok: look at the built objects.';
