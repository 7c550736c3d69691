import { judgeReadiness, type Readiness, type ReadinessInput } from '../../../../src/domain/health/readiness.ts';
import type { WantedCluster } from '../../../../src/domain/health/wanted.ts';
import { now } from './fixture.ts';
import { ago, clusterOf, fleet, infrastructureOf, raw, said } from './fleet.ts';
import type { RawObject } from './seen.ts';

export type Json = Readonly<Record<string, unknown>>;

export const core = 'cluster.x-k8s.io/v1beta2';
export const addons = 'addons.cluster.x-k8s.io';
export const infrastructureGroup = 'infrastructure.cluster.x-k8s.io';
export const minute = 60_000;

export const controlPlane = raw(
  'controlplane.cluster.x-k8s.io/v1beta2',
  'AWSManagedControlPlane',
  'prod-cp',
  { version: 'v1.34' },
  {
    initialized: true,
    ready: true,
    version: 'v1.34',
    conditions: [said('Ready', 'True')],
  },
);
export const cluster = clusterOf('AWSManagedCluster', controlPlane);
export const infrastructure = infrastructureOf('AWSManagedCluster');
export const rest = [infrastructure, controlPlane];

export const deployment = (more: { readonly spec?: Json; readonly status?: Json; readonly metadata?: Json } = {}) =>
  raw(
    core,
    'MachineDeployment',
    'prod-md-0',
    {
      clusterName: 'prod',
      replicas: 3,
      template: {
        spec: {
          clusterName: 'prod',
          version: 'v1.34.3',
          bootstrap: {
            configRef: {
              apiGroup: 'bootstrap.cluster.x-k8s.io',
              kind: 'NodeadmConfigTemplate',
              name: 'prod-md-0-1a2b',
            },
          },
          infrastructureRef: { apiGroup: infrastructureGroup, kind: 'AWSMachineTemplate', name: 'prod-md-0-3c4d' },
        },
      },
      ...more.spec,
    },
    { observedGeneration: 2, replicas: 3, readyReplicas: 3, availableReplicas: 3, upToDateReplicas: 3, ...more.status },
    more.metadata,
  );

/** A MachineSet of that deployment, all of whose machines are ready; of another machine template when one is named. */
export const machineSet = (name: string, replicas: number, machineTemplate = 'prod-md-0-3c4d') => {
  const { spec } = deployment();
  const { template } = spec as { readonly template: { readonly spec: Json } };
  const infrastructureRef = { ...(template.spec['infrastructureRef'] as Json), name: machineTemplate };
  return raw(
    core,
    'MachineSet',
    name,
    { clusterName: 'prod', replicas, template: { spec: { ...template.spec, infrastructureRef } } },
    {
      observedGeneration: 2,
      replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      upToDateReplicas: replicas,
    },
    {
      ownerReferences: [
        {
          apiVersion: core,
          kind: 'MachineDeployment',
          name: 'prod-md-0',
          uid: 'MachineDeployment-prod-md-0',
          controller: true,
        },
      ],
    },
  );
};

export const wanted: WantedCluster = {
  name: 'prod',
  namespace: 'team-a',
  kubernetesVersion: 'v1.34.3',
  controlPlane: { replicas: 0 },
  pools: [{ name: 'md-0', replicas: 3 }],
  objects: [
    { group: 'cluster.x-k8s.io', kind: 'MachineDeployment', name: 'prod-md-0' },
    { group: infrastructureGroup, kind: 'AWSMachineTemplate', name: 'prod-md-0-3c4d' },
    { group: 'bootstrap.cluster.x-k8s.io', kind: 'NodeadmConfigTemplate', name: 'prod-md-0-1a2b' },
  ],
};
export const pooled: WantedCluster = {
  ...wanted,
  objects: [{ group: 'cluster.x-k8s.io', kind: 'MachinePool', name: 'prod-md-0' }],
};

export const judge = (
  objects: readonly (RawObject | readonly RawObject[])[],
  more: Partial<ReadinessInput> = {},
): Readiness =>
  judgeReadiness({ wanted, objects: fleet(...objects), sight: { state: 'live' }, now, since: now - minute, ...more });

export const saying = (condition: Json): RawObject => {
  const status = cluster['status'] as { readonly conditions: readonly Json[] };
  const others = status.conditions.filter((each) => each['type'] !== condition['type']);
  return { ...cluster, status: { ...status, conditions: [...others, condition] } };
};
export const paused = (object: RawObject): RawObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { 'cluster.x-k8s.io/paused': 'true' } },
});
export const leaving = (object: RawObject): RawObject => ({
  ...object,
  metadata: { ...object.metadata, deletionTimestamp: ago(1) },
});
