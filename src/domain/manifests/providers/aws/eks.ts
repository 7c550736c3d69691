import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { ebsCsiAddon } from '../../addons/aws.ts';
import { cniAddons } from '../../addons/cni.ts';
import { type Addon, addonKinds, addonParts, addonPrerequisites } from '../../addons/install.ts';
import { contentName } from '../../content-name.ts';
import { clusterPart, controlPlaneName } from '../../core/cluster.ts';
import { bootstrapGroup, controlPlaneGroup, coreGroup, infrastructureGroup } from '../../core/groups.ts';
import { machineDeploymentPart, machinePoolPart, workerHealthCheckPart } from '../../core/machines.ts';
import { metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { isArm } from './machine-types.ts';
import { awsMachineTemplatePart, awsVersion, noKey } from './machines.ts';
import type { AwsSettings } from './settings.ts';

/** What both ways to have workers of EKS share. Field names: Cluster API Provider AWS v2.11. */
const shared = {
  managedControlPlane: true,
  cnis: ['managed', 'cilium', 'calico'],
  longestName: 40,
  leastWorkers: 0,
  // Versions in standard and extended support of Amazon EKS.
  minors: [31, 35],
} as const satisfies Partial<Flavor>;

const sharedKinds = [
  { group: coreGroup, kind: 'Cluster' },
  { group: infrastructureGroup, kind: 'AWSManagedCluster' },
  { group: controlPlaneGroup, kind: 'AWSManagedControlPlane' },
];

/** EKS with managed node groups. */
export const eks: Flavor = {
  ...shared,
  id: 'eks',
  summary: 'an EKS control plane with managed node groups',
  expects: (spec) => [
    ...sharedKinds,
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachinePool' },
      { group: infrastructureGroup, kind: 'AWSManagedMachinePool' },
    ]),
    ...addonKinds(spec, addons(spec).length),
  ],
  parts: (spec, { providers: { aws } }) => [
    ...controlPlaneParts(spec, aws),
    ...spec.pools.flatMap((pool) => {
      const group = nodeGroupPart(spec, pool);
      return [machinePoolPart(spec, pool, group, { dataSecretName: '' }), group];
    }),
    ...addonParts(spec, addons(spec)),
  ],
  prerequisites: (spec, { providers: { aws } }) => [
    ...prerequisites(spec, aws),
    'The role "eks-nodegroup.cluster-api-provider-aws.sigs.k8s.io" exists in the account ("clusterawsadm bootstrap iam" with eks.managedMachinePool enabled) and carries the policy AmazonEBSCSIDriverPolicy.',
    ...addonPrerequisites(spec, addons(spec)),
  ],
};

/** EKS with machines of ours that join it. */
export const eksMachineDeployment: Flavor = {
  ...shared,
  id: 'eks-machine-deployment',
  summary: 'an EKS control plane with EC2 machines that Cluster API replaces one by one',
  expects: (spec) => [
    ...sharedKinds,
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachineDeployment' },
      { group: infrastructureGroup, kind: 'AWSMachineTemplate' },
      { group: bootstrapGroup, kind: 'NodeadmConfigTemplate' },
      { group: coreGroup, kind: 'MachineHealthCheck' },
    ]),
    ...addonKinds(spec, addons(spec).length),
  ],
  parts: (spec, { providers: { aws } }) => [
    ...controlPlaneParts(spec, aws),
    ...spec.pools.flatMap((pool) => {
      const machines = awsMachineTemplatePart(spec, aws, pool.name, pool.machineType, {
        ami: { eksLookupType: 'AmazonLinux2023' },
      });
      const bootstrap = nodeadmPart(spec, pool);
      return [
        machineDeploymentPart(spec, pool, machines, bootstrap),
        machines,
        bootstrap,
        workerHealthCheckPart(spec, pool),
      ];
    }),
    ...addonParts(spec, addons(spec)),
  ],
  prerequisites: (spec, { providers: { aws } }) => [
    ...prerequisites(spec, aws),
    'The instance profile "nodes.cluster-api-provider-aws.sigs.k8s.io" exists in the account and carries the policy AmazonEBSCSIDriverPolicy.',
    ...addonPrerequisites(spec, addons(spec)),
  ],
};

