import { expect, test } from '@jest/globals';
import type { ObjectRef } from '../../src/domain/cluster/spec.ts';
import type { AuditEntry } from '../../src/ports/audit.ts';
import type { ClusterActs, LiveObject, ManagementCluster } from '../../src/ports/cluster.ts';
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

const view = {
  state: () => ({ state: 'live' }),
  cluster: () => undefined,
  gitops: () => ({ engines: [], applications: [], kustomizations: [], sources: [], releases: [], charts: [] }),
} as unknown as ManagementCluster['view'];

async function carriedOut(
  of: Partial<MergedWorld>,
  known: Partial<RequestRecord> = {},
  object = live(),
  seen: ManagementCluster['view'] = view,
) {
  const { needs, record } = mergedDeletion(of);
  const { acts, removed } = actsOn(object);
  const said: string[] = [];
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
    managementClusters: { of: () => ({ view: seen, acts, namespaces: [], servedApis: async () => undefined }) },
    jobs: { add: async () => 'added' },
    recordAct: async ({ kind }) => {
      acted.push(kind);
    },
    clock: { now: () => Date.parse('2026-03-02T13:00:00Z') },
    metrics: { deletion: () => {} } as never,
    log: silentLog,
    takePlace: async () => ({ state: 'taken', recent: [] }),
    publish: async ({ record: each, reports }) => {
      said.push(...reports.map(({ title }) => title));
      return each;
    },
    settleMs: 1,
  });
  await carryOut({ requestId: request.id }, {} as never);
  return { removed, said, phase: stored.phase, refused: stored.refused, acted };
}

test('a confirmed and merged deletion is carried out', async () => {
  expect(await carriedOut({})).toMatchObject({ removed: ['Cluster u-1'], phase: 'merged', acted: ['cluster.let-go'] });
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
    ...view.gitops(),
    releases: [release],
    sources: [{ ...source, url: request.engine.repoUrl }],
  });
  const done = await carriedOut({}, {}, live(), { ...view, gitops } as never);
  expect(done).toMatchObject({ removed: ['HelmRelease patched', 'HelmRelease r-1'], acted: ['release.removed'] });
});

test.each<[string, Partial<MergedWorld>, string]>([
  ['its merge is reverted', { onBase: [cluster(folder)] }, 'Nothing is deleted: shop is on main'],
  ['it is locked', { locked: true }, 'Nothing is deleted: the cluster is locked (shop)'],
])('a deletion that was held back for a while ends when meanwhile %s', async (_name, of, title) => {
  const end = { removed: [], said: [title], phase: 'ended', refused: true, acted: ['deletion.refused'] };
  expect(await carriedOut(of)).toEqual(end);
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
])('after the Cluster, what %s: %j', async (_name, more, goes) => {
  const { acts, removed } = actsOn(live(more));
  const template = { group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'AWSMachineTemplate' };
  const made = [{ ...template, namespace: 'default', name: 'shop-workers', uid: 'u-1' }];
  await removeRest(acts, { ...mergedDeletion().record, made }, request);
  expect(removed).toEqual(goes ? ['AWSMachineTemplate u-1'] : []);
});
