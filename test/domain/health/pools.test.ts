import { describe, expect, test } from '@jest/globals';
import type { WantedCluster, WantedPool } from '../../../src/domain/health/wanted.ts';
import { cluster, core, deployment, type Json, judge, rest, wanted as whole } from './support/eks-cluster.ts';
import { poolOf, raw } from './support/fleet.ts';
import type { RawObject } from './support/seen.ts';

const { objects: _objects, ...wanted } = whole;
const asking = (pools: readonly WantedPool[], more: Partial<WantedCluster> = {}): WantedCluster => ({
  ...wanted,
  ...more,
  pools,
});

/** A deployment all of whose machines are ready. */
const group = (name: string, replicas: number, metadata: Json = {}): RawObject => {
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, upToDateReplicas: replicas };
  const { spec, status } = deployment({ spec: { replicas }, status: counts });
  return raw(core, 'MachineDeployment', name, spec as Json, status as Json, metadata);
};
const older = ({ apiVersion: _, ...object }: RawObject): RawObject => ({
  ...object,
  apiVersion: 'cluster.x-k8s.io/v1beta1',
});
const machinePool = (name: string, replicas: number, metadata: Json = {}): readonly RawObject[] => {
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, upToDateReplicas: replicas };
  const status = { ...counts, deprecated: { v1beta1: { readyReplicas: replicas } } };
  return poolOf(name, 'AWSManagedMachinePool', { spec: { replicas }, status, metadata });
};
const titled = (title: string, label = 'deployment-name'): Json => ({
  labels: {
    'cluster.x-k8s.io/cluster-name': 'prod',
    'topology.cluster.x-k8s.io/owned': '',
    [`topology.cluster.x-k8s.io/${label}`]: title,
  },
});
const bounded = (min: number, max: number): Json => ({
  annotations: {
    'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size': `${min}`,
    'cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size': `${max}`,
  },
});

const ab: readonly WantedPool[] = [
  { name: 'a', replicas: 3 },
  { name: 'b', replicas: 1 },
];
const autoscaled = [{ name: 'a', replicas: 0, open: true as const, autoscaler: { min: 2, max: 6 } }];
const asleep = [{ name: 'a', replicas: 0, autoscaler: { min: 0, max: 0 } }];

type Groups = readonly (RawObject | readonly RawObject[])[];
const of = (groups: Groups, pools: readonly WantedPool[], more: Partial<WantedCluster> = {}) =>
  judge([cluster, rest, ...groups], { wanted: asking(pools, more) });

describe('pools are what Git asks for', () => {
  test.each<[string, Groups, readonly WantedPool[], Partial<WantedCluster>?]>([
    ['each with its number', [group('prod-a', 3), group('prod-b', 1)], ab],
    ['by their name alone', [group('a', 3), group('b', 1)], ab],
    ['in both contracts at once', [older(group('prod-a', 3)), machinePool('prod-b', 1)], ab],
    [
      'by their names in the topology',
      [group('prod-b-x7k2p', 3, titled('a')), machinePool('prod-a-9dfkq', 1, titled('b', 'pool-name'))],
      ab,
    ],
    ['at a number within the bounds', [group('prod-a', 5, bounded(2, 6))], autoscaled],
    [
      'at the number of an autoscaler that Git does not tell of',
      [group('prod-a', 5, bounded(1, 9))],
      [ab[0] as WantedPool],
    ],
    ['where Git says no number', [group('prod-a', 5)], [{ name: 'a', replicas: 0, open: true }]],
    ['asleep', [group('prod-a', 0, bounded(0, 0))], asleep],
    ['asleep, without an autoscaler', [group('prod-a', 0)], [{ name: 'a', replicas: 0 }]],
    [
      'with words of a chart around the name, and in each zone',
      [group('prod-workers-a-1a', 2), group('prod-workers-a-1b', 1), group('prod-workers-b', 1)],
      ab,
      { charted: true },
    ],
    ['under names of a chart that tell nothing', [group('prod-x', 1), group('prod-y', 3)], ab, { charted: true }],
  ])('%s', (_, groups, pools, more) => {
    expect(of(groups, pools, more)).toMatchObject({ state: 'ready' });
  });
});

