import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { at, itemsAt, textAt, textsAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';
import { groupOf } from './folder.ts';
import { selects } from './selector.ts';

const cluster = 'cluster.x-k8s.io';
const addons = 'addons.cluster.x-k8s.io';

/** Health checks that watch no machine and add-ons that reach no cluster: both do nothing, and nobody is told. */
export function checkSelectors(documents: readonly SourceDocument[]): readonly Finding[] {
  return documents.flatMap((each) => [
    ...checkHealthCheck(each, documents),
    ...checkAddon(each, documents),
    ...checkResources(each, documents),
  ]);
}

function checkHealthCheck(document: SourceDocument, documents: readonly SourceDocument[]): readonly Finding[] {
  if (document.kind !== 'MachineHealthCheck' || groupOf(document) !== cluster) return [];
  const selector = at(document.root, 'spec', 'selector');
  const name = textAt(document.root, 'spec', 'clusterName');
  const owner = documents.find((each) => each.kind === 'Cluster' && each.name === name);
  // Machines of a topology get labels from its class.
  if (selector === undefined || owner === undefined || at(owner.root, 'spec', 'topology') !== undefined) return [];
  const machines = documents.flatMap((each) => machineLabels(each, name));
  if (machines.length === 0 || machines.some((labels) => selects(selector, labels))) return [];
  return [
    complaint(document, selector, {
      code: 'manifest/reference-broken',
      severity: 'warning',
      message: `spec.selector selects no machine of the cluster ${name ?? ''}, so none is watched.`,
      cure: 'Use a label that the machines of a pool or of the control plane have.',
    }),
  ];
}

/** The labels that machines of a pool or a control plane have: those that are given, and those that Cluster API adds. */
function machineLabels(
  document: SourceDocument,
  clusterName: string | undefined,
): readonly Readonly<Record<string, string | undefined>>[] {
  const { kind = '', root, name } = document;
  const common = { 'cluster.x-k8s.io/cluster-name': clusterName };
  if (groupOf(document) === cluster && textAt(root, 'spec', 'clusterName') === clusterName) {
    const given = textsAt(root, 'spec', 'template', 'metadata', 'labels');
    if (kind === 'MachineDeployment') {
      const own = { 'cluster.x-k8s.io/deployment-name': name, 'cluster.x-k8s.io/set-name': undefined };
      return [{ ...own, 'machine-template-hash': undefined, ...given, ...common }];
    }
    if (kind === 'MachinePool') return [{ 'cluster.x-k8s.io/pool-name': name, ...given, ...common }];
  }
  if (groupOf(document) !== 'controlplane.cluster.x-k8s.io' || !kind.endsWith('ControlPlane')) return [];
  const given = textsAt(root, 'spec', 'machineTemplate', 'metadata', 'labels');
  const own = { 'cluster.x-k8s.io/control-plane': '', 'cluster.x-k8s.io/control-plane-name': name };
  return [{ ...own, ...given, ...common }];
}

function checkAddon(document: SourceDocument, documents: readonly SourceDocument[]): readonly Finding[] {
  if (groupOf(document) !== addons || !['HelmChartProxy', 'ClusterResourceSet'].includes(document.kind ?? ''))
    return [];
  const selector = at(document.root, 'spec', 'clusterSelector');
  const clusters = documents.filter((each) => each.kind === 'Cluster' && groupOf(each) === cluster);
  if (selector === undefined || clusters.length === 0) return [];
  if (clusters.some((each) => selects(selector, textsAt(each.root, 'metadata', 'labels')))) return [];
  return [
    complaint(document, selector, {
      code: 'manifest/reference-broken',
      severity: 'warning',
      message: `spec.clusterSelector selects no cluster of the folder (${clusters.map(({ name }) => name).join(', ')}).`,
      cure: 'Use a label that the Cluster has, or move the add-on out of the folder.',
    }),
  ];
}

/** What a resource set installs may stand anywhere in its namespace: only what is like a name of the folder is taken for a mistake. */
function checkResources(document: SourceDocument, documents: readonly SourceDocument[]): readonly Finding[] {
  if (document.kind !== 'ClusterResourceSet' || groupOf(document) !== addons) return [];
  return itemsAt(document.root, 'spec', 'resources').flatMap((resource) => {
    const [kind, name = ''] = [textAt(resource, 'kind'), textAt(resource, 'name')];
    const names = documents.flatMap((each) => (each.kind === kind ? (each.name ?? []) : []));
    const meant = names.includes(name) ? undefined : didYouMean(name, names);
    if (meant === undefined) return [];
    return [
      complaint(document, at(resource, 'name'), {
        code: 'manifest/reference-broken',
        severity: 'warning',
        message: `spec.resources names the ${kind} "${name}", which is not in the folder.`,
        cure: `Did you mean "${meant}"?`,
      }),
    ];
  });
}
