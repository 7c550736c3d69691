import type { ClusterSpec, ObjectRef } from '../../cluster/spec.ts';
import { contentName } from '../content-name.ts';
import { addonGroup, helmAddonVersion, resourceSetVersion } from '../core/groups.ts';
import { type JsonObject, labels, metadata, type Part } from '../manifest.ts';
import { yamlText } from '../yaml-text.ts';
import type { Chart } from './versions.ts';

/** An add-on of a cluster: a chart with values. */
export interface Addon {
  /** Behind the cluster's name in the name of the object. */
  readonly suffix: string;
  readonly chart: Chart;
  readonly values: JsonObject;
  /** The chart renders by the version of Kubernetes, so what is rendered once serves one minor version. */
  readonly byKubernetesVersion?: true;
  /** What it is for, in one sentence. */
  readonly comment: string;
}

/**
 * Add-ons installed into this cluster only. Their names carry the cluster's, so that those of two clusters in a namespace never
 * collide, and they select by the cluster's own label. None where another add-on manager is configured.
 */
export function addonParts(spec: ClusterSpec, addons: readonly Addon[]): readonly Part[] {
  switch (spec.addons) {
    case 'helm-chart-proxy':
      return addons.map((addon) => helmChartPart(spec, addon));
    case 'cluster-resource-set':
      return addons.map((addon) => resourceSetPart(spec, addon));
    case 'external':
      return [];
  }
}

/** The objects that `addonParts` makes for a number of add-ons. */
export function addonKinds(spec: ClusterSpec, count: number): readonly Pick<ObjectRef, 'group' | 'kind'>[] {
  if (spec.addons === 'external') return [];
  const kind = spec.addons === 'helm-chart-proxy' ? 'HelmChartProxy' : 'ClusterResourceSet';
  return Array.from({ length: count }, () => ({ group: addonGroup, kind }));
}

/** What must run or exist so that the add-ons are installed; nothing for a cluster without any. */
export function addonPrerequisites(spec: ClusterSpec, addons: readonly Addon[]): readonly string[] {
  if (addons.length === 0) return [];
  switch (spec.addons) {
    case 'helm-chart-proxy':
      return ['The Cluster API add-on provider for Helm runs in the management cluster.'];
    case 'cluster-resource-set':
      return addons.map(
        (addon) =>
          `The ConfigMap "${resourceName(spec, addon)}" exists in the namespace "${spec.namespace}"; the comment above its ClusterResourceSet tells how to make it.`,
      );
    case 'external':
      return ['Another add-on manager installs a pod network and what the cloud needs into the cluster.'];
  }
}

/** A ClusterResourceSet that puts the contents of a Secret of the management cluster into the cluster: the Secret by name, never its data. */
export function secretSetPart(spec: ClusterSpec, suffix: string, secret: string, comment: string): Part {
  return {
    file: 'addons',
    comment,
    manifest: {
      apiVersion: resourceSetVersion,
      kind: 'ClusterResourceSet',
      metadata: metadata(spec, `${spec.name}-${suffix}`, 'addon'),
      spec: {
        clusterSelector: selector(spec),
        resources: [{ kind: 'Secret', name: secret }],
        strategy: 'Reconcile',
      },
    },
  };
}

function helmChartPart(spec: ClusterSpec, { suffix, chart, values, comment }: Addon): Part {
  return {
    file: 'addons',
    comment,
    manifest: {
      apiVersion: helmAddonVersion,
      kind: 'HelmChartProxy',
      metadata: metadata(spec, `${spec.name}-${suffix}`, 'addon'),
      spec: {
        clusterSelector: selector(spec),
        repoURL: chart.repository,
        chartName: chart.chart,
        version: chart.version,
        releaseName: chart.release,
        namespace: chart.namespace,
        reconcileStrategy: 'Continuous',
        valuesTemplate: yamlText(values),
      },
    },
  };
}

/** The manifests stand in a ConfigMap that all clusters with the same values share: it is named after chart and values. */
function resourceSetPart(spec: ClusterSpec, addon: Addon): Part {
  return {
    file: 'addons',
    comment: `${addon.comment}\n${recipe(spec, addon)}`,
    manifest: {
      apiVersion: resourceSetVersion,
      kind: 'ClusterResourceSet',
      metadata: metadata(spec, `${spec.name}-${addon.suffix}`, 'addon'),
      spec: {
        clusterSelector: selector(spec),
        resources: [{ kind: 'ConfigMap', name: resourceName(spec, addon) }],
        strategy: 'Reconcile',
      },
    },
  };
}

function resourceName({ kubernetesVersion }: ClusterSpec, { chart, values, byKubernetesVersion }: Addon): string {
  const kubernetes = byKubernetesVersion && kubernetesVersion.split('.').slice(0, 2).join('.');
  return contentName(`${chart.release}-${chart.version.replace(/[^a-z0-9.]+/g, '-')}`, {
    chart: { ...chart },
    values,
    kubernetes,
  });
}

function recipe(spec: ClusterSpec, addon: Addon): string {
  const { chart, values, byKubernetesVersion } = addon;
  const name = resourceName(spec, addon);
  const kubernetes = byKubernetesVersion ? ` --kube-version ${spec.kubernetesVersion}` : '';
  const source = chart.repository.startsWith('oci://')
    ? `${chart.repository}/${chart.chart}`
    : `${chart.chart} --repo ${chart.repository}`;
  return [
    `Applies the ConfigMap ${name}, which all clusters with these values share. To make it:`,
    `helm template ${chart.release} ${source} --version ${chart.version} \\`,
    `  --namespace ${chart.namespace}${kubernetes} --include-crds --values - > ${name}.yaml <<EOF`,
    yamlText(values).trimEnd(),
    'EOF',
    `kubectl create configmap ${name} --namespace ${spec.namespace} --from-file=${name}.yaml`,
  ].join('\n');
}

function selector(spec: ClusterSpec): JsonObject {
  return { matchLabels: { [labels.cluster]: spec.name } };
}
