import { describe, expect, test } from '@jest/globals';
import { asking, clusters, configMap, configMaps, sandbox } from './client.ts';
import { watching } from './watching.ts';

describe('faults', () => {
  test('a status is answered in place of the real one, so many times', async () => {
    const kubernetes = await sandbox();
    const ask = asking(kubernetes);
    kubernetes.faults.add({
      match: { verb: 'create', resource: 'configmaps' },
      act: { kind: 'status', status: 429, reason: 'TooManyRequests', message: 'slow down', retryAfterSeconds: 3 },
      times: 1,
    });
    const refused = await ask('POST', configMaps, configMap('a'));
    expect([refused.status, refused.headers.get('retry-after'), refused.body.message]).toEqual([429, '3', 'slow down']);
    expect((await ask('GET', `${configMaps}/a`)).status).toBe(404);
    expect((await ask('POST', configMaps, configMap('a'))).status).toBe(201);
  });

  test('a reset before the act leaves nothing, a reset after it leaves what was done', async () => {
    const kubernetes = await sandbox();
    const ask = asking(kubernetes);
    kubernetes.faults.add({ act: { kind: 'reset' }, times: 1 });
    await expect(ask('POST', configMaps, configMap('before'))).rejects.toThrow();
    kubernetes.faults.add({ act: { kind: 'reset-after' }, times: 1 });
    await expect(ask('POST', configMaps, configMap('after'))).rejects.toThrow();
    const { body } = await ask('GET', configMaps);
    expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['after']);
  });

  test('an answer can break off in the middle', async () => {
    const kubernetes = await sandbox();
    kubernetes.faults.add({ act: { kind: 'truncate' }, times: 1 });
    await expect(asking(kubernetes)('GET', clusters)).rejects.toThrow();
  });

  test('a delay only delays', async () => {
    const kubernetes = await sandbox();
    kubernetes.faults.add({ act: { kind: 'delay', milliseconds: 5 } });
    expect((await asking(kubernetes)('GET', clusters)).status).toBe(200);
  });

  test('a silent watch opens and says nothing', async () => {
    const kubernetes = await sandbox({ bookmarkEvery: 2 });
    kubernetes.faults.add({ match: { verb: 'watch' }, act: { kind: 'silent' }, times: 1 });
    const path = `${configMaps}?watch=true&allowWatchBookmarks=true`;
    const silent = await watching(kubernetes, path);
    const other = await watching(kubernetes, path);
    kubernetes.store.create(configMap('a'));
    await other.arrived(3);
    expect([silent.events, silent.ended()]).toEqual([[], undefined]);
  });

  test('a watch can be cut after some events', async () => {
    const kubernetes = await sandbox();
    kubernetes.faults.add({ match: { verb: 'watch' }, act: { kind: 'cut-watch', afterEvents: 2 }, times: 1 });
    const watch = await watching(kubernetes, `${configMaps}?watch=true`);
    for (const name of ['a', 'b', 'c']) kubernetes.store.create(configMap(name));
    expect(await watch.closed()).toBe('cut');
    expect(watch.events).toHaveLength(2);
  });

  test('expiry as an event or as a status', async () => {
    const kubernetes = await sandbox();
    kubernetes.faults.add({ match: { verb: 'watch' }, act: { kind: 'expired', as: 'event' }, times: 1 });
    const watch = await watching(kubernetes, `${configMaps}?watch=true`);
    await watch.closed();
    expect(watch.events.map(({ type, object }) => [type, object.code])).toEqual([['ERROR', 410]]);
    kubernetes.faults.add({ match: { verb: 'watch' }, act: { kind: 'expired', as: 'status' }, times: 1 });
    expect((await asking(kubernetes)('GET', `${configMaps}?watch=true`)).status).toBe(410);
    kubernetes.faults.add({ match: { verb: 'list' }, act: { kind: 'expired', as: 'status' }, times: 1 });
    expect((await asking(kubernetes)('GET', configMaps)).body.reason).toBe('Expired');
  });

  test('a restart cuts what is open and keeps what is stored', async () => {
    const kubernetes = await sandbox();
    kubernetes.store.create(configMap('a'));
    const watch = await watching(kubernetes, `${configMaps}?watch=true`);
    await watch.arrived(1);
    kubernetes.cutConnections();
    expect(await watch.closed()).toBe('cut');
    expect((await asking(kubernetes)('GET', `${configMaps}/a`)).status).toBe(200);
  });

  test('every request is written down with its answer', async () => {
    const kubernetes = await sandbox();
    await asking(kubernetes)('GET', `${configMaps}/nothing?x=1`, undefined, { 'user-agent': 'me/1' });
    expect(kubernetes.requests()).toMatchObject([
      {
        method: 'GET',
        url: `${configMaps}/nothing?x=1`,
        verb: 'get',
        group: '',
        resource: 'configmaps',
        namespace: 'default',
        name: 'nothing',
        userAgent: 'me/1',
        status: 404,
      },
    ]);
    kubernetes.clearRequests();
    expect(kubernetes.requests()).toEqual([]);
  });

  test('a kind can be withdrawn, as when its CRD is deleted', async () => {
    const kubernetes = await sandbox();
    const ask = asking(kubernetes);
    const restore = kubernetes.store.withdraw('cluster.x-k8s.io', 'Cluster');
    expect((await ask('GET', clusters)).body.message).toBe('the server could not find the requested resource');
    const { body } = await ask('GET', '/apis/cluster.x-k8s.io/v1beta2');
    expect(body.resources.map((resource: { kind: string }) => resource.kind)).not.toContain('Cluster');
    restore();
    expect((await ask('GET', clusters)).status).toBe(200);
  });
});
