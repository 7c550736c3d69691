import { describe, expect, test } from '@jest/globals';
import { asking, cluster, clusters, configMap, configMaps, sandbox } from './client.ts';

const names = (body: {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}): readonly string[] => body.items.map((item) => item.metadata.name);

const filled = async (count: number) => {
  const kubernetes = await sandbox();
  for (let index = 0; index < count; index += 1) {
    kubernetes.store.create(
      configMap(`m${index}`, {}, { labels: { parity: index % 2 === 0 ? 'even' : 'odd', n: String(index) } }),
    );
  }
  return { kubernetes, ask: asking(kubernetes) };
};

describe('lists', () => {
  test('pages are one picture, whatever is written meanwhile', async () => {
    const { kubernetes, ask } = await filled(5);
    const first = (await ask('GET', `${configMaps}?limit=2`)).body;
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['m0', 'm1'], 3]);
    kubernetes.store.create(configMap('m2a'));
    kubernetes.store.remove({ group: '', kind: 'ConfigMap', namespace: 'default', name: 'm3' });
    const second = (await ask('GET', `${configMaps}?limit=2&continue=${first.metadata.continue}`)).body;
    const third = (await ask('GET', `${configMaps}?limit=2&continue=${second.metadata.continue}`)).body;
    expect([...names(second), ...names(third)]).toEqual(['m2', 'm3', 'm4']);
    expect(third.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    expect(third.metadata).not.toHaveProperty('continue');
    expect(names((await ask('GET', configMaps)).body)).toEqual(['m0', 'm1', 'm2', 'm2a', 'm4']);
  });

  test('a continued list is gone after compaction', async () => {
    const { kubernetes, ask } = await filled(3);
    const first = (await ask('GET', `${configMaps}?limit=1`)).body;
    kubernetes.store.create(configMap('later'));
    kubernetes.store.compact();
    const second = await ask('GET', `${configMaps}?limit=1&continue=${first.metadata.continue}`);
    expect([second.status, second.body.reason, second.body.code]).toEqual([410, 'Expired', 410]);
    expect(second.body.message).toMatch(
      /^The provided continue parameter is too old to display a consistent list result/,
    );
  });

  const selections: readonly (readonly [query: string, found: readonly string[]])[] = [
    ['labelSelector=parity=even', ['m0', 'm2']],
    ['labelSelector=parity==odd', ['m1', 'm3']],
    ['labelSelector=parity!=odd', ['m0', 'm2']],
    ['labelSelector=n in (1, 2),parity', ['m1', 'm2']],
    ['labelSelector=n notin (1,2)', ['m0', 'm3']],
    ['labelSelector=!parity', []],
    ['fieldSelector=metadata.name=m2', ['m2']],
    ['fieldSelector=metadata.name!=m2,metadata.namespace=default', ['m0', 'm1', 'm3']],
  ];
  test.each(selections)('selects by %s', async (query, found) => {
    const { ask } = await filled(4);
    expect(names((await ask('GET', `${configMaps}?${encodeURI(query)}`)).body)).toEqual(found);
  });

  test('other fields cannot be selected by', async () => {
    const ask = asking(await sandbox());
    const answer = await ask('GET', `${clusters}?fieldSelector=spec.paused=true`);
    expect([answer.status, answer.body.message]).toEqual([400, 'field label not supported: spec.paused']);
  });

  test('all namespaces at once', async () => {
    const kubernetes = await sandbox();
    kubernetes.store.create(configMap('b'));
    kubernetes.store.create({ ...configMap('a'), metadata: { name: 'a', namespace: 'kube-system' } });
    const list = (await asking(kubernetes)('GET', '/api/v1/configmaps')).body;
    expect(names(list)).toEqual(['b', 'a']);
  });

  test('an exact version shows the past, a version from the future is told to wait', async () => {
    const { kubernetes, ask } = await filled(1);
    const then = kubernetes.store.version();
    kubernetes.store.create(configMap('later'));
    const exact = `${configMaps}?resourceVersionMatch=Exact&resourceVersion=`;
    expect(names((await ask('GET', `${exact}${then}`)).body)).toEqual(['m0']);
    const future = await ask('GET', `${configMaps}?resourceVersion=999999`);
    expect([future.status, future.body.reason]).toEqual([504, 'Timeout']);
    kubernetes.store.compact();
    expect((await ask('GET', `${exact}${then}`)).status).toBe(410);
  });

  test('large answers are compressed for clients that ask', async () => {
    const kubernetes = await sandbox();
    kubernetes.store.create(configMap('big', { text: 'x'.repeat(200_000) }));
    const ask = asking(kubernetes);
    const answer = await ask('GET', configMaps, undefined, { 'accept-encoding': 'gzip' });
    expect(answer.body.items[0].data.text).toHaveLength(200_000);
    expect(answer.headers.get('content-encoding')).toBe('gzip');
  });
});

describe('representations', () => {
  test('a table has the columns of the CRD', async () => {
    const start = Date.UTC(2026, 0, 1);
    let now = start;
    const kubernetes = await sandbox({ now: () => now });
    const made = kubernetes.store.create(cluster('a'));
    kubernetes.store.updateStatus({
      ...made,
      status: { phase: 'Provisioned', conditions: [condition('Available', 'True')] },
    });
    now += 3 * 60_000 + 5_000;
    const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
    const { body } = await asking(kubernetes)('GET', clusters, undefined, accept);
    const columns = body.columnDefinitions.map((column: { name: string }) => column.name);
    const cell = (name: string) => body.rows[0].cells[columns.indexOf(name)];
    expect(body.kind).toBe('Table');
    expect([cell('Name'), cell('Phase'), cell('Available'), cell('Age'), cell('Version')]).toEqual([
      'a',
      'Provisioned',
      'True',
      '3m5s',
      null,
    ]);
    expect(body.rows[0].object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a' } });
  });

  test('metadata alone', async () => {
    const kubernetes = await sandbox();
    kubernetes.store.create(cluster('a'));
    const accept = { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' };
    const { body } = await asking(kubernetes)('GET', clusters, undefined, accept);
    expect(body.kind).toBe('PartialObjectMetadataList');
    expect(Object.keys(body.items[0])).toEqual(['kind', 'apiVersion', 'metadata']);
  });

  test('an older version shows the same object', async () => {
    const kubernetes = await sandbox();
    kubernetes.store.create(cluster('a'));
    const { body } = await asking(kubernetes)('GET', '/apis/cluster.x-k8s.io/v1beta1/namespaces/default/clusters/a');
    expect([body.apiVersion, body.metadata.name]).toEqual(['cluster.x-k8s.io/v1beta1', 'a']);
  });
});

const condition = (type: string, status: string) => ({
  type,
  status,
  reason: 'X',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z',
});
