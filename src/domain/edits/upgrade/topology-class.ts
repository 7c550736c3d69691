import type { FileContent } from '../../cluster/spec.ts';
import type { TopologyClass } from '../../cluster/upgrade-path.ts';
import { at, itemsAt, type Located, textAt } from '../../manifests/source/located.ts';
import { readDocuments, type SourceDocument } from '../../manifests/source/read-documents.ts';

/** The class of a topology: as its own folder has it, or else as it is `known` from elsewhere, the first that has its name. */
export function topologyClass(
  topology: Located,
  documents: readonly SourceDocument[],
  known: readonly TopologyClass[],
): TopologyClass | undefined {
  const name = classNameOf(topology);
  if (name === undefined) return undefined;
  return [...described(documents), ...known].find((each) => each.name === name) ?? { name };
}

/** The classes that files describe, with what each lists. Source: `spec.kubernetesVersions` and `spec.variables` of ClusterClass. */
export const classesIn = (files: readonly FileContent[]): readonly TopologyClass[] => described(documentsIn(files));

/** The classes that clusters of these files are made from; without a namespace, one beside the Cluster is meant. */
export const classesNamedIn = (
  files: readonly FileContent[],
): readonly { readonly name: string; readonly namespace?: string }[] =>
  documentsIn(files)
    .filter(({ kind }) => kind === 'Cluster')
    .flatMap(({ root }) => {
      const topology = at(root, 'spec', 'topology');
      const name = classNameOf(topology);
      const namespace = textAt(topology, 'classRef', 'namespace') ?? textAt(topology, 'classNamespace');
      return name === undefined ? [] : [{ name, ...(namespace === undefined ? {} : { namespace }) }];
    });

const classNameOf = (topology: Located | undefined): string | undefined =>
  textAt(topology, 'classRef', 'name') ?? textAt(topology, 'class');

const documentsIn = (files: readonly FileContent[]): readonly SourceDocument[] =>
  files.filter(({ path }) => /\.ya?ml$/.test(path)).flatMap((file) => readDocuments(file).documents);

const described = (documents: readonly SourceDocument[]): readonly TopologyClass[] =>
  documents
    .filter(({ kind }) => kind === 'ClusterClass')
    .map(({ name = '', root }) => ({
      name,
      versions: itemsAt(at(root, 'spec'), 'kubernetesVersions').flatMap((item) =>
        item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : [],
      ),
      variables: itemsAt(at(root, 'spec'), 'variables').flatMap((item) => textAt(item, 'name') ?? []),
    }));
