import { describe, expect, test } from '@jest/globals';
import { asking, cluster, clusters, configMap, configMaps, sandbox } from './client.ts';

describe('create, read, update', () => {
  test('a new object gets identity, version and generation, and its status is taken away', async () => {
    const ask = asking(await sandbox({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) }));
    const made = await ask('POST', clusters, cluster('a', { status: { phase: 'Provisioned' } }));
    expect(made.status).toBe(201);
    expect(made.body.metadata).toMatchObject({ generation: 1, creationTimestamp: '2026-01-02T03:04:05Z' });
    expect(made.body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.body).not.toHaveProperty('status');
    expect((await ask('GET', `${clusters}/a`)).body).toEqual(made.body);
  });

  test('the generation counts changes of the spec only', async () => {
    const ask = asking(await sandbox());
    const made = (await ask('POST', clusters, cluster('a'))).body;
    const labelled = (
      await ask('PUT', `${clusters}/a`, { ...made, metadata: { ...made.metadata, labels: { team: 'a' } } })
    ).body;
    expect(labelled.metadata.generation).toBe(1);
    const changed = (await ask('PUT', `${clusters}/a`, { ...labelled, spec: { ...labelled.spec, paused: true } })).body;
    expect(changed.metadata.generation).toBe(2);
    const status = (await ask('PUT', `${clusters}/a/status`, { ...changed, status: { phase: 'Pending' }, spec: {} }))
      .body;
    expect(status.metadata.generation).toBe(2);
    expect(status.spec.paused).toBe(true);
    expect(status.status).toEqual({ phase: 'Pending' });
    const through = (await ask('PUT', `${clusters}/a`, { ...status, status: { phase: 'Failed' } })).body;
    expect(through.status).toEqual({ phase: 'Pending' });
  });

  test('a write that changes nothing keeps the version, every other raises it', async () => {
    const ask = asking(await sandbox());
    const made = (await ask('POST', clusters, cluster('a'))).body;
    const same = (await ask('PUT', `${clusters}/a`, made)).body;
    expect(same.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    const other = (await ask('POST', clusters, cluster('b'))).body;
    expect(Number(other.metadata.resourceVersion)).toBeGreaterThan(Number(made.metadata.resourceVersion));
  });

  test('a dry run answers as the real thing and keeps nothing', async () => {
    const ask = asking(await sandbox());
    const made = await ask('POST', `${clusters}?dryRun=All`, cluster('a'));
    expect(made.status).toBe(201);
    expect((await ask('GET', `${clusters}/a`)).status).toBe(404);
  });

  test('a Secret keeps stringData as data', async () => {
    const ask = asking(await sandbox());
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { key: 'value' } };
    const made = await ask('POST', '/api/v1/namespaces/default/secrets', secret);
    expect(made.body).toMatchObject({ type: 'Opaque', data: { key: 'dmFsdWU=' } });
    expect(made.body).not.toHaveProperty('stringData');
  });

  test('a name can be generated', async () => {
    const ask = asking(await sandbox());
    const made = await ask('POST', configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { generateName: 'x-' },
    });
    expect(made.body.metadata.name).toMatch(/^x-[a-z0-9]{5}$/);
  });
});

