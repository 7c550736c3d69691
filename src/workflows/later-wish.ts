import type { RequestedCluster } from '../domain/cluster/request.ts';
import { clusterRows } from '../domain/cluster/rows.ts';
import { requestedCluster } from '../domain/edits/edit-cluster.ts';
import { wantedOf } from '../domain/health/wanted.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Tree } from '../ports/github.ts';

/** A cluster as its files say it at a commit; undefined where they tell of none. */
export async function clusterAt(
  tree: Pick<Tree, 'files'>,
  repository: RepositoryRef,
  sha: string,
  { spec, folder }: RequestedCluster,
): Promise<RequestedCluster | undefined> {
  const { files } = await tree.files(repository, sha, folder);
  const clusters = { folder: folder.slice(0, folder.lastIndexOf('/')), namespace: spec.namespace };
  const row = clusterRows(files, clusters.folder).find(({ name }) => name === spec.name);
  return row === undefined ? undefined : requestedCluster({ row, folder }, files, clusters);
}

/** Whether readiness is measured by the same of both: a later change that is about something else keeps neither from becoming ready. */
export const wantsTheSame = (one: RequestedCluster, other: RequestedCluster): boolean =>
  JSON.stringify(wantedOf(one)) === JSON.stringify(wantedOf(other));
