import type { HandleCommandJob, Jobs } from '../ports/jobs.ts';
import { requestKey } from './keys.ts';

/** So often, and so many milliseconds apart, it is looked whether a request has its pull request. */
const mostLooks = 60;
const pause = 1_000;

/**
 * Has a comment handled once more, behind the job that opens a request's pull request: it is about what is not there yet. False when that
 * was waited for long enough.
 */
export async function awaitPull(jobs: Jobs, job: HandleCommandJob, request: string): Promise<boolean> {
  const waited = (job.waited ?? 0) + 1;
  if (waited > mostLooks) return false;
  await jobs.add(
    'handle-command',
    { ...job, waited },
    {
      id: `command:${job.repository.id}:${job.sourceNodeId}/waited/${waited}`,
      keys: [requestKey(request)],
      control: true,
      delayMs: pause,
    },
  );
  return true;
}
