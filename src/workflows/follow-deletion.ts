import type { DeleteRequest, DoomedCluster } from '../domain/cluster/request.ts';
import {
  deletionReport,
  isOver,
  isProved,
  type NotDeleted,
  notDeletedReport,
} from '../domain/report/deletion-report.ts';
import type { StageReport } from '../domain/report/stage.ts';
import type { ClusterActs } from '../ports/cluster.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { carryOut } from './carry-out-deletion.ts';
import { deletionEvidence, type EvidenceNeeds } from './deletion-evidence.ts';
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
import { requestKey } from './keys.ts';
import type { FollowMoved } from './moved-repository.ts';
import { lookAgain } from './next-look.ts';
import { readSurely, sameObject } from './preview.ts';
import type { Publish } from './publish.ts';
import { remainsOf, removeRest } from './remove-rest.ts';
import { isFresh } from './say-fault.ts';
import { clusterObject, isOwned } from './see-doomed.ts';
import { sharedObjects } from './shared-objects.ts';

interface Needs extends EvidenceNeeds, ProgressNeeds {
  readonly requests: RequestStore;
  readonly publish: Publish;
  readonly jobs: Jobs;
  readonly followMoved: FollowMoved;
  /** Milliseconds after which it is looked again. */
  readonly settleMs: number;
}

export type FollowDeletion = (record: RequestRecord, request: DeleteRequest, attempt?: string) => Promise<void>;

/**
 * Follows a merged delete request in the check of its merge commit, to the proof. Level-triggered: each run looks at what is
 * there, has the next step taken, and comes back while something is left. What is to go is remembered by UID, in the
 * signed sticky comment too, before anything is touched.
 */
export function createFollowDeletion(needs: Needs): FollowDeletion {
  /** The record once the evidence was seen; or why nothing is deleted; undefined while the repository is not where it was. */
  const begin = async (
    record: RequestRecord,
    request: DeleteRequest,
  ): Promise<RequestRecord | NotDeleted | undefined> => {
    const evidence = await deletionEvidence(needs, record, request);
    if (evidence.state === 'moved') return undefined;
    if (evidence.state === 'refused') return evidence.not;
    const { acts, view } = needs.managementClusters.of(request);
    if (acts === undefined) return { why: 'no management cluster' };
    const { confirmation } = evidence;
    const others: string[] = [];
    for (const { spec } of request.clusters) {
      const live = await readSurely(acts, clusterObject(spec));
      const seen = confirmation.clusters.find((each) => each.name === spec.name && each.namespace === spec.namespace);
      if (live !== undefined && (live.uid !== seen?.uid || !isOwned(live, request.repository.id)))
        others.push(spec.name);
    }
    if (others.length > 0) return { why: 'another cluster', names: others };
    const shared = await sharedObjects(needs.tree, request, evidence.baseSha);
    const deletion = { confirmation, machines: machinesOf(view, request.clusters), shared };
    return { ...record, deletion, made: await remember(acts, record.made, request, shared) };
  };

  return async (given, request, attempt) => {
    const sha = given.mergeSha;
    if (given.phase !== 'merged' || sha === undefined) {
      if (given.phase === 'open' && attempt !== undefined) await replan(needs, given, request, attempt);
      return;
    }
    let record = given;
    const { acts, view } = needs.managementClusters.of(request);
    const before = record.made.length > 0 && record.made.every(({ goneAt }) => goneAt !== undefined);
    const state = view.state();
    if (record.deletion === undefined && (state.state !== 'blind' || acts === undefined)) {
      const begun = await begin(record, request);
      if (begun === undefined) {
        await needs.followMoved(record);
        await lookAgain(needs.jobs, 'observe', request.id, needs.settleMs);
        return;
      }
      if ('why' in begun) {
        // What was proved gone stays proved: the folder, or the name, may have been used again since.
        if (!before) await endDeletion(needs, record, notDeletedReport(request, begun), attempt);
        else await needs.requests.put({ ...record, phase: 'ended', phaseSince: needs.clock.now() });
        return;
      }
      await needs.requests.put(begun);
      record = begun;
    }
    if (record.deletion === undefined || acts === undefined || state.state !== 'live') {
      await needs.publish({ record, sha, reports: blindReports(needs, record, request), ...attemptOf(attempt) });
      await lookAgain(needs.jobs, 'observe', request.id, needs.settleMs);
      return;
    }
    // The UIDs stand in the sticky comment before anything is touched.
    record = await needs.publish({ record, sha, reports: [] });
    record = await look(acts, record, needs.clock.now());
    await needs.requests.put(record);

    const standing = request.clusters.filter(({ spec }) => {
      const cluster = record.made.find((each) => sameObject(each, clusterObject(spec)));
      return cluster !== undefined && cluster.goneAt === undefined;
    });
    if (standing.length === 0) await removeRest(acts, record, request);
    const remains = standing.length === 0 ? await remainsOf(acts, record) : [];
    const next = await nextStep(needs, acts, request, standing);
    const { heldUntil, fault } = record.deletion ?? {};
    const held = next.state === 'ready' && heldUntil !== undefined && heldUntil > needs.clock.now();
    const waits = held || (attempt === undefined && isFresh(fault, needs.clock.now()));
    if (next.state === 'ready' && !waits) await carryOut(needs.jobs, request.id);

    const progress = {
      ...deletionProgress(needs, record, request),
      remains,
      ...(held ? { heldUntil } : {}),
      ...(next.state === 'ready' && fault !== undefined ? { fault } : {}),
      ...(next.state === 'waits' ? { waitsFor: next.for } : {}),
    };
    const stage = deletionReport(progress);
    if (isOver(progress)) {
      await endDeletion(needs, record, stage, attempt);
      return;
    }
    await needs.publish({ record, sha, reports: [stage], ...attemptOf(attempt) });
    await lookAgain(needs.jobs, 'observe', request.id, needs.settleMs);
  };
}

