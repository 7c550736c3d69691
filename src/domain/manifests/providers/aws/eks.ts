import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { ebsCsiAddon } from '../../addons/aws.ts';
import { cniAddons } from '../../addons/cni.ts';
import { addonKinds, addonParts, addonPrerequisites } from '../../addons/install.ts';
import { contentName } from '../../content-name.ts';
import { bootstrapGroup, controlPlaneGroup, coreGroup, infrastructureGroup } from '../../core/groups.ts';
import { machineDeploymentPart, machinePoolPart, workerHealthCheckPart } from '../../core/machines.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { type JsonObject, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { eksClassVariables } from './class-variables.ts';
import { checkEks, eksAddons, eksControlPlaneParts } from './eks-control-plane.ts';
import { kubeletFlags } from './kubelet-flags.ts';
import { acceleratorOf, eksImage, isArm } from './machine-types.ts';
import { awsMachineTemplatePart, awsVersion, spotOf } from './machines.ts';
import type { AwsSettings } from './settings.ts';

/** What both ways to have workers of EKS share. Field names: Cluster API Provider AWS v2.11. */
const shared = {
  managedControlPlane: true,
  cnis: ['managed', 'cilium', 'calico'],
  longestName: 40,
  leastWorkers: 0,
  // Versions in standard and extended support (EKS User Guide, "Kubernetes release calendar").
  minors: [32, 36],
  check: checkEks,
  derivedValues: (spec) => ({ addons: eksAddons(spec) }),
} as const satisfies Partial<Flavor>;

const sharedKinds = [
  { group: coreGroup, kind: 'Cluster' },
  { group: infrastructureGroup, kind: 'AWSManagedCluster' },
  { group: controlPlaneGroup, kind: 'AWSManagedControlPlane' },
];

/** EKS gives nodes no pod networks, so a pod network of ours divides its own. */
const cni = (spec: ClusterSpec) => cniAddons(spec, { nodesHavePodNetworks: false });

/** Machines of managed node groups answer no pod that asks for their role, so the EBS driver needs one of its own. */
const nodeGroupAddons = (spec: ClusterSpec, { eks: { ebsRole } }: AwsSettings) =>
  ebsRole === undefined ? cni(spec) : [...cni(spec), ebsCsiAddon(spec, ebsRole)];

/** EKS with managed node groups. */
export const eks: Flavor = {
  ...shared,
  id: 'eks',
  pools: { marks: true, zones: 'several', spot: true, bounds: 'service' },
  summary: 'an EKS control plane with managed node groups',
  noClass: {
    // Upstream: kubernetes-sigs/cluster-api-provider-aws#4658.
    because:
      'Cluster API Provider AWS, up to v2.13, has no kind of template for managed node groups (AWSManagedMachinePool), and a class would need one',
    instead: 'eks-machine-deployment',
  },
  expects: (spec, { providers: { aws } }) => [
    ...sharedKinds,
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachinePool' },
      { group: infrastructureGroup, kind: 'AWSManagedMachinePool' },
    ]),
    ...addonKinds(spec, nodeGroupAddons(spec, aws).length),
  ],
  parts: (spec, { providers: { aws } }) => [
    ...eksControlPlaneParts(spec, aws),
    ...spec.pools.flatMap((pool) => {
      const group = nodeGroupPart(spec, pool);
      return [machinePoolPart(spec, pool, group, { dataSecretName: '' }), group];
    }),
    ...addonParts(spec, nodeGroupAddons(spec, aws)),
  ],
  prerequisites: (spec, { providers: { aws } }) => [
    ...prerequisites(spec, aws),
    'The role "eks-nodegroup.cluster-api-provider-aws.sigs.k8s.io" exists in the account ("clusterawsadm bootstrap iam" with eks.managedMachinePool enabled).',
    aws.eks.ebsRole === undefined
      ? 'For persistent volumes, a role for the EBS driver is named in providers.aws.eks.ebsRole: without it the driver is not installed.'
      : ebsRole(aws.eks.ebsRole),
    ...addonPrerequisites(spec, nodeGroupAddons(spec, aws)),
  ],
};