describe('refusals in the words of the API server', () => {
  const cases: readonly (readonly [
    what: string,
    request: readonly [method: string, path: string, body?: unknown],
    status: number,
    reason: string | undefined,
    message: string | RegExp,
  ])[] = [
    [
      'an object that is not there',
      ['GET', `${clusters}/x`],
      404,
      'NotFound',
      'clusters.cluster.x-k8s.io "x" not found',
    ],
    ['a core object that is not there', ['GET', `${configMaps}/x`], 404, 'NotFound', 'configmaps "x" not found'],
    [
      'a kind that is not served',
      ['GET', '/apis/cluster.x-k8s.io/v1beta9/clusters'],
      404,
      'NotFound',
      'the server could not find the requested resource',
    ],
    [
      'a name that is taken',
      ['POST', configMaps, configMap('taken')],
      409,
      'AlreadyExists',
      'configmaps "taken" already exists',
    ],
    [
      'a namespace that is not there',
      ['POST', '/api/v1/namespaces/nowhere/configmaps', { ...configMap('x'), metadata: { name: 'x' } }],
      404,
      'NotFound',
      'namespaces "nowhere" not found',
    ],
    [
      'another namespace in the body than in the path',
      ['POST', '/api/v1/namespaces/kube-system/configmaps', configMap('x')],
      400,
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'another name in the body than in the path',
      ['PUT', `${configMaps}/taken`, configMap('other')],
      400,
      'BadRequest',
      'the name of the object (other) does not match the name on the URL (taken)',
    ],
    [
      'an old version',
      ['PUT', `${configMaps}/taken`, configMap('taken', {}, { resourceVersion: '1' })],
      409,
      'Conflict',
      'Operation cannot be fulfilled on configmaps "taken": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'an update of a custom resource without a version',
      ['PUT', `${clusters}/here`, cluster('here')],
      422,
      'Invalid',
      'Cluster.cluster.x-k8s.io "here" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    ],
    [
      'a version on a new object',
      ['POST', configMaps, configMap('x', {}, { resourceVersion: '1' })],
      500,
      undefined,
      'resourceVersion should not be set on objects to be created',
    ],
    [
      'a name that is no DNS name',
      ['POST', configMaps, configMap('Big_Name')],
      422,
      'Invalid',
      /^ConfigMap "Big_Name" is invalid: metadata\.name: Invalid value: "Big_Name": a lowercase RFC 1123 subdomain must consist of/,
    ],
    [
      'an unknown field under strict validation',
      ['POST', `${clusters}?fieldValidation=Strict`, cluster('x', { spec: { clusterNetwrok: {}, paused: true } })],
      400,
      'BadRequest',
      'Cluster in version "v1beta2" cannot be handled as a Cluster: strict decoding error: unknown field "spec.clusterNetwrok"',
    ],
    [
      'a repeated field under strict validation',
      [
        'POST',
        `${configMaps}?fieldValidation=Strict`,
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"a":"1","a":"2"}}',
      ],
      400,
      'BadRequest',
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.a"',
    ],
    [
      'a value of the wrong type',
      ['POST', clusters, cluster('x', { spec: { paused: 'yes' } })],
      422,
      'Invalid',
      'Cluster.cluster.x-k8s.io "x" is invalid: spec.paused: Invalid value: "string": spec.paused in body must be of type boolean: "string"',
    ],
    [
      'several wrong values at once',
      [
        'POST',
        '/apis/controlplane.cluster.x-k8s.io/v1beta2/namespaces/default/kubeadmcontrolplanes',
        {
          apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
          kind: 'KubeadmControlPlane',
          metadata: { name: 'x' },
          spec: { replicas: 1.5, machineTemplate: {} },
        },
      ],
      422,
      'Invalid',
      /is invalid: \[spec\.version: Required value, spec\.replicas: Invalid value: "number": spec\.replicas in body must be of type integer: "number", spec\.machineTemplate\.spec: Required value\]$/,
    ],
  ];
  test.each(cases)('%s', async (_, [method, path, body], status, reason, message) => {
    const ask = asking(await sandbox());
    await ask('POST', configMaps, configMap('taken'));
    await ask('POST', clusters, cluster('here'));
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status });
    expect(answer.body.reason).toBe(reason);
    if (typeof message === 'string') expect(answer.body.message).toBe(message);
    else expect(answer.body.message).toMatch(message);
  });

  test('without strictness an unknown field is dropped with a warning', async () => {
    const ask = asking(await sandbox());
    const made = await ask('POST', clusters, cluster('x', { spec: { paused: true, pausde: true } }));
    expect(made.status).toBe(201);
    expect(made.body.spec).toEqual({ paused: true });
    expect(made.headers.get('warning')).toBe('299 - "unknown field \\"spec.pausde\\""');
  });

  test('a body that clients write in Protobuf is refused by its media type', async () => {
    const ask = asking(await sandbox());
    const type = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    expect((await ask('POST', configMaps, 'k8s', type)).status).toBe(415);
  });
});

describe('patches', () => {
  const json = { 'content-type': 'application/json-patch+json' };
  const merge = { 'content-type': 'application/merge-patch+json' };

  test('a merge patch sets and removes', async () => {
    const ask = asking(await sandbox());
    await ask('POST', configMaps, configMap('a', { keep: '1', drop: '2' }));
    const patched = await ask('PATCH', `${configMaps}/a`, { data: { drop: null, add: '3' } }, merge);
    expect(patched.body.data).toEqual({ keep: '1', add: '3' });
  });

  test('a JSON patch whose test fails changes nothing', async () => {
    const ask = asking(await sandbox());
    await ask('POST', configMaps, configMap('a', { x: '1' }));
    const operations = [
      { op: 'test', path: '/data/x', value: '2' },
      { op: 'replace', path: '/data/x', value: '3' },
    ];
    expect((await ask('PATCH', `${configMaps}/a`, operations, json)).status).toBe(422);
    const good = [
      { op: 'test', path: '/data/x', value: '1' },
      { op: 'replace', path: '/data/x', value: '3' },
      { op: 'add', path: '/metadata/annotations', value: { 'example.org/a': 'b' } },
    ];
    const patched = await ask('PATCH', `${configMaps}/a`, good, json);
    expect([patched.body.data, patched.body.metadata.annotations]).toEqual([{ x: '3' }, { 'example.org/a': 'b' }]);
  });

  test('a patch that names a version is held to it', async () => {
    const ask = asking(await sandbox());
    await ask('POST', configMaps, configMap('a'));
    const stale = await ask(
      'PATCH',
      `${configMaps}/a`,
      { metadata: { resourceVersion: '1' }, data: { x: '1' } },
      merge,
    );
    expect(stale.status).toBe(409);
  });

  test('the scale of a MachineDeployment moves its replicas', async () => {
    const kubernetes = await sandbox();
    const ask = asking(kubernetes);
    const path = '/apis/cluster.x-k8s.io/v1beta2/namespaces/default/machinedeployments';
    await ask('POST', path, {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'MachineDeployment',
      metadata: { name: 'md' },
      spec: {
        clusterName: 'a',
        replicas: 1,
        selector: {},
        template: {
          spec: {
            clusterName: 'a',
            bootstrap: { dataSecretName: 'x' },
            infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'DevMachineTemplate', name: 'x' },
          },
        },
      },
    });
    const scaled = await ask('PATCH', `${path}/md/scale`, { spec: { replicas: 4 } }, merge);
    expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 4 } });
    expect((await ask('GET', `${path}/md`)).body.spec.replicas).toBe(4);
  });
});
