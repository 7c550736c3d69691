import { describe, expect, test } from '@jest/globals';
import { judgeReadiness } from '../../../src/domain/health/readiness.ts';
import {
  cluster,
  controlPlane,
  core,
  deployment,
  infrastructure,
  judge,
  leaving,
  minute,
  paused,
  rest,
  saying,
  wanted,
} from './support/eks-cluster.ts';
import { now } from './support/fixture.ts';
import { ago, clusterOf, raw, says } from './support/fleet.ts';
import type { RawObject } from './support/seen.ts';

describe('what is paused', () => {
  const machine = (name: string) =>
    raw(core, 'Machine', name, { clusterName: 'prod' }, { conditions: [says('Ready', 'True')] });
  test.each<[string, readonly RawObject[], string]>([
    [
      'the Cluster by its spec, alone however much says so too',
      [
        clusterOf('AWSManagedCluster', controlPlane, { spec: { paused: true } }),
        paused(infrastructure),
        controlPlane,
        deployment(),
      ],
      'Cluster prod is paused: its controller does nothing until it is resumed.',
    ],
    [
      'one object by annotation',
      [cluster, paused(infrastructure), controlPlane, deployment()],
      'AWSManagedCluster prod is paused: its controller does nothing until it is resumed.',
    ],
    [
      'a pool by its spec',
      [cluster, ...rest, deployment({ spec: { paused: true } })],
      'MachineDeployment prod-md-0 is paused: its controller does nothing until it is resumed.',
    ],
    [
      'machines',
      [cluster, ...rest, deployment(), paused(machine('a')), paused(machine('b')), paused(machine('c'))],
      'Machine a and 2 more are paused: their controllers do nothing until they are resumed.',
    ],
    [
      'what a controller calls paused',
      [cluster, ...rest, deployment({ status: { conditions: [says('Paused', 'True')] } })],
      'MachineDeployment prod-md-0 is paused: its controller does nothing until it is resumed.',
    ],
  ])('%s', (_, objects, because) => {
    expect(judge(objects)).toMatchObject({ state: 'paused', because });
  });
});

describe('half deleted', () => {
  test('the infrastructure goes and the Cluster stays', () => {
    expect(judge([cluster, leaving(infrastructure), controlPlane, deployment()])).toMatchObject({
      state: 'deleting',
      because: 'AWSManagedCluster prod is being deleted, the Cluster is not.',
    });
  });

  test('the Cluster is gone', () => {
    expect(judgeReadiness({ wanted, objects: undefined, sight: { state: 'live' }, now, since: now })).toMatchObject({
      state: 'waiting',
      because: 'There is no Cluster prod in namespace team-a yet.',
    });
  });
});

describe('what is not proven is not called ready', () => {
  const all = [cluster, rest, deployment()];

  test('the engine has not applied the commit', () => {
    expect(judge(all, { unapplied: 'Argo CD is at another commit.' })).toMatchObject({
      state: 'progressing',
      because: 'Argo CD is at another commit.',
      progress: { stage: 'waiting for the commit to be applied' },
    });
    expect(judge(all, { unapplied: 'Argo CD is at another commit.', since: now - 16 * minute }).state).toBe('stuck');
  });

  test('a watch is away at this moment', () => {
    const readiness = judge(all, { sight: { state: 'live', asOf: now - 1_000, behind: 'machines.cluster.x-k8s.io' } });
    expect(readiness).toMatchObject({ state: 'progressing', progress: { stage: 'being confirmed' } });
    expect(readiness.because).toContain('machines.cluster.x-k8s.io');
  });
});

describe('clocks that disagree', () => {
  const ahead = (minutes: number) =>
    judge(
      [
        saying({ ...says('Available', 'False', 'NotAvailable', 'waits'), lastTransitionTime: ago(-minutes) }),
        rest,
        deployment(),
      ],
      { since: now - 20 * minute },
    );

  test('a server’s clock that runs ahead does not put a limit off', () => {
    expect(ahead(90)).toMatchObject({ state: 'stuck', stageSince: now - 20 * minute });
    expect(ahead(90).evidence).toContain(
      'The clock of the management cluster is 90 min ahead of ours, so ages are counted from our own looks.',
    );
  });

  test('one that is a little ahead is believed', () => {
    expect(ahead(0.5).state).toBe('progressing');
    expect(ahead(0.5).evidence.join()).not.toContain('clock');
  });

  test('one that is behind does not make a stage older than our waiting', () => {
    const old = judge([
      saying({ ...says('Available', 'False', 'NotAvailable', 'waits'), lastTransitionTime: ago(600) }),
      rest,
      deployment(),
    ]);
    expect(old).toMatchObject({ state: 'progressing', stageSince: now - minute });
  });
});
