import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeObject } from '../../../src/kubernetes/decode/object.ts';

const created = '2026-11-23T10:00:00Z';
const metadata = { name: 'prod', namespace: 'team-a', uid: 'u-1', creationTimestamp: created, generation: 4 };
const core = (kind: string, version = 'v1beta2') => ({ group: 'cluster.x-k8s.io', version, kind });
const decode = (kind: string, spec: unknown, status: unknown, more: Record<string, unknown> = {}) =>
  decodeObject({ metadata: { ...metadata, ...more }, spec, status }, core(kind));

test('a Cluster of v1beta2', () => {
  const spec = {
    paused: false,
    infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSCluster', name: 'prod' },
    controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: 'prod-cp' },
    topology: { classRef: { name: 'quick-start' }, version: 'v1.34.3' },
  };
  const status = {
    observedGeneration: 4,
    phase: 'Provisioned',
    initialization: { infrastructureProvisioned: true, controlPlaneInitialized: false },
    controlPlane: { desiredReplicas: 3, replicas: 2, readyReplicas: 1, availableReplicas: 0, upToDateReplicas: 2 },
    workers: { desiredReplicas: 5 },
  };
  expect(decode('Cluster', spec, status)).toEqual({
    ...core('Cluster'),
    name: 'prod',
    namespace: 'team-a',
    uid: 'u-1',
    generation: 4,
    observedGeneration: 4,
    createdAt: Date.parse(created),
    finalizers: [],
    owners: [],
    labels: {},
    annotations: {},
    conditions: [],
    legacyConditions: [],
    phase: 'Provisioned',
    paused: false,
    replicas: {},
    wantedVersion: 'v1.34.3',
    versions: [],
    infrastructure: { group: 'infrastructure.cluster.x-k8s.io', kind: 'AWSCluster', name: 'prod' },
    controlPlane: { group: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: 'prod-cp' },
    topologyClass: 'quick-start',
    counters: {
      controlPlane: { desired: 3, replicas: 2, ready: 1, available: 0, upToDate: 2 },
      workers: { desired: 5 },
    },
    initialization: { infrastructureProvisioned: true, controlPlaneInitialized: false },
  });
});

