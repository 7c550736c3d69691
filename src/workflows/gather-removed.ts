import type { Configuration } from '../domain/access/configuration.ts';
import type { DoomedCluster } from '../domain/cluster/request.ts';
import { doomedCluster } from '../domain/deletion/doomed-cluster.ts';
import { type ChangedPath, removedClusters } from '../domain/deletion/removed-clusters.ts';
import { clusterFolderOf } from '../domain/manifests/validate/folder.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Tree } from '../ports/github.ts';
import { unservedNamespace } from './served-namespace.ts';

export interface Taken {
  readonly repository: RepositoryRef;
  readonly changed: readonly ChangedPath[];
  /** The commits before and after. */
  readonly before: string;
  readonly after: string;
  readonly configuration: Configuration;
  /** The namespaces in which the repository may have clusters. */
  readonly namespaces: readonly string[];
}

/** The clusters whose folder a change took out; one that stands in another folder since was only moved. */
export async function gatherRemoved(tree: Tree, taken: Taken): Promise<readonly DoomedCluster[]> {
  const { repository, changed, configuration } = taken;
  const { folder, namespace } = configuration.clusters;
  const left = changed.filter(({ status }) => status === 'removed' || status === 'renamed');
  const folders = new Set(
    left.flatMap(({ path, previousPath }) => clusterFolderOf(previousPath ?? path, folder) ?? []),
  );
  if (folders.size === 0) return [];
  const before = await tree.files(repository, taken.before, folder, (path) =>
    folders.has(clusterFolderOf(path, folder) ?? ''),
  );
  const after = await tree.files(repository, taken.after, folder);
  const unread = after.unread.map(({ path }) => path);
  const gone = removedClusters({
    before: before.files,
    after: after.files,
    unread,
    changed,
    clustersFolder: folder,
    namespace,
  });
  return gone.flatMap(({ name, movedTo }) => {
    if (movedTo !== undefined) return [];
    const doomed = doomedCluster(name, { files: before.files, unread: [] }, configuration.clusters);
    return doomed.ok && unservedNamespace(taken.namespaces, doomed.cluster.spec.namespace, '').length === 0
      ? [doomed.cluster]
      : [];
  });
}
