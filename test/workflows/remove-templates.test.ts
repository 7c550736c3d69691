import { expect, test } from '@jest/globals';
import type { ObjectRef } from '../../src/domain/cluster/spec.ts';
import { AppError } from '../../src/errors.ts';
import { decodeObject } from '../../src/kubernetes/decode/object.ts';
import type { ObjectRead, WatchState } from '../../src/ports/cluster.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { createRemoveTemplates } from '../../src/workflows/remove-templates.ts';
import { argoCd } from '../domain/gitops/support/application.ts';
import { mergeSha, request, requested } from '../domain/report/support/request.ts';
import { silentLog } from '../support/silent-log.ts';

const now = Date.UTC(2026, 7, 20, 12);
const template = {
  ...{ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'AWSMachineTemplate' },
  ...{ namespace: 'default', name: 'shop-md-0-1a2b3c4d', uid: 'u1' },
};
const present: ObjectRead = {
  state: 'present',
  object: {
    ...{ uid: 'u1', resourceVersion: '1', deleting: false, dependent: true, finalizers: [] },
    labels: { 'cluster.x-k8s.io/cluster-name': 'shop' },
    annotations: { 'clusterops.dev/repository-id': '7' },
  },
};
const user = decodeObject(
  { metadata: { name: 'shop-md-0', namespace: 'default', uid: 'm' } },
  { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'MachineDeployment' },
);

interface World {
  /** Heads of the base branch, one a look; the last stays. */
  readonly heads?: readonly string[];
  /** Files of the base branch by commit. */
  readonly files?: Readonly<Record<string, string>>;
  /** States of the watch, one a look; the last stays. */
  readonly states?: readonly WatchState[];
  /** Whether something refers to it, one a look; the last stays. */
  readonly used?: readonly boolean[];
  readonly read?: ObjectRead;
  readonly slot?: 'full';
  readonly refuses?: 'kubernetes/forbidden' | 'kubernetes/unavailable';
  readonly contains?: boolean;
  readonly record?: Partial<RequestRecord>;
  readonly unconnected?: true;
}

/** What one run does. */
async function run({ heads = ['h1'], states = [{ state: 'live' }], used = [false], ...world }: World = {}) {
  const did: string[] = [];
  const nth = <Item>(items: readonly Item[]) => {
    let at = 0;
    return (): Item => items[Math.min(at++, items.length - 1)] as Item;
  };
  const [head, state, isUsed] = [nth(heads), nth(states), nth(used)];
  let record: RequestRecord = {
    request: request({ kind: 'scale-cluster', clusters: [requested('shop')] }),
    ...{ phase: 'merged', mergeSha, runs: [], made: [], leftBehind: [template], phaseSince: now },
    ...world.record,
  };
  let read = world.read ?? present;
  const removed: (readonly [ObjectRef, string])[] = [];
  const remove = createRemoveTemplates({
    requests: {
      get: async () => record,
      put: async (next: RequestRecord) => {
        record = next;
      },
    } as never,
    managementClusters: {
      of: () => ({
        view: {
          ...{ state, referrers: () => (isUsed() && user !== undefined ? [user] : []), gitops: () => argoCd([]) },
        },
        acts: world.unconnected
          ? undefined
          : {
              read: async () => read,
              remove: async (ref: ObjectRef, uid: string) => {
                did.push('delete');
                if (world.refuses !== undefined) throw new AppError(world.refuses, 'as the test wants it');
                removed.push([ref, uid]);
                read = { state: 'gone' };
                return 'removing';
              },
            },
      }),
    } as never,
    tree: {
      configuration: async () => ({ defaultBranch: 'main', headSha: head(), read: { state: 'absent' } }),
      files: async (_repository: unknown, sha: string) => ({
        files: [{ path: 'clusters/shop/workers.yaml', content: world.files?.[sha] ?? 'name: shop-md-0-99999999' }],
        unread: [],
      }),
    } as never,
    history: { contains: async () => world.contains ?? true, treeOf: async () => 'tree' } as never,
    jobs: {
      add: async (kind: string, _payload: unknown, options: { readonly delayMs?: number }) =>
        did.push(options.delayMs === undefined ? `then ${kind}` : `later ${kind}`),
    } as never,
    takePlace: async () => {
      did.push('place');
      return world.slot === 'full' ? { state: 'full', until: now + 60_000 } : { state: 'taken', recent: [] };
    },
    publish: async ({ record: published }) => {
      did.push(published.letGo === undefined ? 'say' : 'say the place');
      return published;
    },
    recordAct: async ({ kind }) => {
      did.push(kind);
    },
    clock: { now: () => now },
    log: silentLog,
    settleMs: 1_000,
  });
  const failed = await remove({ requestId: 'abcdefghij' }, {} as never).catch((error: Error) => error.message);
  return { did, left: record.leftBehind?.[0], removed, failed, record };
}

