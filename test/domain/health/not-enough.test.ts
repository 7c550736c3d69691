import { describe, expect, test } from '@jest/globals';
import type { WantedCluster } from '../../../src/domain/health/wanted.ts';
import {
  cluster,
  controlPlane,
  core,
  deployment,
  infrastructure,
  infrastructureGroup,
  type Json,
  judge,
  leaving,
  machineSet,
  pooled,
  rest,
  saying,
  wanted,
} from './support/eks-cluster.ts';
import { clusterOf, poolOf, raw, said, says } from './support/fleet.ts';
import type { RawObject } from './support/seen.ts';

const healthCheck = (expected: number, healthy: number, status: Json = {}): RawObject =>
  raw(
    core,
    'MachineHealthCheck',
    'prod-mhc',
    { clusterName: 'prod' },
    { observedGeneration: 2, expectedMachines: expected, currentHealthy: healthy, ...status },
  );
const controlPlaneThat = (status: Json): RawObject => ({
  ...controlPlane,
  status: { initialized: true, ready: true, version: 'v1.34', ...status },
});
const ofClass = (condition: Json): RawObject => {
  const status = saying(condition)['status'] as Json;
  return clusterOf('AWSManagedCluster', controlPlane, {
    spec: { topology: { classRef: { name: 'eks' }, version: 'v1.34.3' } },
    status,
  });
};
const bootstrappedBy = (name: string, set: RawObject): RawObject => {
  const spec = set['spec'] as { readonly template: { readonly spec: Json } };
  const configRef = { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'NodeadmConfigTemplate', name };
  return { ...set, spec: { ...spec, template: { spec: { ...spec.template.spec, bootstrap: { configRef } } } } };
};
const withReplicas = (desired: number, actual: number, set: RawObject): RawObject => ({
  ...set,
  spec: { ...(set['spec'] as Json), replicas: desired },
  status: { ...(set['status'] as Json), replicas: actual },
});
const machine = (name: string, ready: string, owner: Json | undefined, metadata: Json = {}): RawObject =>
  raw(
    core,
    'Machine',
    name,
    { clusterName: 'prod' },
    { conditions: [says('Ready', ready)] },
    { ...(owner && { ownerReferences: [owner] }), ...metadata },
  );
const owned = (kind: string, name: string, controller = true): Json => ({
  apiVersion: core,
  kind,
  name,
  uid: `${kind}-${name}`,
  controller,
});

test('the cluster of these stories is ready', () => {
  expect(judge([cluster, rest, deployment()])).toMatchObject({ state: 'ready' });
  const sets = [machineSet('prod-md-0-new', 3), machineSet('prod-md-0-old', 0, 'prod-md-0-0000')];
  expect(judge([cluster, rest, deployment(), ...sets])).toMatchObject({ state: 'ready' });
  expect(judge([cluster, rest, poolOf('prod-md-0', 'AWSManagedMachinePool')], { wanted: pooled })).toMatchObject({
    state: 'ready',
  });
});

