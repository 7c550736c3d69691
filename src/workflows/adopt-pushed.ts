import type { Configuration } from '../domain/access/configuration.ts';
import { requestId } from '../domain/cluster/names.ts';
import type { DeleteRequest, DoomedCluster } from '../domain/cluster/request.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { AssignedCluster, ManagementClusters } from '../ports/cluster.ts';
import type { Commits, Tree } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestStore } from '../ports/requests.ts';
import { rememberCluster, requestedEngine } from './asked-request.ts';
import { gatherRemoved } from './gather-removed.ts';
import { pullKeys } from './keys.ts';
import { lookAgain } from './next-look.ts';
import { readSurely } from './preview.ts';
import { clusterObject } from './see-doomed.ts';

interface Needs {
  readonly tree: Tree;
  readonly commits: Commits;
  readonly requests: RequestStore;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly defaultConfiguration: Configuration;
  readonly managementClusters: ManagementClusters;
}

/** A push has no conversation: what becomes of its clusters is told in the checks of the commit alone. */
const nowhere = { issue: 0, issueNodeId: '' };

/**
 * Has clusters followed that a commit without a pull request took out of the default branch, as far as they are there. What became of
 * the folders until now is looked at: one that is back, or was moved, is no removal.
 */
export function createAdoptPushed(
  needs: Needs,
): (job: { readonly repository: RepositoryRef; readonly commit: string }) => Promise<void> {
  return async ({ repository, commit: sha }) => {
    const id = requestId(repository.id, sha, 0);
    const known = await needs.requests.get(id);
    if (known !== undefined) {
      if (known.phase !== 'ended') await lookAgain(needs.jobs, 'observe', id);
      return;
    }
    const { read, headSha, defaultBranch } = await needs.tree.configuration(repository);
    // Where the configuration cannot be read, nobody knows where clusters lie.
    if (read.state === 'invalid' || headSha === undefined) return;
    const configuration = read.state === 'read' ? read.configuration : needs.defaultConfiguration;
    const commit = await needs.commits.read(repository, sha);
    if (commit?.parent === undefined) return;
    // GitHub tells a little later by which pull request a commit came: its own events have that followed.
    const pull = commit.pulls.find((each) => each.state === 'merged' && each.baseRef === defaultBranch);
    if (pull !== undefined) {
      if (!pull.own)
        await needs.jobs.add(
          'adopt-removal',
          { repository, pull: pull.number, baseSha: commit.parent },
          { keys: pullKeys(repository, pull.number, pull.headRef), coalesce: `${repository.id}/merged/${pull.number}` },
        );
      return;
    }
    const changed = await needs.tree.changedBetween(repository, commit.parent, sha);
    const management = needs.managementClusters.of({ repository });
    const { namespaces } = management;
    const commits = { before: commit.parent, after: headSha };
    const gone = await gatherRemoved(needs.tree, { repository, changed, configuration, namespaces, ...commits });
    const clusters: DoomedCluster[] = [];
    for (const cluster of gone) if (await mayStand(management, cluster)) clusters.push(cluster);
    if (clusters.length === 0) return;
    const request: DeleteRequest = {
      id,
      kind: 'delete-cluster',
      byHand: true,
      repository,
      ...nowhere,
      source: { nodeId: sha, index: 0 },
      asker: commit.author ?? { id: 0, login: 'somebody' },
      commands: [],
      branch: defaultBranch,
      base: defaultBranch,
      clusters,
      delivery: 'merge',
      engine: requestedEngine(configuration, repository.id, commit.repositoryUrl),
      checksRequired: configuration.checks.required,
    };
    await needs.requests.put({
      request: rememberCluster(request, management),
      phase: 'merged',
      mergeSha: sha,
      closedAt: commit.committedAt,
      runs: [],
      made: [],
      // It is not a branch of ours.
      branchRemoved: 'kept',
      phaseSince: needs.clock.now(),
    });
    await lookAgain(needs.jobs, 'observe', id);
  };
}

/** Of a folder that nobody ran a cluster from there is nothing to tell. */
async function mayStand({ acts, view }: AssignedCluster, { spec }: DoomedCluster): Promise<boolean> {
  if (acts === undefined) return false;
  return view.state().state !== 'live' || (await readSurely(acts, clusterObject(spec))) !== undefined;
}
