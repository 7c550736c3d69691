import type { DoomedCluster } from '../cluster/request.ts';
import { type ClusterRow, clusterRows } from '../cluster/rows.ts';
import type { FileContent, ObjectRef } from '../cluster/spec.ts';
import { type Finding, fault } from '../finding.ts';
import { releasedBy } from '../manifests/packaging/helm/released.ts';
import { readDocuments } from '../manifests/source/read-documents.ts';
import { isManifestFile, splitVersion } from '../manifests/validate/folder.ts';
import { plainDocuments } from './removed-objects.ts';

export interface FoundFolder {
  readonly files: readonly FileContent[];
  /** Paths in it that were not read: they go, too. */
  readonly unread: readonly string[];
}

export type Doomed =
  | { readonly ok: true; readonly cluster: DoomedCluster; readonly deletions: readonly string[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * The cluster of a name in the files below the clusters folder, with the paths that deleting it takes out: its own folder,
 * nothing that others share. One whose folder holds other clusters, or that has none, is refused.
 */
export function doomedCluster(
  name: string,
  { files, unread }: FoundFolder,
  settings: { readonly folder: string; readonly namespace: string },
): Doomed {
  const rows = clusterRows(files, settings.folder);
  const row = rows.find((each) => each.name === name);
  const refuse = (finding: Finding): Doomed => ({ ok: false, findings: [finding] });
  if (row === undefined)
    return refuse(fault('cluster/unknown', `No cluster "${name}" stands in ${settings.folder}/ on the default branch`));
  if (row.folder === undefined)
    return refuse(
      fault('deletion/no-folder', `the cluster "${name}" has no folder of its own`, { place: { path: row.path } }),
    );
  const others = rows.filter((each) => each.folder === row.folder && each.name !== name);
  const folder = `${settings.folder}/${row.folder}`;
  if (others.length > 0) {
    const names = others.slice(0, 5).map((each) => each.name);
    return refuse(fault('deletion/folder-shared', `the folder "${folder}" holds ${names.join(', ')} as well`));
  }
  const within = (path: string): boolean => path.startsWith(`${folder}/`);
  const own = files.filter(({ path }) => within(path));
  const documents = own.filter(({ path }) => isManifestFile(path)).flatMap((file) => readDocuments(file).documents);
  const namespace = row.namespace || settings.namespace;
  return {
    ok: true,
    cluster: {
      spec: specOf(row, settings.namespace),
      folder,
      objects: [...objectsIn(own, settings.folder, namespace), ...releasedBy(documents, folder, namespace)],
    },
    deletions: [...files.map(({ path }) => path), ...unread].filter(within).sort(),
  };
}

function specOf(
  { name, namespace, provider, region, kubernetesVersion }: ClusterRow,
  otherwise: string,
): DoomedCluster['spec'] {
  return {
    name,
    namespace: namespace || otherwise,
    ...(provider === undefined ? {} : { provider }),
    ...(region === undefined ? {} : { region }),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
  };
}

export const isCluster = ({ group, kind }: Pick<ObjectRef, 'group' | 'kind'>): boolean =>
  group === 'cluster.x-k8s.io' && kind === 'Cluster';

/** The objects that the files say, the Cluster first. What a build makes, the management cluster tells. */
function objectsIn(files: readonly FileContent[], clustersFolder: string, namespace: string): readonly ObjectRef[] {
  return plainDocuments(files, clustersFolder, () => true)
    .flatMap((document): readonly ObjectRef[] => {
      const { kind, name, apiVersion } = document;
      if (kind === undefined || name === undefined || apiVersion === undefined) return [];
      const [group, version] = splitVersion(apiVersion);
      return [{ group, version, kind, namespace: document.namespace ?? namespace, name }];
    })
    .toSorted((a, b) => Number(isCluster(b)) - Number(isCluster(a)));
}

/** The cluster with what the management cluster has of it beside what its files say, each object once. */
export function withSeen(cluster: DoomedCluster, seen: readonly ObjectRef[]): DoomedCluster {
  const key = ({ group, kind, name }: ObjectRef): string => `${group}/${kind}/${name}`;
  const known = new Set(cluster.objects.map(key));
  return { ...cluster, objects: [...cluster.objects, ...seen.filter((each) => !known.has(key(each)))] };
}
