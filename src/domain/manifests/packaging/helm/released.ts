import type { ObjectRef } from '../../../cluster/spec.ts';
import { chartOfRelease, isRelease, releaseRef } from '../../../gitops/flux/find-releases.ts';
import { sameFolder } from '../../../gitops/folder.ts';
import { at, textAt } from '../../source/located.ts';
import type { SourceDocument } from '../../source/read-documents.ts';
import { splitVersion } from '../../validate/folder.ts';

/** Whether a document is a HelmRelease of the chart in a folder. */
export function releasesFolder({ root, apiVersion, kind = '' }: SourceDocument, folder: string): boolean {
  const [group] = splitVersion(apiVersion);
  const chart = at(root, 'spec', 'chart', 'spec');
  return (
    isRelease({ group, kind }) &&
    textAt(chart, 'sourceRef', 'kind') === 'GitRepository' &&
    sameFolder(textAt(chart, 'chart') ?? '', folder)
  );
}

/** The objects by which Flux makes the chart of a folder, as far as documents of it say so: each HelmRelease and its HelmChart. */
export function releasedBy(
  documents: readonly SourceDocument[],
  folder: string,
  otherwise: string,
): readonly ObjectRef[] {
  return documents
    .filter((each) => releasesFolder(each, folder))
    .flatMap(({ root, name, namespace = otherwise }) => {
      if (name === undefined) return [];
      const source = textAt(root, 'spec', 'chart', 'spec', 'sourceRef', 'namespace') ?? namespace;
      return [releaseRef(namespace, name), chartOfRelease({ namespace, name }, source)];
    });
}
