import { cleanupReport } from '../domain/report/cleanup-report.ts';
import { interruptedReport } from '../domain/report/interrupted-report.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Changes, History, Tree } from '../ports/github.ts';
import type { CleanUpJob, JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { openAgain } from './adopt-pull.ts';
import { lookAgain } from './next-look.ts';
import { removeEngineObjects } from './preview.ts';
import { currentRun, type Publish } from './publish.ts';
import { cleanupAct, type RecordAct } from './record-act.ts';
import { removePreview } from './remove-preview.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly changes: Changes;
  readonly tree: Tree;
  readonly history: History;
  readonly managementClusters: ManagementClusters;
  readonly publish: Publish;
  readonly jobs: Jobs;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds after which a clean-up that waits is looked at again. */
  readonly settleMs: number;
}

const followed = ['Sync', 'Ready'] as const;

/** What clean-up still waits for, in words; empty when it is done. */
type Waiting = readonly string[];

/**
 * Brings a closed request to its end and proves it: what the preview made is gone, the branch is gone. Level-triggered:
 * each run looks at what is there, takes the next step and comes back while something is left.
 */
export function createCleanUp(needs: Needs): JobHandler<'clean-up'> {
  const later = (job: CleanUpJob) => lookAgain(needs.jobs, 'clean-up', job.requestId, needs.settleMs);

  const removeBranch = async (record: RequestRecord): Promise<RequestRecord> => {
    const settled = record.branchRemoved === 'removed' || record.branchRemoved === 'kept';
    if (settled || record.pull === undefined) return record;
    const { repository, branch } = record.request;
    const branchRemoved = await needs.changes.removeBranch(repository, branch, record.pull.headSha);
    return { ...record, branchRemoved };
  };

  const afterMerge = async (record: RequestRecord): Promise<RequestRecord> => {
    const removed = await removeBranch(record);
    await needs.requests.put(removed);
    await lookAgain(needs.jobs, 'observe', record.request.id);
    return removed;
  };

  const afterClose = async (
    record: RequestRecord,
  ): Promise<{ record: RequestRecord; waiting: Waiting; kept: readonly string[] }> => {
    const preview = await removePreview(needs, record);
    await needs.requests.put(preview.record);
    if (preview.waiting.length > 0) return preview;
    // What is kept still loses what showed it; otherwise they went with the rest.
    const { acts } = needs.managementClusters.of(record.request);
    if (acts !== undefined && preview.kept.length > 0) {
      const left = await removeEngineObjects(acts, preview.record);
      if (left === 'removing') return { ...preview, waiting: ['what showed the preview'] };
    }
    const record2 = record.reopened === true ? preview.record : await removeBranch(preview.record);
    await needs.requests.put(record2);
    return { ...preview, record: record2 };
  };

  /** Concludes what was under way on the pull request's head: nobody will look at it again. */
  const interrupt = async (record: RequestRecord): Promise<RequestRecord> => {
    const sha = record.pull?.headSha;
    if (sha === undefined) return record;
    const open = followed.filter((stage) => {
      const state = currentRun(record, sha, stage)?.state;
      return state === 'queued' || state === 'in_progress';
    });
    if (open.length === 0) return record;
    const reports = open.map((stage) => interruptedReport(stage, { mergeSha: record.mergeSha }));
    return needs.publish({ record, sha, reports });
  };

  return async (job) => {
    const stored = await needs.requests.get(job.requestId);
    if (stored === undefined || stored.phase === 'open' || stored.phase === 'opening') return;
    if (stored.phase === 'ended') {
      // What follows a merge may have come to its end before: a deletion that is refused does at once.
      const removed = await removeBranch(stored);
      if (removed !== stored) await needs.requests.put(removed);
      return;
    }
    const record = await interrupt(stored);
    if (record.phase === 'merged') {
      await afterMerge(record);
      return;
    }
    const result = await afterClose(record);
    const done = result.waiting.length === 0;
    const sha = result.record.pull?.headSha;
    const now = needs.clock.now();
    const isAnew = result.record.reopened === true;
    const finished = done ? finish(result.record, now) : result.record;
    let published = finished;
    if (sha !== undefined) {
      const report = cleanupReport({
        request: result.record.request,
        made: result.record.made,
        branch: result.record.branchRemoved,
        waiting: result.waiting,
        kept: result.kept,
        since: result.record.phaseSince,
        now,
        reopened: isAnew,
      });
      published = await needs.publish({ record: finished, sha, reports: [report] });
    }
    if (!done) {
      await later(job);
      return;
    }
    await needs.recordAct(cleanupAct(result.record));
    if (isAnew) {
      await needs.requests.put(published);
      await lookAgain(needs.jobs, 'observe', job.requestId);
    } else await needs.requests.put(await reread(needs.requests, finished));
  };
}

/** The record once nothing is left to go. */
const finish = (record: RequestRecord, now: number): RequestRecord =>
  record.reopened === true ? openAgain(record, now) : { ...record, phase: 'ended', phaseSince: now };

/** What publishing wrote meanwhile, with the phase that it is to end in. */
async function reread(requests: RequestStore, record: RequestRecord): Promise<RequestRecord> {
  const stored = await requests.get(record.request.id);
  return stored === undefined ? record : { ...stored, phase: record.phase, phaseSince: record.phaseSince };
}
