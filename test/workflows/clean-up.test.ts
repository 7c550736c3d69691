import { expect, test } from '@jest/globals';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { createAdoptPull } from '../../src/workflows/adopt-pull.ts';
import { createCleanUp } from '../../src/workflows/clean-up.ts';

test('the branch goes though what follows the merge came to its end first', async () => {
  const pull = { number: 7, nodeId: 'PR_7', url: 'https://example.com/7', headSha: 'a'.repeat(40) };
  let record = {
    ...{ request: { id: 'k3fab2cdef', repository: { id: 4711 }, branch: 'clusterops/delete-shop-k3fab2cdef' }, pull },
    ...{ phase: 'ended', refused: true, mergeSha: 'b'.repeat(40), runs: [], made: [], phaseSince: 0 },
  } as unknown as RequestRecord;
  const removed: unknown[] = [];
  const needs = {
    requests: {
      get: async () => record,
      put: async (next: RequestRecord) => {
        record = next;
      },
    },
    changes: {
      removeBranch: async (_repository: unknown, branch: string, headSha: string) => {
        removed.push([branch, headSha]);
        return 'removed';
      },
    },
  };
  const cleanUp = createCleanUp(needs as unknown as Parameters<typeof createCleanUp>[0]);
  const job = { requestId: record.request.id };
  for (let again = 0; again < 2; again += 1) await cleanUp(job, {} as Parameters<typeof cleanUp>[1]);
  expect(removed).toEqual([['clusterops/delete-shop-k3fab2cdef', pull.headSha]]);
  expect(record).toMatchObject({ phase: 'ended', branchRemoved: 'removed' });
});

test.each([
  { branchRemoved: undefined, kinds: ['clean-up'] },
  { branchRemoved: 'removed', kinds: [] },
])('an ended request whose branch is $branchRemoved is followed by $kinds', async ({ branchRemoved, kinds }) => {
  const added: string[] = [];
  const record = {
    ...{ request: { id: 'k3fab2cdef', repository: { id: 4711 } }, phase: 'ended', mergeSha: 'b'.repeat(40) },
    ...(branchRemoved === undefined ? {} : { branchRemoved }),
  };
  const needs = {
    pulls: { read: async () => ({ own: true, fork: false, state: 'merged', repository: 'Acme/platform' }) },
    requests: { byPull: async () => record, put: async () => {} },
    jobs: { add: async (kind: string) => added.push(kind) },
    clock: { now: () => 0 },
  };
  const adopt = createAdoptPull(needs as unknown as Parameters<typeof createAdoptPull>[0]);
  await adopt({ repository: { id: 4711, owner: 'acme', name: 'platform', installationId: 1 }, pull: 7 });
  expect(added).toEqual(kinds);
});
