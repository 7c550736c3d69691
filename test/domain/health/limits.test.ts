import { describe, expect, test } from '@jest/globals';
import type { Readiness } from '../../../src/domain/health/readiness.ts';
import type { WantedCluster } from '../../../src/domain/health/wanted.ts';
import {
  cluster,
  controlPlane,
  deployment,
  infrastructureGroup,
  judge,
  minute,
  rest,
  wanted,
} from './support/eks-cluster.ts';
import { now } from './support/fixture.ts';
import { clusterOf, infrastructureOf, raw, says } from './support/fleet.ts';
import type { RawObject } from './support/seen.ts';

describe('limits by provider', () => {
  const young = (kind: string, of: RawObject, minutes: number): Readiness => {
    const fresh = clusterOf(kind, of, {
      status: { initialization: { infrastructureProvisioned: true }, conditions: [says('Available', 'False')] },
    });
    return judge([fresh, infrastructureOf(kind), of], { since: now - minutes * minute });
  };
  const kubeadm = raw(
    'controlplane.cluster.x-k8s.io/v1beta2',
    'KubeadmControlPlane',
    'prod-cp',
    { version: 'v1.34.3', replicas: 3 },
    {},
  );
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

test('a cluster from a template of the repository is held to its own words, and to Git’s names', () => {
  const own: WantedCluster = { name: 'prod', namespace: 'team-a', objects: wanted.objects ?? [] };
  const pool = deployment({ spec: { replicas: 8 }, status: { replicas: 8, readyReplicas: 8, upToDateReplicas: 8 } });
  expect(judge([cluster, rest, pool], { wanted: own })).toMatchObject({
    state: 'ready',
    progress: { controlPlane: { ready: 1, wanted: 1 }, workers: { ready: 8, wanted: 8 } },
  });
  expect(judge([cluster, rest], { wanted: own }).because).toBe('MachineDeployment prod-md-0 is not there.');
});
