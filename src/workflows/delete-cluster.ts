import type { Configuration } from '../domain/access/configuration.ts';
import { requestId } from '../domain/cluster/names.ts';
import type { DeleteRequest, DoomedCluster } from '../domain/cluster/request.ts';
import { type Doomed, doomedCluster, withSeen } from '../domain/deletion/doomed-cluster.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { holdsFor } from '../domain/locks/findings.ts';
import { deletionDryRun } from '../domain/report/deletion-pull-text.ts';
import { acknowledgement } from '../domain/report/replies.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import { type Answer, refusal } from './answer.ts';
import { askedRequest, rememberCluster } from './asked-request.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { holdsOn } from './lock-book.ts';
import type { OpenDeletion } from './open-deletion.ts';
import { isOwned, seeDoomed } from './see-doomed.ts';
import { unservedNamespace } from './served-namespace.ts';

interface Needs {
  readonly tree: Tree;
  readonly signer: Signer;
  readonly managementClusters: ManagementClusters;
  readonly openDeletion: OpenDeletion;
}

/** `/delete-cluster`: a draft pull request that takes a cluster out of Git. Nothing goes before it is confirmed and merged. */
export function createDeleteCluster(needs: Needs): (command: AllowedCommand, occasion: Occasion) => Promise<Answer> {
  const find = async (name: string, { job, facts }: Occasion, { clusters }: Configuration): Promise<Doomed> => {
    const sha = facts.baseSha ?? '';
    // The folder has the cluster's name, as a rule: then the rest of the fleet is not read.
    const own = `${clusters.folder}/${name}/`;
    const usual = facts.clusterFolders?.includes(name) === true;
    const read = await needs.tree.files(
      job.repository,
      sha,
      clusters.folder,
      usual ? (path) => path.startsWith(own) : undefined,
    );
    const found = doomedCluster(name, { files: read.files, unread: read.unread.map(({ path }) => path) }, clusters);
    if (found.ok || !usual) return found;
    const all = await needs.tree.files(job.repository, sha, clusters.folder);
    return doomedCluster(name, { files: all.files, unread: all.unread.map(({ path }) => path) }, clusters);
  };

  return async ({ command, decision }, occasion) => {
    const { job, facts } = occasion;
    const { configuration } = decision;
    const name = String(command.arguments.name ?? '');
    const isDryRun = command.arguments['dry-run'] === true;
    const refuse = (...findings: readonly Finding[]): Answer => refusal(command, findings);
    if (facts.missingPermissions.length > 0 && !isDryRun)
      return refuse(
        fault('github/permission', `the installation of the App does not grant ${facts.missingPermissions.join(', ')}`),
      );
    const { baseSha } = facts;
    if (baseSha === undefined || facts.repository.empty)
      return refuse(fault('github/empty', 'the repository has no commit yet'));
    const id = requestId(job.repository.id, job.sourceNodeId, command.index);
    const found = await find(name, occasion, configuration);
    if (!found.ok) return refuse(...found.findings);
    const { namespace } = found.cluster.spec;
    const management = needs.managementClusters.of(job);
    const unserved = unservedNamespace(
      management.namespaces,
      namespace,
      'Ask the people who run ClusterOps to allow the namespace.',
    );
    if (unserved.length > 0) return refuse(...unserved);

    const same = facts.openPulls.find((pull) => {
      const request = signedRequest(needs.signer, job.repository, pull);
      return request?.kind === 'delete-cluster' && request.id !== id && request.clusters.some(isThe(found.cluster));
    });
    if (same !== undefined) {
      const body = acknowledgement([`#${same.number} is open already and deletes the cluster ${name}.`]);
      return { command: command.name, outcome: 'done', body };
    }

    const holds = holdsFor(isDryRun, holdsOn(needs.signer, occasion, [name], id));
    if (holds.refusing.length > 0) return refuse(...holds.refusing);

    const { live, view } = await seeDoomed(management, found.cluster);
    if (live !== undefined && !isOwned(live, job.repository.id))
      return refuse(
        fault(
          'deletion/not-owned',
          `the Cluster "${name}" in the management cluster does not carry this repository's id`,
          {
            cure: `Annotate it in Git with clusterops.dev/repository-id: "${job.repository.id}", merge that, and give the command again.`,
          },
        ),
      );
    const cluster = view.seen.state === 'there' ? withSeen(found.cluster, view.seen.inventory.objects) : found.cluster;
    const shown = [{ ...view, cluster }];
    if (isDryRun)
      return { command: command.name, outcome: 'done', body: deletionDryRun(shown, found.deletions, holds.told) };

    const request = rememberCluster(requestOf(id, occasion, command, configuration, cluster), management);
    const opened = await needs.openDeletion({
      request,
      shown,
      deletions: found.deletions,
      facts: { ...facts, baseSha },
      labels: configuration.labels,
      sourceBody: job.body,
      repeated: occasion.repeated,
    });
    if (opened === 'open') return { command: command.name, outcome: 'done', announced: true };
    return refuse(
      opened === 'foreign branch'
        ? fault('request/branch-foreign', `the branch "${request.branch}" exists and is not this request's`)
        : fault('request/no-change', `the files of ${name} are gone from ${request.base} already`),
    );
  };
}

const isThe =
  ({ spec }: DoomedCluster) =>
  (other: DoomedCluster): boolean =>
    other.spec.name === spec.name && other.spec.namespace === spec.namespace;

function requestOf(
  id: string,
  occasion: Occasion,
  command: AllowedCommand['command'],
  configuration: Configuration,
  cluster: DoomedCluster,
): DeleteRequest {
  return {
    ...askedRequest('delete-cluster', id, occasion, [command], [cluster.spec.name], configuration),
    clusters: [cluster],
    delivery: 'merge',
  };
}
