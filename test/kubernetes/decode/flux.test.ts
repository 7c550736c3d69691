import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeHelmChart,
  decodeHelmRelease,
  decodeKustomization,
  decodeSource,
} from '../../../src/kubernetes/decode/flux.ts';

/** A Kustomization and its GitRepository as Flux's own controllers left them in an end-to-end story. */
const recorded = (name: string): readonly [unknown, unknown] =>
  JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8'));

test('what Flux applied, as it says it', () => {
  const [kustomization, source] = recorded('flux-applied');
  const revision = 'main@sha1:5cca4bab841a2c7dbebe2874d7a4959d3de2596c';
  expect(decodeKustomization(kustomization)).toMatchObject({
    namespace: 'flux-system',
    name: 'flux',
    generation: 1,
    observedGeneration: 1,
    suspended: false,
    remote: false,
    path: './clusters',
    source: { kind: 'GitRepository', namespace: 'flux-system', name: 'flux' },
    appliedRevision: revision,
    attemptedRevision: revision,
    conditions: [
      { type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', since: Date.UTC(2026, 10, 26, 18, 9, 14) },
    ],
  });
  expect(decodeKustomization(kustomization)?.inventory).toContain('flux_steady_cluster.x-k8s.io_Cluster');
  expect(decodeSource('GitRepository', source)).toMatchObject({
    kind: 'GitRepository',
    ref: { branch: 'main' },
    artifact: { revision },
    observedGeneration: 1,
  });
});

test('a folder that is gone leaves what was applied as it was', () => {
  const decoded = decodeKustomization(recorded('flux-without-folder')[0]);
  expect(decoded?.conditions.map(({ type, reason }) => `${type}: ${reason}`)).toEqual([
    'Reconciling: ProgressingWithRetry',
    'Ready: ArtifactFailed',
  ]);
  expect(decoded?.attemptedRevision).toBe('main@sha1:19f09a362d89b94a7a255c2edd03ad1fef765df1');
});

test('what an OCI artifact was made from', () => {
  const metadata = { name: 'a', namespace: 'b', uid: 'c' };
  const note = {
    'org.opencontainers.image.source': 'https://github.com/acme/fleet',
    'org.opencontainers.image.revision': 'main@sha1:abc',
  };
  const artifact = (more: object) =>
    decodeSource('OCIRepository', { metadata, status: { artifact: { revision: 'r', ...more } } });
  expect(artifact({ metadata: note })?.artifact?.origin).toEqual({
    url: 'https://github.com/acme/fleet',
    revision: 'main@sha1:abc',
  });
  expect(artifact({})?.artifact).toEqual({ revision: 'r' });
});

test('a generation of -1, as it is before the first success, is none', () => {
  const object = { metadata: { name: 'a', uid: 'c', generation: 1 }, status: { observedGeneration: -1 } };
  expect(decodeKustomization(object)).not.toHaveProperty('observedGeneration');
});

test('what Sync reads of a HelmRelease and its HelmChart', () => {
  const release = decodeHelmRelease({
    metadata: { name: 'shop', namespace: 'default', uid: 'r', generation: 3 },
    spec: {
      chart: {
        spec: {
          chart: './clusters/shop',
          reconcileStrategy: 'Revision',
          sourceRef: { kind: 'GitRepository', name: 'fleet' },
        },
      },
      targetNamespace: 'clusters',
    },
    status: {
      helmChart: 'default/default-shop',
      lastAttemptedRevision: '0.1.0+1234567890ab',
      lastAttemptedGeneration: 3,
      history: [{ chartVersion: '0.1.0+1234567890ab', status: 'deployed', version: 4, digest: 'x' }, {}],
      inventory: { entries: [{ id: 'clusters_shop_cluster.x-k8s.io_Cluster', v: 'v1beta2' }] },
    },
  });
  expect(release).toEqual({
    ...{ namespace: 'default', name: 'shop', uid: 'r', generation: 3, suspended: false, remote: false, conditions: [] },
    chart: {
      source: { kind: 'GitRepository', namespace: 'default', name: 'fleet' },
      path: './clusters/shop',
      byRevision: true,
    },
    chartObject: 'default/default-shop',
    targetNamespace: 'clusters',
    attemptedRevision: '0.1.0+1234567890ab',
    attemptedGeneration: 3,
    history: [{ chartVersion: '0.1.0+1234567890ab', status: 'deployed', version: 4 }],
    inventory: new Set(['clusters_shop_cluster.x-k8s.io_Cluster']),
  });
  const chart = decodeHelmChart({
    metadata: { name: 'default-shop', namespace: 'default', uid: 'c' },
    status: { artifact: { revision: '0.1.0+1234567890ab' }, observedSourceArtifactRevision: 'main@sha1:1234' },
  });
  expect(chart).toMatchObject({ version: '0.1.0+1234567890ab', sourceRevision: 'main@sha1:1234' });
});

test('anything at all is decoded or refused', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (spec, status) => {
      const raw = { metadata: { name: 'a', uid: 'b' }, spec, status };
      expect(decodeKustomization(raw)?.name).toBe('a');
      expect(decodeSource('GitRepository', raw)?.name).toBe('a');
      expect(decodeHelmRelease(raw)?.name).toBe('a');
      expect(decodeHelmChart(raw)?.name).toBe('a');
      expect(decodeKustomization(spec)).toBeUndefined();
    }),
  );
});
