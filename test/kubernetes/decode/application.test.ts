import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeApplication } from '../../../src/kubernetes/decode/application.ts';

const since = '2026-11-23T10:00:00Z';
const metadata = { name: 'prod', namespace: 'argocd', uid: 'u-1' };
const decode = (spec: unknown, status: unknown) =>
  decodeApplication({ metadata, spec, status }, ['management', 'https://203.0.113.7:6443']);

test('an Application with one source', () => {
  const spec = {
    project: 'clusters',
    source: { repoURL: 'https://github.com/acme/clusters', path: 'clusters/prod', targetRevision: 'main' },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'team-a' },
    syncPolicy: { automated: { prune: true } },
  };
  const result = { group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'team-a', name: 'prod', message: 'created' };
  const status = {
    sync: { status: 'Synced', revision: 'abc' },
    health: { status: 'Healthy', lastTransitionTime: since },
    reconciledAt: since,
    operationState: {
      phase: 'Succeeded',
      message: 'successfully synced',
      retryCount: 2,
      startedAt: since,
      finishedAt: since,
      syncResult: { revision: 'abc', resources: [{ ...result, status: 'Synced' }] },
    },
    conditions: [{ type: 'SyncError', message: 'm', lastTransitionTime: since }],
    resources: [{ ...result, version: 'v1beta2', status: 'OutOfSync', requiresPruning: true }],
  };
  const at = Date.parse(since);
  expect(decode(spec, status)).toEqual({
    ...metadata,
    labels: {},
    annotations: {},
    finalizers: [],
    project: 'clusters',
    sources: [{ repoUrl: 'https://github.com/acme/clusters', path: 'clusters/prod', targetRevision: 'main' }],
    destinationNamespace: 'team-a',
    automated: true,
    sync: { status: 'Synced', revisions: ['abc'] },
    health: { status: 'Healthy', since: at },
    operation: {
      phase: 'Succeeded',
      message: 'successfully synced',
      retryCount: 2,
      revisions: ['abc'],
      startedAt: at,
      finishedAt: at,
      results: [{ kind: 'Cluster', namespace: 'team-a', name: 'prod', status: 'Synced', message: 'created' }],
    },
    conditions: [{ type: 'SyncError', message: 'm' }],
    resources: [
      {
        group: 'cluster.x-k8s.io',
        kind: 'Cluster',
        namespace: 'team-a',
        name: 'prod',
        status: 'OutOfSync',
        requiresPruning: true,
      },
    ],
    reconciledAt: at,
  });
});

describe('forms that differ', () => {
  test('several sources have a revision each', () => {
    const sources = [
      { repoURL: 'a', path: 'p' },
      { repoURL: 'b', chart: 'c', targetRevision: '1.2.3' },
    ];
    const application = decode({ sources }, { sync: { status: 'Synced', revisions: ['r1', 'r2'] } });
    expect(application?.sync.revisions).toEqual(['r1', 'r2']);
    expect(application?.sources).toEqual([
      { repoUrl: 'a', path: 'p', targetRevision: 'HEAD' },
      { repoUrl: 'b', targetRevision: '1.2.3' },
    ]);
  });

  test.each([
    ['no policy', {}, false],
    ['an empty automated block', { syncPolicy: { automated: {} } }, true],
    ['automation switched off', { syncPolicy: { automated: { enabled: false, prune: true } } }, false],
  ])('%s', (_, spec, automated) => expect(decode(spec, {})?.automated).toBe(automated));

  test.each([
    ['nothing', undefined, undefined],
    ['its own cluster by address', { server: 'https://kubernetes.default.svc' }, undefined],
    ['the same with the port', { server: 'https://kubernetes.default.svc.cluster.local:443/' }, undefined],
    ['its own cluster by name', { name: 'in-cluster' }, undefined],
    ['another by address', { server: 'https://10.0.0.9:6443' }, 'https://10.0.0.9:6443'],
    [
      'one that only begins alike',
      { server: 'https://kubernetes.default.example.org' },
      'https://kubernetes.default.example.org',
    ],
    ['another by name', { name: 'staging', namespace: 'default' }, 'staging'],
    ['its own cluster by a name that is told', { name: 'management' }, undefined],
    ['its own cluster by an address that is told', { server: 'https://203.0.113.7:6443/' }, undefined],
    ['an address that is called as its own cluster', { server: 'in-cluster' }, 'in-cluster'],
  ])('applied to %s', (_, destination, remote) => expect(decode({ destination }, {})?.remote).toBe(remote));

  test('one that was never compared says so', () => {
    expect(decode({}, undefined)).toMatchObject({
      project: 'default',
      sync: { status: 'Unknown', revisions: [] },
      health: { status: 'Unknown' },
    });
    expect(decode({}, undefined)).not.toHaveProperty('operation');
  });
});

test('nonsense makes no fault', () => {
  const part = fc.anything({ maxDepth: 4 });
  const status = fc.record({ sync: part, health: part, operationState: part, conditions: part, resources: part });
  fc.assert(
    fc.property(part, fc.oneof(part, status), (spec, statusValue) => {
      expect(decode(spec, statusValue)).toMatchObject({ name: 'prod' });
    }),
  );
  expect(decodeApplication({ metadata: { name: 'prod' } }, [])).toBeUndefined();
});