test('the very object is deleted, once its place and the act are written down, and is then told to be gone', async () => {
  const { did, removed, left } = await run();
  expect(did).toEqual(['place', 'say the place', 'template.removed', 'delete', 'say the place', 'then observe']);
  expect(removed).toEqual([[template, 'u1']]);
  expect(left?.goneAt).toBe(now);
});

test('a revert that is merged while everything is being looked at keeps it', async () => {
  const files = { h2: 'name: shop-md-0-1a2b3c4d' };
  const { removed, left } = await run({ heads: ['h1', 'h2'], files });
  expect(removed).toEqual([]);
  expect(left?.kept).toBe('clusters/shop/workers.yaml on main names it');
});

test('what refers to it again a moment later keeps it waiting', async () => {
  const { removed, left } = await run({ used: [false, true] });
  expect(removed).toEqual([]);
  expect(left?.waits).toBe('MachineDeployment shop-md-0 no longer refers to it');
});

const blind: WatchState = { state: 'blind', because: 'gone', since: 0 };
const behind: WatchState = { state: 'live', behind: 'MachineSets', asOf: now };
const later = ['later remove-templates'];

test.each<[string, World, readonly string[]]>([
  ['the management cluster is out of sight', { states: [blind] }, later],
  ['a list is not current', { states: [behind] }, later],
  ['it goes out of sight meanwhile', { states: [{ state: 'live' }, blind] }, ['place', 'say the place', ...later]],
  ['the head that GitHub tells of is older than the merge', { contains: false }, later],
  ['the cap is reached', { slot: 'full' }, ['place', ...later]],
])('nothing is deleted while %s', async (_title, world, acts) => {
  const { did, removed } = await run(world);
  expect(removed).toEqual([]);
  expect(did.filter((each) => each !== 'say')).toEqual([
    ...acts,
    ...(acts.includes('say the place') ? ['say the place'] : []),
  ]);
});

test.each<[string, World]>([
  ['a request that is not merged', { record: { phase: 'open' } }],
  ['a request whose merge commit is not known', { record: { mergeSha: undefined as never } }],
  ['a deletion', { record: { request: { ...request({}), kind: 'delete-cluster' } as never } }],
  ['a request that left none', { record: { leftBehind: [] } }],
  ['a request whose templates are gone', { record: { leftBehind: [{ ...template, goneAt: 1 }] } }],
  ['a request whose templates are kept', { record: { leftBehind: [{ ...template, kept: 'people wrote it' }] } }],
  ['a repository without a management cluster', { unconnected: true }],
])('nothing is looked at, nor looked at later, for %s', async (_title, world) => {
  expect(await run(world)).toMatchObject({ did: [], removed: [] });
});

test('all templates of a request take one place', async () => {
  const other = { ...template, name: 'shop-md-1-5e6f7a8b' };
  const { did, removed } = await run({ record: { leftBehind: [template, other] } });
  expect(removed).toHaveLength(1);
  expect(did.filter((each) => each === 'say the place')).toHaveLength(2);
  const letGo = [{ key: 'klmnopqrst/shop', at: 1 }];
  expect((await run({ record: { letGo } })).record.letGo).toEqual([
    ...letGo,
    { key: expect.stringMatching(/\/templates$/), at: now },
  ]);
});

test('nothing is concluded from a read that failed', async () => {
  const { did, failed } = await run({ read: { state: 'unknown', because: 'timeout' } });
  expect(failed).toContain('kubernetes/unavailable');
  expect(did).toEqual([]);
});

test('without the right the command is said, and another fault is tried again', async () => {
  const { left } = await run({ refuses: 'kubernetes/forbidden' });
  expect(left).toMatchObject({ kept: 'ClusterOps has not the right to delete it', byHand: true });
  expect((await run({ refuses: 'kubernetes/unavailable' })).failed).toContain('kubernetes/unavailable');
});
