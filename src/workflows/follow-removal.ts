import type { DeleteRequest, DoomedCluster } from '../domain/cluster/request.ts';
import type { ObjectRef } from '../domain/cluster/spec.ts';
import { withSeen } from '../domain/deletion/doomed-cluster.ts';
import { inventoryOf } from '../domain/deletion/inventory.ts';
import { engineOf, wordsOf } from '../domain/gitops/engine.ts';
import { prunedBy } from '../domain/gitops/prune-options.ts';
import { deletionReport, isOver, type NotDeleted, notDeletedReport } from '../domain/report/deletion-report.ts';
import type { ClusterActs, LiveObject } from '../ports/cluster.ts';
import type { History, Tree } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import {
  attemptOf,
  deletionProgress,
  endDeletion,
  look,
  machinesOf,
  type ProgressNeeds,
  remember,
} from './deletion-progress.ts';
import { engineHold } from './engine-hold.ts';
import { foldersOnBase } from './folders-on-base.ts';
import type { FollowDeletion } from './follow-deletion.ts';
import { lookAgain } from './next-look.ts';
import { readSurely, sameObject } from './preview.ts';
import type { Publish } from './publish.ts';
import { remainsOf } from './remove-rest.ts';
import { clusterObject, isForeign } from './see-doomed.ts';
import { sharedObjects } from './shared-objects.ts';

interface Needs extends ProgressNeeds {
  readonly requests: RequestStore;
  readonly tree: Tree;
  readonly history: History;
  readonly publish: Publish;
  readonly jobs: Jobs;
  /** Milliseconds after which it is looked again. */
  readonly settleMs: number;
}

/** Whoever brings a folder back does so by a pull request, as a rule, which is heard of; only a direct push is found by looking. */
const baseEveryMs = 600_000;

/**
 * Follows clusters that people took out of Git themselves, to the proof. It only looks: an engine deletes them, or a person, or
 * nobody, which is said with what to do. Level-triggered, as a deletion that was asked for.
 */
export function createFollowRemoval(needs: Needs): FollowDeletion {
  const headOf = async ({ repository }: DeleteRequest) => (await needs.tree.configuration(repository)).headSha;
  /** The folders that the base branch has again, or still. Throws where that cannot be read. */
  const onBase = (request: DeleteRequest, headSha: string | undefined) =>
    foldersOnBase(needs.history, request, headSha, request.clusters);

  /** The record with what is there to go; or why nothing is followed. What a signed comment remembers is gone on with. */
  const begin = async (
    acts: ClusterActs,
    record: RequestRecord,
    request: DeleteRequest,
  ): Promise<RequestRecord | NotDeleted> => {
    const { view } = needs.managementClusters.of(request);
    const headSha = await headOf(request);
    if (record.made.length > 0) {
      const shared = await sharedObjects(needs.tree, request, headSha);
      return { ...record, deletion: { machines: machinesOf(view, request.clusters), shared } };
    }
    const folders = await onBase(request, headSha);
    if (folders.length > 0) return { why: 'on base', folders };
    const there: DoomedCluster[] = [];
    for (const cluster of request.clusters) {
      const live = await readSurely(acts, clusterObject(cluster.spec));
      if (live === undefined || isForeign(live, request.repository.id)) continue;
      const objects = view.cluster(cluster.spec.namespace, cluster.spec.name);
      there.push(objects === undefined ? cluster : withSeen(cluster, inventoryOf(objects).objects));
    }
    if (there.length === 0) return { why: 'not there' };
    const followed: DeleteRequest = { ...request, clusters: there };
    const shared = await sharedObjects(needs.tree, followed, headSha);
    const made = await remember(acts, [], followed, shared);
    return { ...record, request: followed, deletion: { machines: machinesOf(view, there), shared }, made };
  };

  return async (given, _request, attempt) => {
    const { acts, view } = needs.managementClusters.of(given.request);
    const sha = given.mergeSha;
    let record = given;
    if (record.phase !== 'merged' || sha === undefined || record.request.kind !== 'delete-cluster') return;
    let { request } = record;
    if (acts === undefined) {
      await endDeletion(needs, record, notDeletedReport(request, { why: 'no management cluster' }), attempt);
      return;
    }
    const state = view.state();
    if (state.state !== 'live') {
      const blind = state.state === 'blind' ? state.because : 'it is not connected';
      const report = deletionReport({ ...deletionProgress(needs, record, request), blind });
      if (record.deletion !== undefined) await needs.publish({ record, sha, reports: [report], ...attemptOf(attempt) });
      await lookAgain(needs.jobs, 'observe', request.id, needs.settleMs);
      return;
    }
    if (record.deletion === undefined) {
      const begun = await begin(acts, record, request);
      if ('why' in begun) {
        await endDeletion(needs, record, notDeletedReport(request, begun), attempt);
        return;
      }
      record = begun;
      if (record.request.kind === 'delete-cluster') request = record.request;
      await needs.requests.put(record);
    }
    record = await look(acts, record, needs.clock.now());
    await needs.requests.put(record);

    const standing = await standingOf(acts, record, request);
    const fate = fateOf(needs, record, request, standing);
    const seenAt = record.deletion?.baseSeenAt ?? 0;
    const undecided = fate.waitsFor !== undefined || fate.stays.length > 0;
    if (undecided && (attempt !== undefined || needs.clock.now() - seenAt >= baseEveryMs)) {
      const folders = await onBase(request, await headOf(request));
      if (folders.length > 0) {
        await endDeletion(needs, record, notDeletedReport(request, { why: 'on base', folders }), attempt);
        return;
      }
      record = { ...record, deletion: { machines: 0, ...record.deletion, baseSeenAt: needs.clock.now() } };
      await needs.requests.put(record);
    }
    const remains = standing.some(({ live }) => live !== undefined) ? [] : await remainsOf(acts, record);
    const progress = { ...deletionProgress(needs, record, request), ...fate, remains };
    const report = deletionReport(progress);
    if (isOver(progress)) {
      await endDeletion(needs, record, report, attempt);
      return;
    }
    await needs.publish({ record, sha, reports: [report], ...attemptOf(attempt) });
    // Where nobody deletes it, the next change in the management cluster says when it goes on.
    if (fate.stays.length === 0) await lookAgain(needs.jobs, 'observe', request.id, needs.settleMs);
  };
}

