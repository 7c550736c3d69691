import type { ClusterSpec } from '../../../cluster/spec.ts';
import { cniAddons } from '../../addons/cni.ts';
import { addonPrerequisites } from '../../addons/install.ts';
import { withKubeVip } from '../../core/kube-vip.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { type JsonObject, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { parseMachineSize } from '../machine-size.ts';
import { missingSettings } from '../missing-settings.ts';
import type { ProxmoxSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1alpha2';

/** Virtual machines of Proxmox VE with a kubeadm control plane. Field names: Cluster API Provider Proxmox v0.9. */
export const proxmoxKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'virtual machines of Proxmox VE with a kubeadm control plane behind kube-vip',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  longestName: 40,
  leastWorkers: 0,
  minors: [31, 35],
  needsEndpoint: true,
  check: (_spec, { providers: { proxmox } }) =>
    missingSettings('proxmox', [
      { key: 'sourceNode', given: proxmox.sourceNode, what: 'the node that holds the template', example: 'pve1' },
      { key: 'templateId', given: proxmox.templateId, what: 'the id of the template', example: '9000' },
      {
        key: 'addresses',
        given: proxmox.addresses,
        what: 'the addresses that machines get',
        example: '["10.10.10.20-10.10.10.60"]',
      },
      { key: 'gateway', given: proxmox.gateway, what: 'the gateway of the machines', example: '10.10.10.1' },
    ]),
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'ProxmoxCluster',
      machines: 'ProxmoxMachineTemplate',
      addons: cniAddons(spec).length,
      healthChecks: true,
    }),
  parts: (spec, { providers: { proxmox } }) =>
    kubeadmParts(spec, {
      infrastructure: proxmoxClusterPart(spec, proxmox),
      machines: (stem, type) => machineTemplate(spec, proxmox, stem, type),
      controlPlane: () => controlPlaneNeeds(spec, proxmox),
      worker: () => workerNeeds(proxmox),
      addons: cniAddons(spec),
      healthChecks: true,
    }),
  prerequisites: (spec, { providers: { proxmox } }) => [
    proxmox.credentials === undefined
      ? "The provider's own credentials in the management cluster may make machines."
      : `The Secret "${proxmox.credentials}" in the namespace "${spec.namespace}" holds the address and the token of Proxmox.`,
    `The template ${proxmox.templateId ?? ''} on the node "${proxmox.sourceNode ?? ''}" holds Kubernetes ${spec.kubernetesVersion}.`,
    `The address ${spec.endpoint ?? 'of endpoint='} is free, and so are enough of ${proxmox.addresses?.join(', ') ?? 'providers.proxmox.addresses'}: clusters that use the same ranges must not use the same addresses.`,
    'The in-cluster IPAM provider of Cluster API runs in the management cluster.',
    ...addonPrerequisites(spec, cniAddons(spec)),
  ],
};

function proxmoxClusterPart(spec: ClusterSpec, settings: ProxmoxSettings): Part {
  const { credentials, allowedNodes, addresses, prefix, gateway, dnsServers } = settings;
  return {
    file: 'cluster',
    manifest: {
      apiVersion,
      kind: 'ProxmoxCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        controlPlaneEndpoint: spec.endpoint === undefined ? undefined : { host: spec.endpoint, port: 6443 },
        credentialsRef: credentials === undefined ? undefined : { name: credentials, namespace: spec.namespace },
        allowedNodes,
        dnsServers,
        ipv4Config: { addresses: addresses ?? [], prefix, gateway: gateway ?? '' },
      },
    },
    comments: {
      'spec/controlPlaneEndpoint':
        'Held by kube-vip on the machines of the control plane: Proxmox makes no load balancer.',
      'spec/credentialsRef': 'Proxmox by reference: no token stands in Git.',
    },
  };
}

function machineTemplate(spec: ClusterSpec, settings: ProxmoxSettings, stem: string, type: string): Part {
  const size = parseMachineSize(type);
  return machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'ProxmoxMachineTemplate',
    machine: {
      sourceNode: settings.sourceNode ?? '',
      templateID: settings.templateId ?? 0,
      full: true,
      format: 'qcow2',
      numSockets: 1,
      numCores: size?.processors,
      memoryMiB: size?.memoryMiB,
      disks: { bootVolume: { disk: settings.disk, sizeGb: size?.diskGiB } },
      network: { networkDevices: [{ name: 'net0', bridge: settings.bridge, model: 'virtio', defaultIPv4: true }] },
    },
    comments: { full: 'A machine outlives its template.' },
  });
}

function workerNeeds({ sshPublicKey }: ProxmoxSettings): KubeadmNeeds {
  const users: JsonObject =
    sshPublicKey === undefined ? {} : { users: [{ name: 'root', sshAuthorizedKeys: [sshPublicKey] }] };
  return {
    nodeRegistration: {
      kubeletExtraArgs: [{ name: 'provider-id', value: "proxmox://'{{ ds.meta_data.instance_id }}'" }],
    },
    nodeComments: {
      kubeletExtraArgs: 'Filled in by cloud-init: without a cloud controller, the kubelet says which machine it is.',
    },
    further: users,
  };
}

function controlPlaneNeeds(spec: ClusterSpec, settings: ProxmoxSettings): KubeadmNeeds {
  return withKubeVip(workerNeeds(settings), spec.endpoint);
}