describe('does not hold a cluster back', () => {
  const ofTopology = { labels: { 'cluster.x-k8s.io/cluster-name': 'prod', 'topology.cluster.x-k8s.io/owned': '' } };
  test.each<[string, readonly (RawObject | readonly RawObject[])[], WantedCluster?]>([
    ['a health check whose machines are all well', [cluster, rest, deployment(), healthCheck(3, 3)]],
    [
      'a health check that counts nothing yet',
      [
        cluster,
        rest,
        deployment(),
        raw(core, 'MachineHealthCheck', 'prod-mhc', { clusterName: 'prod' }, { observedGeneration: 2 }),
      ],
    ],
    ['a health check that is going', [cluster, rest, deployment(), leaving(healthCheck(3, 1))]],
    ['a class that is applied', [ofClass(says('TopologyReconciled', 'True')), rest, deployment()]],
    [
      'a class that is applied to the newest change',
      [ofClass({ ...says('TopologyReconciled', 'True'), observedGeneration: 2 }), rest, deployment()],
    ],
    [
      'a pool that the class made, and that Git names no more than its templates',
      [cluster, rest, deployment({ metadata: ofTopology })],
      {
        ...wanted,
        objects: [
          { group: infrastructureGroup, kind: 'AWSMachineTemplate', name: 'prod-md-0-ffff' },
          { group: 'cluster.x-k8s.io', kind: 'MachineDeployment', name: 'prod-md-0' },
        ],
      },
    ],
    [
      'a machine of a set',
      [
        cluster,
        rest,
        deployment(),
        machineSet('prod-md-0-new', 3),
        machine('m', 'False', owned('MachineSet', 'prod-md-0-new')),
      ],
    ],
    [
      'a stand-alone machine that is ready',
      [cluster, rest, deployment(), machine('m', 'True', owned('Cluster', 'prod', false))],
    ],
    [
      'a stand-alone machine that is going',
      [cluster, rest, deployment(), leaving(machine('m', 'False', owned('Cluster', 'prod', false)))],
    ],
    ['a machine of nobody', [cluster, rest, deployment(), machine('m', 'False', undefined)]],
    [
      'a control plane whose version is of another kind than Kubernetes’s',
      [
        cluster,
        infrastructure,
        {
          ...controlPlane,
          spec: { version: '4.19.3' },
          status: { ...(controlPlane['status'] as Json), version: '4.19.3' },
        },
        deployment(),
      ],
    ],
    [
      'the version of machines that are gone',
      [
        cluster,
        rest,
        poolOf('prod-md-0', 'AWSManagedMachinePool', {
          status: {
            versions: [
              { version: 'v1.34.3', replicas: 3 },
              { version: 'v1.33.9', replicas: 0 },
            ],
          },
        }),
      ],
      pooled,
    ],
    [
      'what stands for a pool and says nothing',
      [cluster, rest, poolOf('prod-md-0', 'AWSManagedMachinePool', { infrastructure: {} })],
      pooled,
    ],
    [
      'a control plane of the newer contract without conditions',
      [
        cluster,
        infrastructure,
        { ...controlPlane, status: { initialization: { controlPlaneInitialized: true }, version: 'v1.34' } },
        deployment(),
      ],
    ],
  ])('%s', (_, objects, of = wanted) => {
    expect(judge(objects, { wanted: of })).toMatchObject({
      state: 'ready',
      because: 'prod is available and as Git asks for.',
    });
  });
});

describe('machines of a control plane that no object keeps', () => {
  const alone = clusterOf('AWSManagedCluster', undefined);
  const marked = { labels: { 'cluster.x-k8s.io/cluster-name': 'prod', 'cluster.x-k8s.io/control-plane': '' } };
  const of: WantedCluster = { ...wanted, controlPlane: { replicas: 1 } };
  const first = machine('cp-0', 'True', owned('Cluster', 'prod', false), marked);
  test.each<[string, RawObject, string]>([
    ['unready', machine('cp-1', 'False', owned('Cluster', 'prod', false), marked), 'progressing'],
    ['going', leaving(machine('cp-1', 'False', owned('Cluster', 'prod', false), marked)), 'ready'],
    ['ready', machine('cp-1', 'True', owned('Cluster', 'prod', false), marked), 'ready'],
  ])('one that is %s', (_, second, state) => {
    const readiness = judge([alone, infrastructure, first, second, deployment()], { wanted: of });
    expect(readiness.state).toBe(state);
    if (state !== 'ready') expect(readiness.because).toBe('Machine cp-1 of the control plane is not ready.');
  });
});

