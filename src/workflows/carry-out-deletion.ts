import type { DeleteRequest, DoomedCluster } from '../domain/cluster/request.ts';
import type { Confirmation } from '../domain/deletion/confirmation.ts';
import type { LetGo } from '../domain/deletion/hourly-cap.ts';
import { notDeletedReport } from '../domain/report/deletion-report.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterActs, ClusterView, ManagementClusters } from '../ports/cluster.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { oneAtATime, type TakePlace } from './deletion-cap.ts';
import { deletionEvidence, type EvidenceNeeds } from './deletion-evidence.ts';
import { endDeletion } from './deletion-progress.ts';
import { engineHold } from './engine-hold.ts';
import { requestKey } from './keys.ts';
import type { FollowMoved } from './moved-repository.ts';
import { lookAgain } from './next-look.ts';
import { readSurely } from './preview.ts';
import type { Publish } from './publish.ts';
import { type RecordAct, releaseAct, requestAct } from './record-act.ts';
import { clusterObject, isOwned } from './see-doomed.ts';

interface Needs extends EvidenceNeeds {
  readonly requests: RequestStore;
  readonly managementClusters: ManagementClusters;
  readonly jobs: Jobs;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly takePlace: TakePlace;
  readonly publish: Publish;
  readonly followMoved: FollowMoved;
  /** Milliseconds after which it is tried again. */
  readonly settleMs: number;
}

/** Has a confirmed deletion carried out, once however often it is asked for before that. */
export const carryOut = (jobs: Jobs, requestId: string) =>
  jobs.add(
    'delete-cluster',
    { requestId },
    { keys: [requestKey(requestId), oneAtATime].sort(), coalesce: `delete-cluster/${requestId}` },
  );

interface Seen {
  readonly acts: ClusterActs;
  readonly view: ClusterView;
}

/** What came of one Cluster: `done` when it is being deleted, or there is nothing to delete. */
type Step =
  | { readonly state: 'done' }
  | { readonly state: 'waits' }
  | { readonly state: 'held'; readonly until: number };

/**
 * Lets the Clusters of a confirmed and merged delete request go: through the engine where that asks for approval, else by
 * deleting the very object that was confirmed, in background. Everything that it needs is read anew; what cannot be read stops it.
 */
export function createCarryOutDeletion(needs: Needs): JobHandler<'delete-cluster'> {
  const step = async (
    { acts, view }: Seen,
    request: DeleteRequest,
    confirmation: Confirmation,
    cluster: DoomedCluster,
    remember: (letGo: LetGo) => Promise<void>,
  ): Promise<Step> => {
    const { namespace, name } = cluster.spec;
    const uid = confirmation.clusters.find((each) => each.namespace === namespace && each.name === name)?.uid;
    if (uid === undefined) return { state: 'done' };
    const ref = clusterObject(cluster.spec);
    const live = await readSurely(acts, ref);
    if (live === undefined || live.deleting || live.uid !== uid || !isOwned(live, request.repository.id))
      return { state: 'done' };
    const now = needs.clock.now();
    const hold = engineHold(view, request, cluster, now);
    if (hold.state === 'unaware') return { state: 'waits' };
    if (hold.state === 'made again') {
      await needs.recordAct(releaseAct(request, { ...hold.object, uid: hold.uid }, confirmation.by));
      if ((await acts.patch(hold.object, hold.patch)) !== 'gone') await acts.remove(hold.object, hold.uid);
      return { state: 'waits' };
    }

    const key = `${request.id}/${name}`;
    const slot = await needs.takePlace(key, { repository: request.repository.id, request: request.id });
    if (slot.state === 'full') return { state: 'held', until: slot.until };
    await remember({ key, at: now });
    // Recorded first: what is gone cannot be recorded by a later try.
    await needs.recordAct(
      requestAct(request, 'cluster.let-go', uid, {
        ...{ who: confirmation.by, said: `The Cluster ${namespace}/${name} was let go, as confirmed` },
        ...{ cluster: name, uid, how: hold.state },
      }),
    );
    if (hold.state === 'asks') await acts.patch(hold.object, hold.patch);
    else await acts.remove(ref, uid);
    needs.metrics.deletion('let go');
    return { state: 'done' };
  };

  return async ({ requestId }) => {
    const given = await needs.requests.get(requestId);
    const request = given?.request;
    if (given?.phase !== 'merged' || request?.kind !== 'delete-cluster' || request.byHand) return;
    const { acts, view } = needs.managementClusters.of(request);
    const state = view.state();
    if (acts === undefined || state.state !== 'live' || state.behind !== undefined || given.deletion === undefined) {
      await lookAgain(needs.jobs, 'observe', requestId, needs.settleMs);
      return;
    }
    const evidence = await deletionEvidence(needs, given, request);
    if (evidence.state === 'moved') {
      await needs.followMoved(given);
      await lookAgain(needs.jobs, 'observe', requestId, needs.settleMs);
      return;
    }
    if (evidence.state === 'refused' && (await isUntouched(acts, given, request))) {
      await endDeletion(needs, given, notDeletedReport(request, evidence.not));
      return;
    }
    let record = given;
    /** The signed comment has it before anything is deleted: the database may be lost. */
    const remember = async (letGo: LetGo): Promise<void> => {
      const known = record.letGo ?? [];
      if (known.some(({ key }) => key === letGo.key)) return;
      const sha = record.mergeSha ?? '';
      record = await needs.publish({ record: { ...record, letGo: [...known, letGo] }, sha, reports: [] });
    };
    const steps: Step[] = [];
    if (evidence.state === 'confirmed')
      for (const cluster of request.clusters)
        steps.push(await step({ acts, view }, request, evidence.confirmation, cluster, remember));
    const held = steps.find((each) => each.state === 'held');
    const { heldUntil: _until, ...deletion } = given.deletion;
    await needs.requests.put({
      ...record,
      deletion: held === undefined ? deletion : { ...deletion, heldUntil: held.until },
    });
    await lookAgain(needs.jobs, 'observe', requestId);
  };
}

/** Whether nothing was let go yet, so that it can still be said that nothing is deleted. */
async function isUntouched(acts: ClusterActs, { letGo }: RequestRecord, { clusters }: DeleteRequest): Promise<boolean> {
  if (letGo !== undefined && letGo.length > 0) return false;
  for (const { spec } of clusters) {
    const live = await readSurely(acts, clusterObject(spec));
    if (live === undefined || live.deleting) return false;
  }
  return true;
}
