import type { FileContent, ObjectRef } from '../cluster/spec.ts';
import { patchPaths } from '../edits/patches.ts';
import { isKustomization } from '../manifests/builds/kustomization.ts';
import { readDocuments, type SourceDocument } from '../manifests/source/read-documents.ts';
import { isTemplate, refsOf } from './unused.ts';

/**
 * What a folder holds before a change and no longer after it, and no engine takes away, as it is called in the management cluster: templates of
 * machines, which are kept from that; and pools with their health checks, because Argo CD leaves alone what has an owner, here the Cluster
 * (`GetManagedLiveObjs` of gitops-engine).
 */
export function leftBehind(
  before: readonly FileContent[],
  after: readonly FileContent[],
  namespace: string,
): readonly ObjectRef[] {
  // Most changes take nothing out, and the files that differ tell so: all of them take far longer to read.
  const isOverlay = [...before, ...after].some(({ path }) => isKustomization(path));
  if (!isOverlay && missing(otherThan(after, before), otherThan(before, after)).length === 0) return [];
  return refsOf(missing(before, after), namespace);
}

function missing(before: readonly FileContent[], after: readonly FileContent[]): readonly SourceDocument[] {
  const left = new Set(keptIn(after).map(keyOf));
  return keptIn(before).filter((each) => !left.has(keyOf(each)));
}

/** Those of the files that are not among the known exactly so. */
function otherThan(known: readonly FileContent[], files: readonly FileContent[]): readonly FileContent[] {
  const contents = new Map(known.map(({ path, content }) => [path, content]));
  return files.filter(({ path, content }) => contents.get(path) !== content);
}

/** Whether it is of a pool: machines go with it. */
export const isPool = ({ group }: Pick<ObjectRef, 'group'>): boolean => group === 'cluster.x-k8s.io';

const poolKinds = ['MachineDeployment', 'MachinePool', 'MachineHealthCheck'];
const isOfPool = ({ apiVersion = '', kind = '' }: SourceDocument): boolean =>
  apiVersion.startsWith('cluster.x-k8s.io/') && poolKinds.includes(kind);

/** A patch of an overlay gives a template another name, but makes no pool. */
function keptIn(files: readonly FileContent[]): readonly SourceDocument[] {
  const documents = files
    .filter(({ path }) => /\.ya?ml$/.test(path) && !/\/templates\//.test(path))
    .flatMap((file) => readDocuments(file).documents);
  const patches = patchPaths(documents);
  return documents.filter((each) => isTemplate(each) || (isOfPool(each) && !patches.has(each.path)));
}

const keyOf = ({ apiVersion = '', kind, name }: SourceDocument): string =>
  `${apiVersion.split('/')[0]}/${kind}/${name}`;
