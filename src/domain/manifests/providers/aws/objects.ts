import type { AwsSettings } from '../../../access/configuration.ts';
import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { awsAddonParts } from '../../addons/aws.ts';
import { cniIngress, cniParts } from '../../addons/cni.ts';
import { clusterPart } from '../../core/cluster.ts';
import { infrastructureVersion } from '../../core/groups.ts';
import { type KubeadmNeeds, kubeadmConfigTemplatePart, kubeadmControlPlanePart } from '../../core/kubeadm.ts';
import {
  controlPlaneHealthCheckPart,
  machineDeploymentPart,
  machineTemplatePart,
  workerHealthCheckPart,
} from '../../core/machines.ts';
import { type Json, type JsonObject, metadata, type Part } from '../../manifest.ts';

const external: Json = [{ name: 'cloud-provider', value: 'external' }];

const kubeadm: KubeadmNeeds = {
  clusterConfiguration: { controllerManager: { extraArgs: external } },
  nodeRegistration: { name: '{{ ds.meta_data.local_hostname }}', kubeletExtraArgs: external },
  nodeComments: { name: 'Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.' },
};

const rootVolume: JsonObject = { size: 40, type: 'gp3', encrypted: true };

/** Session tokens only; two hops, so that pods outside the host network (the EBS driver) can still ask. */
const instanceMetadata: JsonObject = { httpTokens: 'required', httpPutResponseHopLimit: 2 };

/** The objects of a cluster of EC2 machines with a kubeadm control plane. Field names: Cluster API Provider AWS v2.11. */
export function awsKubeadmParts(spec: ClusterSpec, settings: AwsSettings): readonly Part[] {
  const machines = machineTemplate(spec, settings, 'control-plane', spec.controlPlane.machineType, controlPlaneProfile);
  return [
    clusterPart(spec, 'AWSCluster'),
    awsClusterPart(spec, settings),
    kubeadmControlPlanePart(spec, { kind: machines.manifest.kind, name: machines.manifest.metadata.name }, kubeadm),
    machines,
    controlPlaneHealthCheckPart(spec),
    ...spec.pools.flatMap((pool) => poolParts(spec, settings, pool)),
    ...cniParts(spec),
    ...awsAddonParts(spec),
  ];
}

const controlPlaneProfile = 'control-plane.cluster-api-provider-aws.sigs.k8s.io';
const nodeProfile = 'nodes.cluster-api-provider-aws.sigs.k8s.io';

function awsClusterPart(spec: ClusterSpec, settings: AwsSettings): Part {
  const rules: readonly JsonObject[] = spec.cni === 'none' ? [] : cniIngress[spec.cni].map((rule) => ({ ...rule }));
  return {
    file: 'cluster',
    manifest: {
      apiVersion: infrastructureVersion,
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
  return machineTemplatePart(
    spec,
    stem === 'control-plane' ? 'control-plane' : 'workers',
    'AWSMachineTemplate',
    `${spec.name}-${stem}`,
    {
      instanceType,
      iamInstanceProfile,
      sshKeyName: settings.sshKeyName ?? '',
      rootVolume,
      instanceMetadataOptions: instanceMetadata,
    },
    {
      ...(settings.sshKeyName === undefined ? { sshKeyName: noKey } : {}),
      rootVolume: 'Larger than the image, which leaves little room for container images.',
      instanceMetadataOptions: 'Session tokens only; two hops, so that the EBS driver can ask from its pods.',
    },
  );
}

function poolParts(spec: ClusterSpec, settings: AwsSettings, pool: WorkerPool): readonly Part[] {
  const machines = machineTemplate(spec, settings, pool.name, pool.machineType, nodeProfile);
  const bootstrap = kubeadmConfigTemplatePart(spec, pool, kubeadm);
  return [
    machineDeploymentPart(spec, pool, machines, bootstrap),
    machines,
    bootstrap,
    workerHealthCheckPart(spec, pool),
  ];
}