describe('pools are not what Git asks for', () => {
  test.each<[string, Groups, readonly WantedPool[], string, Partial<WantedCluster>?]>([
    [
      'when they have each other’s numbers',
      [group('prod-a', 1), group('prod-b', 3)],
      ab,
      'MachineDeployment prod-a in the cluster asks for 1 machine; Git asks for 3.',
    ],
    [
      'when pools of a class do, whatever their names look like',
      [group('prod-a-x7k2p', 3, titled('b')), group('prod-b-9dfkq', 1, titled('a'))],
      ab,
      'MachineDeployment prod-b-9dfkq in the cluster asks for 1 machine; Git asks for 3.',
    ],
    [
      'when machine pools of the provider do',
      [machinePool('prod-a', 1), machinePool('prod-b', 3)],
      ab,
      'MachinePool prod-a in the cluster asks for 1 machine; Git asks for 3.',
    ],
    [
      'when one is autoscaled and others have each other’s numbers',
      [group('prod-c', 4, bounded(2, 6)), group('prod-a', 1), group('prod-b', 3)],
      [{ ...autoscaled[0], name: 'c' } as WantedPool, ...ab],
      'MachineDeployment prod-a in the cluster asks for 1 machine; Git asks for 3.',
    ],
    [
      'when a chart’s do',
      [group('prod-workers-a', 1), group('prod-workers-b', 3)],
      ab,
      'MachineDeployment prod-workers-a in the cluster asks for 1 machine; Git asks for 3.',
      { charted: true },
    ],
    [
      'when a chart makes fewer machines under names that tell nothing',
      [group('prod-x', 1), group('prod-y', 1)],
      ab,
      'prod-x, prod-y in the cluster ask for 2 machines; for a, b Git asks for 4.',
      { charted: true },
    ],
    [
      'when a pool of Git is not there, though another has its machines',
      [group('prod-a', 4, titled('a'))],
      ab,
      'Pool b, which Git asks for, is not there.',
    ],
    [
      'when Git does not ask for one of a class',
      [group('prod-a', 3), group('prod-b', 1), group('prod-c-9dfkq', 0, titled('c'))],
      ab,
      'MachineDeployment prod-c-9dfkq is there, and Git does not ask for it.',
    ],
    [
      'when Git asks for none',
      [group('prod-a', 0)],
      [],
      'MachineDeployment prod-a is there, and Git does not ask for it.',
    ],
    [
      'when a chart makes one more',
      [group('prod-a', 3), group('prod-b', 1), group('prod-x', 0)],
      ab,
      'MachineDeployment prod-x is there, and Git does not ask for it.',
      { charted: true },
    ],
    [
      'when there are more machines than the bounds allow',
      [group('prod-a', 9, bounded(2, 9))],
      autoscaled,
      'MachineDeployment prod-a in the cluster asks for 9 machines; Git has an autoscaler choose from 2 to 6.',
    ],
    [
      'when there are fewer',
      [group('prod-a', 1, bounded(1, 6))],
      autoscaled,
      'MachineDeployment prod-a in the cluster asks for 1 machine; Git has an autoscaler choose from 2 to 6.',
    ],
    [
      'when nothing in the cluster leaves them to an autoscaler',
      [group('prod-a', 3)],
      autoscaled,
      'MachineDeployment prod-a in the cluster is left to no autoscaler; Git has an autoscaler choose from 2 to 6.',
    ],
    [
      'when they do not sleep yet',
      [group('prod-a', 5, bounded(2, 6))],
      asleep,
      'MachineDeployment prod-a in the cluster asks for 5 machines; Git asks for 0.',
    ],
  ])('%s', (_, groups, pools, because, more) => {
    expect(of(groups, pools, more)).toMatchObject({ state: 'progressing', because });
  });
});
