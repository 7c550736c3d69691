import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../src/sandbox/kubernetes/object.ts';
import type { ObjectStore } from '../../../src/sandbox/kubernetes/object-store.ts';
import { asking, cluster, clusters, configMap, configMaps, sandbox } from './client.ts';

const owned = (
  name: string,
  owners: readonly KubeObject[],
  more: { readonly block?: boolean; readonly finalizers?: readonly string[] } = {},
) =>
  configMap(
    name,
    {},
    {
      ownerReferences: owners.map(({ apiVersion, kind, metadata }) => ({
        apiVersion,
        kind,
        name: metadata.name,
        uid: metadata.uid,
        ...(more.block ? { blockOwnerDeletion: true } : {}),
      })),
      ...(more.finalizers ? { finalizers: more.finalizers } : {}),
    },
  );

const find = (store: ObjectStore, name: string): KubeObject | undefined =>
  store.get({ group: '', kind: 'ConfigMap', namespace: 'default', name });

const release = (store: ObjectStore, name: string): void => {
  store.patch({ group: '', kind: 'ConfigMap', namespace: 'default', name }, { metadata: { finalizers: null } });
};

describe('deletion', () => {
  test('an object without finalizers goes at once; the answer names its UID', async () => {
    const ask = asking(await sandbox());
    const made = (await ask('POST', clusters, cluster('a'))).body;
    const gone = await ask('DELETE', `${clusters}/a`);
    expect(gone.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'a', group: 'cluster.x-k8s.io', kind: 'clusters', uid: made.metadata.uid },
    });
    expect((await ask('GET', `${clusters}/a`)).status).toBe(404);
  });

  test('finalizers keep it, marked, until the last is taken away', async () => {
    const kubernetes = await sandbox();
    const ask = asking(kubernetes);
    await ask('POST', clusters, cluster('a', { metadata: { name: 'a', finalizers: ['example.org/f'] } }));
    const marked = (await ask('DELETE', `${clusters}/a`)).body;
    expect(marked.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 2 });
    const again = (await ask('DELETE', `${clusters}/a`)).body;
    expect(again.metadata.deletionTimestamp).toBe(marked.metadata.deletionTimestamp);
    const added = await ask('PUT', `${clusters}/a`, {
      ...again,
      metadata: { ...again.metadata, finalizers: ['example.org/f', 'example.org/g'] },
    });
    expect([added.status, added.body.message]).toEqual([
      422,
      'Cluster.cluster.x-k8s.io "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.org/g"}',
    ]);
    await ask(
      'PATCH',
      `${clusters}/a`,
      { metadata: { finalizers: null } },
      { 'content-type': 'application/merge-patch+json' },
    );
    expect((await ask('GET', `${clusters}/a`)).status).toBe(404);
  });

  test.each([
    [
      'uid',
      (live: KubeObject) =>
        `the UID in the precondition (other) does not match the UID in record (${live.metadata.uid}). The object might have been deleted and then recreated`,
    ],
    [
      'resourceVersion',
      (live: KubeObject) =>
        `the ResourceVersion in the precondition (other) does not match the ResourceVersion in record (${live.metadata.resourceVersion}). The object might have been modified`,
    ],
  ] as const)('a precondition on %s that does not hold is a conflict', async (field, why) => {
    const ask = asking(await sandbox());
    const live = (await ask('POST', configMaps, configMap('a'))).body as KubeObject;
    const refused = await ask('DELETE', `${configMaps}/a`, { preconditions: { [field]: 'other' } });
    expect([refused.status, refused.body.message]).toEqual([
      409,
      `Operation cannot be fulfilled on ConfigMap "a": ${why(live)}`,
    ]);
    expect((await ask('DELETE', `${configMaps}/a`, { preconditions: { uid: live.metadata.uid } })).status).toBe(200);
  });

  test('a collection goes by selector', async () => {
    const kubernetes = await sandbox();
    for (const name of ['a', 'b', 'c']) kubernetes.store.create(configMap(name, {}, { labels: { name } }));
    const ask = asking(kubernetes);
    await ask('DELETE', `${configMaps}?labelSelector=name%20in%20(a,b)`);
    expect((await ask('GET', configMaps)).body.items.map((item: KubeObject) => item.metadata.name)).toEqual(['c']);
  });

  test('a namespace goes when it is empty, and takes nothing new meanwhile', async () => {
    const kubernetes = await sandbox();
    const { store } = kubernetes;
    const ask = asking(kubernetes);
    store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    const path = '/api/v1/namespaces/team/configmaps';
    const map = (name: string, finalizers?: readonly string[]) => ({
      ...configMap(name),
      metadata: { name, namespace: 'team', ...(finalizers ? { finalizers } : {}) },
    });
    await ask('POST', path, map('free'));
    await ask('POST', path, map('held', ['example.org/f']));
    expect((await ask('DELETE', '/api/v1/namespaces/team')).body.status.phase).toBe('Terminating');
    const refused = await ask('POST', path, map('new'));
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'configmaps "new" is forbidden: unable to create new content in namespace team because it is being terminated',
    ]);
    const gone = new Promise<void>((resolve) =>
      store.subscribe((event) => event.change === 'DELETED' && event.object.kind === 'Namespace' && resolve()),
    );
    store.patch({ group: '', kind: 'ConfigMap', namespace: 'team', name: 'held' }, { metadata: { finalizers: null } });
    await gone;
    expect((await ask('GET', '/api/v1/namespaces/team')).status).toBe(404);
  });
});

