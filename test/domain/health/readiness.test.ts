import { describe, expect, test } from '@jest/globals';
import type { ClusterObjects, Condition } from '../../../src/domain/health/objects.ts';
import { judgeReadiness, type ReadinessInput } from '../../../src/domain/health/readiness.ts';
import type { WantedCluster } from '../../../src/domain/health/wanted.ts';
import { asLegacy, change, condition, replace, withCondition, without } from './support/change.ts';
import { fixture, now } from './support/fixture.ts';

const minute = 60_000;
const ready = fixture('ready');
const wanted: WantedCluster = {
  name: 'eu-west-1-12',
  namespace: 'default',
  kubernetesVersion: 'v1.34.3',
  controlPlane: { replicas: 1 },
  pools: [{ name: 'workers', replicas: 3 }],
};
const judge = (objects: ClusterObjects | undefined, more: Partial<ReadinessInput> = {}) =>
  judgeReadiness({ wanted, objects, sight: { state: 'live' }, now, since: now - minute, ...more });

describe('a cluster is ready', () => {
  test('when everything says so', () => {
    expect(judge(ready)).toMatchObject({
      state: 'ready',
      progress: { controlPlane: { ready: 1, wanted: 1 }, workers: { ready: 3, wanted: 3 }, stage: 'ready' },
    });
  });

  test('when it speaks the older contract only', () => {
    const legacy = replace(replace(ready, 'Cluster', asLegacy), 'KubeadmControlPlane', asLegacy);
    expect(legacy.cluster.conditions).toEqual([]);
    expect(legacy.cluster.counters).toBeUndefined();
    expect(judge(legacy).state).toBe('ready');
  });

  test('when an autoscaler has other counts than Git', () => {
    const scaled = change(ready, 'MachineDeployment', {
      annotations: { 'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size': '1' },
      replicas: { desired: 7, replicas: 7, ready: 7, available: 7, upToDate: 7 },
    });
    expect(judge(scaled)).toMatchObject({ state: 'ready', progress: { workers: { ready: 7, wanted: 7 } } });
  });

  test('when a managed control plane has no machines to count and names only its minor version', () => {
    const managed = change(ready, 'KubeadmControlPlane', {
      replicas: {},
      wantedVersion: 'v1.34',
      versions: [{ version: 'v1.34', replicas: 1 }],
    });
    const cluster = change(managed, 'Cluster', ({ counters }) => ({
      counters: { controlPlane: {}, workers: counters?.workers ?? {} },
    }));
    expect(judge(cluster)).toMatchObject({ state: 'ready', progress: { controlPlane: { ready: 1, wanted: 1 } } });
  });

  test('when kubelets add a build to the version', () => {
    const eks = change(ready, 'Machine', { versions: [{ version: 'v1.34.3-eks-113cf36', replicas: 1 }] });
    expect(judge(eks).state).toBe('ready');
  });
});

test('pools are held to their own version while an upgrade has come to the control plane only', () => {
  const upgraded = (objects: ClusterObjects): ClusterObjects => {
    const at = { wantedVersion: 'v1.35.2', versions: [{ version: 'v1.35.2', replicas: 1 }] };
    const members = objects.members.map((object) =>
      object.kind === 'KubeadmControlPlane' || 'cluster.x-k8s.io/control-plane' in object.labels
        ? { ...object, ...at }
        : object,
    );
    const { versions: _versions, ...cluster } = { ...objects.cluster, ...at };
    return { ...objects, cluster: { ...cluster, versions: [] }, members };
  };
  const pool = { name: 'workers', replicas: 3 };
  const group = ready.members.find(({ kind }) => kind === 'MachineDeployment')?.name.replace('eu-west-1-12-', '') ?? '';
  const apart = {
    ...wanted,
    kubernetesVersion: 'v1.35.2',
    pools: [{ ...pool, name: group, kubernetesVersion: 'v1.34.3' }],
  };
  expect(judge(upgraded(ready), { wanted: apart })).toMatchObject({ state: 'ready' });
  expect(judge(ready, { wanted: apart }).state).toBe('progressing');
  expect(judge(upgraded(ready), { wanted: { ...wanted, kubernetesVersion: 'v1.35.2' } }).state).toBe('progressing');
});

test('surplus machines of a roll-out do not count', () => {
  const surge = change(ready, 'MachineDeployment', { replicas: { desired: 3, replicas: 4, ready: 4, upToDate: 3 } });
  expect(judge(surge).progress.workers).toEqual({ ready: 3, wanted: 3 });
});

