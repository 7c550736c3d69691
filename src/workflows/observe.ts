import type { RequestedCluster } from '../domain/cluster/request.ts';
import { engineOf, wordsOf } from '../domain/gitops/engine.ts';
import { engineOfObject } from '../domain/gitops/preview-objects.ts';
import { judgeSync, type Sync } from '../domain/gitops/sync.ts';
import { superseded } from '../domain/health/overtaken.ts';
import { judgeReadiness } from '../domain/health/readiness.ts';
import { wantedOf } from '../domain/health/wanted.ts';
import { handoverReport } from '../domain/report/handover-report.ts';
import { noEngineReports, takenReports } from '../domain/report/no-preview-reports.ts';
import { readyReport } from '../domain/report/ready-report.ts';
import type { StageReport } from '../domain/report/stage.ts';
import { syncReport } from '../domain/report/sync-report.ts';
import { isPool } from '../domain/templates/left-behind.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterView, ManagementClusters, WatchState } from '../ports/cluster.ts';
import type { History, Tree } from '../ports/github.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { awaitsNext } from './advance-train.ts';
import { clustersOf, readAsMerged } from './as-merged.ts';
import { containmentOf } from './containment.ts';
import type { FollowDeletion } from './follow-deletion.ts';
import { judgeGone, type Seen } from './judge-gone.ts';
import { laterFiles } from './later-files.ts';
import { clusterAt, wantsTheSame } from './later-wish.ts';
import { lookAtLeftBehind, pendingObjects, rememberLeftBehind } from './left-behind.ts';
import { lookAgain, lookAtTrain } from './next-look.ts';
import { heldByEngine, previewingEngine, rememberMade, removeEngineObjects, showPreview } from './preview.ts';
import { currentRun, isComplete, type Publish } from './publish.ts';
import { hasNext } from './settle-train.ts';
import { sightOf } from './sight.ts';
import { wantedSync } from './wanted-sync.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly history: History;
  readonly tree: Pick<Tree, 'configuration' | 'files'>;
  readonly managementClusters: ManagementClusters;
  readonly publish: Publish;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly followDeletion: FollowDeletion;
  /** The same of clusters that people took out of Git themselves. */
  readonly followRemoval: FollowDeletion;
  /** Where the pages of the documentation are found. */
  readonly docs: string | undefined;
}

/** A picture so many milliseconds old is said to be; most watches that end are open again sooner. */
const oldEnough = 15_000;

/** A watch that ended is open again after so many milliseconds, as a rule. */
const untilCaughtUp = 2_000;

