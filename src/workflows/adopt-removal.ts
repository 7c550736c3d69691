import type { Configuration } from '../domain/access/configuration.ts';
import { decodeRequest } from '../domain/cluster/decode-request.ts';
import { requestId } from '../domain/cluster/names.ts';
import type { DeleteRequest } from '../domain/cluster/request.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type {
  ChangedPath,
  CommandFacts,
  CommandFactsSource,
  Commits,
  PullSummary,
  Pulls,
  Tree,
} from '../ports/github.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { createAdoptPushed } from './adopt-pushed.ts';
import { rememberCluster, requestedEngine } from './asked-request.ts';
import { gatherRemoved } from './gather-removed.ts';
import { requestKey } from './keys.ts';
import { lookAgain } from './next-look.ts';
import { findSticky } from './sticky.ts';

interface Needs {
  readonly pulls: Pulls;
  readonly tree: Tree;
  readonly commits: Commits;
  readonly facts: CommandFactsSource;
  readonly requests: RequestStore;
  readonly signer: Signer;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly defaultConfiguration: Configuration;
  readonly managementClusters: ManagementClusters;
}

/**
 * Has clusters followed that people took out of Git: by what their merged pull request changed, or, where the database was lost
 * since, by the signed comment under it; or by the commit that they pushed.
 */
export function createAdoptRemoval(needs: Needs): JobHandler<'adopt-removal'> {
  const adoptPushed = createAdoptPushed(needs);
  return async (job) => {
    if ('commit' in job) {
      await adoptPushed(job);
      return;
    }
    const { repository, pull: number, baseSha } = job;
    const known = await needs.requests.byPull(repository.id, number);
    if (known !== undefined) {
      if (known.phase !== 'ended') await lookAgain(needs.jobs, 'observe', known.request.id);
      return;
    }
    const pull = await needs.pulls.read(repository, number);
    if (pull?.state !== 'merged' || pull.mergeSha === undefined) return;
    const facts = await needs.facts.gather({ repository, issue: number, sourceNodeId: pull.nodeId });
    if (pull.baseRef !== facts.repository.defaultBranch) return;
    const changed = baseSha === undefined ? [] : await needs.tree.changed(repository, number);
    await lookAtTouched(needs, repository, changed, number);
    const request =
      signedRemoval(needs.signer, repository, facts) ??
      (baseSha === undefined ? undefined : await removalOf(needs, repository, pull, facts, { baseSha, changed }));
    if (request === undefined) return;
    const sticky = findSticky(needs.signer, repository.id, request.id, facts.ownComments);
    const since = pull.closedAt ?? needs.clock.now();
    await needs.requests.put({
      request,
      phase: 'merged',
      pull: { number, nodeId: pull.nodeId, url: pull.url, headSha: pull.headSha },
      mergeSha: pull.mergeSha,
      closedAt: since,
      ...(sticky === undefined ? {} : { sticky: { nodeId: sticky.nodeId, url: sticky.url, digest: '' } }),
      runs: [],
      ...(sticky?.attempts === undefined ? {} : { attempts: sticky.attempts }),
      made: sticky?.made ?? [],
      // It is not a branch of ours.
      branchRemoved: 'kept',
      phaseSince: since,
    });
    await lookAgain(needs.jobs, 'observe', request.id);
  };
}

/** Whoever brings a folder back undoes a removal. */
async function lookAtTouched(
  { requests, jobs }: Needs,
  repository: RepositoryRef,
  changed: readonly ChangedPath[],
  pull: number,
): Promise<void> {
  for (const { request } of changed.length === 0 ? [] : await requests.live(repository.id)) {
    if (request.kind !== 'delete-cluster' || !request.byHand) continue;
    const touched = request.clusters.some(({ folder }) => changed.some(({ path }) => path.startsWith(`${folder}/`)));
    if (touched)
      await jobs.add(
        'observe',
        { requestId: request.id, attempt: `merge-${pull}` },
        { keys: [requestKey(request.id)] },
      );
  }
}

function signedRemoval(
  signer: Signer,
  repository: RepositoryRef,
  { ownComments }: CommandFacts,
): DeleteRequest | undefined {
  for (const { body } of ownComments)
    for (const payload of signer.read('request', repository.id, body).payloads) {
      const request = decodeRequest(payload);
      if (request?.kind === 'delete-cluster' && request.byHand) return { ...request, repository };
    }
  return undefined;
}

async function removalOf(
  { tree, defaultConfiguration, managementClusters }: Needs,
  repository: RepositoryRef,
  pull: PullSummary,
  facts: CommandFacts,
  { baseSha, changed }: { readonly baseSha: string; readonly changed: readonly ChangedPath[] },
): Promise<DeleteRequest | undefined> {
  // Where the configuration cannot be read, nobody knows where clusters lie.
  if (facts.configuration.state === 'invalid') return undefined;
  const configuration = facts.configuration.state === 'read' ? facts.configuration.configuration : defaultConfiguration;
  const management = managementClusters.of({ repository });
  const commits = { before: baseSha, after: pull.mergeSha ?? '' };
  const { namespaces } = management;
  const clusters = await gatherRemoved(tree, { repository, changed, configuration, namespaces, ...commits });
  if (clusters.length === 0) return undefined;
  const request: DeleteRequest = {
    id: requestId(repository.id, pull.nodeId, 0),
    kind: 'delete-cluster',
    byHand: true,
    repository,
    issue: pull.number,
    issueNodeId: pull.nodeId,
    source: { nodeId: pull.nodeId, index: 0 },
    asker: pull.author ?? { id: 0, login: 'somebody' },
    commands: [],
    branch: pull.headRef,
    base: facts.repository.defaultBranch,
    clusters,
    delivery: 'merge',
    engine: requestedEngine(configuration, repository.id, facts.repository.url),
    checksRequired: configuration.checks.required,
  };
  return rememberCluster(request, management);
}
