import type { DeleteRequest, DoomedCluster } from '../domain/cluster/request.ts';
import type { ObjectRef } from '../domain/cluster/spec.ts';
import { heldObjects } from '../domain/deletion/held-objects.ts';
import { inventoryOf } from '../domain/deletion/inventory.ts';
import {
  type DeletionView,
  deletionReport,
  isProved,
  type NotDeleted,
  notDeletedReport,
} from '../domain/report/deletion-report.ts';
import type { StageReport } from '../domain/report/stage.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterActs, ManagementCluster } from '../ports/cluster.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { MadeObject, RequestRecord, RequestStore } from '../ports/requests.ts';
import { carryOut } from './carry-out-deletion.ts';
import { deletionEvidence, type EvidenceNeeds } from './deletion-evidence.ts';
import { engineHold } from './engine-hold.ts';
import { requestKey } from './keys.ts';
import { lookAgain } from './next-look.ts';
import { readSurely, sameObject } from './preview.ts';
import type { Publish } from './publish.ts';
import { clusterObject, isOwned } from './see-doomed.ts';

interface Needs extends EvidenceNeeds {
  readonly requests: RequestStore;
  readonly cluster: ManagementCluster;
  readonly publish: Publish;
  readonly jobs: Jobs;
  readonly clock: Clock;
  /** Milliseconds after which it is looked again. */
  readonly settleMs: number;
  /** Milliseconds after which what holds a deletion asks for somebody. */
  readonly stuckAfterMs: number;
}

export type FollowDeletion = (record: RequestRecord, request: DeleteRequest, attempt?: string) => Promise<void>;

const isCluster = ({ group, kind }: ObjectRef): boolean => group === 'cluster.x-k8s.io' && kind === 'Cluster';
/** Objects of Cluster API, its providers and its add-ons: those that this server may read. */
const isFollowed = ({ group }: ObjectRef): boolean => group.endsWith('cluster.x-k8s.io');

/**
 * Follows a merged delete request in the check of its merge commit, to the proof. Level-triggered: each run looks at what is
 * there, has the next step taken, and comes back while something is left. What is to go is remembered by UID, in the
 * signed sticky comment too, before anything is touched.
 */