describe('garbage collection', () => {
  test('background: dependents follow an owner that is gone, to any depth', async () => {
    const { store } = await sandbox();
    const root = store.create(configMap('root'));
    const child = store.create(owned('child', [root]));
    store.create(owned('grandchild', [child]));
    store.remove({ group: '', kind: 'ConfigMap', namespace: 'default', name: 'root' });
    expect(find(store, 'root')).toBeUndefined();
    await store.collected();
    expect([find(store, 'child'), find(store, 'grandchild')]).toEqual([undefined, undefined]);
  });

  test('a dependent with another owner stays, without the reference to the one that went', async () => {
    const { store } = await sandbox();
    const [one, two] = [store.create(configMap('one')), store.create(configMap('two'))];
    store.create(owned('child', [one, two]));
    store.remove({ group: '', kind: 'ConfigMap', namespace: 'default', name: 'one' });
    await store.collected();
    expect(find(store, 'child')?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['two']);
  });

  test('an owner of another UID is no owner', async () => {
    const { store } = await sandbox();
    const root = store.create(configMap('root'));
    store.create(
      owned('child', [{ ...root, metadata: { ...root.metadata, uid: '00000000-0000-0000-0000-000000000000' } }]),
    );
    await store.collected();
    expect(find(store, 'child')).toBeUndefined();
  });

  test('orphan: dependents stay and are freed', async () => {
    const { store } = await sandbox();
    const root = store.create(configMap('root'));
    store.create(owned('child', [root]));
    store.remove({ group: '', kind: 'ConfigMap', namespace: 'default', name: 'root' }, { propagationPolicy: 'Orphan' });
    await store.collected();
    expect(find(store, 'root')).toBeUndefined();
    expect(find(store, 'child')?.metadata.ownerReferences).toBeUndefined();
  });

  test('foreground: the owner waits for the dependents that block it, and all are marked at once', async () => {
    const { store } = await sandbox();
    const root = store.create(configMap('root'));
    const child = store.create(owned('child', [root], { block: true, finalizers: ['example.org/f'] }));
    store.create(owned('grandchild', [child], { block: true, finalizers: ['example.org/f'] }));
    store.remove(
      { group: '', kind: 'ConfigMap', namespace: 'default', name: 'root' },
      { propagationPolicy: 'Foreground' },
    );
    await store.collected();
    expect(find(store, 'root')?.metadata.finalizers).toEqual(['foregroundDeletion']);
    expect(find(store, 'child')?.metadata.deletionTimestamp).toBeDefined();
    expect(find(store, 'grandchild')?.metadata.deletionTimestamp).toBeDefined();
    release(store, 'grandchild');
    await store.collected();
    expect(find(store, 'child')?.metadata.finalizers).toEqual(['example.org/f']);
    release(store, 'child');
    await store.collected();
    expect(find(store, 'root')).toBeUndefined();
  });
});
