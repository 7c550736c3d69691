import { describe, expect, test } from '@jest/globals';
import { asking, cluster, clusters, configMap, configMaps, sandbox } from './client.ts';
import { type Seen, watching } from './watching.ts';

const key = { group: '', kind: 'ConfigMap', namespace: 'default' } as const;
const told = (events: readonly Seen[]): readonly string[] =>
  events.map(
    ({ type, object }) => `${type} ${object.metadata?.name ?? object.metadata?.resourceVersion ?? object.code}`,
  );

describe('watches', () => {
  test('tell every change after the version that the list was read at', async () => {
    const kubernetes = await sandbox();
    const { store } = kubernetes;
    store.create(configMap('before'));
    const list = await asking(kubernetes)('GET', configMaps);
    store.create(configMap('missed'));
    const watch = await watching(
      kubernetes,
      `${configMaps}?watch=true&resourceVersion=${list.body.metadata.resourceVersion}`,
    );
    store.patch({ ...key, name: 'before' }, { data: { a: '1' } });
    store.remove({ ...key, name: 'missed' });
    expect(told(await watch.arrived(3))).toEqual(['ADDED missed', 'MODIFIED before', 'DELETED missed']);
  });

  test('without a version they start with what is there', async () => {
    const kubernetes = await sandbox();
    kubernetes.store.create(configMap('a'));
    const watch = await watching(kubernetes, `${configMaps}?watch=true`);
    kubernetes.store.create(configMap('b'));
    expect(told(await watch.arrived(2))).toEqual(['ADDED a', 'ADDED b']);
  });

  test('a version that is too old is answered by an error event of code 410, and the stream ends', async () => {
    const kubernetes = await sandbox();
    const old = kubernetes.store.version();
    kubernetes.store.create(configMap('a'));
    kubernetes.store.compact();
    const watch = await watching(kubernetes, `${configMaps}?watch=true&resourceVersion=${old}`);
    expect(await watch.closed()).toBe('end');
    expect(watch.events).toEqual([
      { type: 'ERROR', object: expect.objectContaining({ kind: 'Status', code: 410, reason: 'Expired' }) },
    ]);
  });

  test('the history reaches back as far as it was told to', async () => {
    const kubernetes = await sandbox({ historyLimit: 3 });
    const old = kubernetes.store.version();
    for (let index = 0; index < 20; index += 1) kubernetes.store.create(configMap(`m${index}`));
    const watch = await watching(kubernetes, `${configMaps}?watch=true&resourceVersion=${old}`);
    await watch.closed();
    expect(watch.events[0]?.object.code).toBe(410);
  });

  test('an object that enters or leaves the selection is added or deleted', async () => {
    const kubernetes = await sandbox();
    const { store } = kubernetes;
    store.create(configMap('m', {}, { labels: { in: 'no' } }));
    const watch = await watching(kubernetes, `${configMaps}?watch=true&labelSelector=in%3Dyes`);
    store.patch({ ...key, name: 'm' }, { metadata: { labels: { in: 'yes' } } });
    store.patch({ ...key, name: 'm' }, { data: { a: '1' } });
    store.patch({ ...key, name: 'm' }, { metadata: { labels: { in: 'no' } } });
    const events = await watch.arrived(3);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    expect(events[2]?.object.metadata.labels).toEqual({ in: 'yes' });
    expect(Number(events[2]?.object.metadata.resourceVersion)).toBe(store.version());
  });

  test('bookmarks come when asked for, with the version reached', async () => {
    const kubernetes = await sandbox({ bookmarkEvery: 5 });
    const path = `${configMaps}?watch=true&resourceVersion=${kubernetes.store.version()}`;
    const without = await watching(kubernetes, path);
    const watch = await watching(kubernetes, `${path}&allowWatchBookmarks=true`);
    kubernetes.store.create({ ...configMap('elsewhere'), metadata: { name: 'x', namespace: 'kube-system' } });
    const reached = String(kubernetes.store.version());
    const until = async (): Promise<void> => {
      const events = await watch.arrived(watch.events.length + 1);
      if (events.at(-1)?.object.metadata.resourceVersion !== reached) await until();
    };
    await until();
    const { type, object } = watch.events.at(-1) ?? { type: '', object: {} };
    expect([type, object.kind, object.apiVersion]).toEqual(['BOOKMARK', 'ConfigMap', 'v1']);
    expect(without.events).toEqual([]);
  });

  test('a list through the watch ends with a marked bookmark', async () => {
    const kubernetes = await sandbox();
    kubernetes.store.create(configMap('a'));
    const query = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
    const watch = await watching(kubernetes, `${configMaps}?${query}`);
    const events = await watch.arrived(2);
    expect(events[1]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  test('the server ends a watch at its timeout', async () => {
    const kubernetes = await sandbox();
    const watch = await watching(kubernetes, `${configMaps}?watch=true&timeoutSeconds=1`);
    expect(await watch.closed()).toBe('end');
  });

  test('tables carry their columns in the first event only', async () => {
    const kubernetes = await sandbox();
    const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
    const watch = await watching(kubernetes, `${clusters}?watch=true`, accept);
    kubernetes.store.create(cluster('a'));
    kubernetes.store.create(cluster('b'));
    const [first, second] = await watch.arrived(2);
    expect(first?.object.columnDefinitions.length).toBeGreaterThan(2);
    expect(second?.object.columnDefinitions).toEqual([]);
    expect(second?.object.rows[0].cells[0]).toBe('b');
  });
});
