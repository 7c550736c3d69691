import { describe, expect, test } from '@jest/globals';
import { apply, asking, cluster, clusters, configMap, configMaps, sandbox } from './client.ts';

const path = `${clusters}/a`;
const body = (spec: object, metadata: object = {}) => cluster('a', { metadata: { name: 'a', ...metadata }, spec });

describe('server-side apply', () => {
  test('creates, and answers 201 only then', async () => {
    const ask = asking(await sandbox());
    expect((await apply(ask, path, body({ paused: true }), 'me')).status).toBe(201);
    expect((await apply(ask, path, body({ paused: false }), 'me')).status).toBe(200);
  });

  test('a repeated apply changes nothing, not even the version', async () => {
    let now = 1_000_000;
    const ask = asking(await sandbox({ now: () => now }));
    const first = await apply(ask, path, body({ paused: true }, { labels: { a: '1' } }), 'me');
    now += 60_000;
    const second = await apply(ask, path, body({ paused: true }, { labels: { a: '1' } }), 'me');
    expect(second.body).toEqual(first.body);
  });

  test('owns what it names, and takes away what it no longer names', async () => {
    const ask = asking(await sandbox());
    await apply(ask, path, body({ paused: true }, { labels: { a: '1', b: '2' } }), 'me');
    const after = await apply(ask, path, body({ paused: true }, { labels: { b: '2' } }), 'me');
    expect(after.body.metadata.labels).toEqual({ b: '2' });
    expect(after.body.metadata.managedFields).toMatchObject([
      {
        manager: 'me',
        operation: 'Apply',
        apiVersion: 'cluster.x-k8s.io/v1beta2',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:metadata': { 'f:labels': { 'f:b': {} } }, 'f:spec': { 'f:paused': {} } },
      },
    ]);
  });

  test('leaves alone what others own, even if they had it from the same apply', async () => {
    const ask = asking(await sandbox());
    await apply(ask, path, body({ paused: true, clusterNetwork: { serviceDomain: 'a.b' } }), 'one');
    await apply(ask, path, body({ paused: true }), 'two');
    const after = await apply(ask, path, body({ clusterNetwork: { serviceDomain: 'a.b' } }), 'one');
    expect(after.body.spec).toEqual({ paused: true, clusterNetwork: { serviceDomain: 'a.b' } });
    const last = await apply(ask, path, body({ clusterNetwork: { serviceDomain: 'a.b' } }), 'two');
    expect(last.body.spec).toEqual({ clusterNetwork: { serviceDomain: 'a.b' } });
  });

  test('a field of another manager is a conflict, unless forced; force moves the ownership', async () => {
    const ask = asking(await sandbox());
    await apply(ask, path, body({ paused: true, clusterNetwork: { serviceDomain: 'a.b' } }), 'one');
    const refused = await apply(ask, path, body({ paused: false }), 'two');
    expect(refused.status).toBe(409);
    expect(refused.body.message).toBe('Apply failed with 1 conflict: conflict with "one": .spec.paused');
    expect(refused.body.details.causes).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.paused' },
    ]);
    const forced = await apply(ask, path, body({ paused: false }), 'two', '&force=true');
    expect(forced.body.spec.paused).toBe(false);
    const again = await apply(ask, path, body({ clusterNetwork: { serviceDomain: 'a.b' } }), 'one');
    expect(again.body.spec.paused).toBe(false);
  });

  test('the same value is shared without conflict', async () => {
    const ask = asking(await sandbox());
    await apply(ask, path, body({ paused: true }), 'one');
    const shared = await apply(ask, path, body({ paused: true }), 'two');
    expect(shared.status).toBe(200);
    expect(shared.body.metadata.managedFields).toHaveLength(2);
  });

  test('several conflicts are listed by manager, updates with their time', async () => {
    const ask = asking(await sandbox({ now: () => Date.UTC(2026, 1, 3) }));
    await ask('POST', `${configMaps}?fieldManager=human`, configMap('m', { a: '1', b: '2' }));
    const refused = await apply(ask, `${configMaps}/m`, configMap('m', { a: 'x', b: 'y' }), 'bot');
    expect(refused.body.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "human" using v1 at 2026-02-03T00:00:00Z:\n- .data.a\n- .data.b',
    );
  });

  test('an update takes fields over from whoever applied them', async () => {
    const ask = asking(await sandbox());
    const made = (await apply(ask, path, body({ paused: true }), 'one')).body;
    await ask('PUT', `${path}?fieldManager=human`, { ...made, spec: { paused: false } });
    const refused = await apply(ask, path, body({ paused: true }), 'one');
    expect(refused.body.message).toMatch(
      /^Apply failed with 1 conflict: conflict with "human" using cluster\.x-k8s\.io\/v1beta2 at .*: \.spec\.paused$/,
    );
  });

  test('lists with keys merge item by item, other lists are one value', async () => {
    const ask = asking(await sandbox());
    const gate = (conditionType: string, polarity?: string) => ({ conditionType, ...(polarity ? { polarity } : {}) });
    await apply(ask, path, body({ availabilityGates: [gate('A'), gate('B')] }), 'one');
    const both = await apply(ask, path, body({ availabilityGates: [gate('C', 'Negative')] }), 'two');
    expect(both.body.spec.availabilityGates.map((each: { conditionType: string }) => each.conditionType)).toEqual([
      'A',
      'B',
      'C',
    ]);
    const less = await apply(ask, path, body({ availabilityGates: [gate('B')] }), 'one');
    expect(less.body.spec.availabilityGates.map((each: { conditionType: string }) => each.conditionType)).toEqual([
      'B',
      'C',
    ]);
    const network = (cidrBlocks: readonly string[]) => body({ clusterNetwork: { pods: { cidrBlocks } } });
    await apply(ask, path, network(['10.0.0.0/16']), 'three');
    expect((await apply(ask, path, network(['10.1.0.0/16']), 'four')).status).toBe(409);
  });

  test('finalizers are a set: each manager keeps its own', async () => {
    const ask = asking(await sandbox());
    await apply(ask, path, body({ paused: true }, { finalizers: ['example.org/one'] }), 'one');
    const both = await apply(ask, path, body({ paused: true }, { finalizers: ['example.org/two'] }), 'two');
    expect(both.body.metadata.finalizers).toEqual(['example.org/one', 'example.org/two']);
    const left = await apply(ask, path, body({ paused: true }), 'one');
    expect(left.body.metadata.finalizers).toEqual(['example.org/two']);
  });

  test('status belongs to its own door', async () => {
    const ask = asking(await sandbox());
    const made = await apply(ask, path, { ...body({ paused: true }), status: { phase: 'Pending' } }, 'one');
    expect(made.body).not.toHaveProperty('status');
    const status = await apply(ask, `${path}/status`, { ...body({}), status: { phase: 'Pending' } }, 'two');
    expect(status.body).toMatchObject({ spec: { paused: true }, status: { phase: 'Pending' } });
    expect(status.body.metadata.managedFields[1]).toMatchObject({ manager: 'two', subresource: 'status' });
  });

  const refusals: readonly (readonly [
    what: string,
    manifest: unknown,
    query: string,
    status: number,
    message: string | RegExp,
  ])[] = [
    [
      'an unknown field is a server error, whatever validation was asked for',
      body({ pasued: true }),
      '&fieldValidation=Ignore',
      500,
      'failed to create typed patch object (default/a; cluster.x-k8s.io/v1beta2, Kind=Cluster): .spec.pasued: field not declared in schema',
    ],
    [
      'several unknown fields',
      body({ pasued: true, clusterNetwork: { podz: {} } }),
      '',
      500,
      'failed to create typed patch object (default/a; cluster.x-k8s.io/v1beta2, Kind=Cluster): errors:\n  .spec.pasued: field not declared in schema\n  .spec.clusterNetwork.podz: field not declared in schema',
    ],
    [
      'a wrong type',
      body({ controlPlaneEndpoint: { port: '6443' } }),
      '',
      500,
      /\.spec\.controlPlaneEndpoint\.port: expected numeric \(int or float\), got string$/,
    ],
    [
      'a value that breaks the schema',
      body({ controlPlaneEndpoint: { host: 'x', port: 70000 } }),
      '',
      422,
      /spec\.controlPlaneEndpoint\.port: Invalid value: 70000: spec\.controlPlaneEndpoint\.port in body should be less than or equal to 65535$/,
    ],
    [
      'a repeated key under strict validation',
      'apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: {name: a}\nspec:\n  paused: true\n  paused: false\n',
      '&fieldValidation=Strict',
      400,
      'error strict decoding YAML: key "spec.paused" already set in map',
    ],
    [
      'managed fields in the configuration',
      body({}, { managedFields: [] }),
      '',
      400,
      'metadata.managedFields must be nil',
    ],
  ];
  test.each(refusals)('%s', async (_, manifest, query, status, message) => {
    const answer = await apply(asking(await sandbox()), path, manifest, 'me', query);
    expect(answer.status).toBe(status);
    if (typeof message === 'string') expect(answer.body.message).toBe(message);
    else expect(answer.body.message).toMatch(message);
  });

  test('a manager must be named', async () => {
    const ask = asking(await sandbox());
    const answer = await ask('PATCH', path, body({}), { 'content-type': 'application/apply-patch+yaml' });
    expect([answer.status, answer.body.message]).toEqual([
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ]);
  });

  test('a dry run keeps nothing', async () => {
    const ask = asking(await sandbox());
    expect((await apply(ask, path, body({ paused: true }), 'me', '&dryRun=All')).status).toBe(201);
    expect((await ask('GET', path)).status).toBe(404);
  });
});
