import type { HelmSettings } from '../../../access/configuration.ts';
import type { ClusterSpec, FileContent } from '../../../cluster/spec.ts';
import { type Finding, fault } from '../../../finding.ts';
import { resolvePath } from '../../builds/resolve-path.ts';
import { refOf } from '../../manifest.ts';
import { itemsAt, type Located, textAt } from '../../source/located.ts';
import { readDocuments } from '../../source/read-documents.ts';
import { yamlText } from '../../yaml-text.ts';
import type { PackagingForm, RepositoryFiles } from '../packaging.ts';
import { checkValues } from './check-values.ts';
import { releaseFiles } from './release.ts';
import { clusterValues, valuesKey } from './values.ts';

/**
 * A chart of the cluster's own that depends on the chart all clusters share, and the values for it: what Argo CD renders as it
 * is, and Flux by a HelmRelease beside it, wherever the shared chart comes from. Values are checked against the shared chart's schema when it is in the repository.
 */
export const helm: PackagingForm = {
  reads: (_spec, { helm: settings }) => (isFolder(settings) ? [settings.chart] : []),
  looksInto: (path, { helm: { chart } }) =>
    ['Chart.yaml', 'values.yaml', 'values.schema.json'].some((name) => path === `${chart}/${name}`),
  writes: () => [],
  pack: ({ spec, configuration, folder, parts, repository }) => {
    const { engine, delivery, flux } = configuration;
    if (engine === 'flux' && delivery === 'preview' && (flux.source.namespace ?? flux.namespace) !== flux.namespace)
      return { ok: false, findings: [fault('cluster/packaging-refused', noPreview)] };
    const dependency = dependencyOf(configuration.helm, folder, repository);
    if ('finding' in dependency) return { ok: false, findings: [dependency.finding] };
    const values = clusterValues(spec, configuration, parts);
    const wrong = isFolder(configuration.helm) ? checkValues(configuration.helm.chart, repository, values) : [];
    if (wrong.length > 0) return { ok: false, findings: wrong };
    const chart = yamlText(
      {
        apiVersion: 'v2',
        name: spec.name,
        description: `The cluster ${spec.name}`,
        type: 'application',
        version: '0.1.0',
        dependencies: [{ ...dependency, alias: valuesKey }],
      },
      { dependencies: 'The chart that all clusters share; values.yaml says what is this one’s own.' },
    );
    const released = engine === 'flux' ? releaseFiles(spec, configuration, folder) : { files: [], objects: [] };
    const files: readonly FileContent[] = [
      { path: `${folder}/Chart.yaml`, content: chart },
      { path: `${folder}/values.yaml`, content: yamlText({ [valuesKey]: values }) },
      ...released.files,
    ];
    // What else the chart makes is only known when it is rendered; the Cluster every one makes.
    const clusters = parts.map(({ manifest }) => refOf(manifest)).filter(({ kind }) => kind === 'Cluster');
    const objects = [...clusters, ...released.objects];
    const notes = isFolder(configuration.helm) ? [] : [unchecked(configuration.helm, spec)];
    return { ok: true, value: { files, objects, notes }, notes: [] };
  },
};

const noPreview =
  'With Flux, packaging=helm can be shown before the merge only where flux.source is in flux.namespace: its HelmChart stands beside its source.';

/** The chart of the repository that the chart of a cluster's folder takes its values to; undefined where it is elsewhere. */
export function sharedChart(chart: Located | undefined, folder: string): string | undefined {
  const dependency = itemsAt(chart, 'dependencies').find(
    (item) => (textAt(item, 'alias') ?? textAt(item, 'name')) === valuesKey,
  );
  const repository = textAt(dependency, 'repository') ?? '';
  if (!repository.startsWith('file://')) return undefined;
  const resolved = resolvePath(folder, repository.slice('file://'.length));
  return resolved.state === 'inside' ? resolved.path : undefined;
}

function isFolder({ chart, repository }: HelmSettings): boolean {
  return repository === undefined && !chart.startsWith('oci://');
}

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
}

function dependencyOf(
  settings: HelmSettings,
  folder: string,
  files: RepositoryFiles,
): Dependency | { readonly finding: Finding } {
  const { chart, repository, version } = settings;
  if (isFolder(settings)) return chartIn(chart, folder, files);
  if (version === undefined) {
    const message = `The chart ${chart} comes from elsewhere and has no version: it would change under the clusters.`;
    return {
      finding: fault('cluster/settings-missing', message, { cure: 'Set helm.version in .github/clusterops.yml.' }),
    };
  }
  if (repository !== undefined) return { name: chart, version, repository };
  const slash = chart.lastIndexOf('/');
  return { name: chart.slice(slash + 1), version, repository: chart.slice(0, slash) };
}

function chartIn(chart: string, folder: string, files: RepositoryFiles): Dependency | { readonly finding: Finding } {
  const path = `${chart}/Chart.yaml`;
  const [document] = readDocuments({ path, content: files.get(path) ?? '' }).documents;
  const name = textAt(document?.root, 'name');
  const version = textAt(document?.root, 'version');
  if (name !== undefined && version !== undefined) {
    return { name, version, repository: `file://${'../'.repeat(folder.split('/').length)}${chart}` };
  }
  const message = files.has(path)
    ? `${path} lacks a name or a version.`
    : `There is no chart in ${chart} on the default branch.`;
  const cure = `Put a chart there (examples/charts/cluster of ClusterOps is one), or set helm.chart in .github/clusterops.yml.`;
  return { finding: fault('cluster/settings-missing', message, { cure }) };
}

function unchecked({ chart }: HelmSettings, { capi }: ClusterSpec): Finding {
  const message = `The chart ${chart} is not in the repository, so the values were not checked against its schema${capi === 'v1beta1' ? ', nor that it makes objects of Cluster API v1beta1' : ''}.`;
  const cure = 'Look at the objects that it makes before the merge.';
  return { ...fault('manifest/not-checked', message, { cure }), severity: 'warning' };
}
