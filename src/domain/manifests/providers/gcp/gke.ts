import type { Configuration } from '../../../access/configuration.ts';
import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import type { Finding } from '../../../finding.ts';
import { clusterPart, controlPlaneName } from '../../core/cluster.ts';
import { coreGroup, infrastructureGroup } from '../../core/groups.ts';
import { machinePoolPart } from '../../core/machines.ts';
import { metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { askedNetworks } from '../asked-networks.ts';
import { missingSettings } from '../missing-settings.ts';
import { gkeClassVariables, gkeTaints } from './class-variables.ts';
import { credentials, gcpClusterPart } from './kubeadm.ts';
import { nodePoolDisk } from './machine-types.ts';
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
  // The provider makes the cluster together with its pools, and never without one.
  leastWorkers: zones,
  // GKE's autoscaler says the number itself; the provider brings it to no MachinePool, so that nothing could be proved Ready.
  pools: { marks: true, zones: 'several', spot: false, bounds: 'none' },
  // GKE release notes, "Current versions", available outside release channels.
  minors: [33, 36],
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
  parts: (spec, configuration) => {
    const { gcp } = configuration.providers;
    return [
      clusterPart(spec, {
        infrastructure: 'GCPManagedCluster',
        // The provider has its control plane in the group of infrastructure.
        controlPlane: { apiGroup: infrastructureGroup, kind: 'GCPManagedControlPlane', name: controlPlaneName(spec) },
        networks: askedNetworks(spec, configuration),
      }),
      gcpClusterPart(spec, gcp, 'GCPManagedCluster'),
      controlPlanePart(spec, configuration),
      ...spec.pools.flatMap((pool) => {
        const machines = nodePoolPart(spec, gcp, pool);
        return [machinePoolPart(spec, pool, machines, { dataSecretName: '' }), machines];
      }),
    ];
  },
  classVariables: gkeClassVariables,
  prerequisites: (spec, { providers: { gcp } }) => [
    ...credentials(gcp),
    'Those credentials may also create tokens for service accounts (roles/iam.serviceAccountTokenCreator): the provider makes the kubeconfig with one.',
    // Naming a subnet is no way out: the provider deletes every subnet that a cluster names together with it.
    `The network "${gcp.network}" exists in the project in auto mode, and the Kubernetes Engine API is enabled.`,
    `GKE offers Kubernetes ${spec.kubernetesVersion} in ${spec.region} (gcloud container get-server-config).`,
    'Cluster API Provider GCP runs with its feature gate GKE, and Cluster API with MachinePool.',
  ],
};

function uneven({ name, replicas, zones: asked }: WorkerPool): readonly Finding[] {
  const spread = asked?.length ?? zones;
  if (replicas % spread === 0) return [];
  const below = Math.floor(replicas / spread) * spread;
  return [
    {
      code: 'cluster/workers-uneven',
      severity: 'error',
      message: `The pool ${name} asks for ${replicas} machines, and a regional GKE cluster has the same number in each of ${spread} zones.`,
      cure: below === 0 ? `Use workers=${spread}.` : `Use workers=${below} or workers=${below + spread}.`,
    },
  ];
}

function controlPlanePart(spec: ClusterSpec, configuration: Configuration): Part {
  const { project } = configuration.providers.gcp;
  const { pods, services } = askedNetworks(spec, configuration);
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
        clusterNetwork: {
          useIPAliases: true,
          pod: pods === undefined ? undefined : { cidrBlock: pods },
          service: services === undefined ? undefined : { cidrBlock: services },
        },
        clusterSecurity:
          project === undefined ? undefined : { workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` } },
      },
    },
    comments: {
      'spec/location': 'A region: the control plane survives the loss of a zone.',
      'spec/clusterName': 'As Google Cloud shows it; otherwise namespace and name, joined.',
      'spec/version':
        'In no release channel. GKE upgrades control planes by itself all the same: raise this version then too.',
      'spec/clusterNetwork': 'Networks that are left out, GKE chooses: clusters of one network share no address.',
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
        diskType: nodePoolDisk(pool.machineType),
        nodeLocations: pool.zones,
        kubernetesLabels: pool.labels,
        kubernetesTaints: pool.taints && gkeTaints(pool.taints),
        scaling: { enableAutoscaling: false },
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
      'spec/scaling':
        'The MachinePool says how many machines there are. Left out, the provider lets GKE go down to one.',
      'spec/management': 'GKE repairs nodes; their version is that of the MachinePool.',
    },
  };
}