describe('a Cluster that calls itself available is not ready', () => {
  const cases: readonly (readonly [
    string,
    readonly (RawObject | readonly RawObject[])[],
    string,
    RegExp,
    WantedCluster?,
  ])[] = [
    [
      'while its class is not applied',
      [
        clusterOf('AWSManagedCluster', controlPlane, {
          spec: { topology: { classRef: { name: 'eks' }, version: 'v1.34.3' } },
        }),
        rest,
        deployment(),
      ],
      'rolling out',
      /cluster class eks is not applied in full: it says nothing yet/,
    ],
    [
      'while it is rolling out',
      [
        saying(says('RollingOut', 'True', 'RollingOut', '* MachineDeployment prod-md-0 rolling out')),
        rest,
        deployment(),
      ],
      'rolling out',
      /says RollingOut=True: MachineDeployment prod-md-0 rolling out\.$/,
    ],
    [
      'while a machine is being replaced',
      [saying(says('Remediating', 'True', 'Remediating', '')), rest, deployment()],
      'rolling out',
      /Remediating=True: Remediating\.$/,
    ],
    [
      'while it does not know whether its workers are up to date',
      [saying(says('WorkerMachinesUpToDate', 'Unknown', 'InternalError', '')), rest, deployment()],
      'rolling out',
      /WorkerMachinesUpToDate=Unknown/,
    ],
    [
      'while its API server cannot be reached',
      [
        saying(says('RemoteConnectionProbe', 'False', 'ProbeFailed', 'Remote connection probe failed')),
        rest,
        deployment(),
      ],
      'waiting to become available',
      /cannot be reached from the management cluster: Remote connection probe failed\.$/,
    ],
    [
      'while its infrastructure has fallen ill',
      [saying(says('InfrastructureReady', 'False', 'NotReady', 'the gateway is gone')), rest, deployment()],
      'waiting for the infrastructure',
      /AWSManagedCluster prod is not ready: the gateway is gone\.$/,
    ],
    [
      'while its infrastructure object is gone',
      [cluster, controlPlane, deployment()],
      'waiting for the infrastructure',
      /AWSManagedCluster prod is not there\.$/,
    ],
    [
      'while a health check counts an unhealthy machine',
      [
        cluster,
        rest,
        deployment(),
        healthCheck(3, 2, {
          conditions: [
            says(
              'RemediationAllowed',
              'False',
              'TooManyUnhealthy',
              'Remediation is not allowed, the number of not started or unhealthy machines exceeds maxUnhealthy',
            ),
          ],
        }),
      ],
      'waiting to become available',
      /2 of 3 machines that MachineHealthCheck prod-mhc checks are healthy. It replaces none of the others: Remediation is not allowed/,
    ],
    [
      'while a MachineSet has not seen its newest change',
      [cluster, rest, deployment(), { ...machineSet('prod-md-0-x', 3), status: { observedGeneration: 1 } }],
      'waiting for the controllers to see the change',
      /MachineSet prod-md-0-x/,
    ],
    [
      'while a stand-alone MachineSet is short',
      [
        cluster,
        rest,
        deployment(),
        raw(
          core,
          'MachineSet',
          'prod-alone',
          { clusterName: 'prod', replicas: 2 },
          { observedGeneration: 2, replicas: 2, readyReplicas: 1 },
        ),
      ],
      'waiting for workers',
      /1 of 2 machines of MachineSet prod-alone/,
      { ...wanted, objects: [{ group: 'cluster.x-k8s.io', kind: 'MachineSet', name: 'prod-alone' }] },
    ],
    [
      'while a stand-alone machine is not ready',
      [cluster, rest, deployment(), machine('prod-lone', 'False', owned('Cluster', 'prod', false))],
      'waiting for workers',
      /Machine prod-lone is not ready/,
    ],
    [
      'while a pool that Git dropped is still going',
      [
        cluster,
        rest,
        deployment(),
        leaving(
          raw(core, 'MachineDeployment', 'prod-old', { clusterName: 'prod', replicas: 2 }, { observedGeneration: 2 }),
        ),
      ],
      'waiting for workers',
      /MachineDeployment prod-old is being deleted/,
    ],
    [
      'while it has a pool that Git does not ask for',
      [
        cluster,
        rest,
        deployment(),
        raw(
          core,
          'MachineDeployment',
          'prod-other',
          { clusterName: 'prod', replicas: 0 },
          { observedGeneration: 2, readyReplicas: 0 },
        ),
      ],
      'waiting for workers',
      /MachineDeployment prod-other is there, and Git does not ask for it/,
    ],
    [
      'while a pool of Git is missing and another has its machines',
      [
        cluster,
        rest,
        raw(
          core,
          'MachineDeployment',
          'prod-md-1',
          { clusterName: 'prod', replicas: 3 },
          { observedGeneration: 2, readyReplicas: 3 },
        ),
      ],
      'waiting for workers',
      /MachineDeployment prod-md-0 is not there/,
    ],
    [
      'while its machines come from another template than Git holds',
      [cluster, rest, deployment()],
      'rolling out',
      /MachineDeployment prod-md-0 uses AWSMachineTemplate prod-md-0-3c4d, which Git does not hold/,
      { ...wanted, objects: [{ group: infrastructureGroup, kind: 'AWSMachineTemplate', name: 'prod-md-0-ffff' }] },
    ],
    [
      'while the machines of an older template are there, whatever the counters of the deployment still add up',
      [cluster, rest, deployment(), machineSet('prod-md-0-new', 1), machineSet('prod-md-0-old', 2, 'prod-md-0-0000')],
      'rolling out',
      /MachineSet prod-md-0-old still has machines of an older template of MachineDeployment prod-md-0/,
    ],
    [
      'while nothing makes machines of the newest template yet',
      [cluster, rest, deployment(), machineSet('prod-md-0-old', 3, 'prod-md-0-0000')],
      'rolling out',
      /MachineDeployment prod-md-0 has no MachineSet of its template yet/,
    ],
    [
      'while a pool’s instances run and their nodes are not ready',
      [
        cluster,
        rest,
        poolOf('prod-md-0', 'AWSManagedMachinePool', { status: { deprecated: { v1beta1: { readyReplicas: 1 } } } }),
      ],
      'waiting for workers',
      /1 of 3 machines of MachinePool prod-md-0/,
      pooled,
    ],
    [
      'while the older contract’s counter is not even set',
      [cluster, rest, poolOf('prod-md-0', 'AWSManagedMachinePool', { status: { deprecated: { v1beta1: {} } } })],
      'waiting for workers',
      /0 of 3 machines of MachinePool prod-md-0/,
      pooled,
    ],
    [
      'while what stands for the pool at the provider is not ready',
      [
        cluster,
        rest,
        poolOf('prod-md-0', 'AWSManagedMachinePool', {
          infrastructure: {
            ready: false,
            replicas: 3,
            conditions: [said('Ready', 'False', 'EKSNodegroupReconciliationFailed', 'node group is degraded')],
          },
        }),
      ],
      'waiting for workers',
      /AWSManagedMachinePool prod-md-0 is not ready: node group is degraded/,
      pooled,
    ],
    [
      'while a pool still runs nodes of the version before',
      [
        cluster,
        rest,
        poolOf('prod-md-0', 'AWSManagedMachinePool', {
          status: {
            versions: [
              { version: 'v1.34.3', replicas: 2 },
              { version: 'v1.33.9-eks-1', replicas: 1 },
            ],
          },
        }),
      ],
      'rolling out',
      /MachinePool prod-md-0 is at v1.33.9-eks-1; Git asks for v1.34.3/,
      pooled,
    ],
    [
      'while a deployment has not seen its newest change',
      [cluster, rest, deployment({ status: { observedGeneration: 1 } })],
      'waiting for the controllers to see the change',
      /MachineDeployment prod-md-0/,
    ],
    [
      'while a health check has not seen its newest change',
      [cluster, rest, deployment(), healthCheck(3, 3, { observedGeneration: 1 })],
      'waiting for the controllers to see the change',
      /MachineHealthCheck prod-mhc/,
    ],
    [
      'while its control plane answers and is not all ready, in the words of the older contract',
      [
        cluster,
        infrastructure,
        controlPlaneThat({ conditions: [said('Available', 'True'), said('Ready', 'False', 'Scaling', '1 of 3')] }),
        deployment(),
      ],
      'waiting for control plane machines',
      /AWSManagedControlPlane prod-cp is not ready: 1 of 3\.$/,
    ],
    [
      'while its control plane is not available, in the words of the newer contract',
      [
        cluster,
        infrastructure,
        controlPlaneThat({
          initialization: { controlPlaneInitialized: true },
          conditions: [says('Ready', 'True'), says('Available', 'False', 'NotAvailable', 'no quorum')],
        }),
        deployment(),
      ],
      'waiting for control plane machines',
      /AWSManagedControlPlane prod-cp is not ready: no quorum\.$/,
    ],
    [
      'while its control plane takes back by its field what a condition still says',
      [cluster, infrastructure, controlPlaneThat({ ready: false, conditions: [said('Ready', 'True')] }), deployment()],
      'waiting for control plane machines',
      /AWSManagedControlPlane prod-cp is not ready/,
    ],
    [
      'while its control plane says nothing at all',
      [cluster, infrastructure, { ...controlPlane, status: {} }, deployment()],
      'waiting for control plane machines',
      /AWSManagedControlPlane prod-cp is not ready\.$/,
    ],
    [
      'while its class was applied to the change before, though the controller of clusters has seen the newest',
      [ofClass({ ...says('TopologyReconciled', 'True'), observedGeneration: 1 }), rest, deployment()],
      'waiting for the controllers to see the change',
      /newest change of Cluster prod has not been seen by its controller yet\.$/,
    ],
    [
      'while its class could not be applied',
      [ofClass(says('TopologyReconciled', 'False', 'TopologyReconcileFailed', 'no such variable')), rest, deployment()],
      'rolling out',
      /cluster class eks is not applied in full: no such variable\.$/,
    ],
    [
      'while its machines come from another template than Git holds, though another kind has one of that name',
      [cluster, rest, deployment()],
      'rolling out',
      /MachineDeployment prod-md-0 uses AWSMachineTemplate prod-md-0-3c4d, which Git does not hold/,
      {
        ...wanted,
        objects: [
          { group: infrastructureGroup, kind: 'AWSMachineTemplate', name: 'prod-md-0-ffff' },
          { group: infrastructureGroup, kind: 'AWSManagedMachinePool', name: 'prod-md-0-3c4d' },
          { group: 'bootstrap.cluster.x-k8s.io', kind: 'AWSMachineTemplate', name: 'prod-md-0-3c4d' },
        ],
      },
    ],
    [
      'while the machines of an older bootstrap template are there',
      [
        cluster,
        rest,
        deployment(),
        machineSet('prod-md-0-new', 1),
        bootstrappedBy('prod-md-0-0000', machineSet('prod-md-0-old', 2)),
      ],
      'rolling out',
      /MachineSet prod-md-0-old still has machines of an older template/,
    ],
    [
      'while an older MachineSet wants none and still has some',
      [
        cluster,
        rest,
        deployment(),
        machineSet('prod-md-0-new', 3),
        withReplicas(0, 2, machineSet('prod-md-0-old', 2, 'prod-md-0-0000')),
      ],
      'rolling out',
      /MachineSet prod-md-0-old still has machines/,
    ],
    [
      'while an older MachineSet has none and still wants some',
      [
        cluster,
        rest,
        deployment(),
        machineSet('prod-md-0-new', 3),
        withReplicas(2, 0, machineSet('prod-md-0-old', 2, 'prod-md-0-0000')),
      ],
      'rolling out',
      /MachineSet prod-md-0-old still has machines/,
    ],
    [
      'while a pool whose name Git gives in full has another version than its own',
      [cluster, rest, deployment()],
      'rolling out',
      /MachineDeployment prod-md-0 is at v1.34.3; Git asks for v1.33.5/,
      { ...wanted, pools: [{ name: 'prod-md-0', replicas: 3, kubernetesVersion: 'v1.33.5' }] },
    ],
    [
      'while a pool of another kind has the name of the one that Git asks for',
      [cluster, rest, deployment()],
      'waiting for workers',
      /MachinePool prod-md-0 is not there/,
      pooled,
    ],
    [
      'while a pool of the provider’s machines that Git dropped is still going',
      [cluster, rest, deployment(), poolOf('prod-old', 'AWSManagedMachinePool').map(leaving)],
      'waiting for workers',
      /MachinePool prod-old is being deleted/,
    ],
    [
      'while what stands for the pool at the provider is gone',
      [cluster, rest, poolOf('prod-md-0', 'AWSManagedMachinePool').slice(0, 1)],
      'waiting for workers',
      /AWSManagedMachinePool prod-md-0 is not there/,
      pooled,
    ],
    [
      'while what stands for the pool at the provider has no conditions and is not provisioned',
      [
        cluster,
        rest,
        poolOf('prod-md-0', 'AWSManagedMachinePool', { infrastructure: { initialization: { provisioned: false } } }),
      ],
      'waiting for workers',
      /AWSManagedMachinePool prod-md-0 is not ready/,
      pooled,
    ],
  ];
  test.each(cases)('%s', (_, objects, stage, because, of = wanted) => {
    const readiness = judge(objects, { wanted: of });
    expect(readiness).toMatchObject({ state: 'progressing', progress: { stage } });
    expect(readiness.because).toMatch(because);
  });
});

