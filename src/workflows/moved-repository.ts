import type { RepositoryRef } from '../domain/repository.ts';
import type { PullSummary } from '../ports/github.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Recovery } from '../ports/recovery.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Served } from '../ports/served.ts';
import { requestKey } from './keys.ts';
import { lookAgain } from './next-look.ts';

/**
 * The record with its repository as it is reached now: GitHub's id stays when it is renamed or transferred; owner, name and installation
 * do not. The same object where nothing has moved. What the record says was asked for stays.
 */
export function atRepository(record: RequestRecord, now: RepositoryRef): RequestRecord {
  const { request } = record;
  const { id, owner, name, installationId } = request.repository;
  const same = owner === now.owner && name === now.name && installationId === now.installationId;
  return same || id !== now.id ? record : { ...record, request: { ...request, repository: now } };
}

/** Has a request of a repository that moved know of it, if it does not; whether it did not. */
export async function moveRequest(jobs: Jobs, record: RequestRecord, repository: RepositoryRef): Promise<boolean> {
  if (atRepository(record, repository) === record) return false;
  const requestId = record.request.id;
  await jobs.add(
    'move-request',
    { requestId, repository },
    { keys: [requestKey(requestId)], coalesce: `move/${requestId}`, control: true },
  );
  return true;
}

export function createMoveRequest({
  requests,
  jobs,
  log,
}: {
  readonly requests: RequestStore;
  readonly jobs: Jobs;
  readonly log: Log;
}): JobHandler<'move-request'> {
  return async ({ requestId, repository }) => {
    const record = await requests.get(requestId);
    if (record === undefined) return;
    const moved = atRepository(record, repository);
    if (moved !== record) {
      await requests.put(moved);
      const { owner, name } = record.request.repository;
      const now = `${repository.owner}/${repository.name}`;
      log.info({ repository: repository.id, request: requestId }, `${owner}/${name} of a request is ${now} now`);
    }
    if (record.phase !== 'opening' && record.phase !== 'ended')
      await lookAgain(jobs, record.phase === 'open' ? 'observe' : 'clean-up', requestId);
  };
}

/** Where a repository is that is no longer reached as before; undefined where the App is not installed there, or it is not served. */
export type FindMoved = (repository: RepositoryRef) => Promise<RepositoryRef | undefined>;

export const createFindMoved =
  ({ recovery, served }: { readonly recovery: Pick<Recovery, 'repositories'>; readonly served: Served }): FindMoved =>
  async ({ id, owner, name, installationId }) => {
    const found = (await recovery.repositories()).find((each) => each.id === id);
    if (found === undefined) return undefined;
    const { ownerId, ...now } = found;
    const same = now.owner === owner && now.name === name && now.installationId === installationId;
    return same || !(await served.admits(now, ownerId)) ? undefined : now;
  };

/** Whether a pull request that was asked for was found where its repository is called otherwise by now. */
export const hasMoved = (pull: PullSummary, { owner, name }: RepositoryRef): boolean =>
  pull.repository.toLowerCase() !== `${owner}/${name}`.toLowerCase();

/** Has a request follow its repository to where it is served; where it is not served, nothing is done for it. */
export type FollowMoved = (record: RequestRecord) => Promise<void>;

export const createFollowMoved =
  ({ findMoved, jobs, log }: { readonly findMoved: FindMoved; readonly jobs: Jobs; readonly log: Log }): FollowMoved =>
  async (record) => {
    const { id, repository } = record.request;
    const moved = await findMoved(repository);
    if (moved === undefined)
      log.warn(
        { repository: repository.id, request: id },
        `${repository.owner}/${repository.name} of a request is called otherwise now, and not served so: nothing is deleted for it`,
      );
    else await moveRequest(jobs, record, moved);
  };