interface Standing {
  readonly cluster: DoomedCluster;
  /** Absent when the very Cluster is gone. */
  readonly live?: LiveObject;
}

async function standingOf(
  acts: ClusterActs,
  { made }: RequestRecord,
  { clusters }: DeleteRequest,
): Promise<readonly Standing[]> {
  const found: Standing[] = [];
  for (const cluster of clusters) {
    const ref = clusterObject(cluster.spec);
    const known = made.find((each) => sameObject(each, ref));
    const live = known === undefined || known.goneAt !== undefined ? undefined : await readSurely(acts, ref);
    found.push({ cluster, ...(live?.uid === known?.uid && live !== undefined ? { live } : {}) });
  }
  return found;
}

/** What becomes of the Clusters that are not being deleted: an engine is awaited, or nobody deletes them. */
function fateOf(
  { managementClusters, clock, stuckAfterMs }: Needs,
  { phaseSince }: RequestRecord,
  request: DeleteRequest,
  standing: readonly Standing[],
): { readonly waitsFor?: string; readonly stays: readonly ObjectRef[] } {
  const { view } = managementClusters.of(request);
  const now = clock.now();
  const gitops = view.gitops();
  const engine = engineOf(request.engine.kind ?? 'auto', gitops);
  const stays: ObjectRef[] = [];
  for (const { cluster, live } of standing) {
    if (live === undefined || live.deleting) continue;
    const hold = engineHold(view, request, cluster, now);
    if (hold.state === 'unaware') return { waitsFor: hold.because, stays: [] };
    const prunes = prunedBy(live.annotations).some((each) => each === engine);
    if (prunes && hold.state === 'free' && now - phaseSince < stuckAfterMs)
      return { waitsFor: `${wordsOf(engine).engine} to delete Cluster ${cluster.spec.name}`, stays: [] };
    // It would make the Cluster again.
    if (hold.state === 'made again') stays.push(hold.object);
    stays.push(clusterObject(cluster.spec));
  }
  return { stays };
}
