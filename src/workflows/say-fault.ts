import { cleanupLimit } from '../domain/report/cleanup-report.ts';
import { type ClusterFault, faultReports, isForSomebody } from '../domain/report/fault-reports.ts';
import type { StageName } from '../domain/report/stage.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { lookAgain } from './next-look.ts';
import { currentRun, isComplete, type Publish } from './publish.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly publish: Publish;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
}

type Followed = 'observe' | 'clean-up';

/** An API server that restarts is not worth a word before so many tries. */
const worthAWord = 3;
/** What somebody has to grant or correct is tried again after so many milliseconds. */
const pause = 60_000;

const kinds: Readonly<Partial<Record<AppError['code'], ClusterFault['kind']>>> = {
  'kubernetes/forbidden': 'forbidden',
  'kubernetes/refused': 'refused',
  'kubernetes/unavailable': 'unavailable',
};

/** What the management cluster said, where that is what a job failed by. */
function clusterFaultOf(error: unknown): ClusterFault | undefined {
  if (!(error instanceof AppError)) return undefined;
  const kind = kinds[error.code];
  return kind === undefined ? undefined : { kind, said: error.detail, cure: error.cure };
}

/** The same, where that is worth a word by now; throws the error where it is not. */
function faultToSay(error: unknown, attempt: number): ClusterFault {
  const fault = clusterFaultOf(error);
  if (fault === undefined || (!isForSomebody(fault) && attempt < worthAWord)) throw error;
  return fault;
}

/**
 * Has the checks of a request say why they do not go on where the management cluster forbids, refuses or does not answer. What was
 * concluded before stands. What only somebody can heal is looked at again after a minute, and is no failure of the job; so is a
 * clean-up, which asks for help when it has had no answer for longer than it may take.
 */
export function sayingFaults<K extends Followed>(needs: Needs, kind: K, handle: JobHandler<K>): JobHandler<K> {
  /** What becomes of the job; one that could say nothing fails, and one whose end is waited for until a limit must not run out of tries. */
  const say = async (
    requestId: string,
    fault: ClusterFault,
    attempt: string | undefined,
  ): Promise<'comes again' | 'fails'> => {
    const record = await needs.requests.get(requestId);
    const sha = record?.phase === 'merged' ? record.mergeSha : record?.pull?.headSha;
    if (record === undefined || sha === undefined || record.phase === 'ended' || record.phase === 'opening')
      return 'fails';
    const open = stagesOf(record).filter((stage) => !isComplete(currentRun(record, sha, stage)?.state));
    const stages = attempt === undefined ? open : stagesOf(record);
    const late = !isForSomebody(fault) && isLeaving(record) && needs.clock.now() - record.phaseSince >= cleanupLimit;
    await needs.publish({
      ...{ record, sha, reports: faultReports(stages, fault, late) },
      ...(attempt === undefined ? {} : { attempt }),
    });
    return isLeaving(record) || isForSomebody(fault) ? 'comes again' : 'fails';
  };

  return async (job, context) => {
    try {
      await handle(job, context);
    } catch (error) {
      const fault = faultToSay(error, context.attempt);
      const attempt = 'attempt' in job ? job.attempt : undefined;
      const said = await say(job.requestId, fault, attempt).catch((unsaid: unknown) => {
        needs.log.warn({ err: unsaid, request: job.requestId }, 'a check could not say why it does not go on');
        return 'fails' as const;
      });
      if (said === 'fails') throw error;
      needs.log.warn({ err: error, request: job.requestId }, 'the management cluster does not let a request go on');
      await lookAgain(needs.jobs, kind, job.requestId, pause);
    }
  };
}

/**
 * Remembers why a Cluster could not be let go, so that Cleanup says it; it is tried again after a minute.
 */
export function rememberingFault(needs: Needs, handle: JobHandler<'delete-cluster'>): JobHandler<'delete-cluster'> {
  const note = async (requestId: string, fault: ClusterFault | undefined): Promise<void> => {
    const record = await needs.requests.get(requestId);
    if (record?.deletion === undefined || record.phase !== 'merged') return;
    const { fault: before, ...deletion } = record.deletion;
    if (fault === undefined && before === undefined) return;
    const noted = fault === undefined ? deletion : { ...deletion, fault: { ...fault, at: needs.clock.now() } };
    await needs.requests.put({ ...record, deletion: noted });
    await lookAgain(needs.jobs, 'observe', requestId);
  };
  return async (job, context) => {
    try {
      await handle(job, context);
    } catch (error) {
      const fault = faultToSay(error, context.attempt);
      await note(job.requestId, fault);
      if (!isForSomebody(fault)) throw error;
      needs.log.warn({ err: error, request: job.requestId }, 'the management cluster does not let a Cluster go');
      return;
    }
    await note(job.requestId, undefined);
  };
}

/** Whether what was refused a moment ago need not be tried yet. */
export const isFresh = (fault: { readonly at: number } | undefined, now: number): boolean =>
  fault !== undefined && now - fault.at < pause;

function stagesOf({ phase, request }: RequestRecord): readonly StageName[] {
  if (isLeaving({ phase, request })) return ['Cleanup'];
  return request.kind === 'delete-cluster' ? [] : ['Sync', 'Ready'];
}

/** Whether what a request made, or its clusters, are on their way out. */
const isLeaving = ({ phase, request }: Pick<RequestRecord, 'phase' | 'request'>): boolean =>
  phase === 'closed' || (phase === 'merged' && request.kind === 'delete-cluster');
