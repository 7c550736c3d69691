import { expect, test } from '@jest/globals';
import type { ObjectRef } from '../../src/domain/cluster/spec.ts';
import type { AuditEntry } from '../../src/ports/audit.ts';
import type { ClusterActs, LiveObject, ManagementCluster, WatchState } from '../../src/ports/cluster.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { createCarryOutDeletion } from '../../src/workflows/carry-out-deletion.ts';
import { removeRest } from '../../src/workflows/remove-rest.ts';
import { silentLog } from '../support/silent-log.ts';
import { cluster, folder, type MergedWorld, mergedDeletion, request } from './support/merged-deletion.ts';

const live = (more: Partial<LiveObject> = {}): LiveObject => ({
  ...{ uid: 'u-1', resourceVersion: '1', deleting: false, dependent: false, labels: {}, finalizers: [] },
  annotations: { 'clusterops.dev/repository-id': String(request.repository.id) },
  ...more,
});

/** A management cluster with one object, or none, whatever is asked for. */
function actsOn(object: LiveObject | undefined) {
  const removed: string[] = [];
  const acts = {
    read: async () => (object === undefined ? { state: 'gone' as const } : { state: 'present' as const, object }),
    patch: async ({ kind }: ObjectRef) => {
      removed.push(`${kind} patched`);
      return 'patched' as const;
    },
    remove: async ({ kind }: ObjectRef, uid: string) => {
      removed.push(`${kind} ${uid}`);
      return 'removing' as const;
    },
  } as unknown as ClusterActs;
  return { acts, removed };
}

const viewIn = (state: WatchState): ManagementCluster['view'] =>
  ({
    state: () => state,
    cluster: () => undefined,
    gitops: () => ({ engines: [], applications: [], kustomizations: [], sources: [], releases: [], charts: [] }),
  }) as unknown as ManagementCluster['view'];

/** What is otherwise in the management cluster, and at the cap. */
interface Around {
  readonly object?: LiveObject | 'gone';
  readonly state?: WatchState;
  readonly unconnected?: true;
  readonly full?: number;
  readonly view?: ManagementCluster['view'];
}

async function carriedOut(of: Partial<MergedWorld>, known: Partial<RequestRecord> = {}, around: Around = {}) {
  const { needs, record } = mergedDeletion(of);
  const { object = live(), state = { state: 'live' } } = around;
  const { acts, removed } = actsOn(object === 'gone' ? undefined : object);
  const said: string[] = [];
  const looks: string[] = [];
  const moved: string[] = [];
  const acted: AuditEntry['kind'][] = [];
  let stored: RequestRecord = { ...record, deletion: { machines: 3 }, ...known };
  const carryOut = createCarryOutDeletion({
    ...needs,
    requests: {
      get: async () => stored,
      put: async (each: RequestRecord) => {
        stored = each;
      },
    } as never,
    managementClusters: {
      of: () => ({
        ...{ view: around.view ?? viewIn(state), namespaces: [], servedApis: async () => undefined },
        ...(around.unconnected ? {} : { acts }),
      }),
    },
    jobs: {
      add: async (kind: string, _payload: unknown, options: { readonly delayMs?: number }) => {
        looks.push(options.delayMs === undefined ? kind : `later ${kind}`);
        return 'added';
      },
    } as never,
    recordAct: async ({ kind }) => {
      acted.push(kind);
    },
    clock: { now: () => Date.parse('2026-03-02T13:00:00Z') },
    metrics: { deletion: () => {} } as never,
    log: silentLog,
    takePlace: async () =>
      around.full === undefined ? { state: 'taken', recent: [] } : { state: 'full', until: around.full },
    publish: async ({ record: each, reports }) => {
      said.push(...reports.map(({ title }) => title));
      return each;
    },
    followMoved: async ({ request: { id } }) => {
      moved.push(id);
    },
    settleMs: 1,
  });
  await carryOut({ requestId: request.id }, {} as never);
  return { removed, said, phase: stored.phase, refused: stored.refused, acted, looks, moved, stored };
}

