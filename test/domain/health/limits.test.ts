import { describe, expect, test } from '@jest/globals';
import type { Readiness } from '../../../src/domain/health/readiness.ts';
import type { WantedCluster } from '../../../src/domain/health/wanted.ts';
import {
  addons,
  cluster,
  controlPlane,
  deployment,
  infrastructure,
  infrastructureGroup,
  judge,
  minute,
  rest,
  saying,
  wanted,
} from './support/eks-cluster.ts';
import { now } from './support/fixture.ts';
import { clusterOf, infrastructureOf, raw, said, says } from './support/fleet.ts';
import type { RawObject } from './support/seen.ts';

const kubeadm = raw(
  'controlplane.cluster.x-k8s.io/v1beta2',
  'KubeadmControlPlane',
  'prod-cp',
  { version: 'v1.34.3', replicas: 3 },
  {},
);
const initializedStatus = (condition: ReturnType<typeof says>) => ({
  initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
  conditions: [condition, says('Available', 'False')],
});

describe('limits by provider', () => {
  const young = (kind: string, of: RawObject, minutes: number): Readiness => {
    const fresh = clusterOf(kind, of, {
      status: { initialization: { infrastructureProvisioned: true }, conditions: [says('Available', 'False')] },
    });
    return judge([fresh, infrastructureOf(kind), of], { since: now - minutes * minute });
  };
  const metal = raw(
    'controlplane.cluster.x-k8s.io/v1beta2',
    'KubeadmControlPlane',
    'prod-cp',
    {
      version: 'v1.34.3',
      replicas: 3,
      machineTemplate: {
        spec: { infrastructureRef: { apiGroup: infrastructureGroup, kind: 'Metal3MachineTemplate', name: 't' } },
      },
    },
    {},
  );
  const rosa = raw('controlplane.cluster.x-k8s.io/v1beta2', 'ROSAControlPlane', 'prod-cp', {}, {});
  test.each<[string, string, RawObject, number]>([
    ['a control plane of machines', 'AWSCluster', kubeadm, 20],
    ['one in memory', 'DevCluster', kubeadm, 10],
    ['one of a service', 'AWSManagedCluster', controlPlane, 30],
    ['one on bare metal, told by its machines', 'Metal3Cluster', metal, 60],
    ['one that takes an hour', 'ROSACluster', rosa, 60],
    ['one of a provider that is not known', 'constructor', kubeadm, 20],
  ])('%s asks for help after its time', (_, kind, of, minutes) => {
    expect(young(kind, of, minutes - 1).state).toBe('progressing');
    expect(young(kind, of, minutes)).toMatchObject({
      state: 'stuck',
      because: `The control plane is not initialised yet. This takes longer than the limit of ${minutes} min.`,
    });
  });
});

describe('limits of what grows with its machines', () => {
  const initialized = (minutes: number) => says('ControlPlaneInitialized', 'True', 'Initialized', '', minutes);
  const onMetal = deployment({
    spec: {
      template: {
        spec: {
          version: 'v1.34.3',
          bootstrap: {},
          infrastructureRef: { apiGroup: infrastructureGroup, kind: 'Metal3MachineTemplate', name: 't' },
        },
      },
    },
    status: { readyReplicas: 2 },
  });
  const own: WantedCluster = { name: 'prod', namespace: 'team-a', pools: [{ name: 'md-0', replicas: 3 }] };
  const since = now - 600 * minute;

  test.each<[string, number, (minutes: number) => readonly (RawObject | readonly RawObject[])[], WantedCluster?]>([
    ['workers', 20, (minutes) => [saying(initialized(minutes)), rest, deployment({ status: { readyReplicas: 2 } })]],
    ['workers on bare metal, told by theirs', 60, (minutes) => [saying(initialized(minutes)), rest, onMetal]],
    [
      'each further machine of a control plane',
      20,
      (minutes) => [
        clusterOf('AWSCluster', kubeadm, { status: { ...initializedStatus(initialized(minutes)) } }),
        infrastructureOf('AWSCluster'),
        kubeadm,
      ],
      { name: 'prod', namespace: 'team-a', controlPlane: { replicas: 3 } },
    ],
    [
      'the roll-out of a service and of two pools’ machines, the longer of both',
      60,
      (minutes) => [saying(says('RollingOut', 'True', 'RollingOut', '', minutes)), rest, deployment()],
    ],
    [
      'the roll-out of machines on bare metal',
      4 * 45,
      (minutes) => [
        saying(says('RollingOut', 'True', 'RollingOut', '', minutes)),
        rest,
        { ...onMetal, status: { ...(onMetal['status'] as object), readyReplicas: 3 } },
      ],
    ],
  ])('%s have theirs: %d min', (_, limit, objects, of = own) => {
    expect(judge(objects(limit - 1), { wanted: of, since }).state).toBe('progressing');
    const late = judge(objects(limit), { wanted: of, since });
    expect(late.state).toBe('stuck');
    expect(late.because).toContain(`longer than the limit of ${limit} min.`);
  });
});

