import { cniAddons } from '../../addons/cni.ts';
import { addonPrerequisites } from '../../addons/install.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { type Json, metadata } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { missingSettings } from '../missing-settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
const external: Json = [{ name: 'cloud-provider', value: 'external' }];

const workerNeeds: KubeadmNeeds = {
  nodeRegistration: {
    kubeletExtraArgs: [
      { name: 'cloud-provider', value: 'external' },
      { name: 'provider-id', value: 'equinixmetal://{{ v1.instance_id }}' },
    ],
  },
  nodeComments: { kubeletExtraArgs: 'The machine says itself which it is; filled in by cloud-init.' },
};

const controlPlaneNeeds: KubeadmNeeds = {
  ...workerNeeds,
  clusterConfiguration: { controllerManager: { extraArgs: external } },
};

/** Machines of Equinix Metal with a kubeadm control plane. Field names: Cluster API Provider Packet v0.9, the last release. */
export const packetKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'bare metal machines with a kubeadm control plane; the service has ended',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  longestName: 40,
  leastWorkers: 0,
  pools: ofMachineDeployments,
  minors: [31, 34],
  check: (_spec, { providers: { packet } }) =>
    missingSettings('packet', [
      {
        key: 'projectId',
        given: packet.projectId,
        what: 'the project that clusters are made in',
        example: '00000000-0000-0000-0000-000000000000',
      },
    ]),
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'PacketCluster',
      machines: 'PacketMachineTemplate',
      addons: cniAddons(spec).length,
      healthChecks: true,
    }),
  parts: (spec, { providers: { packet } }) =>
    kubeadmParts(spec, {
      infrastructure: {
        file: 'cluster',
        manifest: {
          apiVersion,
          kind: 'PacketCluster',
          metadata: metadata(spec, spec.name, 'infrastructure'),
          spec: { projectID: packet.projectId ?? '', metro: spec.region, vipManager: 'CPEM' },
        },
        comments: { 'spec/vipManager': 'The cloud controller holds the address of the API server.' },
      },
      machines: (stem, machineType) =>
        machineTemplatePart(spec, {
          stem,
          apiVersion,
          kind: 'PacketMachineTemplate',
          machine: { machineType, os: packet.os, billingCycle: 'hourly', sshKeys: packet.sshKeys },
        }),
      controlPlane: () => controlPlaneNeeds,
      worker: () => workerNeeds,
      addons: cniAddons(spec),
      healthChecks: true,
    }),
  prerequisites: (spec) => [
    'An API like that of Equinix Metal answers, and the manager of the provider has a key for it.',
    `The operating system of the machines holds Kubernetes ${spec.kubernetesVersion}, containerd and kubeadm.`,
    'The cloud controller (cloud-provider-equinix-metal) is installed by you: it was retired with the provider.',
    ...addonPrerequisites(spec, cniAddons(spec)),
  ],
};
