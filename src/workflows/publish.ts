import { reportDigest } from '../domain/report/digest.ts';
import { withManagementCluster } from '../domain/report/management-cluster-note.ts';
import type { StageName, StageReport, StageState } from '../domain/report/stage.ts';
import type { Clock } from '../ports/clock.ts';
import type { Announcement, Announcements, RunToWrite } from '../ports/github.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { KnownRun, RequestRecord, RequestStore } from '../ports/requests.ts';
import type { StickyWriter } from './sticky.ts';

/** One moment of a request that people should see: check runs on a commit, and the sticky comment. */
export interface Moment {
  readonly record: RequestRecord;
  readonly sha: string;
  readonly reports: readonly StageReport[];
  /** Asked for by a person: completed runs are opened anew under this name. */
  readonly attempt?: string;
  readonly labels?: Announcement['labels'];
  readonly reaction?: Announcement['reaction'];
  /** True in the very job that made the pull request: no run can exist yet. */
  readonly fresh?: boolean;
}

export type Publish = (moment: Moment) => Promise<RequestRecord>;

const renewAfter = 10 * 24 * 60 * 60 * 1_000;

/** Whether a run in this state is concluded; one that does not exist is not. */
export const isComplete = (state: StageState | undefined): boolean =>
  state !== undefined && state !== 'queued' && state !== 'in_progress';

/** The run that stands for a stage on a commit now: the last one written. */
export const currentRun = (record: RequestRecord, sha: string, stage: StageName): KnownRun | undefined =>
  record.runs.findLast((run) => run.sha === sha && run.stage === stage);

interface PlannedRun {
  readonly run: RunToWrite;
  readonly digest: string;
  readonly attempt: string;
}

/**
 * Writes what changed and nothing else, in one document. A completed run that should progress again becomes a new one,
 * because GitHub does not reopen runs.
 */
export function createPublish(needs: {
  readonly announcements: Announcements;
  readonly requests: RequestStore;
  readonly sticky: StickyWriter;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): Publish {
  const plan = (moment: Moment, report: StageReport): PlannedRun | undefined => {
    const { record, sha } = moment;
    const digest = reportDigest(report);
    const current = currentRun(record, sha, report.stage);
    const asked = moment.attempt !== undefined && current?.attempt !== moment.attempt;
    // GitHub calls a run stale after 14 days without a conclusion; it then says so for ever.
    const stale =
      current !== undefined && !isComplete(current.state) && needs.clock.now() - current.writtenAt > renewAfter;
    if (current !== undefined && current.digest === digest && !asked && !stale) return undefined;
    const reopens =
      current !== undefined && (stale || (isComplete(current.state) && (asked || !isComplete(report.state))));
    const count = record.runs.filter((run) => run.sha === sha && run.stage === report.stage).length;
    const attempt = asked
      ? (moment.attempt ?? '')
      : reopens
        ? String(Math.max(count, Number(current.attempt) || 0) + 1)
        : (current?.attempt ?? record.attempts?.[`${sha}/${report.stage}`] ?? '1');
    const known = reopens || current === undefined ? undefined : { runId: current.runId, nodeId: current.nodeId };
    const run: RunToWrite = {
      sha,
      report,
      externalId: `${record.request.id}/${report.stage}/${attempt}`,
      ...(record.sticky === undefined ? {} : { detailsUrl: record.sticky.url }),
      ...(known === undefined ? {} : { known }),
      ...(moment.fresh === true ? { fresh: true } : {}),
    };
    return { run, digest, attempt };
  };

  return async (moment) => {
    const { managementCluster } = moment.record.request;
    const planned = moment.reports.flatMap(
      (report) => plan(moment, withManagementCluster(report, managementCluster)) ?? [],
    );
    const upcoming = withRuns(
      moment.record,
      planned.map(({ run, digest, attempt }) =>
        knownRun(run, digest, attempt, { runId: 0, nodeId: '' }, needs.clock.now()),
      ),
    );
    const comment = needs.sticky.render(upcoming);
    // A push has no conversation to write into.
    const commentChanged = moment.record.request.issueNodeId !== '' && comment.digest !== moment.record.sticky?.digest;
    if (planned.length === 0 && !commentChanged && moment.reaction === undefined) return moment.record;

    const announced = await needs.announcements.publish({
      repository: moment.record.request.repository,
      runs: planned.map((each) => each.run),
      ...(commentChanged
        ? {
            comment: {
              issueNodeId: moment.record.request.issueNodeId,
              body: comment.body,
              ...(moment.record.sticky === undefined ? {} : { existing: moment.record.sticky.nodeId }),
            },
          }
        : {}),
      ...(moment.labels === undefined ? {} : { labels: moment.labels }),
      ...(moment.reaction === undefined ? {} : { reaction: moment.reaction }),
    });

    const written = planned.flatMap(({ run, digest, attempt }) => {
      const result = announced.runs.find((each) => each.externalId === run.externalId && each.sha === run.sha);
      if (result === undefined) return [];
      needs.metrics.checkWritten(run.report.stage, run.report.state);
      return [knownRun(run, digest, attempt, result, needs.clock.now())];
    });
    const where = announced.comment ?? moment.record.sticky;
    const record: RequestRecord = {
      ...withRuns(moment.record, written),
      ...(where === undefined ? {} : { sticky: { nodeId: where.nodeId, url: where.url, digest: comment.digest } }),
    };
    await needs.requests.put(record);
    return record;
  };
}

function knownRun(
  run: RunToWrite,
  digest: string,
  attempt: string,
  ids: { runId: number; nodeId: string },
  now: number,
): KnownRun {
  return {
    sha: run.sha,
    stage: run.report.stage,
    runId: ids.runId,
    nodeId: ids.nodeId,
    state: run.report.state,
    title: run.report.title,
    digest,
    attempt,
    writtenAt: now,
  };
}

function withRuns(record: RequestRecord, written: readonly KnownRun[]): RequestRecord {
  // A run that was asked for anew while it was still open goes on under the new attempt.
  const same = (a: KnownRun, b: KnownRun): boolean =>
    a.sha === b.sha && a.stage === b.stage && (a.attempt === b.attempt || a.runId === b.runId);
  const kept = record.runs.filter((run) => !written.some((each) => same(each, run)));
  return { ...record, runs: [...kept, ...written] };
}