/** Whether a Cluster still has to be let go, and what that waits for. */
type NextStep =
  | { readonly state: 'under way' }
  | { readonly state: 'ready' }
  | { readonly state: 'waits'; readonly for: string };

async function nextStep(
  { managementClusters, clock }: Needs,
  acts: ClusterActs,
  request: DeleteRequest,
  standing: readonly DoomedCluster[],
): Promise<NextStep> {
  const { view } = managementClusters.of(request);
  for (const each of standing) {
    const live = await readSurely(acts, clusterObject(each.spec));
    if (live === undefined || live.deleting) continue;
    const hold = engineHold(view, request, each, clock.now());
    return hold.state === 'unaware' ? { state: 'waits', for: hold.because } : { state: 'ready' };
  }
  return { state: 'under way' };
}

function blindReports(needs: Needs, record: RequestRecord, request: DeleteRequest): readonly StageReport[] {
  const state = needs.managementClusters.of(request).view.state();
  const blind = state.state === 'blind' ? state.because : 'it is not connected';
  const view = deletionProgress(needs, record, request);
  // Before the evidence was seen there is nobody to name.
  return record.deletion === undefined || isProved(view) ? [] : [deletionReport({ ...view, blind })];
}

/** `/retry` and the buttons on an open delete request: its Plan, with a new code where the old one has expired. */
async function replan(
  { pulls, jobs }: Needs,
  record: RequestRecord,
  { repository, id }: DeleteRequest,
  attempt: string,
): Promise<void> {
  const pull = record.pull === undefined ? undefined : await pulls.read(repository, record.pull.number);
  if (pull?.state !== 'open') return;
  const { number, headSha, headRef, baseRef } = pull;
  await jobs.add(
    'check-pull',
    { repository, pull: number, headSha, headRef, baseRef, attempt },
    { keys: [requestKey(id)] },
  );
}
