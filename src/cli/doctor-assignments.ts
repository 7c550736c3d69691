import type { Settings } from '../config.ts';
import { assignedTo } from '../domain/assignment.ts';
import { placeOf } from '../domain/print-finding.ts';
import { matchesRepository } from '../domain/repository-pattern.ts';
import type { Recovery } from '../ports/recovery.ts';
import { type Examined, examine } from './examine.ts';

/** Whether each served repository has a management cluster, and each pattern of the settings file a repository. */
export async function checkAssignments(
  { served, managementClusters }: Pick<Settings, 'served' | 'managementClusters'>,
  repositories: Recovery['repositories'],
): Promise<readonly Examined[]> {
  if (managementClusters.length === 0) {
    return [
      {
        what: 'management cluster',
        state: 'not checked',
        detail: 'none is configured: Sync and Ready will be neutral',
        cure: 'Set KUBECONFIG, or run in the cluster.',
      },
    ];
  }
  const written = managementClusters.filter(({ place }) => place !== undefined);
  if (written.length === 0) return [];
  return examine('repositories', 'See whether GitHub can be reached.', async () => {
    const all = await repositories();
    const unused = written.flatMap((cluster) =>
      cluster.repositories
        .flatMap(({ match }) => match)
        .filter((pattern) => !all.some((each) => matchesRepository(pattern, each)))
        .map(
          (pattern): Examined => ({
            what: `${cluster.name}: repositories`,
            state: 'warning',
            detail: `settings/pattern-unused: "${pattern}" matches no repository in which the App is installed (${placeOf(cluster)})`,
            cure: 'Correct or remove the pattern, or install the App there.',
          }),
        ),
    );
    const mine = all.filter((each) => served.some((pattern) => matchesRepository(pattern, each)));
    const without = mine.filter((each) => assignedTo(managementClusters, each) === undefined);
    return [
      ...unused,
      ...without.map(
        ({ owner, name }): Examined => ({
          what: `repository ${owner}/${name}`,
          state: 'warning',
          detail: 'no management cluster is given to it: Sync and Ready will be neutral',
          cure: 'Name it under repositories of a management cluster in MANAGEMENT_CLUSTERS_FILE.',
        }),
      ),
    ];
  });
}