/** EKS gives nodes no pod networks, so a pod network of ours divides its own. */
function addons(spec: ClusterSpec): readonly Addon[] {
  return [...cniAddons(spec, { nodesHavePodNetworks: false }), ebsCsiAddon(spec)];
}

function prerequisites(spec: ClusterSpec, { identity, sshKeyName }: AwsSettings): readonly string[] {
  return [
    `The ${identity.kind} "${identity.name}" exists in the management cluster and allows the namespace "${spec.namespace}".`,
    'The role "eks-controlplane.cluster-api-provider-aws.sigs.k8s.io" exists in the account, as "clusterawsadm bootstrap iam create-cloudformation-stack" makes it.',
    ...(sshKeyName === undefined ? [] : [`The EC2 key pair "${sshKeyName}" exists in ${spec.region}.`]),
  ];
}

function controlPlaneParts(spec: ClusterSpec, settings: AwsSettings): readonly Part[] {
  const name = controlPlaneName(spec);
  return [
    clusterPart(spec, {
      infrastructure: 'AWSManagedCluster',
      controlPlane: { apiGroup: controlPlaneGroup, kind: 'AWSManagedControlPlane', name },
    }),
    {
      file: 'cluster',
      manifest: {
        apiVersion: awsVersion,
        kind: 'AWSManagedCluster',
        metadata: metadata(spec, spec.name, 'infrastructure'),
        spec: {},
      },
      comments: { spec: 'Empty: all that it needs stands in the control plane.' },
    },
    {
      file: 'control-plane',
      manifest: {
        apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
        kind: 'AWSManagedControlPlane',
        metadata: metadata(spec, name, 'control-plane'),
        spec: {
          region: spec.region,
          eksClusterName: spec.name,
          version: spec.kubernetesVersion,
          sshKeyName: settings.sshKeyName ?? '',
          identityRef: { kind: settings.identity.kind, name: settings.identity.name },
          associateOIDCProvider: true,
          endpointAccess: { public: true, private: true },
          logging: { apiServer: false, audit: true, authenticator: true, controllerManager: false, scheduler: false },
          vpcCni: spec.cni === 'managed' ? undefined : { disable: true },
        },
      },
      comments: {
        'spec/eksClusterName': 'As AWS shows it; otherwise namespace and name, joined.',
        'spec/version': 'EKS follows the minor version and chooses the patch itself.',
        'spec/sshKeyName': settings.sshKeyName === undefined ? noKey : 'Of the bastion host, when one is enabled.',
        'spec/identityRef': 'The AWS account by reference: no credential stands in Git.',
        'spec/associateOIDCProvider': 'So that service accounts can have IAM roles.',
        'spec/endpointAccess': 'Nodes reach the API server within the VPC; people and Cluster API from outside.',
        'spec/vpcCni': 'Another pod network is installed.',
      },
    },
  ];
}

function nodeGroupPart(spec: ClusterSpec, pool: WorkerPool): Part {
  return {
    file: 'workers',
    manifest: {
      apiVersion: awsVersion,
      kind: 'AWSManagedMachinePool',
      metadata: metadata(spec, `${spec.name}-${pool.name}`, 'template'),
      spec: {
        eksNodegroupName: `${spec.name}-${pool.name}`,
        instanceType: pool.machineType,
        amiType: isArm(pool.machineType) ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_STANDARD',
        diskSize: 40,
        scaling: { minSize: 0, maxSize: Math.max(10, pool.replicas) },
        updateConfig: { maxUnavailable: 1 },
        nodeRepairConfig: { enabled: true },
      },
    },
    comments: {
      'spec/instanceType': 'AWS cannot change type, image or disk of a node group: another pool replaces this one.',
      'spec/scaling': 'Bounds only; how many machines there are, the MachinePool says.',
      'spec/nodeRepairConfig': 'EKS replaces nodes that are broken.',
    },
  };
}

/** How an Amazon Linux 2023 machine joins: nodeadm needs nothing beyond what Cluster API tells it. */
function nodeadmPart(spec: ClusterSpec, pool: WorkerPool): Part {
  const content = { template: { spec: {} } };
  return {
    file: 'workers',
    manifest: {
      apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2',
      kind: 'NodeadmConfigTemplate',
      metadata: metadata(spec, contentName(`${spec.name}-${pool.name}`, content), 'template'),
      spec: content,
    },
  };
}
