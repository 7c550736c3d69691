import { carriesName } from '../domain/cluster/names.ts';
import type { DeleteRequest } from '../domain/cluster/request.ts';
import type { SharedObject } from '../domain/deletion/shared-object.ts';
import type { Tree } from '../ports/github.ts';
import { mentionsOnBase } from './mentions-on-base.ts';

/**
 * Objects in the folders of a request's clusters that are not the clusters' own: they do not carry the name of their cluster, and a
 * commit has them still, be it in another cluster's folder or in the template that both come from.
 */
export async function sharedObjects(
  tree: Tree,
  { repository, clusters }: DeleteRequest,
  sha: string | undefined,
): Promise<readonly SharedObject[]> {
  const candidates = clusters.flatMap(({ objects, spec }) =>
    objects.filter(({ name }) => !carriesName(name, spec.name)),
  );
  if (candidates.length === 0 || sha === undefined) return [];
  const names = [...new Set(candidates.map(({ name }) => name))];
  const mentions = await mentionsOnBase(tree, repository, sha, names);
  return candidates.flatMap((object) => {
    const mention = mentions.get(object.name);
    return mention === undefined ? [] : [{ ...object, ...mention }];
  });
}
