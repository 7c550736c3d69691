import { describe, expect, test } from '@jest/globals';
import type { WantedCluster } from '../../../src/domain/health/wanted.ts';
import { addons, cluster, deployment, type Json, judge, leaving, minute, rest, wanted } from './support/eks-cluster.ts';
import { now } from './support/fixture.ts';
import { raw, says } from './support/fleet.ts';
import type { RawObject } from './support/seen.ts';

describe('add-ons', () => {
  const chartLabel = 'helmreleaseproxy.addons.cluster.x-k8s.io/helmchartproxy-name';
  const selector = { clusterSelector: { matchLabels: { cni: 'cilium' } } };
  const chart = raw(
    `${addons}/v1alpha1`,
    'HelmChartProxy',
    'prod-cilium',
    { ...selector, chartName: 'cilium' },
    { observedGeneration: 2, conditions: [says('Ready', 'False', 'NotReady', 'another cluster')] },
    { labels: {} },
  );
  const release = (status: string, message = '', more: Json = {}) =>
    raw(
      `${addons}/v1alpha1`,
      'HelmReleaseProxy',
      'cilium-prod-x7',
      {},
      {
        observedGeneration: 2,
        status: 'deployed',
        conditions: [says('Ready', status, 'HelmInstallOrUpgradeFailed', message)],
        ...more,
      },
      { labels: { 'cluster.x-k8s.io/cluster-name': 'prod', [chartLabel]: 'prod-cilium' } },
    );
  const set = raw(
    `${addons}/v1beta2`,
    'ClusterResourceSet',
    'prod-ccm',
    { ...selector, resources: [{ kind: 'ConfigMap', name: 'ccm' }] },
    {
      observedGeneration: 2,
      conditions: [says('ResourcesApplied', 'False', 'ApplyFailed', 'ConfigMap ccm not found')],
    },
    { labels: {} },
  );
  const binding = (applied: boolean) =>
    raw(
      `${addons}/v1beta2`,
      'ClusterResourceSetBinding',
      'prod',
      {
        clusterName: 'prod',
        bindings: [{ clusterResourceSetName: 'prod-ccm', resources: [{ kind: 'ConfigMap', name: 'ccm', applied }] }],
      },
      {},
    );
  const ofOthers = (object: RawObject): RawObject => ({
    ...object,
    spec: { ...(object['spec'] as Json), clusterSelector: { matchLabels: { cni: 'calico' } } },
  });

  const withAddons: WantedCluster = {
    ...wanted,
    objects: [...(wanted.objects ?? []), { group: addons, kind: 'HelmChartProxy', name: 'prod-cilium' }],
  };

  test.each<[string, readonly RawObject[]]>([
    ['that are in the cluster, whatever other clusters say', [chart, release('True'), set, binding(true)]],
    [
      'the release of a chart that it once had, on its way out',
      [
        chart,
        release('True'),
        leaving({ ...release('False'), metadata: { ...release('False').metadata, name: 'old' } }),
      ],
    ],
    ['a resource set that is going', [chart, release('True'), leaving(set)]],
  ])('let it be ready: %s', (_, objects) => {
    expect(judge([cluster, rest, deployment(), objects], { wanted: withAddons }).state).toBe('ready');
  });

  test('that a resource set applies, and that Git holds, are missed too', () => {
    const of = { ...wanted, objects: [{ group: addons, kind: 'ClusterResourceSet', name: 'prod-ccm' }] };
    expect(judge([cluster, rest, deployment()], { wanted: of }).because).toBe(
      'ClusterResourceSet prod-ccm is not there, or does not select the cluster.',
    );
  });

  test('say nothing of why where the set’s own word is that all is applied', () => {
    const applied = {
      ...set,
      status: { observedGeneration: 2, conditions: [says('ResourcesApplied', 'True', 'Applied', 'all is well')] },
    };
    expect(judge([cluster, rest, deployment(), chart, release('True'), applied, binding(false)]).because).toBe(
      'ConfigMap ccm of ClusterResourceSet prod-ccm is not applied.',
    );
  });

  test.each<[string, readonly RawObject[], RegExp]>([
    [
      'a chart that has no release for it',
      [chart],
      /HelmChartProxy prod-cilium has made no release for the cluster yet/,
    ],
    [
      'a release that failed',
      [chart, release('False', 'chart "cilium" version "9" not found')],
      /The chart of HelmChartProxy prod-cilium is not installed: chart "cilium" version "9" not found\.$/,
    ],
    ['a release that says nothing', [chart, release('True', '', { conditions: [] })], /is not installed\.$/],
    [
      'a release of the chart before',
      [chart, release('True', '', { observedGeneration: 1 })],
      /newest change of HelmReleaseProxy cilium-prod-x7/,
    ],
    [
      'a resource set that has not come to it',
      [chart, release('True'), set],
      /ClusterResourceSet prod-ccm has not been applied/,
    ],
    [
      'a resource that could not be applied',
      [chart, release('True'), set, binding(false)],
      /ConfigMap ccm of ClusterResourceSet prod-ccm is not applied: ConfigMap ccm not found\.$/,
    ],
    [
      'a chart that has no release for it, beside one that has',
      [{ ...chart, metadata: { ...chart.metadata, name: 'prod-ccm' } }, chart, release('True')],
      /HelmChartProxy prod-ccm has made no release for the cluster yet/,
    ],
    ['a chart of Git that selects others', [ofOthers(chart)], /HelmChartProxy prod-cilium is not there, or does not/],
    ['a chart of Git that is going', [leaving(chart)], /HelmChartProxy prod-cilium is not there, or does not select/],
    [
      'a chart of Git whose name a resource set has',
      [{ ...set, metadata: { ...set.metadata, name: 'prod-cilium' } }],
      /HelmChartProxy prod-cilium is not there, or does not select/,
    ],
    [
      'a chart of Git beside which there is another one',
      [{ ...chart, metadata: { ...chart.metadata, name: 'prod-ccm' } }],
      /HelmChartProxy prod-cilium is not there, or does not select/,
    ],
    [
      'a resource set that has not come to it, though another one has',
      [chart, release('True'), { ...set, metadata: { ...set.metadata, name: 'prod-csi' } }, binding(true)],
      /ClusterResourceSet prod-csi has not been applied/,
    ],
    ['a chart of Git that is not there', [], /HelmChartProxy prod-cilium is not there, or does not select the cluster/],
  ])('hold it back: %s', (_, objects, because) => {
    const readiness = judge([cluster, rest, deployment(), objects], { wanted: withAddons });
    expect(readiness.state).toBe('progressing');
    expect(readiness.because).toMatch(because);
  });

  test('name the cause of nodes without a network', () => {
    const late = judge([cluster, rest, deployment(), chart, release('False', 'chart "cilium" version "9" not found')], {
      wanted: withAddons,
      since: now - 60 * minute,
    });
    expect(late).toMatchObject({ state: 'stuck', cause: { code: 'add-on' } });
  });
});
