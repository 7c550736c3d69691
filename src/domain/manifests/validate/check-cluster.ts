import type { Finding } from '../../finding.ts';
import { isClusterScoped } from '../cluster-scoped.ts';
import { bringsNetwork } from '../core/control-planes.ts';
import { labels as ownLabels } from '../manifest.ts';
import { at, type Located, textAt, textsAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { checkFailureDomains } from './check-failure-domains.ts';
import { checkMachineTypes } from './check-machine-types.ts';
import { checkName } from './check-names.ts';
import { checkNetworks } from './check-networks.ts';
import { checkReplicas } from './check-replicas.ts';
import { checkSelectors } from './check-selectors.ts';
import { checkSpread } from './check-spread.ts';
import { checkVersions } from './check-versions.ts';
import { groupOf } from './folder.ts';
import { selects } from './selector.ts';

const cluster = 'cluster.x-k8s.io';
const addons = 'addons.cluster.x-k8s.io';
const networkCharts =
  /^(cilium|calico|tigera-operator|flannel|antrea|canal|kube-ovn|kube-router|weave-net|aws-vpc-cni|ovn-kubernetes)$/;

/** What is wrong with the clusters of one folder as a whole. */
export function checkClusters(documents: readonly SourceDocument[]): readonly Finding[] {
  const clusters = documents.filter((each) => each.kind === 'Cluster' && groupOf(each) === cluster);
  return [
    ...checkNamespaces(documents, clusters[0]),
    ...clusters.flatMap((each) => checkNetwork(each, documents)),
    ...documents.flatMap(checkName),
    ...documents.flatMap(checkMachineTypes),
    ...checkReplicas(documents),
    ...checkVersions(documents),
    ...checkFailureDomains(documents),
    ...clusters.flatMap((each) => checkSpread(each, documents)),
    ...checkSelectors(documents),
    ...checkNetworks(documents),
  ];
}

function checkNamespaces(documents: readonly SourceDocument[], first: SourceDocument | undefined): readonly Finding[] {
  if (first === undefined) return [];
  const own = documents.filter((each) => groupOf(each).endsWith(cluster));
  return own.flatMap((each) => {
    const { kind = '' } = each;
    // Identities of some providers have a namespace and are there for others.
    if (each.namespace === first.namespace || isClusterScoped(kind) || /Identity$/.test(kind)) return [];
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
  if (kinds.some(bringsNetwork) || inMemory(root, documents)) return [];
  const labels = textsAt(root, 'metadata', 'labels');
  const provided = documents.some(
    (document) => installsNetwork(document) && selects(at(document.root, 'spec', 'clusterSelector'), labels),
  );
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