test('a confirmed and merged deletion is carried out', async () => {
  const { stored, ...done } = await carriedOut({});
  expect(done).toMatchObject({
    removed: ['Cluster u-1'],
    phase: 'merged',
    acted: ['cluster.let-go'],
    looks: ['observe'],
    moved: [],
  });
  expect(stored.letGo).toEqual([{ key: `${request.id}/shop`, at: Date.parse('2026-03-02T13:00:00Z') }]);
});

test('what had its place already is let go under that place', async () => {
  const letGo = [{ key: `${request.id}/shop`, at: 1 }];
  expect((await carriedOut({}, { letGo })).stored.letGo).toEqual(letGo);
  const other = { key: 'klmnopqrst/other', at: 1 };
  expect((await carriedOut({}, { letGo: [other] })).stored.letGo).toEqual([other, expect.anything()]);
});

test.each<[string, Around, Partial<MergedWorld>?]>([
  ['is gone', { object: 'gone' }],
  ['is being deleted already', { object: live({ deleting: true }) }],
  ['was made again since', { object: live({ uid: 'u-2' }) }],
  ['is another repository’s', { object: live({ annotations: { 'clusterops.dev/repository-id': '99' } }) }],
  ['is nobody’s', { object: live({ annotations: {} }) }],
  ['was not there when that was confirmed', {}, { confirmed: [{ namespace: 'default', name: 'shop' }] }],
  ['was confirmed in another namespace only', {}, { confirmed: [{ namespace: 'team-b', name: 'shop', uid: 'u-1' }] }],
  ['was confirmed by another name only', {}, { confirmed: [{ namespace: 'default', name: 'other', uid: 'u-1' }] }],
])('of a confirmed deletion, a Cluster that %s is left alone', async (_name, around, of = {}) => {
  const done = await carriedOut(of, {}, around);
  expect(done).toMatchObject({ removed: [], acted: [], said: [], phase: 'merged', looks: ['observe'] });
});

test('a deletion that finds the cap reached says until when it waits', async () => {
  const { removed, acted, stored } = await carriedOut({}, {}, { full: 1_234 });
  expect({ removed, acted }).toEqual({ removed: [], acted: [] });
  expect(stored.deletion).toEqual({ machines: 3, heldUntil: 1_234 });
  const later = await carriedOut({}, { deletion: { machines: 3, heldUntil: 1_234 } });
  expect(later.stored.deletion).toEqual({ machines: 3 });
});

test.each<[string, Around, Partial<RequestRecord>?]>([
  ['the management cluster cannot be seen', { state: { state: 'blind', because: 'gone', since: 0 } }],
  ['a list of it is not current', { state: { state: 'live', behind: 'Machines', asOf: 0 } }],
  ['none is connected', { unconnected: true }],
  ['nobody has looked yet at what goes', {}, { deletion: undefined as never }],
])('nothing is done, and it is looked again later, while %s', async (_name, around, known) => {
  const done = await carriedOut({ locked: true }, known, around);
  expect(done).toMatchObject({ removed: [], acted: [], said: [], phase: 'merged', looks: ['later observe'] });
});

test('nothing is deleted for a repository that is called otherwise by now: the request follows it to where it is served', async () => {
  const done = await carriedOut({ pull: { repository: 'acme/archive' } });
  expect(done).toMatchObject({ removed: [], acted: [], said: [], phase: 'merged', looks: ['later observe'] });
  expect(done.moved).toEqual([request.id]);
});

test.each<[string, Partial<RequestRecord>]>([
  ['is not merged', { phase: 'open' }],
  ['has ended', { phase: 'ended' }],
  ['is of people, who merged a removal of their own', { request: { ...request, byHand: true } }],
])('nothing is done for a request that %s', async (_name, known) => {
  expect(await carriedOut({}, known)).toMatchObject({ removed: [], acted: [], looks: [] });
});

