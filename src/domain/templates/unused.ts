import type { ObjectRef } from '../cluster/spec.ts';
import { referenceTo } from '../deletion/removed-objects.ts';
import { patchPaths } from '../edits/patches.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';

/** What machines are made from, or how they join. Templates of whole clusters and control planes are a ClusterClass's matter. */
export const isTemplate = ({ apiVersion = '', kind = '' }: SourceDocument): boolean =>
  /^(infrastructure|bootstrap)\.cluster\.x-k8s\.io\//.test(apiVersion) && /(Machine|Config)Template$/.test(kind);

/**
 * The templates of machines in a cluster's folder that nothing there refers to. A patch of an overlay is none: it makes an object of its
 * base another one.
 */
export function unusedTemplates(documents: readonly SourceDocument[]): readonly SourceDocument[] {
  const patches = patchPaths(documents);
  return documents
    .filter((each) => isTemplate(each) && !patches.has(each.path))
    .filter(
      ({ kind, name }) => !documents.some(({ root }) => referenceTo(root, { kind, name: name ?? '' }) !== undefined),
    );
}

/** Documents as the objects that they are in the management cluster. */
export const refsOf = (documents: readonly SourceDocument[], namespace: string): readonly ObjectRef[] =>
  documents.flatMap(({ apiVersion = '', kind, name, namespace: own }) => {
    const [group = '', version = ''] = apiVersion.split('/');
    return kind === undefined || name === undefined
      ? []
      : [{ group, version, kind, name, namespace: own ?? namespace }];
  });
