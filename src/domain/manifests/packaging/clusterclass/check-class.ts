import type { FileContent } from '../../../cluster/spec.ts';
import type { Finding } from '../../../finding.ts';
import { readDocuments, type SourceDocument } from '../../source/read-documents.ts';
import { checkTopology, hasTopology, isClass } from '../../validate/check-topology.ts';
import { isManifestFile } from '../../validate/folder.ts';
import type { RepositoryFiles } from '../packaging.ts';

/** The ClusterClass that a Cluster of this namespace means by `name`, where the repository has it. */
export function findClass(repository: RepositoryFiles, name: string, namespace: string): SourceDocument | undefined {
  return [...repository]
    .filter(([path, content]) => isManifestFile(path) && content.includes('ClusterClass'))
    .flatMap(([path, content]) => readDocuments({ path, content }).documents)
    .find((each) => isClass(each) && each.name === name && (each.namespace ?? namespace) === namespace);
}

/** What the Cluster in `files` asks of a ClusterClass that the class does not have or allow, each at the class. */
export function checkClass(files: readonly FileContent[], found: SourceDocument): readonly Finding[] {
  const place = found.place(found.root.at);
  return files
    .flatMap((file) => readDocuments(file).documents)
    .filter(hasTopology)
    .flatMap((cluster) => checkTopology(cluster, [found]))
    .map((finding) => ({ ...finding, place, cure: cureOf(finding) }));
}

/** What a class lacks is mended in the class: what the Cluster asks is what every cluster of its flavour asks. */
function cureOf({ code, cure }: Finding): string {
  if (code === 'manifest/value-invalid') return cure;
  const listed = 'what docs/cluster-classes.md lists for its flavour';
  return code === 'manifest/field-missing'
    ? `Give the variable a default: a cluster gives ${listed}.`
    : `Give the class ${listed}.`;
}
