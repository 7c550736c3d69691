import type { Configuration } from '../domain/access/configuration.ts';
import { clusterFolder } from '../domain/cluster/names.ts';
import { names } from '../domain/locks/findings.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Pulls } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import { pullKeys } from './keys.ts';

export type ReplanCluster = (
  repository: RepositoryRef,
  cluster: string | undefined,
  configuration: Configuration,
  attempt: string,
) => Promise<void>;

/**
 * Has Plan run again on every open pull request that touches a cluster, or any when none is named, or what clusters are built
 * from. `attempt` names the occasion: for the same one nothing is run twice.
 */
export function createReplanCluster(needs: {
  readonly pulls: Pulls;
  readonly signer: Signer;
  readonly jobs: Jobs;
}): ReplanCluster {
  return async (repository, cluster, { clusters, kustomize, helm, clusterClass }, attempt) => {
    const own = cluster === undefined ? clusters.folder : clusterFolder(clusters.folder, cluster);
    const folders = [own, kustomize.bases, helm.chart, clusterClass.folder];
    for (const pull of await needs.pulls.open(repository)) {
      const request = pull.own ? signedRequest(needs.signer, repository, pull) : undefined;
      const touches =
        (request !== undefined && (cluster === undefined || names(request).includes(cluster))) ||
        pull.partly ||
        pull.paths.some((path) => folders.some((folder) => path.startsWith(`${folder}/`)));
      if (!touches) continue;
      const { number, headSha, headRef, baseRef } = pull;
      await needs.jobs.add(
        'check-pull',
        { repository, pull: number, headSha, headRef, baseRef, attempt },
        {
          id: `replan:${repository.id}:${number}:${cluster ?? ''}:${attempt}`,
          keys: pullKeys(repository, number, headRef),
        },
      );
    }
  };
}