/** Machines of ours answer pods that ask for their role. */
const machineAddons = (spec: ClusterSpec, { eks: { ebsRole } }: AwsSettings) => [
  ...cni(spec),
  ebsCsiAddon(spec, ebsRole),
];

/** EKS with machines of ours that join it. */
export const eksMachineDeployment: Flavor = {
  ...shared,
  classVariables: eksClassVariables,
  id: 'eks-machine-deployment',
  pools: { ...ofMachineDeployments, zones: 'one', spot: true },
  summary: 'an EKS control plane with EC2 machines that Cluster API replaces one by one',
  expects: (spec, { providers: { aws } }) => [
    ...sharedKinds,
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachineDeployment' },
      { group: infrastructureGroup, kind: 'AWSMachineTemplate' },
      { group: bootstrapGroup, kind: 'NodeadmConfigTemplate' },
      { group: coreGroup, kind: 'MachineHealthCheck' },
    ]),
    ...addonKinds(spec, machineAddons(spec, aws).length),
  ],
  parts: (spec, { providers: { aws } }) => [
    ...eksControlPlaneParts(spec, aws),
    ...spec.pools.flatMap((pool) => {
      const ami = { eksLookupType: eksImage(pool.machineType) };
      const machines = awsMachineTemplatePart(spec, aws, pool.name, pool.machineType, { ami, ...spotOf(pool) });
      const bootstrap = nodeadmPart(spec, pool);
      return [
        machineDeploymentPart(spec, pool, machines, bootstrap),
        machines,
        bootstrap,
        workerHealthCheckPart(spec, pool),
      ];
    }),
    ...addonParts(spec, machineAddons(spec, aws)),
  ],
  prerequisites: (spec, { providers: { aws } }) => [
    ...prerequisites(spec, aws),
    aws.eks.ebsRole === undefined
      ? 'The instance profile "nodes.cluster-api-provider-aws.sigs.k8s.io" exists in the account and carries the policy AmazonEBSCSIDriverPolicy.'
      : 'The instance profile "nodes.cluster-api-provider-aws.sigs.k8s.io" exists in the account.',
    ...(aws.eks.ebsRole === undefined ? [] : [ebsRole(aws.eks.ebsRole)]),
    ...addonPrerequisites(spec, machineAddons(spec, aws)),
  ],
};

function ebsRole(arn: string): string {
  return `The role "${arn}" carries the policy AmazonEBSCSIDriverPolicy, and once the cluster is there it trusts its service account kube-system/ebs-csi-controller-sa.`;
}

function prerequisites(spec: ClusterSpec, { identity, sshKeyName }: AwsSettings): readonly string[] {
  return [
    `The ${identity.kind} "${identity.name}" exists in the management cluster and allows the namespace "${spec.namespace}".`,
    'The role "eks-controlplane.cluster-api-provider-aws.sigs.k8s.io" exists in the account, as "clusterawsadm bootstrap iam create-cloudformation-stack" makes it.',
    ...(sshKeyName === undefined ? [] : [`The EC2 key pair "${sshKeyName}" exists in ${spec.region}.`]),
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
        amiType: `AL2023_${isArm(pool.machineType) ? 'ARM_64' : 'x86_64'}_${acceleratorOf(pool.machineType)?.toUpperCase() ?? 'STANDARD'}`,
        diskSize: 40,
        capacityType: pool.spot === true ? 'spot' : undefined,
        availabilityZones: pool.zones,
        labels: pool.labels,
        taints: pool.taints?.map(({ key, value = '', effect }) => ({ key, value, effect: hyphenated(effect) })),
        scaling: {
          minSize: pool.bounds?.min ?? 0,
          maxSize: pool.bounds?.max ?? Math.max(10, pool.replicas),
        },
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

/** `NoSchedule` as AWS writes it: `no-schedule`. */
const hyphenated = (effect: string): string => effect.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();

/** How an Amazon Linux 2023 machine joins: nodeadm needs nothing beyond what Cluster API tells it, but for labels and taints. */
function nodeadmPart(spec: ClusterSpec, pool: WorkerPool): Part {
  const flags = kubeletFlags(pool);
  const content: JsonObject = { template: { spec: flags.length === 0 ? {} : { kubelet: { flags } } } };
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