describe('pools whose size an autoscaler decides', () => {
  test.each([
    [
      'the cluster autoscaler',
      {
        'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size': '1',
        'cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size': '9',
      },
    ],
    ['the provider’s own', { 'cluster.x-k8s.io/replicas-managed-by': 'external-autoscaler' }],
  ])('%s are ready at its number, and not below', (_, annotations) => {
    const at = (replicas: number, ready: number) =>
      judge(
        [
          cluster,
          rest,
          poolOf('prod-md-0', 'AWSManagedMachinePool', {
            metadata: { annotations },
            spec: { replicas },
            status: {
              replicas,
              readyReplicas: ready,
              upToDateReplicas: replicas,
              deprecated: { v1beta1: { readyReplicas: ready } },
            },
          }),
        ],
        { wanted: pooled },
      );
    expect(at(7, 7)).toMatchObject({ state: 'ready', progress: { workers: { ready: 7, wanted: 7 } } });
    expect(at(7, 6).because).toBe('6 of 7 machines of MachinePool prod-md-0 are ready.');
  });

  test('that nobody’s annotation hands over are held to Git', () => {
    const annotations = { 'cluster.x-k8s.io/replicas-managed-by': 'false' };
    const pool = poolOf('prod-md-0', 'AWSManagedMachinePool', { metadata: { annotations }, spec: { replicas: 2 } });
    expect(judge([cluster, rest, pool], { wanted: pooled }).because).toContain('Git asks for 3');
  });
});
