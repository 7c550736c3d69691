import { expect, test } from '@jest/globals';
import { createSigner } from '../../src/domain/text/marker.ts';
import { decodeObject } from '../../src/kubernetes/decode/object.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { createAdvanceTrain } from '../../src/workflows/advance-train.ts';
import { fresh } from '../domain/edits/support/folders.ts';
import { mergeSha, request, requested } from '../domain/report/support/request.ts';
import { silentLog } from '../support/silent-log.ts';

const later = 'c'.repeat(40);
const template = {
  ...{ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'AWSMachineTemplate' },
  ...{ namespace: 'default', name: 'shop-md-0-1a2b3c4d' },
};
const set = decodeObject(
  { metadata: { name: 'old', namespace: 'default', uid: 's' }, spec: { replicas: 0 } },
  { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'MachineSet' },
);

/** What is said and done of a train whose request is merged. */
async function advanced(
  next: string,
  { ready = 'neutral', overtaken = true, stands = true, used = false, state = 'absent' } = {},
  more: Partial<RequestRecord> = {},
) {
  const comments: { nodeId: string; url: string; body: string }[] = [];
  const jobs: (readonly [string, readonly string[], unknown])[] = [];
  let record: RequestRecord = {
    request: request({
      kind: 'scale-cluster',
      clusters: [requested('shop')],
      next,
      leftBehind: { takenOut: [], kept: [template] },
    }),
    ...{ phase: 'merged', mergeSha, made: [], phaseSince: 0, pull: { number: 3, nodeId: 'P', url: 'u', headSha: 'h' } },
    runs: [
      {
        ...{ sha: mergeSha, stage: 'Ready', runId: 1, nodeId: 'R', title: '', digest: '', attempt: '1', writtenAt: 0 },
        state: ready as 'neutral',
      },
    ],
    ...(overtaken ? { overtaken: later } : {}),
    ...more,
  };
  const advance = createAdvanceTrain({
    requests: {
      get: async () => record,
      put: async (put: RequestRecord) => {
        record = put;
      },
    } as never,
    facts: {
      gather: async () => ({ ownComments: comments, issue: { nodeId: 'I', locked: false }, repository: {} }),
    } as never,
    tree: {
      configuration: async () => ({ headSha: later }),
      files: async () => ({ files: stands ? fresh('plain') : [], unread: [] }),
    } as never,
    announcements: {
      publish: async ({ comment }: { readonly comment: { readonly body: string } }) => {
        const made = { nodeId: `IC_${comments.length}`, url: 'https://github.com/c' };
        comments.push({ ...made, body: comment.body });
        return { comment: made, runs: [], refused: [] };
      },
    } as never,
    signer: createSigner({ secret: 'of the tests' }),
    managementClusters: {
      of: () => ({
        view: {
          state: () => ({ state }),
          cluster: () => undefined,
          referrers: () => (used && set !== undefined ? [set] : []),
        },
      }),
    } as never,
    publish: async ({ record: published }) => published,
    jobs: {
      add: async (kind: string, job: unknown, { keys }: { readonly keys: readonly string[] }) => {
        jobs.push([kind, keys, job]);
      },
    } as never,
    clock: { now: () => 0 },
    commandPrefix: 'clusterops',
    log: silentLog,
  });
  await advance({ requestId: record.request.id }, {} as never);
  return { said: comments.map(({ body }) => body).join('\n'), train: record.train?.verdict, jobs };
}

const upgrade = '/upgrade-cluster shop version=1.35.2';
const tidy = '/remove-templates shop';

test('a train whose cluster a later merge made something else before it was ready ends, and says so', async () => {
  const { said, train, jobs } = await advanced(upgrade);
  expect(train).toBe('overtaken');
  expect(said).toContain('#3 is merged, but `cccccccccccc` changed the same files before it was ready');
  expect(said).toContain(upgrade);
  expect(jobs.map(([kind]) => kind)).toEqual(['observe']);
});

test('what only takes out unused templates goes on with the files as they are, as long as there are any', async () => {
  expect((await advanced(tidy)).train).toBe('continued');
  expect((await advanced(tidy, { stands: false })).train).toBe('overtaken');
});

test('it waits for whatever refers to them, also for a MachineSet without machines', async () => {
  expect((await advanced(tidy, { ready: 'success', overtaken: false, used: true })).train).toBeUndefined();
  expect((await advanced(tidy, { ready: 'success', overtaken: false })).train).toBe('continued');
});

test('the merged request stays under way until what was given has had its turn', async () => {
  const { jobs } = await advanced(upgrade, { ready: 'success', overtaken: false });
  const [kind, keys, job] = jobs[0] ?? [];
  expect(kind).toBe('handle-command');
  expect(keys).toContain('request/abcdefghij');
  expect(job).toMatchObject({
    sourceNodeId: 'IC_0',
    body: upgrade,
    sender: { login: request().asker.login, bot: false },
  });
});

test('nothing follows while a cluster is not ready now, whatever Ready said some time ago', async () => {
  const green = { ready: 'success', overtaken: false };
  expect(await advanced(upgrade, { ...green, state: 'live' })).toEqual({ said: '', train: undefined, jobs: [] });
  expect(await advanced(upgrade, { ...green, ready: 'neutral' })).toEqual({ said: '', train: undefined, jobs: [] });
});

test('what is decided is decided once, and only of what is merged', async () => {
  const green = { ready: 'success', overtaken: false };
  const stopped = { verdict: 'stopped', nodeId: 'IC', source: 'IC' } as never;
  expect(await advanced(upgrade, green, { train: stopped })).toEqual({ said: '', train: 'stopped', jobs: [] });
  expect(await advanced(upgrade, green, { phase: 'open' })).toEqual({ said: '', train: undefined, jobs: [] });
});
