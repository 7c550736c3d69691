import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import type { Finding } from '../../../finding.ts';
import { clusterPart, controlPlaneName } from '../../core/cluster.ts';
import { coreGroup, infrastructureGroup } from '../../core/groups.ts';
import { machinePoolPart } from '../../core/machines.ts';
import { metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { missingSettings } from '../missing-settings.ts';
import { credentials, gcpClusterPart } from './kubeadm.ts';
import type { GcpSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
/** A regional cluster has the same number of machines in each of three zones. */
const zones = 3;

/** GKE with node pools. Field names: Cluster API Provider GCP v1.12. */
export const gke: Flavor = {
  id: 'gke',
  summary: 'a regional GKE control plane with node pools',
  managedControlPlane: true,
  cnis: ['managed'],
  // GKE: "The cluster name can contain up to 40 characters" (projects.locations.clusters, name).
  longestName: 40,
  leastWorkers: 0,
  minors: [31, 35],
  check: (spec, { providers: { gcp } }) => [
    ...missingSettings('gcp', [
      { key: 'project', given: gcp.project, what: 'the project that clusters are made in', example: 'acme-clusters' },
    ]),
    ...spec.pools.flatMap(uneven),
  ],
  expects: (spec) => [
    { group: coreGroup, kind: 'Cluster' },
    { group: infrastructureGroup, kind: 'GCPManagedCluster' },
    { group: infrastructureGroup, kind: 'GCPManagedControlPlane' },
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachinePool' },
      { group: infrastructureGroup, kind: 'GCPManagedMachinePool' },
    ]),
  ],
  parts: (spec, { providers: { gcp } }) => [
    clusterPart(spec, {
      infrastructure: 'GCPManagedCluster',
      // The provider has its control plane in the group of infrastructure.
      controlPlane: { apiGroup: infrastructureGroup, kind: 'GCPManagedControlPlane', name: controlPlaneName(spec) },
    }),
    gcpClusterPart(spec, gcp, 'GCPManagedCluster'),
    controlPlanePart(spec, gcp),
    ...spec.pools.flatMap((pool) => {
      const machines = nodePoolPart(spec, gcp, pool);
      return [machinePoolPart(spec, pool, machines, { dataSecretName: '' }), machines];
    }),
  ],
  prerequisites: (spec, { providers: { gcp } }) => [
    ...credentials(gcp),
    `The network "${gcp.network}" exists in the project, and the Kubernetes Engine API is enabled.`,
    `GKE offers Kubernetes ${spec.kubernetesVersion} in ${spec.region} (gcloud container get-server-config).`,
    'Cluster API Provider GCP runs with its feature gate GKE, and Cluster API with MachinePool.',
  ],
};

function uneven({ name, replicas }: WorkerPool): readonly Finding[] {
  if (replicas % zones === 0) return [];
  const below = Math.floor(replicas / zones) * zones;
  return [
    {
      code: 'cluster/workers-uneven',
      severity: 'error',
      message: `The pool ${name} asks for ${replicas} machines, and a regional GKE cluster has the same number in each of ${zones} zones.`,
      cure: `Use workers=${below} or workers=${below + zones}.`,
    },
  ];
}

function controlPlanePart(spec: ClusterSpec, { project }: GcpSettings): Part {
  return {
    file: 'control-plane',
    manifest: {
      apiVersion,
      kind: 'GCPManagedControlPlane',
      metadata: metadata(spec, controlPlaneName(spec), 'control-plane'),
      spec: {
        project: project ?? '',
        location: spec.region,
        clusterName: spec.name,
        version: spec.kubernetesVersion,
        clusterNetwork: { useIPAliases: true, pod: { cidrBlock: spec.network.pods } },
        clusterSecurity:
          project === undefined ? undefined : { workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` } },
      },
    },
    comments: {
      'spec/location': 'A region: the control plane survives the loss of a zone.',
      'spec/clusterName': 'As Google Cloud shows it; otherwise namespace and name, joined.',
      'spec/version': 'Without a release channel, so that GKE upgrades nothing behind the back of Git.',
      'spec/clusterNetwork': 'GKE brings its own pod network; the network of the services is chosen by GKE.',
      'spec/clusterSecurity': 'So that service accounts can act as IAM service accounts.',
    },
  };
}

function nodePoolPart(spec: ClusterSpec, settings: GcpSettings, pool: WorkerPool): Part {
  return {
    file: 'workers',
    manifest: {
      apiVersion,
      kind: 'GCPManagedMachinePool',
      metadata: metadata(spec, `${spec.name}-${pool.name}`, 'template'),
      spec: {
        nodePoolName: pool.name,
        machineType: pool.machineType,
        diskSizeGB: 50,
        diskType: 'pd-balanced',
        management: { autoRepair: true, autoUpgrade: false },
        nodeSecurity: {
          enableSecureBoot: true,
          enableIntegrityMonitoring: true,
          serviceAccount: settings.serviceAccount && { email: settings.serviceAccount },
        },
      },
    },
    comments: {
      'spec/machineType': 'GKE cannot change it in a node pool: another pool replaces this one.',
      'spec/management': 'GKE repairs nodes; their version is that of the MachinePool.',
    },
  };
}