describe('a cluster is not ready', () => {
  const pool = {
    ...(ready.members.find(({ kind }) => kind === 'MachineDeployment') as ClusterObjects['cluster']),
    kind: 'MachinePool',
    name: 'eu-west-1-12-workers',
    uid: 'pool',
  };
  const withPool = (replicas: ClusterObjects['cluster']['replicas']): ClusterObjects => ({
    ...ready,
    members: [...ready.members.filter(({ kind }) => kind !== 'MachineDeployment'), { ...pool, replicas }],
  });
  const notReady: readonly (readonly [string, ClusterObjects, RegExp])[] = [
    [
      'whatever its phase says',
      change(ready, 'Cluster', (cluster) => ({
        ...withCondition(cluster, condition('Available', 'False', 'NotAvailable')),
        phase: 'Provisioned',
      })),
      /not available/,
    ],
    [
      'when Available is unknown',
      change(ready, 'Cluster', (cluster) => withCondition(cluster, condition('Available', 'Unknown', 'X'))),
      /not available: X/,
    ],
    [
      'when it has no Available condition',
      change(ready, 'Cluster', ({ conditions }) => ({
        conditions: conditions.filter(({ type }) => type !== 'Available'),
      })),
      /no Available condition/,
    ],
    ['when the newest generation is not observed', change(ready, 'Cluster', { generation: 2 }), /not been seen/],
    [
      'when nothing says which generation is observed',
      replace(ready, 'Cluster', ({ observedGeneration: _, ...rest }) => rest),
      /not been seen/,
    ],
    [
      'when the control plane has not observed its newest generation',
      change(ready, 'KubeadmControlPlane', { generation: 5 }),
      /KubeadmControlPlane .* not been seen/,
    ],
    [
      'when a worker is missing',
      change(ready, 'MachineDeployment', {
        replicas: { desired: 3, replicas: 3, ready: 2, available: 2, upToDate: 3 },
      }),
      /2 of 3 machines/,
    ],
    [
      'when a MachinePool is short, of which Cluster API conditions know nothing',
      withPool({ desired: 3, replicas: 3, ready: 1 }),
      /1 of 3 machines of MachinePool eu-west-1-12-workers/,
    ],
    [
      'when the cluster asks for fewer workers than Git',
      change(ready, 'MachineDeployment', {
        replicas: { desired: 2, replicas: 2, ready: 2, available: 2, upToDate: 2 },
      }),
      /asks for 2 machines; Git asks for 3/,
    ],
    [
      'when the control plane object is missing, whatever the Cluster counts',
      without(ready, 'KubeadmControlPlane'),
      /KubeadmControlPlane .* is not there/,
    ],
    [
      'when a pool says nothing of its ready machines',
      change(ready, 'MachineDeployment', { replicas: { desired: 3 } }),
      /0 of 3 machines of MachineDeployment/,
    ],
    [
      'when a pool does not say how many it wants',
      change(ready, 'MachineDeployment', { replicas: { ready: 3 } }),
      /does not say how many/,
    ],
    [
      'when the control plane has more machines than Git asks for, all ready',
      change(ready, 'KubeadmControlPlane', {
        replicas: { desired: 3, replicas: 3, ready: 3, available: 3, upToDate: 3 },
      }),
      /control plane in the cluster asks for 3 machines; Git asks for 1/,
    ],
    [
      'when its pools are missing',
      without(ready, 'MachineDeployment'),
      /Pool workers, which Git asks for, is not there/,
    ],
    [
      'when a machine is not up to date',
      change(ready, 'MachineDeployment', {
        replicas: { desired: 3, replicas: 3, ready: 3, available: 3, upToDate: 2 },
      }),
      /2 of 3 machines .* up to date/,
    ],
    [
      'when an old machine is still there',
      change(ready, 'MachineDeployment', {
        replicas: { desired: 3, replicas: 4, ready: 3, available: 3, upToDate: 3 },
      }),
      /1 more than/,
    ],
    [
      'when the control plane has another version',
      change(ready, 'KubeadmControlPlane', { wantedVersion: 'v1.33.5' }),
      /is at v1.33.5; Git asks for v1.34.3/,
    ],
    [
      'when a node runs another version',
      change(ready, 'Machine', { versions: [{ version: 'v1.33.5', replicas: 1 }] }),
      /Machine .* is at v1.33.5/,
    ],
    [
      'when the control plane has too few machines',
      change(ready, 'KubeadmControlPlane', {
        replicas: { desired: 1, replicas: 1, ready: 0, available: 0, upToDate: 1 },
      }),
      /0 of 1 machine of the control plane/,
    ],
    [
      'when it names no control plane object and nothing counts its machines',
      without(
        replace(ready, 'Cluster', ({ controlPlane: _, counters: __, ...rest }) => rest),
        'Machine',
      ),
      /0 of 1 machine of the control plane/,
    ],
  ];
  test.each(notReady)('%s', (_, objects, why) => {
    const readiness = judge(objects);
    expect(readiness.state).toBe('progressing');
    expect(readiness.because).toMatch(why);
  });

  test('when it is paused', () => {
    expect(judge(change(ready, 'Cluster', { paused: true }))).toMatchObject({ state: 'paused' });
    expect(judge(change(ready, 'MachineDeployment', { paused: true })).because).toContain('MachineDeployment');
  });

  test('when it is being deleted', () => {
    const readiness = judge(fixture('deleting'));
    expect(readiness.state).toBe('deleting');
    expect(readiness.because).toContain('WaitingForWorkersDeletion');
    const silent = judge(change(ready, 'Cluster', { deletingSince: now }));
    expect(silent).toMatchObject({ state: 'deleting', because: 'Cluster eu-west-1-12 is being deleted.' });
  });
});