test('a Cluster read as v1beta1', () => {
  const spec = {
    infrastructureRef: { apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2', kind: 'AWSCluster', name: 'prod' },
    topology: { class: 'quick-start', version: 'v1.34.3' },
  };
  const status = {
    infrastructureReady: true,
    v1beta2: { controlPlane: { desiredReplicas: 3 }, workers: { desiredReplicas: 5, upToDateReplicas: 1 } },
  };
  expect(decode('Cluster', spec, status)).toMatchObject({
    infrastructure: { group: 'infrastructure.cluster.x-k8s.io', kind: 'AWSCluster', name: 'prod' },
    topologyClass: 'quick-start',
    counters: { controlPlane: { desired: 3 }, workers: { desired: 5, upToDate: 1 } },
    initialization: { infrastructureProvisioned: true },
  });
});

test('a Machine', () => {
  const spec = {
    version: 'v1.34.3',
    providerID: 'aws:///eu-west-1a/i-0',
    bootstrap: { configRef: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfig', name: 'prod-1' } },
    infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSMachine', name: 'prod-1' },
  };
  const status = { nodeRef: { name: 'ip-10-0-0-1' }, nodeInfo: { kubeletVersion: 'v1.34.2' } };
  expect(decode('Machine', spec, status)).toMatchObject({
    wantedVersion: 'v1.34.3',
    versions: [{ version: 'v1.34.2', replicas: 1 }],
    providerId: 'aws:///eu-west-1a/i-0',
    nodeName: 'ip-10-0-0-1',
    bootstrap: { kind: 'KubeadmConfig', name: 'prod-1' },
    infrastructure: { kind: 'AWSMachine', name: 'prod-1' },
  });
});

describe('counters', () => {
  test.each([
    ['v1beta2', { replicas: 3 }, { replicas: 3, readyReplicas: 2, availableReplicas: 1, upToDateReplicas: 0 }],
    [
      'v1beta1, which keeps the new counters apart from the old ones of the same name',
      { replicas: 3 },
      {
        replicas: 3,
        readyReplicas: 9,
        updatedReplicas: 9,
        v1beta2: { readyReplicas: 2, availableReplicas: 1, upToDateReplicas: 0 },
      },
    ],
    ['v1beta1 alone', { replicas: 3 }, { replicas: 3, readyReplicas: 2, availableReplicas: 1, updatedReplicas: 0 }],
  ])('%s', (_, spec, status) => {
    const replicas = { desired: 3, replicas: 3, ready: 2, available: 1, upToDate: 0 };
    expect(decode('MachineDeployment', spec, status)?.replicas).toEqual(replicas);
  });

  test('a MachineHealthCheck counts machines', () => {
    const status = { expectedMachines: 3, currentHealthy: 2 };
    expect(decode('MachineHealthCheck', {}, status)?.replicas).toEqual({ desired: 3, ready: 2 });
  });
});

describe('versions that run', () => {
  test.each([
    [
      'as counted',
      {
        versions: [
          { version: 'v1.34.3', replicas: 2 },
          { version: 'v1.33.6', replicas: 1 },
        ],
      },
      2,
    ],
    ['the deprecated single one', { version: 'v1.34.3', replicas: 3 }, 1],
    ['none', {}, 0],
    ['nonsense', { versions: [{ version: 3 }, null, 'v1'] }, 0],
  ])('%s', (_, status, length) => expect(decode('KubeadmControlPlane', {}, status)?.versions).toHaveLength(length));
});

describe('metadata', () => {
  const labels = { 'cluster.x-k8s.io/cluster-name': 'prod', 'topology.cluster.x-k8s.io/owned': '', team: 'a' };

  test('a member keeps the labels of Cluster API, a Cluster keeps all, because selectors read them', () => {
    expect(decode('Cluster', {}, {}, { labels })?.labels).toEqual(labels);
    const { team: _, ...ofCapi } = labels;
    expect(decode('Machine', {}, {}, { labels })?.labels).toEqual(ofCapi);
  });

  test('annotations that hold whole manifests or configurations are left out', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{'.repeat(5000),
      'controlplane.cluster.x-k8s.io/kubeadm-cluster-configuration': '{}',
      'cluster.x-k8s.io/cloned-from-name': 'prod-md-0',
      'argocd.argoproj.io/tracking-id': 'prod:cluster.x-k8s.io/Machine:team-a/prod-1',
      'clusterops.dev/owner': 'x'.repeat(3000),
      'example.com/note': 'n',
    };
    expect(Object.keys(decode('Machine', {}, {}, { annotations })?.annotations ?? {})).toEqual([
      'cluster.x-k8s.io/cloned-from-name',
      'argocd.argoproj.io/tracking-id',
      'clusterops.dev/owner',
    ]);
    expect(decode('Cluster', {}, {}, { annotations })?.annotations).toHaveProperty(['example.com/note'], 'n');
  });

  test('paused by field or by annotation', () => {
    expect(decode('Cluster', { paused: true }, {})?.paused).toBe(true);
    const annotations = { 'cluster.x-k8s.io/paused': '' };
    expect(decode('Machine', {}, {}, { annotations })?.paused).toBe(true);
  });

  test('owners, finalizers and deletion', () => {
    const ownerReferences = [
      { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachineSet', name: 's', uid: 'u-s', controller: true },
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: 'u-c' },
      { kind: 'Broken' },
      null,
    ];
    const more = { ownerReferences, finalizers: ['machine.cluster.x-k8s.io', 3], deletionTimestamp: created };
    expect(decode('Machine', {}, {}, more)).toMatchObject({
      owners: [
        { group: 'cluster.x-k8s.io', kind: 'MachineSet', name: 's', uid: 'u-s', controller: true },
        { group: '', kind: 'ConfigMap', name: 'c', uid: 'u-c', controller: false },
      ],
      finalizers: ['machine.cluster.x-k8s.io'],
      deletingSince: Date.parse(created),
    });
  });
});

test.each([
  ['at the top', { failureReason: 'CreateError', failureMessage: 'no capacity' }],
  [
    'where v1beta2 keeps it',
    { deprecated: { v1beta1: { failureReason: 'CreateError', failureMessage: 'no capacity' } } },
  ],
])('a terminal failure %s', (_, status) => {
  expect(decode('Machine', {}, status)?.failure).toEqual({ reason: 'CreateError', message: 'no capacity' });
});

test.each([
  ['no name', { metadata: { uid: 'u' } }],
  ['no UID', { metadata: { name: 'a' } }],
  ['no metadata', {}],
  ['null', null],
  ['a list', []],
])('%s is no object', (_, raw) => expect(decodeObject(raw, core('Machine'))).toBeUndefined());

test('nonsense anywhere below makes no fault', () => {
  const part = fc.anything({ withNullPrototype: false, maxDepth: 4 });
  const status = fc.record({
    conditions: part,
    versions: part,
    deprecated: part,
    v1beta2: part,
    initialization: part,
    controlPlane: part,
    nodeRef: part,
    replicas: part,
  });
  const more = fc.record({
    labels: part,
    annotations: part,
    ownerReferences: part,
    finalizers: part,
    generation: part,
  });
  fc.assert(
    fc.property(part, fc.oneof(part, status), more, (spec, statusValue, extra) => {
      expect(decode('Cluster', spec, statusValue, extra)).toMatchObject({ name: 'prod', uid: 'u-1' });
    }),
  );
});
