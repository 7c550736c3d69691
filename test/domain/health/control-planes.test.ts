import { describe, expect, test } from '@jest/globals';
import { judgeReadiness, type Readiness } from '../../../src/domain/health/readiness.ts';
import { now } from './support/fixture.ts';
import { clusterOf, fleet, infrastructureOf, poolOf, raw, said, says } from './support/fleet.ts';
import type { RawObject } from './support/seen.ts';

type Json = Readonly<Record<string, unknown>>;

const controlPlaneGroup = 'controlplane.cluster.x-k8s.io';
const infrastructureGroup = 'infrastructure.cluster.x-k8s.io';

/** How each provider tells that its control plane is there: apiVersion, kind, spec, status while all is well. */
const providers: Readonly<
  Record<string, { readonly infrastructure: RawObject; readonly controlPlane: RawObject; readonly replicas: number }>
> = {
  'kubeadm (v1beta2)': {
    replicas: 3,
    infrastructure: infrastructureOf('AWSCluster'),
    controlPlane: raw(
      `${controlPlaneGroup}/v1beta2`,
      'KubeadmControlPlane',
      'prod-cp',
      { version: 'v1.34.3', replicas: 3 },
      {
        observedGeneration: 2,
        replicas: 3,
        readyReplicas: 3,
        availableReplicas: 3,
        upToDateReplicas: 3,
        version: 'v1.34.3',
        versions: [{ version: 'v1.34.3', replicas: 3 }],
        initialization: { controlPlaneInitialized: true },
        conditions: [says('Available', 'True'), says('Initialized', 'True')],
      },
    ),
  },
  'kubeadm (v1beta1)': {
    replicas: 3,
    infrastructure: infrastructureOf('AWSCluster'),
    controlPlane: raw(
      `${controlPlaneGroup}/v1beta1`,
      'KubeadmControlPlane',
      'prod-cp',
      { version: 'v1.34.3', replicas: 3 },
      {
        observedGeneration: 2,
        replicas: 3,
        readyReplicas: 3,
        updatedReplicas: 3,
        unavailableReplicas: 0,
        version: 'v1.34.3',
        initialized: true,
        ready: true,
        conditions: [said('Ready', 'True'), said('Available', 'True')],
      },
    ),
  },
  EKS: {
    replicas: 0,
    infrastructure: infrastructureOf('AWSManagedCluster'),
    controlPlane: raw(
      `${controlPlaneGroup}/v1beta2`,
      'AWSManagedControlPlane',
      'prod-cp',
      { version: 'v1.34', region: 'eu-west-1' },
      {
        externalManagedControlPlane: true,
        initialized: true,
        ready: true,
        version: 'v1.34',
        conditions: [said('Ready', 'True'), said('EKSControlPlaneReady', 'True')],
      },
    ),
  },
  'AKS (Azure Service Operator)': {
    replicas: 0,
    infrastructure: infrastructureOf('AzureASOManagedCluster', { ready: true }),
    controlPlane: raw(
      `${infrastructureGroup}/v1beta1`,
      'AzureASOManagedControlPlane',
      'prod-cp',
      { version: 'v1.34.3' },
      {
        initialized: true,
        ready: true,
        version: 'v1.34.3',
        resources: [{ ready: true, resource: { kind: 'ManagedCluster', name: 'prod' } }],
      },
    ),
  },
  AKS: {
    replicas: 0,
    infrastructure: infrastructureOf('AzureManagedCluster', { ready: true }),
    controlPlane: raw(
      `${infrastructureGroup}/v1beta1`,
      'AzureManagedControlPlane',
      'prod-cp',
      { version: 'v1.34.3' },
      {
        initialized: true,
        ready: true,
        version: 'v1.34.3',
        conditions: [said('Ready', 'True')],
      },
    ),
  },
  GKE: {
    replicas: 0,
    infrastructure: infrastructureOf('GCPManagedCluster'),
    controlPlane: raw(
      `${infrastructureGroup}/v1beta1`,
      'GCPManagedControlPlane',
      'prod-cp',
      { controlPlaneVersion: '1.34.3' },
      {
        initialized: true,
        ready: true,
        currentVersion: '1.34.3-gke.1245000',
        conditions: [said('Ready', 'True'), said('GKEControlPlaneReady', 'True')],
      },
    ),
  },
  'ROSA, whose versions are OpenShift’s': {
    replicas: 0,
    infrastructure: infrastructureOf('ROSACluster', { ready: true }),
    controlPlane: raw(
      `${controlPlaneGroup}/v1beta2`,
      'ROSAControlPlane',
      'prod-cp',
      { version: '4.19.3' },
      {
        externalManagedControlPlane: true,
        initialized: true,
        ready: true,
        version: '4.19.3',
        conditions: [said('ROSAControlPlaneReady', 'True'), said('Ready', 'True')],
      },
    ),
  },
  k0smotron: {
    replicas: 3,
    infrastructure: infrastructureOf('AWSCluster'),
    controlPlane: raw(
      `${controlPlaneGroup}/v1beta1`,
      'K0smotronControlPlane',
      'prod-cp',
      { version: 'v1.34.3-k0s.0', replicas: 3 },
      {
        externalManagedControlPlane: true,
        initialized: true,
        initialization: { controlPlaneInitialized: true },
        ready: true,
        replicas: 3,
        readyReplicas: 3,
        upToDateReplicas: 3,
        version: 'v1.34.3-k0s.0',
        conditions: [says('Available', 'True')],
      },
    ),
  },
  Talos: {
    replicas: 3,
    infrastructure: infrastructureOf('HetznerCluster'),
    controlPlane: raw(
      `${controlPlaneGroup}/v1alpha3`,
      'TalosControlPlane',
      'prod-cp',
      { version: 'v1.34.3', replicas: 3 },
      {
        observedGeneration: 2,
        initialized: true,
        ready: true,
        replicas: 3,
        readyReplicas: 3,
        unavailableReplicas: 0,
        bootstrapped: true,
        conditions: [said('Ready', 'True'), said('Available', 'True'), said('MachinesReady', 'True')],
      },
    ),
  },
  RKE2: {
    replicas: 3,
    infrastructure: infrastructureOf('VSphereCluster', {
      conditions: [says('Ready', 'True')],
      initialization: { provisioned: true },
    }),
    controlPlane: raw(
      `${controlPlaneGroup}/v1beta1`,
      'RKE2ControlPlane',
      'prod-cp',
      { version: 'v1.34.3+rke2r1', replicas: 3 },
      {
        observedGeneration: 2,
        initialized: true,
        ready: true,
        replicas: 3,
        readyReplicas: 3,
        updatedReplicas: 3,
        version: 'v1.34.3+rke2r1',
        conditions: [said('Ready', 'True'), said('Available', 'True')],
      },
    ),
  },
};

