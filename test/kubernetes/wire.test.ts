import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectCluster, type ManagementClusterConnection } from '../../src/kubernetes/connect.ts';
import type { Changed, ClusterActs } from '../../src/ports/cluster.ts';
import { type SandboxKubernetes, startSandboxKubernetes } from '../../src/sandbox/kubernetes/main.ts';
import { until } from '../support/manual-time.ts';
import { silentLog } from '../support/silent-log.ts';

// The sandbox was written from Kubernetes' documentation by other hands than the adapter: what both agree on is likely true.
let sandbox: SandboxKubernetes;
let connection: ManagementClusterConnection;
let changes: Changed[];

const core = 'cluster.x-k8s.io';
const apiVersion = `${core}/v1beta2`;
const ref = { group: core, version: 'v1beta2', kind: 'Cluster', namespace: 'default', name: 'prod' };
const infrastructureRef = { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'DevCluster', name: 'prod' };
const cluster = (name: string) => ({
  apiVersion,
  kind: 'Cluster',
  metadata: { name, namespace: 'default' },
  spec: { infrastructureRef: { ...infrastructureRef, name } },
});
const machine = (name: string, clusterName = 'prod') => ({
  apiVersion,
  kind: 'Machine',
  metadata: { name, namespace: 'default', labels: { 'cluster.x-k8s.io/cluster-name': clusterName } },
  spec: {
    clusterName,
    bootstrap: { dataSecretName: 'x' },
    infrastructureRef: { ...infrastructureRef, kind: 'DevMachine', name },
  },
});

async function connect(kubeconfig: string): Promise<ManagementClusterConnection> {
  const made = await connectCluster({
    source: 'kubeconfig',
    content: kubeconfig,
    clock: { now: Date.now },
    log: silentLog,
    random: () => 0,
    limits: { pageSize: 3, silent: 700, discovery: 200, discoveryAtMost: 50, vanished: 300, away: 400 },
  });
  made.view.onChange((changed) => changes.push(changed));
  return made;
}

