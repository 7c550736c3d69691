import type { ClusterSpec, ObjectRef, WorkerPool } from '../../cluster/spec.ts';
import { type Addon, addonKinds, addonParts } from '../addons/install.ts';
import type { Part } from '../manifest.ts';
import { clusterPart } from './cluster.ts';
import { bootstrapGroup, controlPlaneGroup, coreGroup, infrastructureGroup } from './groups.ts';
import { type KubeadmNeeds, kubeadmConfigTemplatePart, kubeadmControlPlanePart } from './kubeadm.ts';
import { controlPlaneHealthCheckPart, machineDeploymentPart, workerHealthCheckPart } from './machines.ts';

/** What a provider gives to a cluster of its machines with a kubeadm control plane. */
export interface KubeadmCluster {
  /** The infrastructure object, which has the cluster's name. */
  readonly infrastructure: Part;
  /** The machines of the control plane (`control-plane`) or of a pool (its name). */
  readonly machines: (stem: string, machineType: string, pool?: WorkerPool) => Part;
  /** What kubeadm is told, from the machines that are to run it. */
  readonly controlPlane: (machines: Part) => KubeadmNeeds;
  readonly worker: (machines: Part) => KubeadmNeeds;
  readonly addons: readonly Addon[];
  /** Objects that the provider needs beside. */
  readonly further?: readonly Part[];
  /** Machines that are real break, and are replaced. */
  readonly healthChecks: boolean;
}

/** The objects of a cluster with a kubeadm control plane. */
export function kubeadmParts(spec: ClusterSpec, cluster: KubeadmCluster): readonly Part[] {
  const { infrastructure, machines, further = [], healthChecks } = cluster;
  const template = machines('control-plane', spec.controlPlane.machineType);
  return [
    clusterPart(spec, { infrastructure: infrastructure.manifest.kind }),
    infrastructure,
    ...further,
    kubeadmControlPlanePart(spec, template, cluster.controlPlane(template)),
    template,
    ...(healthChecks ? [controlPlaneHealthCheckPart(spec)] : []),
    ...spec.pools.flatMap((pool) => {
      const workers = machines(pool.name, pool.machineType, pool);
      const bootstrap = kubeadmConfigTemplatePart(spec, pool, cluster.worker(workers));
      return [
        machineDeploymentPart(spec, pool, workers, bootstrap),
        workers,
        bootstrap,
        ...(healthChecks ? [workerHealthCheckPart(spec, pool)] : []),
      ];
    }),
    ...addonParts(spec, cluster.addons),
  ];
}

type Kind = Pick<ObjectRef, 'group' | 'kind'>;

/** The kinds of what `kubeadmParts` makes, as a plan promises them. */
export function kubeadmKinds(
  spec: ClusterSpec,
  cluster: {
    readonly infrastructure: string;
    readonly machines: string;
    readonly addons: number;
    readonly healthChecks: boolean;
    readonly further?: readonly Kind[];
  },
): readonly Kind[] {
  const template = { group: infrastructureGroup, kind: cluster.machines };
  const healthCheck = cluster.healthChecks ? [{ group: coreGroup, kind: 'MachineHealthCheck' }] : [];
  return [
    { group: coreGroup, kind: 'Cluster' },
    { group: infrastructureGroup, kind: cluster.infrastructure },
    ...(cluster.further ?? []),
    { group: controlPlaneGroup, kind: 'KubeadmControlPlane' },
    template,
    ...healthCheck,
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachineDeployment' },
      template,
      { group: bootstrapGroup, kind: 'KubeadmConfigTemplate' },
      ...healthCheck,
    ]),
    ...addonKinds(spec, cluster.addons),
  ];
}
