import type { RequestedCluster } from '../domain/cluster/request.ts';
import type { History, Tree } from '../ports/github.ts';
import type { RequestRecord } from '../ports/requests.ts';
import { clusterAt } from './later-wish.ts';

interface Needs {
  readonly history: Pick<History, 'treeOf'>;
  readonly tree: Pick<Tree, 'files'>;
}

/** The clusters that a record is about, as its merge has them once that is known. */
export const clustersOf = ({ request, asMerged = [] }: RequestRecord): readonly RequestedCluster[] =>
  request.kind === 'delete-cluster'
    ? []
    : request.clusters.map((cluster) => asMerged.find(({ spec }) => spec.name === cluster.spec.name) ?? cluster);

/**
 * Those clusters of a merged request that its merge has otherwise than our commit: people may change them on the branch before they
 * merge it, or on the base branch meanwhile. What was merged is what Git asks for. Undefined while GitHub does not show the merge.
 */
export async function readAsMerged(
  { history, tree }: Needs,
  { request, pull }: RequestRecord,
  mergeSha: string,
): Promise<readonly RequestedCluster[] | undefined> {
  const { repository, clusters } = request;
  if (request.kind === 'delete-cluster' || pull === undefined) return [];
  const treesAt = (sha: string) => Promise.all(clusters.map(({ folder }) => history.treeOf(repository, sha, folder)));
  const [root, ours, merged] = await Promise.all([
    history.treeOf(repository, mergeSha, ''),
    treesAt(pull.headSha),
    treesAt(mergeSha),
  ]);
  if (root === undefined) return undefined;
  const found: RequestedCluster[] = [];
  for (const [index, cluster] of request.clusters.entries()) {
    if (merged[index] === undefined || merged[index] === ours[index]) continue;
    const read = await clusterAt(tree, repository, mergeSha, cluster);
    if (read === undefined) continue;
    const { template } = cluster.spec;
    found.push(template === undefined ? read : { ...read, spec: { ...read.spec, template } });
  }
  return found;
}
