import type { ClusterSpec } from '../../../cluster/spec.ts';
import { hetznerAddons } from '../../addons/hetzner.ts';
import { addonPrerequisites } from '../../addons/install.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { type Json, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { checkImageVersion, fillIn } from '../machine-image.ts';
import { missingSettings } from '../missing-settings.ts';
import { checkLocation } from './machine-types.ts';
import type { HetznerSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
const external: Json = [{ name: 'cloud-provider', value: 'external' }];

const workerNeeds: KubeadmNeeds = { nodeRegistration: { kubeletExtraArgs: external } };

const controlPlaneNeeds: KubeadmNeeds = {
  ...workerNeeds,
  clusterConfiguration: {
    apiServer: {
      extraArgs: [{ name: 'kubelet-preferred-address-types', value: 'ExternalIP,InternalIP,Hostname' }],
    },
    controllerManager: { extraArgs: external },
  },
  comments: {
    'clusterConfiguration/apiServer': 'The machines have public addresses only, and their names stand in no DNS.',
  },
};

/** Cloud servers of Hetzner with a kubeadm control plane. Field names: Cluster API Provider Hetzner v1.1. */
export const hetznerKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'cloud servers with a kubeadm control plane',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  // Resources of a cluster are labelled `caph-cluster-<name>`, and keys of labels end at 63 characters.
  longestName: 40,
  leastWorkers: 0,
  pools: ofMachineDeployments,
  minors: [31, 35],
  check: (spec, { providers: { hetzner } }) => [
    ...missingSettings('hetzner', [
      {
        key: 'image',
        given: hetzner.image,
        what: 'the machine image, which has to be built for each version of Kubernetes',
        example: 'ubuntu-24.04-kubernetes-v{version}',
      },
    ]),
    ...checkImageVersion('hetzner', 'image', hetzner.image, spec),
    ...checkLocation(spec),
  ],
  expects: (spec, { providers: { hetzner } }) =>
    kubeadmKinds(spec, {
      infrastructure: 'HetznerCluster',
      machines: 'HCloudMachineTemplate',
      addons: hetznerAddons(spec, hetzner).length,
      healthChecks: true,
    }),
  parts: (spec, { providers: { hetzner } }) =>
    kubeadmParts(spec, {
      infrastructure: hetznerClusterPart(spec, hetzner),
      machines: (stem, type) => machineTemplate(spec, hetzner, stem, type),
      controlPlane: () => controlPlaneNeeds,
      worker: () => workerNeeds,
      addons: hetznerAddons(spec, hetzner),
      healthChecks: true,
    }),
  derivedValues: (spec) => ({ placementGroups: groups(spec) }),
  prerequisites: (spec, { providers: { hetzner } }) => [
    `The Secret "${hetzner.secret.name}" in the namespace "${spec.namespace}" holds the token of the project under "${hetzner.secret.key}".`,
    `The project has a snapshot "${fillIn(hetzner.image ?? '<providers.hetzner.image>', spec)}", by its name or its label caph-image-name, that holds Kubernetes ${spec.kubernetesVersion}: nothing is installed when a machine starts.`,
    ...(hetzner.sshKeys.length === 0 ? [] : [`The SSH keys ${hetzner.sshKeys.join(', ')} exist in the project.`]),
    ...addonPrerequisites(spec, hetznerAddons(spec, hetzner)),
  ],
};

/** A group holds ten servers (Hetzner Cloud, "Placement groups"), and a roll-out has one more than the pool. */
const mostInGroup = 9;

/** The control plane and the pools that are small enough to have every machine on another host. */
function groups({ pools }: ClusterSpec): readonly string[] {
  return ['control-plane', ...pools.filter(({ replicas }) => replicas <= mostInGroup).map(({ name }) => name)];
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
        hcloudPlacementGroups: groups(spec).map((name) => ({ name, type: 'spread' })),
      },
    },
    comments: {
      'spec/hetznerSecretRef': 'The project by reference: no token stands in Git.',
      'spec/hcloudPlacementGroups':
        'No two machines of a group stand on the same host. A group holds ten, and a roll-out needs room for one: a pool of more than nine has none.',
      ...(settings.sshKeys.length === 0 ? { 'spec/sshKeys': 'None: machines cannot be logged in to.' } : {}),
    },
  };
}

function machineTemplate(spec: ClusterSpec, settings: HetznerSettings, stem: string, type: string): Part {
  return machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'HCloudMachineTemplate',
    machine: {
      type,
      imageName: fillIn(settings.image ?? '', spec),
      placementGroupName: groups(spec).includes(stem) ? stem : undefined,
    },
    comments: { imageName: 'A snapshot of the project, built with Kubernetes in it.' },
  });
}
