import { expect, test } from '@jest/globals';
import type { RepositoryRef } from '../../src/domain/repository.ts';
import type { JobKind, Jobs } from '../../src/ports/jobs.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { createAdoptPull } from '../../src/workflows/adopt-pull.ts';
import {
  createFindMoved,
  createFollowMoved,
  createMoveRequest,
  moveRequest,
} from '../../src/workflows/moved-repository.ts';
import { silentLog } from '../support/silent-log.ts';
import { mergedDeletion } from './support/merged-deletion.ts';

const { record } = mergedDeletion();
const before = record.request.repository;
const transferred: RepositoryRef = { ...before, owner: 'umbrella', installationId: before.installationId + 1 };

function recorded() {
  const added: (JobKind | readonly string[])[] = [];
  const jobs = {
    add: async (kind: JobKind) => {
      added.push(kind);
      return 'added';
    },
  } as unknown as Jobs;
  return { jobs, added };
}

/** What becomes of a request that is told where its repository is now. */
async function told(given: RequestRecord | undefined, repository: RepositoryRef) {
  let stored = given;
  let puts = 0;
  const { jobs, added } = recorded();
  const requests = {
    get: async () => stored,
    put: async (each: RequestRecord) => {
      stored = each;
      puts += 1;
    },
  } as never;
  await createMoveRequest({ requests, jobs, log: silentLog })(
    { requestId: record.request.id, repository },
    {} as never,
  );
  return { repository: stored?.request.repository, puts, added };
}

test.each<[RequestRecord['phase'], readonly JobKind[]]>([
  ['open', ['observe']],
  ['merged', ['clean-up']],
  ['closed', ['clean-up']],
  ['ended', []],
])(
  'a request that is %s is reached where its repository was transferred to, and is looked at',
  async (phase, added) => {
    expect(await told({ ...record, phase }, transferred)).toEqual({ repository: transferred, puts: 1, added });
  },
);

test('one that knows it already, of another repository, or that is gone, is left as it is', async () => {
  expect(await told(record, before)).toMatchObject({ repository: before, puts: 0 });
  expect(await told(record, { ...transferred, id: 99 })).toMatchObject({ repository: before, puts: 0 });
  expect(await told(undefined, transferred)).toMatchObject({ puts: 0, added: [] });
});

test('only requests that do not know it are moved', async () => {
  const { jobs, added } = recorded();
  expect(await moveRequest(jobs, record, before)).toBe(false);
  expect(await moveRequest(jobs, record, { ...before, name: 'renamed' })).toBe(true);
  expect(added).toEqual(['move-request']);
});

test.each<[string, readonly RepositoryRef[], boolean, RepositoryRef | undefined]>([
  ['was transferred to where the App is', [transferred], true, transferred],
  ['was transferred to an owner who is not served', [transferred], false, undefined],
  ['is where it was', [before], true, undefined],
  ['is not of the App any more', [{ ...transferred, id: 99 }], true, undefined],
])('a repository that %s', async (_name, repositories, admits, found) => {
  const findMoved = createFindMoved({
    recovery: { repositories: async () => repositories.map((each) => ({ ...each, ownerId: 5 })) },
    served: { admits: async () => admits },
  });
  expect(await findMoved(before)).toEqual(found);
});

test.each<[string, RepositoryRef | undefined, readonly JobKind[]]>([
  ['is served', transferred, ['move-request']],
  ['is not served', undefined, []],
])('a request whose repository was moved to where it %s', async (_name, at, jobsAdded) => {
  const { jobs, added } = recorded();
  await createFollowMoved({ findMoved: async () => at, jobs, log: silentLog })(record);
  expect(added).toEqual(jobsAdded);
});

/** What adopting makes of a request, when a delivery has the repository as it was called before. */
async function adopted(at: RepositoryRef | undefined) {
  let stored: RequestRecord = { ...record, phase: 'open' };
  const { jobs, added } = recorded();
  const needs = {
    pulls: {
      read: async () => ({ ...record.pull, state: 'merged', own: true, fork: false, repository: 'umbrella/new' }),
    },
    requests: {
      byPull: async () => stored,
      put: async (each: RequestRecord) => {
        stored = each;
      },
    },
    findMoved: async () => at,
    recordAct: async () => {},
    clock: { now: () => 0 },
    jobs,
    log: silentLog,
  };
  await createAdoptPull(needs as unknown as Parameters<typeof createAdoptPull>[0])({ repository: before, pull: 3 });
  return { phase: stored.phase, repository: stored.request.repository, added };
}

test('an old delivery of a repository that was moved since brings its request to where it is now', async () => {
  expect(await adopted(transferred)).toEqual({ phase: 'merged', repository: transferred, added: ['clean-up'] });
});

test('nor is a pull request taken up that GitHub finds where it is not served', async () => {
  expect(await adopted(undefined)).toEqual({ phase: 'open', repository: before, added: [] });
});
