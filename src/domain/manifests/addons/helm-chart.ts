import type { ClusterSpec } from '../../cluster/spec.ts';
import { addonVersion } from '../core/groups.ts';
import { type JsonObject, labels, metadata, type Part } from '../manifest.ts';
import { yamlText } from '../yaml-text.ts';
import type { Chart } from './versions.ts';

/**
 * A chart installed by the Cluster API add-on provider for Helm into this cluster only. The object's name carries the
 * cluster's, so that the add-ons of two clusters in a namespace never collide, and it selects by the cluster's own label.
 */
export function helmChartPart(
  spec: ClusterSpec,
  suffix: string,
  chart: Chart,
  values: JsonObject,
  comment: string,
): Part {
  return {
    file: 'addons',
    comment,
    manifest: {
      apiVersion: addonVersion,
      kind: 'HelmChartProxy',
      metadata: metadata(spec, `${spec.name}-${suffix}`, 'addon'),
      spec: {
        clusterSelector: { matchLabels: { [labels.cluster]: spec.name } },
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
