import type { ManagementClusters } from '../ports/cluster.ts';
import type { CheckPullJob, Jobs } from '../ports/jobs.ts';
import { groupKeys, pullKeys } from './keys.ts';

interface Needs {
  readonly managementClusters: ManagementClusters;
  readonly jobs: Jobs;
}

/** Where the return of its sight tells nothing, the API server is asked again after so many milliseconds, and each time after twice as many. */
const pauses = { first: 2 * 60_000, longest: 60 * 60_000, most: 12 };

/** A merge group holds up the queue, and GitHub gives it an hour as a rule: it is asked for no longer than half of that. */
const mostOfGroup = 4;

/**
 * Has Plan run again once the management cluster, which did not answer, can be asked; no more than twelve times in a row, and four
 * times for a merge group. False where it will not run again.
 */
export type PlanAgain = (job: CheckPullJob) => Promise<boolean>;

export function createPlanAgain({ managementClusters, jobs }: Needs): PlanAgain {
  return async (job) => {
    const { repository, pull, headSha, headRef = '' } = job;
    const { occasion, times } = turnOf(job.attempt);
    if (times === (pull === undefined ? mostOfGroup : pauses.most)) return false;
    const { place } = managementClusters.of({ repository });
    await jobs.add(
      'check-pull',
      { ...job, attempt: `${occasion}~${times + 1}` },
      {
        keys: pull === undefined ? groupKeys(repository, headSha) : pullKeys(repository, pull, headRef),
        coalesce: `${repository.id}/${pull === undefined ? 'merge' : `pull/${pull}`}/unanswered/${headSha}`,
        delayMs: Math.min(pauses.first * 2 ** times, pauses.longest),
        ...(place === undefined ? {} : { awaits: place }),
      },
    );
    return true;
  };
}

/** What Plan was asked to run for, and how often it ran since without an answer. */
export function turnOf(attempt = ''): { readonly occasion: string; readonly times: number } {
  const [, occasion = attempt, times = '0'] = /^(.*)~(\d+)$/s.exec(attempt) ?? [];
  return { occasion, times: Number(times) };
}
