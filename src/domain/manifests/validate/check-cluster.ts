import { checkVersion } from '../../cluster/versions.ts';
import type { Finding } from '../../finding.ts';
import { labels as ownLabels } from '../manifest.ts';
import { at, integerAt, itemsAt, type Located, textAt, textsAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { groupOf } from './folder.ts';

const cluster = 'cluster.x-k8s.io';
const addons = 'addons.cluster.x-k8s.io';
const networkCharts =
  /^(cilium|calico|tigera-operator|flannel|antrea|canal|kube-ovn|kube-router|weave-net|aws-vpc-cni|ovn-kubernetes)$/;
/** Control planes that bring a network of their own: those of a service, and those that are there already. */
const managed = /Managed(ControlPlane|Cluster)$|^(ROSA|AlibabaCloud)ControlPlane$/;

/** What is wrong with the clusters of one folder as a whole: namespaces, network, etcd, known-bad versions. */
export function checkClusters(documents: readonly SourceDocument[]): readonly Finding[] {
  const clusters = documents.filter((each) => each.kind === 'Cluster' && groupOf(each) === cluster);
  return [
    ...checkNamespaces(documents, clusters[0]),
    ...clusters.flatMap((each) => checkNetwork(each, documents)),
    ...documents
      .filter((each) => groupOf(each).endsWith(cluster))
      .flatMap((each) => [...checkControlPlane(each), ...checkVersions(each)]),
  ];
}

function checkNamespaces(documents: readonly SourceDocument[], first: SourceDocument | undefined): readonly Finding[] {
  if (first === undefined) return [];
  const own = documents.filter((each) => groupOf(each).endsWith(cluster));
  return own.flatMap((each) => {
    if (each.namespace === first.namespace || /Identity$/.test(each.kind ?? '')) return [];
    const node = at(each.root, 'metadata', 'namespace') ?? at(each.root, 'metadata') ?? each.root;
    const shown = (namespace: string | undefined): string =>
      namespace === undefined ? 'no namespace' : `the namespace "${namespace}"`;
    return [
      {
        code: 'manifest/namespace-mismatch',
        severity: 'error',
        message: `${each.kind} ${each.name ?? ''} has ${shown(each.namespace)}, but Cluster ${first.name ?? ''} has ${shown(first.namespace)}.`,
        place: each.place(node.at),
        cure: 'Use the same namespace for all objects of a cluster.',
      } as const,
    ];
  });
}

function checkNetwork(each: SourceDocument, documents: readonly SourceDocument[]): readonly Finding[] {
  const { root } = each;
  if (at(root, 'spec', 'topology') !== undefined) return [];
  const kinds = [textAt(root, 'spec', 'infrastructureRef', 'kind'), textAt(root, 'spec', 'controlPlaneRef', 'kind')];
  if (kinds.some((kind) => kind !== undefined && managed.test(kind)) || inMemory(root, documents)) return [];
  const labels = textsAt(root, 'metadata', 'labels');
  const provided = documents.some((document) => installsNetwork(document) && selects(document.root, labels));
  if (provided) return [];
  const elsewhere = Object.entries(labels).find(
    ([key, value]) => key !== ownLabels.cni && /(^|[/-])cni$/.test(key) && value !== 'none',
  );
  if (elsewhere !== undefined) {
    const message = `The folder installs no CNI into Cluster ${each.name ?? ''}; it relies on an add-on that selects ${elsewhere.join('=')}.`;
    return [network(each, 'notice', message)];
  }
  return [
    network(
      each,
      'warning',
      `Nothing in the folder installs a CNI into Cluster ${each.name ?? ''}; its nodes would never become Ready.`,
    ),
  ];
}

function network(each: SourceDocument, severity: 'warning' | 'notice', message: string): Finding {
  const cure = 'Add a HelmChartProxy or ClusterResourceSet that installs one, unless another add-on manager does.';
  return {
    code: 'manifest/cni-missing',
    severity,
    message,
    place: each.place(at(each.root, 'kind')?.at ?? each.root.at),
    cure,
  };
}

function inMemory(root: Located, documents: readonly SourceDocument[]): boolean {
  const name = textAt(root, 'spec', 'infrastructureRef', 'name');
  return documents.some(
    (each) =>
      each.kind === 'DevCluster' && each.name === name && at(each.root, 'spec', 'backend', 'inMemory') !== undefined,
  );
}

function installsNetwork(document: SourceDocument): boolean {
  if (document.kind === 'HelmChartProxy' && groupOf(document) === addons) {
    const chart = textAt(document.root, 'spec', 'chartName')?.split('/').at(-1);
    return chart !== undefined && networkCharts.test(chart);
  }
  return document.kind === 'ClusterResourceSet' && groupOf(document) === addons;
}

/** Whether an add-on's clusterSelector selects a cluster of these labels. */
function selects(root: Located, labels: Readonly<Record<string, string>>): boolean {
  const selector = at(root, 'spec', 'clusterSelector');
  const exact = Object.entries(textsAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value);
  return (
    exact &&
    itemsAt(selector, 'matchExpressions').every((expression) => {
      const value = labels[textAt(expression, 'key') ?? ''];
      const values = itemsAt(expression, 'values').map((item) => textAt(item));
      switch (textAt(expression, 'operator')) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

/** A stacked etcd of an even number of members. */
function checkControlPlane(document: SourceDocument): readonly Finding[] {
  const { root, kind, name = '', place } = document;
  const keys = kind === 'Cluster' ? ['spec', 'topology', 'controlPlane', 'replicas'] : ['spec', 'replicas'];
  if (kind !== 'KubeadmControlPlane' && kind !== 'Cluster') return [];
  const node = at(root, ...keys);
  const replicas = integerAt(node);
  const external = at(root, 'spec', 'kubeadmConfigSpec', 'clusterConfiguration', 'etcd', 'external');
  if (node === undefined || replicas === undefined || replicas % 2 !== 0 || replicas <= 0 || external !== undefined)
    return [];
  return [
    {
      code: 'cluster/control-plane-even',
      // What control plane a topology makes is its class's matter.
      severity: kind === 'Cluster' ? 'warning' : 'error',
      message: `${kind} ${name}: ${replicas} machines cannot keep a majority of etcd safely.`,
      place: place(node.at),
      cure: 'Use 1, 3 or 5.',
    },
  ];
}

const versions: Readonly<Record<string, readonly string[]>> = {
  KubeadmControlPlane: ['spec', 'version'],
  MachineDeployment: ['spec', 'template', 'spec', 'version'],
  Cluster: ['spec', 'topology', 'version'],
};

/** Kubernetes versions that are known to be bad here: a warning, because the management cluster may be new enough. */
function checkVersions({ root, kind, place }: SourceDocument): readonly Finding[] {
  const keys = Object.hasOwn(versions, kind ?? '') ? versions[kind ?? ''] : undefined;
  const node = keys === undefined ? undefined : at(root, ...keys);
  const text = textAt(node);
  if (node === undefined || text === undefined) return [];
  return checkVersion(text).map((finding) => ({ ...finding, severity: 'warning', place: place(node.at) }));
}
