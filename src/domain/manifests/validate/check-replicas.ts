import type { Finding } from '../../finding.ts';
import { at, integerAt, itemsAt, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';

/** Control planes without a safe majority, and pools that must not be empty. */
export function checkReplicas(documents: readonly SourceDocument[]): readonly Finding[] {
  return documents.flatMap((each) => [...checkControlPlane(each), ...checkPool(each, documents)]);
}

function checkControlPlane(document: SourceDocument): readonly Finding[] {
  const { root, kind } = document;
  if (kind !== 'KubeadmControlPlane' && kind !== 'Cluster') return [];
  const node =
    kind === 'Cluster' ? at(root, 'spec', 'topology', 'controlPlane', 'replicas') : at(root, 'spec', 'replicas');
  const replicas = integerAt(node);
  if (node === undefined || replicas === undefined) return [];
  const external = at(root, 'spec', 'kubeadmConfigSpec', 'clusterConfiguration', 'etcd', 'external') !== undefined;
  if (replicas > 0 && (replicas % 2 === 1 || external)) return [];
  return [
    complaint(document, node, {
      code: 'cluster/control-plane-even',
      // What control plane a topology makes is its class's matter.
      severity: kind === 'Cluster' ? 'warning' : 'error',
      message:
        replicas > 0
          ? `${replicas} machines cannot keep a majority of etcd safely.`
          : `a control plane cannot have ${replicas} machines.`,
      cure: 'Use 1, 3 or 5.',
    }),
  ];
}

/** AKS keeps its own pods on system pools, which need a machine each; GKE makes no cluster without a machine. */
function checkPool(pool: SourceDocument, documents: readonly SourceDocument[]): readonly Finding[] {
  if (pool.kind !== 'MachinePool') return [];
  const node = at(pool.root, 'spec', 'replicas');
  const replicas = integerAt(node);
  if (node === undefined || replicas === undefined) return [];
  const reference = at(pool.root, 'spec', 'template', 'spec', 'infrastructureRef');
  const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')];
  const infrastructure = documents.find((each) => each.kind === kind && each.name === name);
  if (kind === 'GCPManagedMachinePool' && replicas > 0) return uneven(pool, node, replicas, infrastructure, documents);
  if (replicas !== 0) return [];
  const isSystem =
    (kind === 'AzureManagedMachinePool' && textAt(infrastructure?.root, 'spec', 'mode') === 'System') ||
    (kind === 'AzureASOManagedMachinePool' && asoMode(infrastructure) === 'System');
  const isOnly =
    kind === 'GCPManagedMachinePool' && documents.filter((each) => each.kind === 'MachinePool').length === 1;
  if (!isSystem && !isOnly) return [];
  return [
    complaint(pool, node, {
      code: 'cluster/workers-needed',
      message: isSystem
        ? 'it is a system pool of AKS, which cannot be without a machine.'
        : 'it is the only pool of a GKE cluster, which cannot be without a machine.',
      cure: 'Use 1 or more.',
    }),
  ];
}

/** Zones of a node pool of a regional GKE cluster that names none. */
const usualZones = 3;

/** The provider divides the number by the zones, and leaves the rest: the pool then never has as many machines as it asks for. */
function uneven(
  pool: SourceDocument,
  node: Located,
  replicas: number,
  infrastructure: SourceDocument | undefined,
  documents: readonly SourceDocument[],
): readonly Finding[] {
  const location = textAt(documents.find((each) => each.kind === 'GCPManagedControlPlane')?.root, 'spec', 'location');
  const { length: named } = itemsAt(infrastructure?.root, 'spec', 'nodeLocations');
  const zones = named === 0 ? usualZones : named;
  if (location === undefined || /-[a-z]$/.test(location) || replicas % zones === 0) return [];
  return [
    complaint(pool, node, {
      code: 'cluster/workers-uneven',
      severity: named === 0 ? 'warning' : 'error',
      message: `a regional GKE cluster has the same number of machines in each of ${zones} zones, and ${replicas} cannot be shared out.`,
      cure: `Use ${Math.ceil(replicas / zones) * zones}.`,
    }),
  ];
}

/** The mode of the agent pool that an AzureASOManagedMachinePool holds as a resource of Azure Service Operator. */
function asoMode(document: SourceDocument | undefined): string | undefined {
  const resources = at(document?.root, 'spec', 'resources');
  if (resources?.kind !== 'list') return undefined;
  const agentPool = resources.items.find((each) => textAt(each, 'kind') === 'ManagedClustersAgentPool');
  return textAt(agentPool, 'spec', 'mode');
}
