import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { awsAddons } from '../../addons/aws.ts';
import { cniAddons, cniIngress } from '../../addons/cni.ts';
import { type Addon, addonKinds, addonParts, addonPrerequisites } from '../../addons/install.ts';
import { clusterPart } from '../../core/cluster.ts';
import { bootstrapGroup, controlPlaneGroup, coreGroup, infrastructureGroup } from '../../core/groups.ts';
import { type KubeadmNeeds, kubeadmConfigTemplatePart, kubeadmControlPlanePart } from '../../core/kubeadm.ts';
import {
  controlPlaneHealthCheckPart,
  machineDeploymentPart,
  machineTemplatePart,
  workerHealthCheckPart,
} from '../../core/machines.ts';
import { type Json, type JsonObject, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import type { AwsSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta2';

const external: Json = [{ name: 'cloud-provider', value: 'external' }];

const workerNeeds: KubeadmNeeds = {
  nodeRegistration: { name: '{{ ds.meta_data.local_hostname }}', kubeletExtraArgs: external },
  nodeComments: { name: 'Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.' },
};

const controlPlaneNeeds: KubeadmNeeds = {
  ...workerNeeds,
  clusterConfiguration: { controllerManager: { extraArgs: external } },
};

const rootVolume: JsonObject = { size: 40, type: 'gp3', encrypted: true };

/** Session tokens only; two hops, so that pods outside the host network (the EBS driver) can still ask. */
const instanceMetadata: JsonObject = { httpTokens: 'required', httpPutResponseHopLimit: 2 };

const controlPlaneProfile = 'control-plane.cluster-api-provider-aws.sigs.k8s.io';
const nodeProfile = 'nodes.cluster-api-provider-aws.sigs.k8s.io';

/** EC2 machines with a kubeadm control plane. Field names: Cluster API Provider AWS v2.11. */
export const awsKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'EC2 machines with a kubeadm control plane',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  longestName: 40,
  leastWorkers: 0,
  minors: [31, 36],
  expects: (spec) => [
    { group: coreGroup, kind: 'Cluster' },
    { group: infrastructureGroup, kind: 'AWSCluster' },
    { group: controlPlaneGroup, kind: 'KubeadmControlPlane' },
    { group: infrastructureGroup, kind: 'AWSMachineTemplate' },
    { group: coreGroup, kind: 'MachineHealthCheck' },
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachineDeployment' },
      { group: infrastructureGroup, kind: 'AWSMachineTemplate' },
      { group: bootstrapGroup, kind: 'KubeadmConfigTemplate' },
      { group: coreGroup, kind: 'MachineHealthCheck' },
    ]),
    ...addonKinds(spec, addons(spec).length),
  ],
  parts: (spec, { providers: { aws } }) => {
    const machines = machineTemplate(spec, aws, 'control-plane', spec.controlPlane.machineType, controlPlaneProfile);
    return [
      clusterPart(spec, { infrastructure: 'AWSCluster' }),
      awsClusterPart(spec, aws),
      kubeadmControlPlanePart(spec, machines, controlPlaneNeeds),
      machines,
      controlPlaneHealthCheckPart(spec),
      ...spec.pools.flatMap((pool) => poolParts(spec, aws, pool)),
      ...addonParts(spec, addons(spec)),
    ];
  },
  prerequisites: (spec, { providers: { aws } }) => [
    `The ${aws.identity.kind} "${aws.identity.name}" exists in the management cluster and allows the namespace "${spec.namespace}".`,
    'The IAM instance profiles that "clusterawsadm bootstrap iam create-cloudformation-stack" makes exist in the account.',
    `A machine image for Kubernetes ${spec.kubernetesVersion} exists in ${spec.region}, published by Cluster API Provider AWS or built by you.`,
    ...addonPrerequisites(spec, addons(spec)),
    ...(aws.sshKeyName === undefined ? [] : [`The EC2 key pair "${aws.sshKeyName}" exists in ${spec.region}.`]),
  ],
};

function addons(spec: ClusterSpec): readonly Addon[] {
  return [...cniAddons(spec), ...awsAddons(spec)];
}

function awsClusterPart(spec: ClusterSpec, settings: AwsSettings): Part {
  const rules: readonly JsonObject[] = cniIngress(spec).map((rule) => ({ ...rule }));
  return {
    file: 'cluster',
    manifest: {
      apiVersion,
      kind: 'AWSCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        region: spec.region,
        sshKeyName: settings.sshKeyName ?? '',
        identityRef: { kind: settings.identity.kind, name: settings.identity.name },
        controlPlaneLoadBalancer: { loadBalancerType: 'nlb', healthCheckProtocol: 'HTTPS' },
        network: rules.length === 0 ? undefined : { cni: { cniIngressRules: rules } },
      },
    },
    comments: {
      'spec/sshKeyName': settings.sshKeyName === undefined ? noKey : 'Of the bastion host, when one is enabled.',
      'spec/identityRef': 'The AWS account by reference: no credential stands in Git.',
      'spec/network/cni/cniIngressRules': 'The default rules open the ports of another CNI.',
    },
  };
}

const noKey = 'Empty: no SSH key. Left out, it would mean the key named "default".';

function machineTemplate(
  spec: ClusterSpec,
  settings: AwsSettings,
  stem: string,
  instanceType: string,
  iamInstanceProfile: string,
): Part {
  return machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'AWSMachineTemplate',
    machine: {
      instanceType,
      iamInstanceProfile,
      sshKeyName: settings.sshKeyName ?? '',
      rootVolume,
      instanceMetadataOptions: instanceMetadata,
    },
    comments: {
      ...(settings.sshKeyName === undefined ? { sshKeyName: noKey } : {}),
      rootVolume: 'Larger than the image, which leaves little room for container images.',
      instanceMetadataOptions: 'Session tokens only; two hops, so that the EBS driver can ask from its pods.',
    },
  });
}

function poolParts(spec: ClusterSpec, settings: AwsSettings, pool: WorkerPool): readonly Part[] {
  const machines = machineTemplate(spec, settings, pool.name, pool.machineType, nodeProfile);
  const bootstrap = kubeadmConfigTemplatePart(spec, pool, workerNeeds);
  return [
    machineDeploymentPart(spec, pool, machines, bootstrap),
    machines,
    bootstrap,
    workerHealthCheckPart(spec, pool),
  ];
}