/** Brings Sync and Ready of a request up to what the cluster says now; shows its preview first where it has one. */
export function createObserve(needs: Needs): JobHandler<'observe'> {
  const look = async (
    record: RequestRecord,
    clusters: readonly RequestedCluster[],
    sha: string,
    view: ClusterView,
  ): Promise<readonly Seen[]> => {
    const sight = sightOf(view);
    const now = needs.clock.now();
    const merged = record.phase === 'merged';
    return Promise.all(
      clusters.map(async (cluster) => {
        const gitops = view.gitops();
        const objects = view.cluster(cluster.spec.namespace, cluster.spec.name);
        const wanted = wantedSync(record, cluster, sha);
        // Before a merge in merge mode nothing of the commit can be applied, so nothing is asked.
        const containment =
          wanted.mode === 'merge' && !merged
            ? new Map()
            : await containmentOf(needs.history, {
                repository: record.request.repository,
                gitops,
                wanted,
                sources: sourcesOf(cluster),
              });
        const sync = judgeSync({
          gitops,
          wanted,
          containment,
          sight,
          now,
          since: Math.max(record.phaseSince, record.askedAgainAt ?? 0),
        });
        const readiness = judgeReadiness({
          wanted: wantedOf(cluster),
          objects,
          sight,
          ...(isUnapplied(sync) ? { unapplied: sync.because } : {}),
          now,
          since: Math.max(record.phaseSince, record.askedAgainAt ?? 0),
        });
        if (!merged || sync.state !== 'synced' || readiness.state === 'ready') return { cluster, sync, readiness };
        const asked = { repository: record.request.repository, sha, folder: cluster.folder };
        const later = await laterFiles(needs.history, asked, sync.revisions);
        if (later === undefined) return { cluster, sync, readiness };
        // What a train goes on from is ready with the later files, too, where these ask for the same machines.
        if (hasNext(record.request)) {
          const wish = await clusterAt(needs.tree, record.request.repository, later, cluster);
          if (wish !== undefined && wantsTheSame(cluster, wish)) return { cluster, sync, readiness };
        }
        return { cluster, sync, readiness: superseded(readiness, cluster.spec.name, later), overtaken: later };
      }),
    );
  };

  const reports = (
    record: RequestRecord,
    sha: string,
    seen: readonly Seen[],
    asked: boolean,
    view: ClusterView,
  ): readonly StageReport[] => {
    const now = needs.clock.now();
    const stage = record.phase === 'merged' ? ('merged' as const) : ('open' as const);
    const all: readonly StageReport[] = [
      syncReport({
        stage,
        delivery: record.request.delivery,
        engine: engineOf(record.request.engine.kind ?? 'auto', view.gitops()),
        clusters: seen.map(({ cluster, sync }) => ({ cluster, sync })),
        sight: sightOf(view),
      }),
      readyReport({
        stage,
        delivery: record.request.delivery,
        clusters: seen.map(({ cluster, readiness }) => ({
          cluster,
          readiness,
          objects: view.cluster(cluster.spec.namespace, cluster.spec.name),
        })),
        sight: sightOf(view),
        docs: needs.docs,
        now,
      }),
    ];
    // What was said before the cluster went out of sight stands until it can be seen again.
    const state = view.state();
    const unsure = state.state === 'blind' || (state.state === 'live' && state.behind !== undefined);
    const said = (of: StageReport['stage']): boolean => isComplete(currentRun(record, sha, of)?.state);
    // An engine that tries again has nothing to say before its attempt ends, and neither has who waits for it.
    const trying = !asked && said('Sync') && seen.some(({ sync }) => sync.provisional === true);
    const waits = trying && seen.some(({ sync }) => isUnapplied(sync));
    const stands = (of: StageReport['stage']): boolean =>
      (unsure && said(of)) || (of === 'Sync' && trying) || (of === 'Ready' && waits);
    return all.filter(({ stage: of }) => !stands(of));
  };

  /** Once the base branch's engine shows everything that is left, what showed the preview goes and leaves what it made. */
  const handOver = async (record: RequestRecord, settled: boolean): Promise<RequestRecord> => {
    const { acts } = needs.managementClusters.of(record.request);
    const held = heldByEngine(record);
    if (held.length === 0 || acts === undefined || !settled) return record;
    if ((await removeEngineObjects(acts, record)) === 'removing') return record;
    const made = record.made.map((each) => (held.includes(each) ? { ...each, goneAt: needs.clock.now() } : each));
    const handed = { ...record, made };
    await needs.requests.put(handed);
    return handed;
  };

  return async (job) => {
    const given = await needs.requests.get(job.requestId);
    if (given === undefined || given.phase === 'opening' || given.phase === 'ended') return;
    if (given.phase === 'closed') {
      await lookAgain(needs.jobs, 'clean-up', job.requestId);
      return;
    }
    const { request } = given;
    if (request.kind === 'delete-cluster') {
      const follow = request.byHand ? needs.followRemoval : needs.followDeletion;
      await follow(given, request, job.attempt);
      return;
    }
    const sha = given.phase === 'merged' ? given.mergeSha : given.pull?.headSha;
    if (sha === undefined) return;

    const asMerged =
      given.phase === 'merged' && given.asMerged === undefined ? await readAsMerged(needs, given, sha) : undefined;
    const known = asMerged === undefined ? given : { ...given, asMerged };
    if (known !== given) await needs.requests.put(known);
    // Whoever asks to look again starts the age limits anew.
    let record: RequestRecord = job.attempt === undefined ? known : { ...known, askedAgainAt: needs.clock.now() };
    const { acts, view } = needs.managementClusters.of(request);
    const previewing =
      record.phase === 'open' &&
      record.request.delivery === 'preview' &&
      acts !== undefined &&
      view.state().state === 'live';
    if (previewing) {
      const engine = previewingEngine(record) ?? engineOf(record.request.engine.kind ?? 'auto', view.gitops());
      const shown = engine === undefined ? undefined : await showPreview(acts, record, engine);
      if (shown?.state !== 'shown') {
        const reports =
          shown === undefined ? noEngineReports(view.gitops().engines.length > 0) : takenReports(shown.name);
        await needs.publish({ record, sha, reports, ...(job.attempt === undefined ? {} : { attempt: job.attempt }) });
        return;
      }
      if (shown.record !== record) await needs.requests.put(shown.record);
      record = shown.record;
    }

    const state = view.state();
    record = toldAsOf(record, state, needs.clock.now());
    if (state.state === 'live' && state.behind !== undefined) {
      await lookAgain(needs.jobs, 'observe', job.requestId, untilCaughtUp);
    }
    if (acts !== undefined && state.state === 'live') {
      const remembered = await rememberLeftBehind(acts, record, request);
      if (remembered !== record) await needs.requests.put(remembered);
      record = remembered;
    }
    const first = await look(record, clustersOf(record), sha, view);
    const judged = await judgeGone(needs, record, first, view, job.attempt !== undefined);
    if (judged.record !== record) await needs.requests.put(judged.record);
    record = judged.record;
    const { seen } = judged;
    const allSynced = seen.every(({ sync }) => sync.state === 'synced');
    if (previewing && allSynced) {
      const engine = previewingEngine(record);
      const remembered = await rememberMade(acts, record, engine === undefined ? [] : [engine], view.gitops());
      if (remembered !== record) await needs.requests.put(remembered);
      record = remembered;
    }
    const extra: StageReport[] = [];
    if (record.phase === 'merged') {
      const settled = seen.every(({ sync }) => sync.state === 'synced' || sync.state === 'removed');
      const { overtaken: _before, ...known } = record;
      const overtaken = seen.find((each) => each.overtaken !== undefined)?.overtaken;
      record = await handOver(overtaken === undefined ? known : { ...known, overtaken }, settled);
      extra.push(
        handoverReport({
          ...{ request: record.request, branch: record.branchRemoved, waiting: waitingFor(record) },
          astray: settled ? undefined : record.mergedInto,
        }),
      );
    }
    record = await needs.publish({
      record,
      sha,
      reports: [...reports(record, sha, seen, job.attempt !== undefined, view), ...extra],
      ...(job.attempt === undefined ? {} : { attempt: job.attempt }),
    });
    if (record.phase !== 'merged') return;
    const over = isOver(record, sha);
    const leaving = acts === undefined ? [] : pendingObjects(record);
    // Only without a pool that Git no longer has is the cluster as Git says.
    const due = over ? leaving.length > 0 : allSynced && leaving.some(isPool);
    if (due) await lookAtLeftBehind(needs.jobs, job.requestId);
    if (!over) return;
    if (awaitsNext(record)) {
      await needs.requests.put(record);
      await lookAtTrain(needs.jobs, job.requestId);
    } else if (leaving.length === 0)
      await needs.requests.put({ ...record, phase: 'ended', phaseSince: needs.clock.now() });
  };
}

