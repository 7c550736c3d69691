import type { ClusterSpec } from '../../../cluster/spec.ts';
import { cniAddons } from '../../addons/cni.ts';
import { addonPrerequisites } from '../../addons/install.ts';
import { kubeadmNodes } from '../../core/class-nodes.ts';
import { infrastructureGroup } from '../../core/groups.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { type JsonObject, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';

const workerNeeds: KubeadmNeeds = {
  nodeRegistration: {
    criSocket: 'unix:///var/run/containerd/containerd.sock',
    kubeletExtraArgs: [
      { name: 'eviction-hard', value: 'nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%' },
    ],
  },
  nodeComments: { kubeletExtraArgs: 'The disk is shared with the host: a full host must not evict pods.' },
};

const controlPlaneNeeds: KubeadmNeeds = {
  ...workerNeeds,
  clusterConfiguration: {
    apiServer: { certSANs: ['localhost', '127.0.0.1', '0.0.0.0', 'host.docker.internal'] },
  },
};

/** What both back ends share: no cloud, no machine types, no health checks. */
const shared = {
  managedControlPlane: false,
  longestName: 40,
  leastWorkers: 0,
  pools: ofMachineDeployments,
  minors: [31, 36],
  // Nothing of a cluster decides what its machines are.
  classVariables: { cluster: () => ({}), pool: () => ({}), nodes: kubeadmNodes },
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'DevCluster',
      machines: 'DevMachineTemplate',
      addons: cniAddons(spec).length,
      healthChecks: false,
    }),
} as const satisfies Partial<Flavor>;

const provider = 'The development provider of Cluster API runs in the management cluster.';

/** Machines that exist only in the memory of the provider. */
export const inMemory: Flavor = {
  ...shared,
  id: 'in-memory',
  summary: 'machines in the memory of the provider: nothing runs on them',
  cnis: ['none', 'cilium', 'calico'],
  parts: (spec) =>
    devParts(spec, { inMemory: {} }, 'Machines exist only in the memory of the provider: nothing runs on them.', {
      controlPlane: {
        inMemory: { vm: startup('10s'), node: startup('2s'), apiServer: startup('2s'), etcd: startup('2s') },
      },
      worker: { inMemory: { vm: startup('10s'), node: startup('2s') } },
    }),
  prerequisites: (spec) => [provider, ...addonPrerequisites(spec, cniAddons(spec))],
};

/** Machines that are containers beside the management cluster. */
export const docker: Flavor = {
  ...shared,
  id: 'docker',
  summary: 'machines that are containers on the host of the management cluster',
  cnis: ['cilium', 'calico'],
  parts: (spec) => {
    const backend: JsonObject = { docker: { customImage: `kindest/node:${spec.kubernetesVersion}` } };
    return devParts(spec, { docker: {} }, 'Machines are containers on the host of the management cluster.', {
      controlPlane: backend,
      worker: backend,
    });
  },
  prerequisites: (spec) => [
    provider,
    'The host of the management cluster shares its Docker socket with the provider.',
    ...addonPrerequisites(spec, cniAddons(spec)),
  ],
};

function startup(duration: string): JsonObject {
  return { provisioning: { startupDuration: duration, startupJitter: '0.2' } };
}

interface Backends {
  readonly controlPlane: JsonObject;
  readonly worker: JsonObject;
}

function devParts(spec: ClusterSpec, backend: JsonObject, comment: string, machines: Backends): readonly Part[] {
  return kubeadmParts(spec, {
    infrastructure: {
      file: 'cluster',
      manifest: {
        apiVersion: apiVersion(spec),
        kind: 'DevCluster',
        metadata: metadata(spec, spec.name, 'infrastructure'),
        spec: { backend },
      },
      comments: { 'spec/backend': comment },
    },
    machines: (stem) =>
      machineTemplatePart(spec, {
        stem,
        apiVersion: apiVersion(spec),
        kind: 'DevMachineTemplate',
        machine: { backend: stem === 'control-plane' ? machines.controlPlane : machines.worker },
      }),
    controlPlane: () => controlPlaneNeeds,
    worker: () => workerNeeds,
    addons: cniAddons(spec),
    healthChecks: false,
  });
}

/** The provider is released with Cluster API and serves the same versions. */
function apiVersion(spec: ClusterSpec): string {
  return `${infrastructureGroup}/${spec.capi}`;
}
