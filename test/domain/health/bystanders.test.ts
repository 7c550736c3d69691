import { expect, test } from '@jest/globals';
import {
  cluster,
  controlPlane,
  deployment,
  infrastructure,
  judge,
  leaving,
  machineSet,
  paused,
  rest,
} from './support/eks-cluster.ts';
import { said } from './support/fleet.ts';
import type { RawObject } from './support/seen.ts';

const old = machineSet('prod-md-0-old', 0, 'prod-md-0-0000');
const behind = (object: RawObject): RawObject => ({
  ...object,
  status: { ...(object['status'] as object), observedGeneration: 1 },
});
const ofAnother = (set: RawObject): RawObject => {
  const owner = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachineDeployment', name: 'prod-md-1', uid: 'other' };
  return { ...set, metadata: { ...set.metadata, ownerReferences: [{ ...owner, controller: true }] } };
};

test.each<[string, RawObject]>([
  ['leaves while it is paused', leaving(paused(old))],
  ['leaves before its controller has seen its newest change', leaving(behind(old))],
  [
    'is of another pool, and has machines of that one’s template',
    ofAnother(machineSet('prod-md-1-x', 3, 'prod-md-1-7f')),
  ],
])('a MachineSet that %s holds nothing back', (_name, set) => {
  expect(judge([cluster, rest, deployment(), machineSet('prod-md-0-new', 3), set])).toMatchObject({ state: 'ready' });
});

test.each<[string, RawObject, RegExp]>([
  ['is paused', paused(old), /MachineSet prod-md-0-old is paused/],
  ['has a change that its controller has not seen', behind(old), /newest change of MachineSet prod-md-0-old/],
])('a MachineSet that stays holds the cluster back while it %s', (_name, set, because) => {
  const readiness = judge([cluster, rest, deployment(), machineSet('prod-md-0-new', 3), set]);
  expect(readiness.state).not.toBe('ready');
  expect(readiness.because).toMatch(because);
});

test('a provider that tells which generation it has seen by its condition alone is heard', () => {
  const seen = (observedGeneration: number): RawObject => ({
    ...infrastructure,
    status: { ...(infrastructure['status'] as object), conditions: [{ ...said('Ready', 'True'), observedGeneration }] },
  });
  expect(judge([cluster, controlPlane, deployment(), seen(2)])).toMatchObject({ state: 'ready' });
  expect(judge([cluster, controlPlane, deployment(), seen(1)]).because).toMatch(/newest change of AWSManagedCluster/);
});