/** Whether the cluster is not as the commit says, as far as an engine tells. Where none follows the folder, none does. */
const isUnapplied = ({ state }: Sync): boolean => state !== 'synced' && state !== 'not followed';

/** With the time of the picture, where it is not of now. */
function toldAsOf({ asOf: _before, ...record }: RequestRecord, state: WatchState, now: number): RequestRecord {
  const asOf = state.state === 'absent' ? undefined : state.asOf;
  return asOf === undefined || now - asOf < oldEnough ? record : { ...record, asOf };
}

/** What a merged request still waits for before its clean-up is done. */
function waitingFor(record: RequestRecord): readonly string[] {
  const [held] = heldByEngine(record);
  const { object } = wordsOf(held === undefined ? undefined : engineOfObject(held));
  return [
    ...(held === undefined ? [] : [`the ${object} of ${record.request.base} to take over`]),
    ...(record.branchRemoved === undefined ? ['the branch to be removed'] : []),
  ];
}

/** A merged request ends when nothing is left of it and Sync and Ready have said their last word on the merge commit. */
function isOver(record: RequestRecord, sha: string): boolean {
  const final = (stage: 'Sync' | 'Ready') =>
    ['success', 'neutral'].includes(currentRun(record, sha, stage)?.state ?? '');
  return waitingFor(record).length === 0 && final('Sync') && final('Ready');
}

/** A base or a chart that clusters share stands beside their folders. */
const sourcesOf = ({ spec, folder }: RequestedCluster): string =>
  spec.packaging === 'kustomize' || spec.packaging === 'helm' ? '' : folder;
