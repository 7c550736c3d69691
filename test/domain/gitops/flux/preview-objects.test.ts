import { expect, test } from '@jest/globals';
import type { Request } from '../../../../src/domain/cluster/request.ts';
import type { ObjectRef } from '../../../../src/domain/cluster/spec.ts';
import { harmlessPatchFor, isEngineObject, releasedObjects } from '../../../../src/domain/gitops/preview-objects.ts';
import { clusterObject, heldRelease, helmRelease } from '../support/flux.ts';

const release: ObjectRef = { ...clusterObject, group: 'helm.toolkit.fluxcd.io', version: 'v2', kind: 'HelmRelease' };
const chart: ObjectRef = { ...clusterObject, group: 'source.toolkit.fluxcd.io', version: 'v1', kind: 'HelmChart' };
const request = { clusters: [{ objects: [clusterObject, release, chart] }] } as unknown as Request;

test('a preview leaves nothing of what its HelmRelease made, as far as the bot may delete it', () => {
  const inventory = new Set([
    'default_eu-west-1-12-cilium_addons.cluster.x-k8s.io_HelmChartProxy',
    'default_eu-west-1-12_vmware.infrastructure.cluster.x-k8s.io_VSphereCluster',
    'default_settings__ConfigMap',
    heldRelease,
  ]);
  const seen = [helmRelease({ inventory }), helmRelease({ name: 'other' })];
  expect(releasedObjects({ releases: seen }, request).map(({ kind, namespace }) => `${kind} ${namespace}`)).toEqual([
    'HelmChartProxy default',
    'VSphereCluster default',
  ]);
});

test('a HelmRelease and its HelmChart are made, and outlive the hand-over; suspended, a HelmRelease is harmless', () => {
  expect([release, chart].map(isEngineObject)).toEqual([false, false]);
  expect(harmlessPatchFor(release)).toEqual({ spec: { suspend: true } });
});
