import type { ClusterSpec } from '../../../cluster/spec.ts';
import { awsAddons } from '../../addons/aws.ts';
import { cniAddons, cniIngress } from '../../addons/cni.ts';
import { type Addon, addonPrerequisites } from '../../addons/install.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { type Json, type JsonObject, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { checkAddresses } from '../addresses.ts';
import { awsClassVariables } from './class-variables.ts';
import { awsMachineTemplatePart, awsVersion, noKey, spotOf, vpc } from './machines.ts';
import type { AwsSettings } from './settings.ts';

const external: Json = [{ name: 'cloud-provider', value: 'external' }];

const workerNeeds: KubeadmNeeds = {
  nodeRegistration: { name: '{{ ds.meta_data.local_hostname }}', kubeletExtraArgs: external },
  nodeComments: { name: 'Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.' },
};

const controlPlaneNeeds: KubeadmNeeds = {
  ...workerNeeds,
  clusterConfiguration: { controllerManager: { extraArgs: external } },
};

/** EC2 machines with a kubeadm control plane. Field names: Cluster API Provider AWS v2.11. */
export const awsKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'EC2 machines with a kubeadm control plane',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  longestName: 40,
  leastWorkers: 0,
  pools: { ...ofMachineDeployments, zones: 'one', spot: true },
  minors: [31, 36],
  check: (spec) => checkAddresses(spec, [vpc]),
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'AWSCluster',
      machines: 'AWSMachineTemplate',
      addons: addons(spec).length,
      healthChecks: true,
    }),
  parts: (spec, { providers: { aws } }) =>
    kubeadmParts(spec, {
      infrastructure: awsClusterPart(spec, aws),
      machines: (stem, type, pool) => awsMachineTemplatePart(spec, aws, stem, type, spotOf(pool)),
      controlPlane: () => controlPlaneNeeds,
      worker: () => workerNeeds,
      addons: addons(spec),
      healthChecks: true,
    }),
  classVariables: awsClassVariables,
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
      apiVersion: awsVersion,
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
