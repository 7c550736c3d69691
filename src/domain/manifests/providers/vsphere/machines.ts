import type { ClusterSpec } from '../../../cluster/spec.ts';
import { withKubeVip } from '../../core/kube-vip.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import type { Json, JsonObject, Part } from '../../manifest.ts';
import { fillIn } from '../machine-image.ts';
import { parseMachineSize } from '../machine-size.ts';
import type { VSphereSettings } from './settings.ts';

const external: Json = [{ name: 'cloud-provider', value: 'external' }];

/** Virtual machines of the control plane or of a pool. */
export function machineTemplate(spec: ClusterSpec, settings: VSphereSettings, stem: string, type: string): Part {
  const size = parseMachineSize(type);
  return machineTemplatePart(spec, {
    stem,
    apiVersion: `infrastructure.cluster.x-k8s.io/${spec.capi}`,
    kind: 'VSphereMachineTemplate',
    machine: {
      server: settings.server,
      thumbprint: settings.thumbprint,
      datacenter: settings.datacenter ?? spec.region,
      template: fillIn(settings.template ?? '', spec),
      cloneMode: 'fullClone',
      datastore: settings.datastore,
      storagePolicyName: settings.storagePolicy,
      folder: settings.folder,
      resourcePool: settings.resourcePool,
      numCPUs: size?.processors,
      memoryMiB: size?.memoryMiB,
      diskGiB: size?.diskGiB,
      network: { devices: [networkDevice(settings)] },
      powerOffMode: 'trySoft',
    },
    comments: {
      cloneMode: 'A linked clone would have the disk of the template, whatever its size is to be, and hang on to it.',
      powerOffMode: 'So that a machine that is replaced can end its work.',
    },
  });
}

function networkDevice({ network = '', addressPool, dnsServers }: VSphereSettings): JsonObject {
  if (addressPool === undefined) return { networkName: network, dhcp4: true };
  return {
    networkName: network,
    dhcp4: false,
    addressesFromPools: [{ apiGroup: 'ipam.cluster.x-k8s.io', kind: addressPool.kind, name: addressPool.name }],
    nameservers: dnsServers,
  };
}

/** What kubeadm is told on workers. */
export function workerNeeds(settings: VSphereSettings): KubeadmNeeds {
  return {
    nodeRegistration: {
      name: '{{ local_hostname }}',
      criSocket: 'unix:///var/run/containerd/containerd.sock',
      kubeletExtraArgs: external,
    },
    nodeComments: { name: 'Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.' },
    further: { ...users(settings), preKubeadmCommands: hostName },
  };
}

/** What kubeadm is told on machines of the control plane. */
export function controlPlaneNeeds(spec: ClusterSpec, settings: VSphereSettings): KubeadmNeeds {
  const needs = { ...workerNeeds(settings), clusterConfiguration: { controllerManager: { extraArgs: external } } };
  return withKubeVip(needs, spec.endpoint);
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