test('a HelmRelease that would make the Cluster again goes first, which is audited as well', async () => {
  const source = { kind: 'GitRepository', namespace: 'flux-system', name: 'clusters' };
  const release = {
    ...{
      namespace: 'default',
      name: 'shop',
      uid: 'r-1',
      remote: false,
      inventory: new Set(),
      targetNamespace: 'default',
    },
    chart: { path: folder, source },
  };
  const gitops = () => ({
    ...viewIn({ state: 'live' }).gitops(),
    releases: [release],
    sources: [{ ...source, url: request.engine.repoUrl }],
  });
  const done = await carriedOut({}, {}, { view: { ...viewIn({ state: 'live' }), gitops } as never });
  expect(done).toMatchObject({ removed: ['HelmRelease patched', 'HelmRelease r-1'], acted: ['release.removed'] });
});

test.each<[string, Partial<MergedWorld>, string]>([
  ['its merge is reverted', { onBase: [cluster(folder)] }, 'Nothing is deleted: shop is on main'],
  ['it is locked', { locked: true }, 'Nothing is deleted: the cluster is locked (shop)'],
])('a deletion that was held back for a while ends when meanwhile %s', async (_name, of, title) => {
  const end = { removed: [], said: [title], phase: 'ended', refused: true, acted: ['deletion.refused'] };
  expect(await carriedOut(of)).toMatchObject(end);
});

test.each<[string, Around]>([
  ['is gone', { object: 'gone' }],
  ['is being deleted', { object: live({ deleting: true }) }],
])('of a refused deletion whose Cluster %s, nobody says that nothing is deleted', async (_name, around) => {
  expect(await carriedOut({ locked: true }, {}, around)).toMatchObject({ removed: [], said: [], phase: 'merged' });
});

test('of a deletion that was let go already, nobody says that nothing is deleted', async () => {
  const done = await carriedOut({ locked: true }, { letGo: [{ key: 'x', at: 0 }] });
  expect(done).toMatchObject({ removed: [], said: [], phase: 'merged' });
});

test.each<[string, Partial<LiveObject>, boolean]>([
  ["is this repository's and nobody's", {}, true],
  ['is labelled as the cluster', { labels: { 'cluster.x-k8s.io/cluster-name': 'shop' } }, true],
  ['is labelled as another cluster', { labels: { 'cluster.x-k8s.io/cluster-name': 'bank' } }, false],
  ['is owned by something that stands', { dependent: true }, false],
  ["is another repository's", { annotations: { 'clusterops.dev/repository-id': '99' } }, false],
  ['has no owner in Git', { annotations: {} }, false],
  ['has another UID than was remembered', { uid: 'u-2' }, false],
  ['is being deleted', { deleting: true }, false],
])('after the Cluster, what %s: %j', async (_name, more, goes) => {
  const { acts, removed } = actsOn(live(more));
  const template = { group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'AWSMachineTemplate' };
  const made = [{ ...template, namespace: 'default', name: 'shop-workers', uid: 'u-1' }];
  await removeRest(acts, { ...mergedDeletion().record, made }, request);
  expect(removed).toEqual(goes ? ['AWSMachineTemplate u-1'] : []);
});

test('after the Cluster, what was seen to be gone, and another Cluster, are not deleted', async () => {
  const { acts, removed } = actsOn(live());
  const object = { version: 'v1beta2', namespace: 'default', name: 'shop', uid: 'u-1' };
  const made = [
    { ...object, group: 'infrastructure.cluster.x-k8s.io', kind: 'AWSMachineTemplate', goneAt: 1 },
    { ...object, group: 'cluster.x-k8s.io', kind: 'Cluster' },
  ];
  await removeRest(acts, { ...mergedDeletion().record, made }, request);
  expect(removed).toEqual([]);
});
