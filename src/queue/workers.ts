import type { DeadLetter, JobHandlers, Workers } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { type BackOff, jobBackOff, pauseAfter } from './back-off.ts';
import type { Database } from './database.ts';
import type { Begun, JobRuns } from './job-runs.ts';
import type { Lane } from './tokens.ts';
import { judge, type Verdict } from './verdict.ts';
import { createWake, longestWaitMs, waitFor } from './wake.ts';

export interface WorkerOptions {
  readonly concurrency: number;
  readonly backOff: BackOff;
  readonly metrics?: Pick<Metrics, 'job'>;
}
export const workerDefaults: WorkerOptions = { concurrency: 8, backOff: jobBackOff };

export interface OwnedWorkers extends Workers {
  /** Tells every running job to stop, because its lease was given to another process. */
  abortAll(): void;
}

const allLanes: ReadonlySet<Lane> = new Set(['control', 'run']);

/** Places beside the others that only jobs which control others may take, so that what blocks these does not block those. */
const forControl = 2;

/** Runs jobs as they become ready, at most `concurrency` at once, and beside them a few that control others. */
export const createWorkers = (database: Database, runs: JobRuns, log: Log, options: WorkerOptions): OwnedWorkers => {
  const bell = createWake();
  const underWay = new Map<Begun, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  let pump: Promise<void> | undefined;
  let stopping = false;
  /** Whether jobs may have been left for want of places, so that the end of any is worth a look. */
  let crowded = false;

  const attempt = async (job: Begun, handlers: JobHandlers, signal: AbortSignal): Promise<Verdict> => {
    const handler = handlers[job.kind] as ((payload: unknown, context: object) => Promise<void>) | undefined;
    try {
      if (handler === undefined) throw new Error(`no handler for jobs of kind ${job.kind}`);
      await handler(job.payload, {
        id: job.id,
        attempt: job.attempts,
        lastAttempt: job.attempts - job.deferrals >= options.backOff.tries,
        signal,
      });
      return { outcome: 'done' };
    } catch (error) {
      const verdict = judge(error, job, options.backOff, Date.now(), signal.aborted);
      const fields = { err: error, job: job.id, kind: job.kind, attempt: job.attempts, outcome: verdict.outcome };
      if (verdict.outcome === 'again' && verdict.place !== undefined)
        log.debug(fields, 'a job moves to another replica');
      else if (verdict.outcome === 'again' && verdict.code === 'queue/in-line')
        log.info(fields, 'a command waits in line');
      else log[verdict.outcome === 'dead' ? 'error' : 'warn'](fields, 'a job failed');
      return verdict;
    }
  };

  /**
   * The end of a run must reach the database, or its keys stay taken: try until it does or the process goes. Says whether
   * another job may run by it.
   */
  const settle = async (job: Begun, verdict: Verdict): Promise<boolean> => {
    for (let failures = 0; ; ) {
      try {
        const { held, freed } = await runs.end(job, verdict);
        if (!held) log.warn({ job: job.id, kind: job.kind }, 'a job ended after it had been given to another process');
        return freed;
      } catch (error) {
        log.error({ err: error, job: job.id }, 'the end of a job could not be stored');
        if (stopping && failures >= 3) return false;
        const pause = pauseAfter({ tries: 0, firstMs: 250, longestMs: 10_000 }, ++failures);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  };

  const run = (job: Begun, handlers: JobHandlers): void => {
    const abort = new AbortController();
    const began = performance.now();
    let freed = false;
    const work = async (): Promise<void> => {
      const verdict = await attempt(job, handlers, abort.signal);
      freed = await settle(job, verdict);
      const outcome = verdict.outcome === 'again' ? 'retried' : verdict.outcome;
      options.metrics?.job(job.kind, outcome, (performance.now() - began) / 1000);
    };
    const ended = work()
      .catch((error: unknown) => log.error({ err: error, job: job.id }, 'a worker failed'))
      .finally(() => {
        underWay.delete(job);
        if (freed || crowded) bell.ring();
      });
    underWay.set(job, { abort, ended });
  };

  const look = async (handlers: JobHandlers, held: readonly string[]): Promise<number> => {
    const free = options.concurrency + forControl - underWay.size;
    crowded = true;
    if (free <= 0) return longestWaitMs;
    const next = await runs.next(free + 1, held);
    const due = next.filter(({ ms }) => ms <= 0);
    // Behind more of them than there are places some may control others.
    const of = due.length > free ? allLanes : new Set(due.map(({ lane }) => lane));
    const begun = of.size === 0 ? [] : await runs.begin(free, forControl, held, of);
    for (const job of begun) run(job, handlers);
    // Full but for jobs that control others: whichever ends, or comes, rings.
    if (begun.length >= free - forControl) return longestWaitMs;
    crowded = false;
    const left = next.find(({ id }) => begun.every((job) => job.id !== id));
    return left === undefined ? longestWaitMs : waitFor(left.ms);
  };

  const keepRunning = async (handlers: JobHandlers, held: () => readonly string[]): Promise<void> => {
    let failures = 0;
    while (!stopping) {
      let waitMs: number;
      try {
        if (failures > 0) await runs.requeueUnknown([...underWay.keys()]);
        waitMs = await look(handlers, held());
        failures = 0;
      } catch (error) {
        waitMs = pauseAfter({ tries: 0, firstMs: 500, longestMs: longestWaitMs }, ++failures);
        log.error({ err: error, retryInMs: waitMs }, 'jobs could not be read');
      }
      if (!stopping) await bell.wait(waitMs);
    }
  };

  const abortAll = (): void => {
    for (const { abort } of underWay.values()) abort.abort();
  };

  return {
    wake: bell.ring,
    abortAll,
    start: async (handlers, held = () => []) => {
      stopping = false;
      pump ??= keepRunning(handlers, held);
    },
    stop: async (graceMs) => {
      stopping = true;
      bell.ring();
      await pump;
      pump = undefined;
      const all = Promise.all([...underWay.values()].map(({ ended }) => ended));
      const within = async (ms: number): Promise<boolean> => {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<boolean>((resolve) => {
          timer = setTimeout(() => resolve(false), ms);
        });
        const finished = await Promise.race([all.then(() => true), late]);
        clearTimeout(timer);
        return finished;
      };
      if (await within(graceMs)) return;
      abortAll();
      // A moment for those that listen to their signal; the rest is put back when the database is closed.
      await within(Math.min(1_000, graceMs));
    },
    deadLetters: () =>
      database.query<DeadLetter>(
        `select id, kind, payload, coalesce(error, '') as error, (extract(epoch from ended_at) * 1000)::float8 as "failedAt"
         from clusterops.job where state = 'dead' order by ended_at desc limit 1000`,
      ),
    rerun: async (id) => {
      const found = await runs.rerun(id);
      bell.ring();
      return found;
    },
    depth: () =>
      database.query(
        `select kind,
           count(*) filter (where state in ('delayed', 'waiting', 'ready'))::int as waiting,
           count(*) filter (where state = 'active')::int as active,
           count(*) filter (where state = 'dead')::int as dead,
           greatest(0, coalesce(extract(epoch from clock_timestamp() -
             min(greatest(added_at, due_at)) filter (where state in ('waiting', 'ready'))), 0))::float8 as "oldestSeconds"
         from clusterops.job where state <> 'done' group by kind order by kind`,
      ),
  };
};