describe('a stage begins', () => {
  const fresh = (...conditions: readonly ReturnType<typeof says>[]) =>
    clusterOf('AWSManagedCluster', controlPlane, {
      status: { initialization: { infrastructureProvisioned: true }, conditions },
    });
  const older = clusterOf('AWSManagedCluster', controlPlane, {
    status: {
      infrastructureReady: true,
      initialization: undefined,
      conditions: [
        said('InfrastructureReady', 'True'),
        said('ControlPlaneReady', 'True'),
        said('Ready', 'False', 'NotReady', 'waits'),
      ],
    },
  });
  const unready = {
    ...controlPlane,
    status: { ready: false, initialized: true, conditions: [said('Ready', 'False', 'Waits')] },
  };
  const initialized = says('ControlPlaneInitialized', 'True', 'Initialized', '', 7);
  const missing = { ...wanted, objects: [{ group: addons, kind: 'HelmChartProxy', name: 'prod-cilium' }] };

  test.each<[string, readonly (RawObject | readonly RawObject[])[], string, number, WantedCluster?]>([
    [
      'with the illness of the infrastructure',
      [saying(says('InfrastructureReady', 'False', 'NotReady', '', 9)), rest, deployment()],
      'waiting for the infrastructure',
      9,
    ],
    [
      'with the infrastructure',
      [fresh(says('InfrastructureReady', 'True', 'Ready', '', 8)), rest, deployment()],
      'waiting for the control plane',
      8,
    ],
    [
      'with the first answer of the control plane',
      [saying(initialized), infrastructure, unready, deployment()],
      'waiting for control plane machines',
      7,
    ],
    [
      'with the first answer of the control plane, in older words',
      [older, infrastructure, unready, deployment()],
      'waiting for control plane machines',
      30,
    ],
    [
      'with the roll-out',
      [saying(says('RollingOut', 'True', 'RollingOut', '', 6)), rest, deployment()],
      'rolling out',
      6,
    ],
    [
      'for add-ons, with the first answer of the control plane',
      [saying(initialized), rest, deployment()],
      'waiting for add-ons',
      7,
      missing,
    ],
    [
      'with the loss of the connection',
      [saying(says('RemoteConnectionProbe', 'False', 'ProbeFailed', '', 5)), rest, deployment()],
      'waiting to become available',
      5,
    ],
  ])('%s', (_, objects, stage, minutes, of = wanted) => {
    const readiness = judge(objects, { wanted: of, since: now - 600 * minute });
    expect(readiness.progress.stage).toBe(stage);
    expect(readiness.stageSince).toBe(now - minutes * minute);
  });
});

test('a cluster from a template of the repository is held to its own words, and to Git’s names', () => {
  const own: WantedCluster = { name: 'prod', namespace: 'team-a', objects: wanted.objects ?? [] };
  const pool = deployment({ spec: { replicas: 8 }, status: { replicas: 8, readyReplicas: 8, upToDateReplicas: 8 } });
  expect(judge([cluster, rest, pool], { wanted: own })).toMatchObject({
    state: 'ready',
    progress: { controlPlane: { ready: 1, wanted: 1 }, workers: { ready: 8, wanted: 8 } },
  });
  expect(judge([cluster, rest], { wanted: own }).because).toBe('MachineDeployment prod-md-0 is not there.');
});