/** Leaves few kinds to watch, so that each test is quick. */
function withdrawProviders(): void {
  for (const crd of sandbox.store.list('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    const { group, names } = crd.spec as { readonly group: string; readonly names: { readonly kind: string } };
    const wanted = group === core || names.kind.startsWith('Dev') || names.kind === 'Application';
    if (group.endsWith(core) && !wanted) sandbox.store.withdraw(group, names.kind);
  }
}

beforeEach(async () => {
  sandbox = await startSandboxKubernetes({ bookmarkEvery: 200 });
  withdrawProviders();
  changes = [];
  connection = await connect(sandbox.kubeconfig());
});

afterEach(async () => {
  await connection.close();
  await sandbox.close();
});

const isLive = () => connection.view.state().state === 'live';
const because = () => {
  const state = connection.view.state();
  return state.state === 'blind' ? state.because : state.state;
};
const members = () => (connection.view.cluster('default', 'prod')?.members ?? []).map(({ name }) => name).toSorted();

const machineWatches = () =>
  sandbox.requests().filter(({ verb, resource }) => verb === 'watch' && resource === 'machines');

async function begin(): Promise<void> {
  sandbox.store.create(cluster('prod'));
  for (const number of [1, 2, 3, 4, 5, 6, 7]) sandbox.store.create(machine(`prod-${number}`));
  connection.start();
  await until(() => isLive() && machineWatches()[0]?.status === 200);
  expect(members()).toHaveLength(7);
}

describe('watching', () => {
  test('sees what is there and what changes', async () => {
    await begin();
    changes.length = 0;
    sandbox.store.create(machine('prod-8'));
    await until(() => members().includes('prod-8'));
    sandbox.store.patch({ ...ref, kind: 'Machine', name: 'prod-8' }, { spec: { providerID: 'dev:///prod-8' } });
    await until(() =>
      Boolean(connection.view.cluster('default', 'prod')?.members.some((o) => o.providerId === 'dev:///prod-8')),
    );
    sandbox.store.remove({ ...ref, kind: 'Machine', name: 'prod-8' });
    await until(() => !members().includes('prod-8'));
    expect(new Set(changes.map(({ cluster: name }) => name))).toEqual(new Set(['prod']));
  });

  test('misses nothing while every connection is cut', async () => {
    await begin();
    for (const number of [1, 2, 3]) {
      sandbox.cutConnections();
      sandbox.store.remove({ ...ref, kind: 'Machine', name: `prod-${number}` });
      sandbox.store.create(machine(`prod-new-${number}`));
    }
    await until(() => isLive() && members().includes('prod-new-3') && !members().includes('prod-3'));
    expect(members()).toHaveLength(7);
  });

  test('misses nothing when the server forgets the place to go on from', async () => {
    await begin();
    sandbox.cutConnections();
    sandbox.store.remove({ ...ref, kind: 'Machine', name: 'prod-1' });
    sandbox.store.create(machine('prod-8'));
    sandbox.store.compact();
    await until(() => members().includes('prod-8') && !members().includes('prod-1'));
  });

  test.each(['silent', 'reset', 'expired'] as const)('gets over watches that are %s', async (kind) => {
    await begin();
    const match = { verb: 'watch', resource: 'machines' };
    const act = kind === 'expired' ? { kind, as: 'event' as const } : { kind };
    sandbox.faults.add({ match, act, times: 2 });
    sandbox.cutConnections();
    sandbox.store.create(machine('prod-8'));
    await until(() => members().includes('prod-8') && isLive() && machineWatches().length > 3);
  });

  test('gets over watches that are cut after each event', async () => {
    await begin();
    const match = { verb: 'watch', resource: 'machines' };
    sandbox.faults.add({ match, act: { kind: 'cut-watch', afterEvents: 1 }, times: 3 });
    sandbox.cutConnections();
    for (const name of ['prod-8', 'prod-9']) sandbox.store.create(machine(name));
    await until(() => members().includes('prod-8') && members().includes('prod-9') && machineWatches().length > 2);
  });

  test('gets over lists that fail, are cut or expire', async () => {
    const match = { verb: 'list', resource: 'machines' };
    sandbox.faults.add({ match, act: { kind: 'status', status: 500 }, times: 1 });
    sandbox.faults.add({ match, act: { kind: 'truncate' }, times: 1 });
    sandbox.faults.add({ match, act: { kind: 'expired', as: 'status' }, times: 1 });
    await begin();
  });

  test('is blind to what it may not see, by the words of the API server, and sees it once it may', async () => {
    const allow = sandbox.access.forbid({ verb: 'list', resource: 'machines' });
    connection.start();
    await until(() => because().includes('cannot list resource "machines"'));
    allow();
    await until(isLive);
  });

  test('a kind that is withdrawn is forgotten, one that is served again is seen again', async () => {
    await begin();
    const serveAgain = sandbox.store.withdraw(core, 'Machine');
    sandbox.cutConnections();
    await until(() => members().length === 0 && isLive());
    serveAgain();
    await until(() => members().length === 7 && isLive());
  });

  test('has no conversation with a server that it cannot trust', async () => {
    const [one, other] = await Promise.all([
      startSandboxKubernetes({ tls: true }),
      startSandboxKubernetes({ tls: true }),
    ]);
    const stranger = await connect(other.kubeconfig().replace(other.url, one.url));
    stranger.start();
    await until(
      () => stranger.view.state().state === 'blind' && /certificate/.test(JSON.stringify(stranger.view.state())),
    );
    await stranger.close();
    await Promise.all([one.close(), other.close()]);
  });
});

describe('acting', () => {
  const acts = () => connection.acts as ClusterActs;

  test('put makes and repeats without harm, read finds it, remove takes only that object away', async () => {
    const { uid } = await acts().put(cluster('prod'));
    expect(await acts().put(cluster('prod'))).toEqual({ uid });
    expect(await acts().read(ref)).toMatchObject({ state: 'present', object: { uid, deleting: false } });
    expect(await acts().remove(ref, 'another-uid')).toBe('another object');
    expect(await acts().remove(ref, uid)).toBe('removing');
    await until(() => sandbox.store.get(ref) === undefined);
    expect(await acts().read(ref)).toEqual({ state: 'gone' });
    expect(await acts().remove(ref, uid)).toBe('gone');
  });

  test('put takes over what somebody else had set, and reports under its own name', async () => {
    sandbox.store.apply({ ...cluster('prod'), spec: { paused: true } }, { manager: 'somebody' });
    await acts().put({ ...cluster('prod'), spec: { paused: false } });
    expect(sandbox.store.get(ref)?.spec).toMatchObject({ paused: false });
    expect(JSON.stringify(sandbox.store.get(ref)?.metadata.managedFields)).toContain('"clusterops"');
  });

  test('a put that does not fit the schema is refused', async () => {
    const typo = { ...cluster('prod'), spec: { pausd: true } };
    await expect(acts().put(typo)).rejects.toMatchObject({ code: 'kubernetes/refused' });
    expect(sandbox.store.get(ref)).toBeUndefined();
  });

  test('patch merges', async () => {
    await acts().put(cluster('prod'));
    expect(await acts().patch(ref, { metadata: { annotations: { note: 'n' } } })).toBe('patched');
    expect(await acts().read(ref)).toMatchObject({ object: { annotations: { note: 'n' } } });
    expect(await acts().patch({ ...ref, name: 'none' }, {})).toBe('gone');
  });

  test('what may not be done is a fault of permission', async () => {
    const user = sandbox.access.addUser('reader', [
      { rules: [{ verbs: ['get'], apiGroups: [core], resources: ['clusters'] }] },
    ]);
    const reader = await connect(sandbox.kubeconfig(user));
    await expect(reader.acts?.put(cluster('prod'))).rejects.toMatchObject({ code: 'kubernetes/forbidden' });
    expect(await reader.acts?.read({ ...ref, kind: 'Machine' })).toMatchObject({ state: 'unknown' });
    expect(await reader.doctor?.may({ verb: 'get', group: core, resource: 'clusters' })).toMatchObject({
      allowed: true,
    });
    expect(await reader.doctor?.may({ verb: 'delete', group: core, resource: 'clusters' })).toMatchObject({
      allowed: false,
    });
    await reader.close();
  });

  test('an answer that was lost is a fault that may be tried again, and the repetition is harmless', async () => {
    sandbox.faults.add({ match: { verb: 'patch' }, act: { kind: 'reset-after' }, times: 2 });
    await expect(acts().put(cluster('prod'))).rejects.toMatchObject({ code: 'kubernetes/unavailable', retry: true });
    const { uid } = await acts().put(cluster('prod'));
    expect(sandbox.store.get(ref)?.metadata.uid).toBe(uid);
  });
});