function judge(
  infrastructure: RawObject,
  controlPlane: RawObject | undefined,
  replicas: number,
  cluster = clusterOf(infrastructure.kind, controlPlane),
): Readiness {
  const parts = controlPlane === undefined ? [] : [controlPlane];
  return judgeReadiness({
    wanted: {
      name: 'prod',
      namespace: 'team-a',
      kubernetesVersion: 'v1.34.3',
      controlPlane: { replicas },
      pools: [{ name: 'md-0', replicas: 3 }],
    },
    objects: fleet(cluster, infrastructure, ...parts, poolOf('prod-md-0', 'AWSManagedMachinePool')),
    sight: { state: 'live' },
    now,
    since: now - 60_000,
  });
}

const withStatus = (object: RawObject, status: Json): RawObject => ({
  ...object,
  status: { ...(object['status'] as Json), ...status },
});
const withSpec = (object: RawObject, spec: Json): RawObject => ({
  ...object,
  spec: { ...(object['spec'] as Json), ...spec },
});

describe.each(Object.entries(providers))('a control plane of %s', (_, { infrastructure, controlPlane, replicas }) => {
  const all = replicas === 0 ? 1 : replicas;

  test('is ready when it says so', () => {
    expect(judge(infrastructure, controlPlane, replicas)).toMatchObject({
      state: 'ready',
      progress: { controlPlane: { ready: all, wanted: all } },
    });
  });

  test('is not while it says that it is not, though the Cluster calls itself available', () => {
    const conditions = ((controlPlane['status'] as Json)['conditions'] ?? []) as readonly Json[];
    const denied = conditions.map((each) =>
      each['type'] === 'Ready' || each['type'] === 'Available'
        ? {
            ...each,
            status: 'False',
            reason: 'Updating',
            message: 'the endpoint is being replaced',
            severity: 'Warning',
          }
        : each,
    );
    const told = denied.length === 0 ? { ready: false } : { conditions: denied };
    const readiness = judge(infrastructure, withStatus(controlPlane, told), replicas);
    expect(readiness).toMatchObject({
      state: 'progressing',
      progress: { stage: 'waiting for control plane machines' },
    });
    expect(readiness.because).toMatch(new RegExp(`^${controlPlane.kind} prod-cp is not ready`));
  });

  test('is not while nothing says so', () => {
    const silent = { ...controlPlane, status: replicas === 0 ? {} : { replicas: 3, readyReplicas: 3 } };
    expect(judge(infrastructure, silent, replicas).because).toContain(`${controlPlane.kind} prod-cp is not ready`);
  });

  test('is not while it is gone', () => {
    const cluster = clusterOf(infrastructure.kind, controlPlane);
    expect(judge(infrastructure, undefined, replicas, cluster).because).toContain(
      `${controlPlane.kind} prod-cp is not there`,
    );
  });

  test('is not while it runs another version than it should', () => {
    const other = controlPlane.kind.startsWith('ROSA') ? '4.18.9' : 'v1.33.3';
    const behind = withStatus(controlPlane, { version: other, versions: undefined, currentVersion: undefined });
    expect(judge(infrastructure, behind, replicas)).toMatchObject({
      state: 'progressing',
      progress: { stage: 'rolling out' },
    });
    expect(judge(infrastructure, behind, replicas).because).toContain(`is at ${other}`);
  });

  test('is not while it is paused', () => {
    const paused = {
      ...controlPlane,
      metadata: { ...controlPlane.metadata, annotations: { 'cluster.x-k8s.io/paused': '' } },
    };
    expect(judge(infrastructure, paused, replicas).state).toBe('paused');
  });

  test('being deleted alone is a failure, not progress', () => {
    const leaving = {
      ...controlPlane,
      metadata: { ...controlPlane.metadata, deletionTimestamp: '2026-08-20T11:59:00Z' },
    };
    expect(judge(infrastructure, leaving, replicas)).toMatchObject({
      state: 'deleting',
      because: expect.stringContaining('the Cluster is not'),
    });
  });
});

