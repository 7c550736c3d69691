import type { DeleteRequest, DoomedCluster } from '../domain/cluster/request.ts';
import type { ObjectRef } from '../domain/cluster/spec.ts';
import { heldObjects } from '../domain/deletion/held-objects.ts';
import { type Inventory, inventoryOf } from '../domain/deletion/inventory.ts';
import type { SharedObject } from '../domain/deletion/shared-object.ts';
import { isRelease, isReleaseChart } from '../domain/gitops/flux/find-releases.ts';
import type { ClusterObjects } from '../domain/health/objects.ts';
import type { DeletionView } from '../domain/report/deletion-report.ts';
import type { StageReport } from '../domain/report/stage.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterActs, ClusterView, ManagementClusters } from '../ports/cluster.ts';
import type { MadeObject, RequestRecord, RequestStore } from '../ports/requests.ts';
import { readSurely, sameObject } from './preview.ts';
import type { Publish } from './publish.ts';
import { cleanupAct, type RecordAct, requestAct } from './record-act.ts';
import { isOthers } from './remove-rest.ts';
import { clusterObject } from './see-doomed.ts';

export interface ProgressNeeds {
  readonly managementClusters: ManagementClusters;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
  /** Milliseconds after which what holds a deletion asks for somebody. */
  readonly stuckAfterMs: number;
}

/** Objects of Cluster API, its providers and its add-ons, and of Flux's Helm: those that this server may read. */
const isFollowed = (ref: ObjectRef): boolean =>
  ref.group.endsWith('cluster.x-k8s.io') || isRelease(ref) || isReleaseChart(ref);

const isAmong = (shared: readonly SharedObject[], { name }: ObjectRef): boolean =>
  shared.some((each) => each.name === name);

export const attemptOf = (attempt: string | undefined) => (attempt === undefined ? {} : { attempt });

const seenOf = (view: ClusterView, clusters: readonly DoomedCluster[]): readonly ClusterObjects[] =>
  clusters.flatMap(({ spec }) => view.cluster(spec.namespace, spec.name) ?? []);

const machinesIn = (inventories: readonly Inventory[]): number =>
  inventories.reduce((sum, { machines }) => sum + machines.controlPlane + machines.workers, 0);

/** The machines that clusters have now, as far as they are seen. */
export const machinesOf = (view: ClusterView, clusters: readonly DoomedCluster[]): number =>
  machinesIn(seenOf(view, clusters).map(inventoryOf));

/** The UIDs of what is to go, as far as it is there and followed. `shared`: what others have, too. */
export async function remember(
  acts: ClusterActs,
  known: readonly MadeObject[],
  request: DeleteRequest,
  shared: readonly SharedObject[],
): Promise<readonly MadeObject[]> {
  const made: MadeObject[] = [...known];
  for (const ref of request.clusters.flatMap(({ objects, spec }) => [clusterObject(spec), ...objects])) {
    if (!isFollowed(ref) || isAmong(shared, ref) || made.some((each) => sameObject(each, ref))) continue;
    const live = await readSurely(acts, ref);
    // A file may name what another cluster has: that is not followed, and never deleted.
    if (live !== undefined && !isOthers(live, request)) made.push({ ...ref, uid: live.uid });
  }
  return made;
}

/** Looks each object up again; throws while the API server cannot say. */
export async function look(acts: ClusterActs, record: RequestRecord, now: number): Promise<RequestRecord> {
  const made: MadeObject[] = [];
  for (const object of record.made) {
    const live = object.goneAt === undefined ? await readSurely(acts, object) : undefined;
    const gone = object.goneAt === undefined && (live === undefined || live.uid !== object.uid);
    made.push(gone ? { ...object, goneAt: now } : object);
  }
  return { ...record, made };
}

/** Says the last word, and lets the request rest. */
export async function endDeletion(
  needs: {
    readonly requests: RequestStore;
    readonly publish: Publish;
    readonly recordAct: RecordAct;
    readonly clock: Clock;
  },
  record: RequestRecord,
  report: StageReport,
  attempt?: string,
): Promise<void> {
  const sha = record.mergeSha ?? '';
  const { title: said, state } = report;
  const isProof = state === 'success' || record.made.some(({ goneAt }) => goneAt !== undefined);
  await needs.recordAct(isProof ? cleanupAct(record) : requestAct(record.request, 'deletion.refused', said, { said }));
  const ended: RequestRecord = {
    ...record,
    phase: 'ended',
    phaseSince: needs.clock.now(),
    ...(isProof ? {} : { refused: true }),
  };
  const published = await needs.publish({ record: ended, sha, reports: [report], ...attemptOf(attempt) });
  await needs.requests.put({ ...published, phase: 'ended', phaseSince: ended.phaseSince });
}

/** How far a deletion is, as the picture of the management cluster and the last look at each object tell. */
export function deletionProgress(
  { managementClusters, clock, stuckAfterMs }: ProgressNeeds,
  record: RequestRecord,
  request: DeleteRequest,
): DeletionView {
  const { view } = managementClusters.of(request);
  const { confirmation, machines, shared = [] } = record.deletion ?? { machines: 0 };
  const seen = seenOf(view, request.clusters);
  const inventories = seen.map(inventoryOf);
  const left = machinesIn(inventories);
  return {
    request,
    ...(confirmation === undefined ? {} : { confirmed: { by: confirmation.by.login, at: confirmation.at } }),
    ...(record.pull === undefined ? {} : { pull: record.pull.number }),
    objects: record.made,
    machines: { left, all: Math.max(machines, left) },
    loadBalancers: inventories.flatMap(({ loadBalancers }) => loadBalancers),
    held: seen.flatMap(heldObjects),
    left: request.clusters
      .flatMap(({ objects }) => objects)
      .filter((each) => !isFollowed(each) && !isAmong(shared, each)),
    shared,
    since: record.phaseSince,
    now: clock.now(),
    stuckAfter: stuckAfterMs,
  };
}
