import type { Finding } from '../../finding.ts';
import { at, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';

interface Limit {
  /** Where the name stands when it is not the object's own. */
  readonly field?: readonly string[];
  readonly most: number;
  readonly shape?: RegExp;
  /** What the name must be, and why, as the end of a sentence. */
  readonly because: string;
}

const label = 'its name is a label of all its machines';

/** How long names may be. Sources are named where a limit is narrower than that of any object in Kubernetes. */
const limits: Readonly<Record<string, Limit>> = {
  Cluster: { most: 63, because: label },
  MachineDeployment: { most: 63, because: label },
  MachinePool: { most: 63, because: label },
  ClusterClass: { most: 63, because: 'its name is a label of all its clusters' },
  // CAPZ, azurecluster_validation.go: "to allow for cluster name to be used as a prefix for VMs and other resources".
  AzureCluster: {
    most: 44,
    shape: /^[a-z0-9][-a-z0-9]*[a-z0-9]$/,
    because: 'Azure names of virtual machines begin with it (lower-case letters, digits and hyphens)',
  },
  // CAPG, FirewallRulesSpec: "allow-<name>-healthchecks" may have the 63 characters of a name in Compute Engine.
  GCPCluster: {
    most: 44,
    shape: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    because: 'Google Cloud names the firewall rule "allow-<name>-healthchecks" after it (a letter first, no dots)',
  },
  // GKE API, projects.locations.clusters: name; CAPG takes the object's where there is no clusterName.
  GCPManagedControlPlane: {
    field: ['spec', 'clusterName'],
    most: 40,
    shape: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    because: 'GKE names the cluster after it (a letter first, no dots)',
  },
  // CAPG, gcpmanagedmachinepool_webhook.go: maxNodePoolNameLength.
  GCPManagedMachinePool: { field: ['spec', 'nodePoolName'], most: 40, because: 'GKE names the node pool after it' },
  // AKS: "naming restrictions", managedClusters/agentPools; CAPZ refuses longer names of Windows pools itself.
  AzureManagedMachinePool: {
    field: ['spec', 'name'],
    most: 12,
    shape: /^[a-z][a-z0-9]*$/,
    because: 'AKS names the agent pool after it (lower-case letters and digits only)',
  },
};
const windows: Limit = { field: ['spec', 'name'], most: 6, because: 'AKS allows Windows pools no more' };

/** Names that the provider, or Cluster API itself, cannot use. */
export function checkName(document: SourceDocument): readonly Finding[] {
  const { kind = '', root } = document;
  const known = Object.hasOwn(limits, kind) ? limits[kind] : undefined;
  if (known === undefined) return [];
  const isWindows = kind === 'AzureManagedMachinePool' && textAt(root, 'spec', 'osType') === 'Windows';
  const limit = isWindows ? windows : known;
  const [node, field] = named(root, limit);
  const name = textAt(node);
  if (name === undefined || node === undefined) return [];
  if (name.length <= limit.most && limit.shape?.test(name) !== false) return [];
  const fault =
    name.length > limit.most
      ? `has ${name.length} characters; at most ${limit.most} are possible`
      : `has characters that are not possible`;
  const cure =
    field === 'metadata.name' && limit.field !== undefined
      ? `Choose another name, or give ${limit.field.join('.')}.`
      : 'Choose another name.';
  return [
    complaint(document, node, {
      code: name.length > limit.most ? 'cluster/name-too-long' : 'cluster/name-invalid',
      message: `${field} "${name.slice(0, 80)}" ${fault}, because ${limit.because}.`,
      cure,
    }),
  ];
}

function named(root: Located, { field }: Limit): readonly [Located | undefined, string] {
  const own = field === undefined ? undefined : at(root, ...field);
  return own === undefined ? [at(root, 'metadata', 'name'), 'metadata.name'] : [own, (field ?? []).join('.')];
}
