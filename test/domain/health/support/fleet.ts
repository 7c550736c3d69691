import type { ClusterObjects } from '../../../../src/domain/health/objects.ts';
import { now } from './fixture.ts';
import { type RawObject, seen } from './seen.ts';

type Json = Readonly<Record<string, unknown>>;

const core = 'cluster.x-k8s.io/v1beta2';
const infrastructureGroup = 'infrastructure.cluster.x-k8s.io';

/** Minutes before the moment of the fixtures, as the API server writes times. */
export const ago = (minutes: number): string => `${new Date(now - minutes * 60_000).toISOString().slice(0, 19)}Z`;

/** A condition of the newer contract. */
export const says = (type: string, status: string, reason = type, message = '', minutes = 30): Json => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: ago(minutes),
  observedGeneration: 2,
});

/** A condition of the older contract: no reason while all is well. */
export const said = (type: string, status: string, reason?: string, message?: string, severity = 'Warning'): Json => ({
  type,
  status,
  lastTransitionTime: ago(30),
  ...(reason === undefined ? {} : { reason, severity, message }),
});

export function raw(
  apiVersion: string,
  kind: string,
  name: string,
  spec: Json,
  status: Json,
  metadata: Json = {},
): RawObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'team-a',
      uid: `${kind}-${name}`,
      resourceVersion: '7',
      generation: 2,
      creationTimestamp: ago(40),
      labels: { 'cluster.x-k8s.io/cluster-name': 'prod' },
      ...metadata,
    },
    spec,
    status,
  };
}

const available = [
  'Available',
  'RemoteConnectionProbe',
  'InfrastructureReady',
  'ControlPlaneInitialized',
  'ControlPlaneAvailable',
  'WorkersAvailable',
  'ControlPlaneMachinesReady',
  'WorkerMachinesReady',
  'ControlPlaneMachinesUpToDate',
  'WorkerMachinesUpToDate',
];
const quiet = ['RollingOut', 'ScalingUp', 'ScalingDown', 'Remediating', 'Deleting', 'Paused'];

/** A Cluster that says of itself that all is well, whatever its members say: Cluster API knows of some of them only. */
export function clusterOf(
  infrastructureKind: string,
  controlPlane: RawObject | undefined,
  more: { readonly spec?: Json; readonly status?: Json; readonly metadata?: Json } = {},
): RawObject {
  const reference = controlPlane && {
    controlPlaneRef: {
      apiGroup: controlPlane.apiVersion.split('/')[0],
      kind: controlPlane.kind,
      name: controlPlane.metadata.name,
    },
  };
  return raw(
    core,
    'Cluster',
    'prod',
    {
      infrastructureRef: { apiGroup: infrastructureGroup, kind: infrastructureKind, name: 'prod' },
      ...reference,
      ...more.spec,
    },
    {
      phase: 'Provisioned',
      observedGeneration: 2,
      initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
      conditions: [...available.map((type) => says(type, 'True')), ...quiet.map((type) => says(type, 'False'))],
      ...more.status,
    },
    { labels: { cni: 'cilium' }, ...more.metadata },
  );
}

/** A provider's infrastructure that is there. */
export const infrastructureOf = (
  kind: string,
  status: Json = { ready: true, conditions: [said('Ready', 'True')] },
): RawObject => raw(`${infrastructureGroup}/v1beta2`, kind, 'prod', {}, status);

/** A pool of machines that the provider keeps, at `v1.34.3`. */
export function poolOf(
  name: string,
  infrastructureKind: string,
  more: { readonly spec?: Json; readonly status?: Json; readonly metadata?: Json; readonly infrastructure?: Json } = {},
): readonly RawObject[] {
  const spec = {
    clusterName: 'prod',
    replicas: 3,
    template: {
      spec: {
        clusterName: 'prod',
        version: 'v1.34.3',
        bootstrap: { dataSecretName: '' },
        infrastructureRef: { apiGroup: infrastructureGroup, kind: infrastructureKind, name },
      },
    },
    ...more.spec,
  };
  const status = {
    observedGeneration: 2,
    replicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    upToDateReplicas: 3,
    versions: [{ version: 'v1.34.3', replicas: 3 }],
    initialization: { infrastructureProvisioned: true, bootstrapDataSecretCreated: true },
    deprecated: { v1beta1: { readyReplicas: 3, availableReplicas: 3 } },
    ...more.status,
  };
  return [
    raw(core, 'MachinePool', name, spec, status, more.metadata),
    raw(
      `${infrastructureGroup}/v1beta2`,
      infrastructureKind,
      name,
      {},
      more.infrastructure ?? { ready: true, replicas: 3, conditions: [said('Ready', 'True')] },
    ),
  ];
}

/** The cluster `team-a/prod` as the watch sees it. */
export const fleet = (...objects: readonly (RawObject | readonly RawObject[])[]): ClusterObjects =>
  seen(objects.flat(), 'team-a', 'prod');

/** A warning as a controller raises it, so many minutes ago. */
export const warning = (about: RawObject, reason: string, message: string, minutes: number, count = 5): RawObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: {
    name: `${about.metadata.name}.${reason}.${minutes}`,
    namespace: 'team-a',
    uid: `${reason}-${minutes}`,
    resourceVersion: '9',
  },
  involvedObject: { apiVersion: about.apiVersion, kind: about.kind, namespace: 'team-a', name: about.metadata.name },
  type: 'Warning',
  reason,
  message,
  count,
  firstTimestamp: ago(minutes + count - 1),
  lastTimestamp: ago(minutes),
});
