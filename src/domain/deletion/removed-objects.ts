import type { FileContent } from '../cluster/spec.ts';
import type { Place } from '../finding.ts';
import { type Located, textAt } from '../manifests/source/located.ts';
import { readDocuments, type SourceDocument } from '../manifests/source/read-documents.ts';
import { foldersOf, groupOf, isManifestFile } from '../manifests/validate/folder.ts';

/** A template that was taken out, and what still names it. */
export interface TemplateInUse {
  readonly template: SourceDocument;
  readonly user: string;
  readonly place: Place;
}

/**
 * Templates (`AWSMachineTemplate` and the like) that stand on the base, no longer in the changed tree, and that an object of
 * that tree still refers to. Folders that are built are passed over: their files are patches and values, no objects.
 */
export function templatesInUse(
  before: readonly FileContent[],
  after: readonly FileContent[],
  clustersFolder: string,
): readonly TemplateInUse[] {
  const removed = plainDocuments(before, clustersFolder, () => true).filter(isTemplate);
  const names = new Set(removed.map(({ name = '' }) => name));
  if (names.size === 0) return [];
  // Most files of a fleet name none of them, and parsing takes long.
  const left = plainDocuments(after, clustersFolder, ({ content }) =>
    [...names].some((name) => content.includes(name)),
  );
  const stands = (template: SourceDocument): boolean => left.some((each) => isSame(each, template));
  return removed
    .filter((template) => !stands(template))
    .flatMap((template) => {
      for (const user of left) {
        const at = referenceTo(user.root, template);
        if (at !== undefined) return [{ template, user: `${user.kind} ${user.name}`, place: user.place(at) }];
      }
      return [];
    });
}

/** A Namespace, or an object by which Cluster API and its providers are installed. */
export function isFoundation({ apiVersion, kind = '', name = '' }: SourceDocument): boolean {
  if (kind === 'Namespace') return apiVersion === 'v1';
  if (kind === 'CustomResourceDefinition') return name.endsWith('cluster.x-k8s.io');
  return groupOfVersion(apiVersion) === 'operator.cluster.x-k8s.io' && kind.endsWith('Provider');
}

/** Whether a file may hold such an object, told by its text. */
export const mayBeFoundation = ({ content }: FileContent): boolean =>
  /kind:\s*["']?(Namespace|CustomResourceDefinition|\w*Provider)\b/.test(content);

/** Whether two documents describe the same object. */
export function isSame(one: SourceDocument, other: SourceDocument): boolean {
  return (
    one.kind === other.kind &&
    one.name === other.name &&
    groupOf(one) === groupOf(other) &&
    (one.namespace ?? '') === (other.namespace ?? '')
  );
}

/** The documents of files that an engine applies as they are. */
export function plainDocuments(
  files: readonly FileContent[],
  clustersFolder: string,
  wanted: (file: FileContent) => boolean,
): readonly SourceDocument[] {
  return foldersOf(files, clustersFolder)
    .filter(({ built }) => built === undefined)
    .flatMap((folder) => folder.files)
    .filter((file) => isManifestFile(file.path) && wanted(file))
    .flatMap((file) => readDocuments(file).documents);
}

const isTemplate = ({ kind }: SourceDocument): boolean => kind?.endsWith('Template') === true;

const groupOfVersion = (apiVersion = ''): string => apiVersion.split('/').at(-2) ?? '';

/** Offset of a reference by kind and name. */
export function referenceTo(node: Located, { kind, name }: Pick<SourceDocument, 'kind' | 'name'>): number | undefined {
  if (node.kind === 'scalar') return undefined;
  if (node.kind === 'map' && textAt(node, 'kind') === kind && textAt(node, 'name') === name) return node.at;
  const below = node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
  for (const each of below) {
    const found = referenceTo(each, { kind, name });
    if (found !== undefined) return found;
  }
  return undefined;
}