test('a control plane whose spec Git has moved on from is rolling out', () => {
  const { infrastructure, controlPlane } = providers['EKS'] ?? {};
  if (infrastructure === undefined || controlPlane === undefined) throw new Error('no EKS');
  const old = withSpec(withStatus(controlPlane, { version: 'v1.33' }), { version: 'v1.33' });
  expect(judge(infrastructure, old, 0).because).toBe(
    'AWSManagedControlPlane prod-cp is at v1.33; Git asks for v1.34.3.',
  );
});

test('a control plane of a group that is not watched is never called ready', () => {
  const foreign = raw(
    'control.example.com/v1',
    'HostedControlPlane',
    'prod-cp',
    { version: 'v1.34.3' },
    { ready: true },
  );
  const cluster = clusterOf('AWSCluster', foreign);
  expect(judge(infrastructureOf('AWSCluster'), undefined, 0, cluster).because).toBe(
    'HostedControlPlane prod-cp belongs to control.example.com, which is not watched, so nothing can be said of it.',
  );
});

test('control plane machines without an object that keeps them are each looked at', () => {
  const machine = (name: string, status: string) =>
    raw(
      'cluster.x-k8s.io/v1beta2',
      'Machine',
      name,
      { clusterName: 'prod', version: 'v1.34.3' },
      { conditions: [says('Ready', status)] },
      {
        labels: { 'cluster.x-k8s.io/cluster-name': 'prod', 'cluster.x-k8s.io/control-plane': '' },
      },
    );
  const of = (status: string) =>
    judgeReadiness({
      wanted: { name: 'prod', namespace: 'team-a' },
      objects: fleet(
        clusterOf('AWSCluster', undefined),
        infrastructureOf('AWSCluster'),
        machine('cp-1', 'True'),
        machine('cp-2', status),
      ),
      sight: { state: 'live' },
      now,
      since: now,
    });
  expect(of('True')).toMatchObject({ state: 'ready', progress: { controlPlane: { ready: 2, wanted: 2 } } });
  expect(of('False').because).toBe('1 of 2 machines of the control plane are ready.');
});