describe('what cannot be seen', () => {
  test('is unknown without a management cluster, whatever objects are handed in', () => {
    expect(judge(ready, { sight: { state: 'absent' } }).state).toBe('unknown');
  });

  test('is unknown while the view is blind, and says why', () => {
    const readiness = judge(undefined, { sight: { state: 'blind', because: 'Machines: forbidden' } });
    expect(readiness).toMatchObject({ state: 'unknown' });
    expect(readiness.because).toContain('Machines: forbidden');
  });

  test('is waited for while no Cluster is there, and then called stuck', () => {
    expect(judge(undefined, { since: now - minute }).state).toBe('waiting');
    expect(judge(undefined, { since: now - 15 * minute })).toMatchObject({ state: 'stuck' });
  });
});

describe('stages and their limits', () => {
  test('the stage is the earliest that is not done', () => {
    expect(judge(fixture('coming-up'), { wanted: { ...wanted, name: 'prod-a' } }).progress.stage).toBe(
      'waiting for the control plane',
    );
    expect(judge(fixture('just-created'), { wanted: { ...wanted, name: 'new-1' } }).progress.stage).toBe(
      'waiting for the controllers to see the change',
    );
  });

  const bare = (
    initialization: Record<string, boolean>,
    conditions: readonly Condition[],
    legacyConditions: readonly Condition[] = [],
  ) => judge(change(ready, 'Cluster', { initialization, conditions, legacyConditions })).progress.stage;
  const yes = (type: string) => condition(type, 'True', type);
  const no = (type: string) => condition(type, 'False', type);

  test.each<[string, string, Record<string, boolean>, readonly Condition[], readonly Condition[]]>([
    ['nothing', 'waiting for the infrastructure', {}, [no('Available')], []],
    [
      'infrastructure denied',
      'waiting for the infrastructure',
      { infrastructureProvisioned: false },
      [no('InfrastructureReady')],
      [],
    ],
    [
      'infrastructure by its field',
      'waiting for the control plane',
      { infrastructureProvisioned: true },
      [no('Available')],
      [],
    ],
    ['infrastructure by its condition', 'waiting for the control plane', {}, [yes('InfrastructureReady')], []],
    ['infrastructure by its old condition', 'waiting for the control plane', {}, [], [yes('InfrastructureReady')]],
    [
      'control plane denied',
      'waiting for the control plane',
      { infrastructureProvisioned: true, controlPlaneInitialized: false },
      [no('Available')],
      [],
    ],
    [
      'control plane by its field',
      'waiting to become available',
      { infrastructureProvisioned: true, controlPlaneInitialized: true },
      [no('Available')],
      [],
    ],
    [
      'control plane by its condition',
      'waiting to become available',
      {},
      [yes('InfrastructureReady'), yes('ControlPlaneInitialized')],
      [],
    ],
    [
      'control plane by its old condition',
      'waiting to become available',
      {},
      [],
      [yes('InfrastructureReady'), yes('ControlPlaneReady')],
    ],
    [
      'an old condition beside new ones does not count',
      'waiting for the control plane',
      {},
      [yes('InfrastructureReady')],
      [yes('ControlPlaneReady')],
    ],
  ])('told by %s: %s', (_, stage, initialization, conditions, legacy) => {
    expect(bare(initialization, conditions, legacy)).toBe(stage);
  });

  const unprovisioned = change(ready, 'Cluster', ({ conditions }) => ({
    createdAt: now - 60 * minute,
    initialization: {},
    conditions: conditions.filter(({ type }) => type === 'Available').map((each) => ({ ...each, status: 'False' })),
    infrastructure: { group: 'infrastructure.cluster.x-k8s.io', kind: 'AWSCluster', name: 'eu-west-1-12' },
  }));

  test.each([
    [14, 'progressing'],
    [15, 'stuck'],
  ])('infrastructure that takes %d min is %s', (minutes, state) => {
    const readiness = judge(unprovisioned, { since: now - minutes * minute });
    expect(readiness).toMatchObject({ state, progress: { stage: 'waiting for the infrastructure' } });
    expect(readiness.dueBy).toBe(now - minutes * minute + 15 * minute);
  });

  test('a re-check begins the limit anew', () => {
    expect(judge(unprovisioned, { since: now }).state).toBe('progressing');
  });

  test('a stage that began later than the wait is counted from its own beginning', () => {
    const initialized = condition('ControlPlaneInitialized', 'True', 'Initialized', '', now - 5 * minute);
    const few = change(ready, 'MachineDeployment', { replicas: { desired: 3, replicas: 3, ready: 1 } });
    const objects = change(few, 'Cluster', (cluster) => withCondition(cluster, initialized));
    expect(judge(objects, { since: now - 50 * minute })).toMatchObject({
      state: 'progressing',
      stageSince: now - 5 * minute,
    });
  });

  test('a known cause that persists is called stuck before the limit', () => {
    const said = (age: number) =>
      change(unprovisioned, 'DevCluster', {
        conditions: [
          condition('Ready', 'False', 'VpcLimitExceeded', 'The maximum number of VPCs has been reached.', now - age),
        ],
      });
    expect(judge(said(minute), { since: now - 14 * minute })).toMatchObject({
      state: 'progressing',
      cause: { code: 'quota' },
    });
    expect(judge(said(minute), { since: now - 14 * minute }).dueBy).toBe(now + minute);
    expect(judge(said(3 * minute), { since: now - 6 * minute }).dueBy).toBe(now + 2 * minute);
    expect(judge(said(6 * minute), { since: now - 14 * minute })).toMatchObject({
      state: 'stuck',
      cause: { code: 'quota' },
      because: 'AWSCluster eu-west-1-12 is not there.',
    });
  });

  test('words that nobody knows are told only once it takes too long', () => {
    const odd = change(unprovisioned, 'DevCluster', { conditions: [condition('Ready', 'False', 'Odd', 'odd words')] });
    expect(judge(odd, { since: now - 14 * minute }).cause).toBeUndefined();
    expect(judge(odd, { since: now - 15 * minute })).toMatchObject({ state: 'stuck', cause: { code: 'unclassified' } });
  });

  test('a pool that no controller tries to overcome, or what stands for it at the provider, is failed at once', () => {
    const failure = { reason: 'CreateError', message: 'no such subnet' };
    const pool = ready.members.find(({ kind }) => kind === 'MachineDeployment');
    if (pool === undefined) throw new Error('no pool');
    const infrastructure = { group: 'infrastructure.cluster.x-k8s.io', kind: 'AWSMachinePool', name: 'pool' };
    const of = (own: object, provider: object): ClusterObjects => ({
      ...ready,
      members: [
        ...ready.members,
        { ...pool, kind: 'MachinePool', name: 'pool', infrastructure, ...own },
        { ...pool, ...infrastructure, ...provider },
      ],
    });
    expect(judge(of({ failure }, {}))).toMatchObject({
      state: 'failed',
      because: 'MachinePool pool has failed for good: CreateError: no such subnet',
    });
    expect(judge(of({}, { failure }))).toMatchObject({
      state: 'failed',
      because: 'AWSMachinePool pool has failed for good: CreateError: no such subnet',
    });
  });

  test('a failure that no controller tries to overcome is failed at once', () => {
    const failed = change(unprovisioned, 'DevCluster', {
      failure: { reason: 'CreateError', message: 'no such project' },
    });
    const wired = change(failed, 'Cluster', {
      infrastructure: { group: 'infrastructure.cluster.x-k8s.io', kind: 'DevCluster', name: 'eu-west-1-12' },
    });
    expect(judge(wired)).toMatchObject({
      state: 'failed',
      cause: { text: expect.stringContaining('no such project') },
    });
    expect(judge(wired).because).toContain('no such project');
  });
});
