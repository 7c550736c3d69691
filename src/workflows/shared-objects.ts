import { carriesName } from '../domain/cluster/names.ts';
import type { DeleteRequest } from '../domain/cluster/request.ts';
import type { Tree } from '../ports/github.ts';
import { mentionsOnBase } from './mentions-on-base.ts';

/**
 * Names of objects in the folders of a request's clusters that are not the clusters' own: they do not carry the name of their cluster,
 * and a commit has them still, be it in another cluster's folder or in the template that both come from.
 */
export async function sharedObjects(
  tree: Tree,
  { repository, clusters }: DeleteRequest,
  sha: string,
): Promise<ReadonlySet<string>> {
  const names = clusters.flatMap(({ objects, spec }) =>
    objects.map(({ name }) => name).filter((name) => !carriesName(name, spec.name)),
  );
  if (names.length === 0) return new Set();
  return new Set((await mentionsOnBase(tree, repository, sha, [...new Set(names)])).keys());
}
