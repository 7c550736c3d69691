import { requestIdOfBranch } from '../domain/cluster/names.ts';
import type { CheckPullJob } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { atRepository } from './moved-repository.ts';
import { currentRun } from './publish.ts';

/** The record of a request of ours whose own commit is judged; a deletion's comment does not show its Plan. */
export async function ownChange(requests: RequestStore, job: CheckPullJob): Promise<RequestRecord | undefined> {
  const id = job.headRef === undefined ? undefined : requestIdOfBranch(job.headRef);
  const record = id === undefined ? undefined : await requests.get(id);
  const isIt =
    record?.request.repository.id === job.repository.id &&
    record.request.kind !== 'delete-cluster' &&
    record.pull?.number === job.pull &&
    record.pull?.headSha === job.headSha;
  return isIt ? atRepository(record, job.repository) : undefined;
}

/** Whether the job that opened it has said what Plan says of a head. */
export const isPlanned = (record: RequestRecord, headSha: string): boolean =>
  record.pull?.headSha === headSha && currentRun(record, headSha, 'Plan') !== undefined;
