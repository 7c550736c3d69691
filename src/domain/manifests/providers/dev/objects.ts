import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { cniParts } from '../../addons/cni.ts';
import { clusterPart } from '../../core/cluster.ts';
import { infrastructureVersion } from '../../core/groups.ts';
import { type KubeadmNeeds, kubeadmConfigTemplatePart, kubeadmControlPlanePart } from '../../core/kubeadm.ts';
import { machineDeploymentPart, machineTemplatePart } from '../../core/machines.ts';
import { type JsonObject, metadata, type Part } from '../../manifest.ts';

const kubeadm: KubeadmNeeds = {
  clusterConfiguration: {
    apiServer: { certSANs: ['localhost', '127.0.0.1', '0.0.0.0', 'host.docker.internal'] },
  },
  nodeRegistration: {
    criSocket: 'unix:///var/run/containerd/containerd.sock',
    kubeletExtraArgs: [
      { name: 'eviction-hard', value: 'nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%' },
    ],
  },
  nodeComments: { kubeletExtraArgs: 'The disk is shared with the host: a full host must not evict pods.' },
};

const startup = (duration: string): JsonObject => ({
  provisioning: { startupDuration: duration, startupJitter: '0.2' },
});

/** The objects of a cluster on the development provider: no cloud, machines in memory or in containers. */
export function devParts(spec: ClusterSpec): readonly Part[] {
  const machines = machineTemplate(spec, 'control-plane');
  return [
    clusterPart(spec, 'DevCluster'),
    devClusterPart(spec),
    kubeadmControlPlanePart(spec, { kind: machines.manifest.kind, name: machines.manifest.metadata.name }, kubeadm),
    machines,
    ...spec.pools.flatMap((pool) => poolParts(spec, pool)),
    ...cniParts(spec),
  ];
}

function devClusterPart(spec: ClusterSpec): Part {
  return {
    file: 'cluster',
    manifest: {
      apiVersion: infrastructureVersion,
      kind: 'DevCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: { backend: spec.flavor === 'docker' ? { docker: {} } : { inMemory: {} } },
    },
    comments: {
      'spec/backend':
        spec.flavor === 'docker'
          ? 'Machines are containers on the host of the management cluster.'
          : 'Machines exist only in the memory of the provider: nothing runs on them.',
    },
  };
}

function machineTemplate(spec: ClusterSpec, stem: string): Part {
  const backend: JsonObject =
    spec.flavor === 'docker'
      ? { docker: { customImage: `kindest/node:${spec.kubernetesVersion}` } }
      : {
          inMemory: {
            vm: startup('10s'),
            node: startup('2s'),
            ...(stem === 'control-plane' ? { apiServer: startup('2s'), etcd: startup('2s') } : {}),
          },
        };
  const file = stem === 'control-plane' ? 'control-plane' : 'workers';
  return machineTemplatePart(spec, file, 'DevMachineTemplate', `${spec.name}-${stem}`, { backend });
}

function poolParts(spec: ClusterSpec, pool: WorkerPool): readonly Part[] {
  const machines = machineTemplate(spec, pool.name);
  const bootstrap = kubeadmConfigTemplatePart(spec, pool, kubeadm);
  return [machineDeploymentPart(spec, pool, machines, bootstrap), machines, bootstrap];
}