export function createFollowDeletion(needs: Needs): FollowDeletion {
  const end = async (record: RequestRecord, report: StageReport, attempt?: string): Promise<void> => {
    const sha = record.mergeSha ?? '';
    const ended: RequestRecord = { ...record, phase: 'ended', phaseSince: needs.clock.now() };
    const published = await needs.publish({ record: ended, sha, reports: [report], ...attemptOf(attempt) });
    await needs.requests.put({ ...published, phase: 'ended', phaseSince: ended.phaseSince });
  };

  /** The record once the evidence was seen; or why nothing is deleted. */
  const begin = async (record: RequestRecord, request: DeleteRequest): Promise<RequestRecord | NotDeleted> => {
    const evidence = await deletionEvidence(needs, record, request);
    if (evidence.state === 'unconfirmed') return { why: 'unconfirmed' };
    if (evidence.state === 'on base') return { why: 'on base', folders: evidence.folders };
    if (evidence.locks.length > 0) return { why: 'locked', locks: evidence.locks };
    const { acts, view } = needs.cluster;
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
    const machines = request.clusters.map(({ spec }) => machinesOf(view, spec));
    const deletion = { confirmation, machines: machines.reduce((sum, count) => sum + count, 0) };
    return { ...record, deletion, made: await remember(acts, record.made, request) };
  };

  return async (given, request, attempt) => {
    const sha = given.mergeSha;
    if (given.phase !== 'merged' || sha === undefined) {
      if (given.phase === 'open' && attempt !== undefined) await replan(needs, given, request, attempt);
      return;
    }
    let record = given;
    const { acts, view } = needs.cluster;
    const before = record.made.length > 0 && record.made.every(({ goneAt }) => goneAt !== undefined);
    const state = view.state();
    if (record.deletion === undefined && (state.state !== 'blind' || acts === undefined)) {
      const begun = await begin(record, request);
      if ('why' in begun) {
        // What was proved gone stays proved: the folder, or the name, may have been used again since.
        if (!before) await end(record, notDeletedReport(request, begun), attempt);
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
    if (standing.length === 0) await removeRest(acts, record, request.repository.id);
    const next = await nextStep(needs, acts, request, standing);
    const { heldUntil } = record.deletion ?? {};
    const held = next.state === 'ready' && heldUntil !== undefined && heldUntil > needs.clock.now();
    if (next.state === 'ready' && !held) await carryOut(needs.jobs, request.id);

    const stage = deletionReport({
      ...viewOf(needs, record, request),
      ...(held ? { heldUntil } : {}),
      ...(next.state === 'waits' ? { waitsFor: next.for } : {}),
    });
    if (stage.state === 'success') {
      await end(record, stage, attempt);
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
  { cluster, clock }: Needs,
  acts: ClusterActs,
  request: DeleteRequest,
  standing: readonly DoomedCluster[],
): Promise<NextStep> {
  for (const each of standing) {
    const live = await readSurely(acts, clusterObject(each.spec));
    if (live === undefined || live.deleting) continue;
    const hold = engineHold(cluster.view, request, each, clock.now());
    return hold.state === 'unaware' ? { state: 'waits', for: hold.because } : { state: 'ready' };
  }
  return { state: 'under way' };
}

const attemptOf = (attempt: string | undefined) => (attempt === undefined ? {} : { attempt });

const machinesOf = (
  view: ManagementCluster['view'],
  { namespace, name }: { namespace: string; name: string },
): number => {
  const objects = view.cluster(namespace, name);
  if (objects === undefined) return 0;
  const { machines } = inventoryOf(objects);
  return machines.controlPlane + machines.workers;
};

/** The UIDs of what is to go, as far as it is there and followed. */
async function remember(
  acts: ClusterActs,
  known: readonly MadeObject[],
  request: DeleteRequest,
): Promise<readonly MadeObject[]> {
  const made: MadeObject[] = [...known];
  for (const ref of request.clusters.flatMap(({ objects, spec }) => [clusterObject(spec), ...objects])) {
    if (!isFollowed(ref) || made.some((each) => sameObject(each, ref))) continue;
    const live = await readSurely(acts, ref);
    if (live !== undefined) made.push({ ...ref, uid: live.uid });
  }
  return made;
}

/** Looks each object up again; throws while the API server cannot say. */
async function look(acts: ClusterActs, record: RequestRecord, now: number): Promise<RequestRecord> {
  const made: MadeObject[] = [];
  for (const object of record.made) {
    const live = object.goneAt === undefined ? await readSurely(acts, object) : undefined;
    const gone = object.goneAt === undefined && (live === undefined || live.uid !== object.uid);
    made.push(gone ? { ...object, goneAt: now } : object);
  }
  return { ...record, made };
}

/** What Cluster API leaves behind (add-ons, templates without an owner) goes after its Cluster: only what is this repository's. */
async function removeRest(acts: ClusterActs, record: RequestRecord, repositoryId: number): Promise<void> {
  for (const object of record.made.filter((each) => each.goneAt === undefined && !isCluster(each))) {
    const live = await readSurely(acts, object);
    if (live?.uid === object.uid && !live.deleting && isOwned(live, repositoryId))
      await acts.remove(object, object.uid);
  }
}

function viewOf({ cluster, clock, stuckAfterMs }: Needs, record: RequestRecord, request: DeleteRequest): DeletionView {
  const { confirmation, machines } = record.deletion ?? { machines: 0 };
  const seen = request.clusters.flatMap(({ spec }) => cluster.view.cluster(spec.namespace, spec.name) ?? []);
  const left = request.clusters.reduce((sum, { spec }) => sum + machinesOf(cluster.view, spec), 0);
  return {
    request,
    confirmed: { by: confirmation?.by.login ?? '', at: confirmation?.at ?? 0 },
    objects: record.made,
    machines: { left, all: Math.max(machines, left) },
    held: seen.flatMap(heldObjects),
    left: request.clusters.flatMap(({ objects }) => objects).filter((each) => !isFollowed(each)),
    since: record.phaseSince,
    now: clock.now(),
    stuckAfter: stuckAfterMs,
  };
}

function blindReports(needs: Needs, record: RequestRecord, request: DeleteRequest): readonly StageReport[] {
  const state = needs.cluster.view.state();
  const blind = state.state === 'blind' ? state.because : 'it is not connected';
  const view = viewOf(needs, record, request);
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
