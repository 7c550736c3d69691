import { at, type KubeObject } from '../../kubernetes/object.ts';
import { groupAndVersion } from './terms.ts';

export type HealthStatus = 'Healthy' | 'Suspended' | 'Progressing' | 'Missing' | 'Degraded' | 'Unknown';

export interface Health {
  readonly status: HealthStatus;
  readonly message?: string;
}

const order: readonly HealthStatus[] = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'];

export const worse = (a: HealthStatus, b: HealthStatus): HealthStatus => (order.indexOf(a) >= order.indexOf(b) ? a : b);

const readyFalse = (object: KubeObject): string | undefined => {
  const conditions = (at(object, 'status', 'conditions') ?? []) as readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
  }[];
  const ready = conditions.find((condition) => condition.type === 'Ready' && condition.status === 'False');
  return ready === undefined ? undefined : (ready.message ?? '');
};

type Check = (object: KubeObject) => Health;

/** By phase alone: a Cluster of the newer API has no Ready condition, so it is Healthy as soon as it is Provisioned. */
const cluster: Check = (object) => {
  if (at(object, 'spec', 'paused') === true) return { status: 'Suspended', message: 'Cluster is paused' };
  const ready = readyFalse(object);
  if (ready !== undefined) return { status: 'Degraded', message: ready };
  const phase = at(object, 'status', 'phase');
  if (phase === 'Provisioned') return { status: 'Healthy', message: 'Cluster is running' };
  return phase === 'Failed'
    ? { status: 'Degraded', message: '' }
    : { status: 'Progressing', message: 'Waiting for clusters' };
};

const machineDeployment: Check = (object) => {
  if (at(object, 'spec', 'paused') === true) return { status: 'Suspended', message: 'MachineDeployment is paused' };
  const phase = at(object, 'status', 'phase');
  if (phase === 'ScalingUp') return { status: 'Progressing', message: 'Cluster is spawning machines' };
  if (phase === 'ScalingDown') return { status: 'Progressing', message: 'Cluster is stopping machines' };
  if (phase === 'Failed') return { status: 'Degraded', message: 'MachineDeployment is failed' };
  const status = at(object, 'status');
  // The newer API has no `updatedReplicas`, so this never holds for it.
  const settled =
    at(status, 'replicas') === at(status, 'updatedReplicas') && at(status, 'replicas') === at(status, 'readyReplicas');
  return phase === 'Running' && settled
    ? { status: 'Healthy', message: 'Machines are running under this deployment' }
    : { status: 'Progressing', message: 'Waiting for machines' };
};

const machine: Check = (object) => {
  const phase = at(object, 'status', 'phase');
  if (phase === 'Running') return { status: 'Healthy', message: 'Machine is running' };
  const message = readyFalse(object) ?? 'Condition is unknown';
  return { status: phase === 'Failed' ? 'Degraded' : 'Progressing', message };
};

const machinePool: Check = (object) => {
  const phase = at(object, 'status', 'phase');
  if (typeof phase !== 'string') return { status: 'Progressing', message: '' };
  const status =
    phase === 'Running' || phase === 'Scaling'
      ? 'Healthy'
      : phase === 'Failed' || phase === 'Unknown'
        ? 'Degraded'
        : 'Progressing';
  return { status, message: `MachinePool is ${phase}` };
};

const machineHealthCheck: Check = (object) => {
  const current = at(object, 'status', 'currentHealthy');
  if (current === undefined) return { status: 'Progressing', message: '' };
  return { status: at(object, 'status', 'expectedMachines') === current ? 'Healthy' : 'Degraded', message: '' };
};

const clusterResourceSet: Check = (object) => {
  const conditions = (at(object, 'status', 'conditions') ?? []) as readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
  }[];
  const applied = conditions.find((condition) => condition.type === 'ResourcesApplied');
  if (applied?.status === 'True') return { status: 'Healthy', message: 'cluster resource set is applied' };
  if (applied?.status === 'False') return { status: 'Degraded', message: applied.message ?? '' };
  return { status: 'Progressing', message: 'Initializing cluster resource set' };
};

const checks: Readonly<Record<string, Check>> = {
  'cluster.x-k8s.io/Cluster': cluster,
  'cluster.x-k8s.io/MachineDeployment': machineDeployment,
  'cluster.x-k8s.io/Machine': machine,
  'cluster.x-k8s.io/MachinePool': machinePool,
  'cluster.x-k8s.io/MachineHealthCheck': machineHealthCheck,
  'addons.cluster.x-k8s.io/ClusterResourceSet': clusterResourceSet,
};

/** What Argo CD's built-in checks say of an object; undefined for kinds that it has no check for, which then count for nothing. */
export const healthOf = (object: KubeObject): Health | undefined => {
  if (object.metadata.deletionTimestamp !== undefined) return { status: 'Progressing', message: 'Pending deletion' };
  return checks[`${groupAndVersion(object.apiVersion).group}/${object.kind}`]?.(object);
};
