import type { ClusterSpec } from '../../../cluster/spec.ts';
import { cniAddons } from '../../addons/cni.ts';
import { type Addon, addonPrerequisites, secretSetPart } from '../../addons/install.ts';
import { vsphereCloudController } from '../../addons/versions.ts';
import { addonGroup } from '../../core/groups.ts';
import { kubeVip } from '../../core/kube-vip.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { type Json, type JsonObject, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { parseMachineSize } from '../machine-size.ts';
import { missingSettings } from '../missing-settings.ts';
import type { VSphereSettings } from './settings.ts';

/** The provider serves both versions of its objects and keeps to the contract of the same name. */
const apiVersion = (spec: ClusterSpec): string => `infrastructure.cluster.x-k8s.io/${spec.capi}`;
const external: Json = [{ name: 'cloud-provider', value: 'external' }];

/** Virtual machines of a vCenter with a kubeadm control plane. Field names: Cluster API Provider vSphere v1.16. */
export const vsphereKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'virtual machines of a vCenter with a kubeadm control plane behind kube-vip',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  // A virtual machine's name may have 80 characters, its host name 63, to which Cluster API shortens.
  longestName: 40,
  leastWorkers: 0,
  minors: [31, 36],
  needsEndpoint: true,
  check: (_spec, { providers: { vsphere } }) =>
    missingSettings('vsphere', [
      { key: 'server', given: vsphere.server, what: 'the host name of vCenter', example: 'vcenter.example.com' },
      {
        key: 'template',
        given: vsphere.template,
        what: 'the virtual machine template, which has to be there for each version of Kubernetes',
        example: 'ubuntu-2404-kube-v1.34.3',
      },
      { key: 'network', given: vsphere.network, what: 'the network of the machines', example: 'VM Network' },
    ]),
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'VSphereCluster',
      machines: 'VSphereMachineTemplate',
      addons: addons(spec).length,
      healthChecks: true,
      further: spec.addons === 'external' ? [] : [{ group: addonGroup, kind: 'ClusterResourceSet' }],
    }),
  parts: (spec, { providers: { vsphere } }) =>
    kubeadmParts(spec, {
      infrastructure: vsphereClusterPart(spec, vsphere),
      machines: (stem, type) => machineTemplate(spec, vsphere, stem, type),
      controlPlane: () => controlPlaneNeeds(spec, vsphere),
      worker: () => workerNeeds(vsphere),
      addons: addons(spec),
      healthChecks: true,
      further:
        spec.addons === 'external'
          ? []
          : [
              secretSetPart(
                spec,
                'cloud-config',
                vsphere.cloudConfig,
                'Settings and credentials of the cloud controller, by reference.',
              ),
            ],
    }),
  prerequisites: (spec, { providers: { vsphere } }) => [
    `The ${vsphere.identity.kind} "${vsphere.identity.name}" exists in the management cluster and allows the namespace "${spec.namespace}".`,
    `The template "${vsphere.template ?? ''}" in the datacenter ${spec.region} holds Kubernetes ${spec.kubernetesVersion}.`,
    `The address ${spec.endpoint ?? 'of endpoint='} is free in the network "${vsphere.network ?? ''}", which hands out others by DHCP.`,
    `The Secret "${vsphere.cloudConfig}" of type addons.cluster.x-k8s.io/resource-set in the namespace "${spec.namespace}" holds the ConfigMap and the Secret of the vSphere cloud controller.`,
    ...addonPrerequisites(spec, addons(spec)),
  ],
};

function addons(spec: ClusterSpec): readonly Addon[] {
  return [
    ...cniAddons(spec),
    {
      suffix: 'cpi',
      chart: vsphereCloudController(spec.kubernetesVersion),
      values: { config: { enabled: false } },
      comment: 'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
    },
  ];
}

function vsphereClusterPart(spec: ClusterSpec, settings: VSphereSettings): Part {
  return {
    file: 'cluster',
    manifest: {
      apiVersion: apiVersion(spec),
      kind: 'VSphereCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        server: settings.server ?? '',
        thumbprint: settings.thumbprint,
        identityRef: { kind: settings.identity.kind, name: settings.identity.name },
        controlPlaneEndpoint: spec.endpoint === undefined ? undefined : { host: spec.endpoint, port: 6443 },
      },
    },
    comments: {
      'spec/identityRef': 'The account of vCenter by reference: no credential stands in Git.',
      'spec/controlPlaneEndpoint':
        'Held by kube-vip on the machines of the control plane: vSphere makes no load balancer.',
    },
  };
}

function machineTemplate(spec: ClusterSpec, settings: VSphereSettings, stem: string, type: string): Part {
  const size = parseMachineSize(type);
  return machineTemplatePart(spec, {
    stem,
    apiVersion: apiVersion(spec),
    kind: 'VSphereMachineTemplate',
    machine: {
      datacenter: spec.region,
      server: settings.server,
      thumbprint: settings.thumbprint,
      template: settings.template ?? '',
      cloneMode: 'linkedClone',
      datastore: settings.datastore,
      folder: settings.folder,
      resourcePool: settings.resourcePool,
      numCPUs: size?.processors,
      memoryMiB: size?.memoryMiB,
      diskGiB: size?.diskGiB,
      network: { devices: [{ networkName: settings.network ?? '', dhcp4: true }] },
      powerOffMode: 'trySoft',
    },
    comments: {
      cloneMode: 'Fast; falls back to a full clone where the template has no snapshot.',
      powerOffMode: 'So that a machine that is replaced can end its work.',
    },
  });
}

function workerNeeds(settings: VSphereSettings): KubeadmNeeds {
  return {
    nodeRegistration: {
      name: '{{ local_hostname }}',
      criSocket: '/var/run/containerd/containerd.sock',
      kubeletExtraArgs: external,
    },
    nodeComments: { name: 'Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.' },
    further: { ...users(settings), preKubeadmCommands: hostName },
  };
}

function controlPlaneNeeds(spec: ClusterSpec, settings: VSphereSettings): KubeadmNeeds {
  const { further, ...rest } = workerNeeds(settings);
  const vip = spec.endpoint === undefined ? undefined : kubeVip(spec.endpoint);
  return {
    ...rest,
    clusterConfiguration: { controllerManager: { extraArgs: external } },
    further: { ...further, ...vip, preKubeadmCommands: [...hostName, ...(vip?.preKubeadmCommands ?? [])] },
  };
}

/** The name that vSphere gave the machine becomes its host name. */
const hostName: readonly string[] = [
  'hostnamectl set-hostname "{{ ds.meta_data.hostname }}"',
  'echo "127.0.0.1 {{ ds.meta_data.hostname }} {{ local_hostname }} localhost" >> /etc/hosts',
];

function users({ sshPublicKey }: VSphereSettings): JsonObject {
  if (sshPublicKey === undefined) return {};
  return { users: [{ name: 'capv', sudo: 'ALL=(ALL) NOPASSWD:ALL', sshAuthorizedKeys: [sshPublicKey] }] };
}
