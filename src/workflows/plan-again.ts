import type { ManagementClusters } from '../ports/cluster.ts';
import type { CheckPullJob, Jobs } from '../ports/jobs.ts';
import { pullKeys } from './keys.ts';

interface Needs {
  readonly managementClusters: ManagementClusters;
  readonly jobs: Jobs;
}

/** Where the return of its sight tells nothing, the API server is asked again after so many milliseconds, and each time after twice as many. */
const pauses = { first: 2 * 60_000, longest: 60 * 60_000, most: 12 };

/** Has Plan run again once the management cluster, which did not answer, can be asked; no more than twelve times in a row. */
export type PlanAgain = (job: CheckPullJob) => Promise<void>;

export function createPlanAgain({ managementClusters, jobs }: Needs): PlanAgain {
  return async (job) => {
    const { repository, pull, headSha, headRef = '' } = job;
    // What a merge group waits for, nobody may hold up for hours.
    if (pull === undefined) return;
    const { occasion, times } = turnOf(job.attempt);
    if (times === pauses.most) return;
    const { place } = managementClusters.of({ repository });
    await jobs.add(
      'check-pull',
      { ...job, attempt: `${occasion}~${times + 1}` },
      {
        keys: pullKeys(repository, pull, headRef),
        coalesce: `${repository.id}/pull/${pull}/unanswered/${headSha}`,
        delayMs: Math.min(pauses.first * 2 ** times, pauses.longest),
        ...(place === undefined ? {} : { awaits: place }),
      },
    );
  };
}

/** What Plan was asked to run for, and how often it ran since without an answer. */
function turnOf(attempt = ''): { readonly occasion: string; readonly times: number } {
  const [, occasion = attempt, times = '0'] = /^(.*)~(\d+)$/s.exec(attempt) ?? [];
  return { occasion, times: Number(times) };
}
