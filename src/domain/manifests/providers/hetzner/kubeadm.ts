import type { ClusterSpec } from '../../../cluster/spec.ts';
import { cniAddons } from '../../addons/cni.ts';
import { type Addon, addonPrerequisites } from '../../addons/install.ts';
import { charts } from '../../addons/versions.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { type Json, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { missingSettings } from '../missing-settings.ts';
import type { HetznerSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
const external: Json = [{ name: 'cloud-provider', value: 'external' }];

const workerNeeds: KubeadmNeeds = { nodeRegistration: { kubeletExtraArgs: external } };

const controlPlaneNeeds: KubeadmNeeds = {
  ...workerNeeds,
  clusterConfiguration: {
    // The machines have public addresses only, and their names stand in no DNS.
    apiServer: {
      extraArgs: [{ name: 'kubelet-preferred-address-types', value: 'ExternalIP,InternalIP,Hostname' }],
    },
    controllerManager: { extraArgs: external },
  },
};

/** Cloud servers of Hetzner with a kubeadm control plane. Field names: Cluster API Provider Hetzner v1.1. */
export const hetznerKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'cloud servers with a kubeadm control plane',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  longestName: 40,
  leastWorkers: 0,
  minors: [31, 35],
  check: (_spec, { providers: { hetzner } }) =>
    missingSettings('hetzner', [
      {
        key: 'image',
        given: hetzner.image,
        what: 'the machine image, which has to be built for each version of Kubernetes',
        example: 'ubuntu-24.04-kubernetes-v1.34.3',
      },
    ]),
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'HetznerCluster',
      machines: 'HCloudMachineTemplate',
      addons: addons(spec).length,
      healthChecks: true,
    }),
  parts: (spec, { providers: { hetzner } }) =>
    kubeadmParts(spec, {
      infrastructure: hetznerClusterPart(spec, hetzner),
      machines: (stem, type) => machineTemplate(spec, hetzner, stem, type),
      controlPlane: () => controlPlaneNeeds,
      worker: () => workerNeeds,
      addons: addons(spec, hetzner),
      healthChecks: true,
    }),
  prerequisites: (spec, { providers: { hetzner } }) => [
    `The Secret "${hetzner.secret.name}" in the namespace "${spec.namespace}" holds the token of the project under "${hetzner.secret.key}".`,
    `A snapshot with the label caph-image-name=${hetzner.image ?? ''} holds Kubernetes ${spec.kubernetesVersion}.`,
    ...(hetzner.sshKeys.length === 0 ? [] : [`The SSH keys ${hetzner.sshKeys.join(', ')} exist in the project.`]),
    ...addonPrerequisites(spec, addons(spec)),
  ],
};

/** The provider puts its Secret into the cluster, so that the add-ons find the token there. */
function addons(
  spec: ClusterSpec,
  { secret }: Pick<HetznerSettings, 'secret'> = { secret: { name: '', key: '' } },
): readonly Addon[] {
  return [
    ...cniAddons(spec, { encrypted: true }),
    {
      suffix: 'ccm',
      chart: charts.hetznerCloudController,
      values: {
        env: { HCLOUD_TOKEN: { valueFrom: { secretKeyRef: { name: secret.name, key: secret.key } } } },
      },
      comment: 'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
    },
    {
      suffix: 'csi',
      chart: charts.hetznerCsi,
      values: { controller: { hcloudToken: { existingSecret: { name: secret.name, key: secret.key } } } },
      comment: 'Persistent volumes.',
    },
  ];
}

function hetznerClusterPart(spec: ClusterSpec, settings: HetznerSettings): Part {
  return {
    file: 'cluster',
    manifest: {
      apiVersion,
      kind: 'HetznerCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        controlPlaneRegions: [spec.region],
        controlPlaneLoadBalancer: { region: spec.region, type: 'lb11' },
        hetznerSecretRef: { name: settings.secret.name, key: { hcloudToken: settings.secret.key } },
        sshKeys: { hcloud: settings.sshKeys.map((name) => ({ name })) },
        hcloudPlacementGroups: [
          { name: 'control-plane', type: 'spread' },
          ...spec.pools.map(({ name }) => ({ name, type: 'spread' })),
        ],
      },
    },
    comments: {
      'spec/hetznerSecretRef': 'The project by reference: no token stands in Git.',
      'spec/hcloudPlacementGroups':
        'So that no two machines of a role stand on the same host. A group holds ten machines.',
    },
  };
}

function machineTemplate(spec: ClusterSpec, settings: HetznerSettings, stem: string, type: string): Part {
  const replicas = spec.pools.find(({ name }) => name === stem)?.replicas ?? 0;
  return machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'HCloudMachineTemplate',
    machine: { type, imageName: settings.image ?? '', placementGroupName: replicas > 10 ? undefined : stem },
    comments: { imageName: 'A snapshot of the project, built with Kubernetes in it.' },
  });
}
