import type { TopologyClass } from '../domain/cluster/upgrade-path.ts';
import type { ChosenCluster } from '../domain/edits/edit-cluster.ts';
import { classesIn, classesNamedIn } from '../domain/edits/upgrade/topology-class.ts';
import type { ClusterActs } from '../ports/cluster.ts';
import type { FilesRead } from '../ports/github.ts';

/**
 * Clusters with the classes that their topologies are made from: as the repository's folder of classes has them, or else as they stand in
 * the management cluster. One that is found in neither is left out.
 */
export async function withClasses(
  chosen: readonly ChosenCluster[],
  {
    read,
    acts,
    namespace,
  }: {
    readonly read: () => Promise<FilesRead>;
    readonly acts: ClusterActs | undefined;
    /** Of clusters that name none. */
    readonly namespace: string;
  },
): Promise<readonly ChosenCluster[]> {
  const named = chosen.map((each) => ({ each, names: classesNamedIn(each.files) }));
  if (named.every(({ names }) => names.length === 0)) return chosen;
  const own = classesIn((await read()).files);
  const found: ChosenCluster[] = [];
  for (const { each, names } of named) {
    const classes: TopologyClass[] = [...own];
    for (const wanted of names.filter(({ name }) => !own.some((known) => known.name === name))) {
      const { name } = wanted;
      const live = await acts?.topologyClass(wanted.namespace ?? (each.row.namespace || namespace), name);
      if (live !== undefined) classes.push({ name, ...live });
    }
    found.push({ ...each, classes });
  }
  return found;
}
