import type { ClusterSpec } from '../../../cluster/spec.ts';
import { withKubeVip } from '../../core/kube-vip.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import type { JsonObject, Part } from '../../manifest.ts';
import { fillIn } from '../machine-image.ts';
import { parseMachineSize } from '../machine-size.ts';
import { apiVersion } from './api-version.ts';
import type { ProxmoxSettings } from './settings.ts';

/** Virtual machines of the control plane or of a pool. */
export function machineTemplate(spec: ClusterSpec, settings: ProxmoxSettings, stem: string, type: string): Part {
  const size = parseMachineSize(type);
  return machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'ProxmoxMachineTemplate',
    machine: {
      ...source(spec, settings),
      full: true,
      storage: settings.storage,
      pool: settings.pool,
      numSockets: 1,
      numCores: size?.processors,
      memoryMiB: size?.memoryMiB,
      disks: { bootVolume: { disk: settings.disk, sizeGb: size?.diskGiB } },
      network: {
        networkDevices: [
          { name: 'net0', bridge: settings.bridge, vlan: settings.vlan, model: 'virtio', defaultIPv4: true },
        ],
      },
    },
    comments: {
      ...(settings.template?.tags === undefined
        ? {}
        : { templateSelector: 'The one template that has all of these tags, on whichever node.' }),
      full: 'A copy, so that a machine outlives its template.',
    },
  });
}

function source(spec: ClusterSpec, { template: { tags, node, id } = {} }: ProxmoxSettings): JsonObject {
  if (tags === undefined) return { sourceNode: node ?? '', templateID: id ?? 0 };
  return { templateSelector: { matchPolicy: 'uniqueSubset', matchTags: tags.map((tag) => fillIn(tag, spec)) } };
}

/** What kubeadm is told on workers. */
export function workerNeeds({ sshPublicKey }: ProxmoxSettings): KubeadmNeeds {
  return {
    nodeRegistration: {
      kubeletExtraArgs: [{ name: 'provider-id', value: "proxmox://'{{ ds.meta_data.instance_id }}'" }],
    },
    nodeComments: {
      kubeletExtraArgs: 'Filled in by cloud-init: without a cloud controller, the kubelet says which machine it is.',
    },
    further: sshPublicKey === undefined ? {} : { users: [{ name: 'root', sshAuthorizedKeys: [sshPublicKey] }] },
  };
}

/** What kubeadm is told on machines of the control plane. */
export function controlPlaneNeeds(spec: ClusterSpec, settings: ProxmoxSettings): KubeadmNeeds {
  return withKubeVip(workerNeeds(settings), spec.endpoint);
}
