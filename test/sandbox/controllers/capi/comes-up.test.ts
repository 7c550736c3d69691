import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../../../src/sandbox/controllers/capi/world.ts';
import { startControllers } from '../../../../src/sandbox/controllers/main.ts';
import { startSandboxKubernetes } from '../../../../src/sandbox/kubernetes/main.ts';
import { at } from '../../../../src/sandbox/kubernetes/object.ts';
import { applyAll, capi, clusterManifests, condition, isAvailable, stage } from '../stage.ts';
import { machines, owners, recorded, up } from './play.ts';

describe('a cluster comes up', () => {
  test('with everything that Cluster API makes of it', async () => {
    const played = await up({ controlPlane: 3, workers: 2 });
    const { store } = played;
    await played.until(() => at(capi.cluster(store, 'shop'), 'status', 'controlPlane', 'availableReplicas') === 3);
    const cluster = capi.cluster(store, 'shop');
    expect(cluster?.['status']).toMatchObject({
      phase: 'Provisioned',
      observedGeneration: cluster?.metadata.generation,
      initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
      controlPlane: {
        desiredReplicas: 3,
        replicas: 3,
        readyReplicas: 3,
        availableReplicas: 3,
        upToDateReplicas: 3,
        versions: [{ version: 'v1.34.3', replicas: 3 }],
      },
      workers: { desiredReplicas: 2, replicas: 2, readyReplicas: 2, availableReplicas: 2, upToDateReplicas: 2 },
    });
    expect(condition(cluster, 'Ready')).toBeUndefined();
    expect(at(cluster, 'spec', 'controlPlaneEndpoint', 'port')).toBe(6443);
    const machine = capi.of(store, 'Machine')[0];
    expect(machine?.['status']).toMatchObject({ phase: 'Running', nodeRef: { name: machine?.metadata.name } });
    expect(at(machine, 'spec', 'providerID')).toMatch(/^aws:\/\/\//);
    expect(store.get({ group: '', kind: 'Secret', namespace: 'default', name: 'shop-kubeconfig' })?.['type']).toBe(
      'cluster.x-k8s.io/secret',
    );
  });

  test('with the owner references of the book', async () => {
    const { store } = await up({ workers: 1 });
    const infrastructure = 'infrastructure.cluster.x-k8s.io';
    const bootstrap = 'bootstrap.cluster.x-k8s.io';
    const first = (kind: string, group?: string) => capi.of(store, kind, group)[0];
    const secret = (name: string) => store.get({ group: '', kind: 'Secret', namespace: 'default', name });
    expect({
      AWSCluster: owners(first('AWSCluster', infrastructure)),
      KubeadmControlPlane: owners(first('KubeadmControlPlane', 'controlplane.cluster.x-k8s.io')),
      MachineDeployment: owners(first('MachineDeployment')),
      MachineSet: owners(first('MachineSet')),
      AWSMachine: owners(first('AWSMachine', infrastructure)),
      AWSMachineTemplate: owners(first('AWSMachineTemplate', infrastructure)),
      KubeadmConfig: owners(first('KubeadmConfig', bootstrap)),
      KubeadmConfigTemplate: owners(first('KubeadmConfigTemplate', bootstrap)),
      kubeconfig: owners(secret('shop-kubeconfig')),
    }).toEqual({
      AWSCluster: ['Cluster (controller)'],
      KubeadmControlPlane: ['Cluster (controller)'],
      MachineDeployment: ['Cluster'],
      MachineSet: ['MachineDeployment (controller)'],
      AWSMachine: ['Machine (controller)'],
      AWSMachineTemplate: ['Cluster'],
      KubeadmConfig: ['Machine (controller)'],
      KubeadmConfigTemplate: ['Cluster'],
      kubeconfig: ['KubeadmControlPlane (controller)'],
    });
    expect(owners(capi.of(store, 'Machine').find((machine) => machine.metadata.name.includes('-md-')))).toEqual([
      'MachineSet (controller)',
    ]);
  });

  test('in the order of the real thing', async () => {
    const played = await stage();
    const phases = recorded(played, ({ object }) =>
      object.kind === 'Cluster' ? (at(object, 'status', 'phase') as string | undefined) : undefined,
    );
    const workersBefore: string[] = [];
    const alone: number[] = [];
    let provisionedUnavailable = false;
    played.store.subscribe(({ object, change }) => {
      const cluster = capi.cluster(played.store, 'shop');
      const initialised = condition(cluster, 'ControlPlaneInitialized')?.status === 'True';
      if (object.kind === 'Machine' && !initialised && object.metadata.name.includes('-md-'))
        workersBefore.push(String(at(object, 'status', 'phase') ?? 'Pending'));
      if (object.kind === 'Machine' && change === 'ADDED' && !object.metadata.name.includes('-md-')) {
        alone.push(
          machines(played, true).filter((machine) => condition(machine, 'EtcdMemberHealthy')?.status === 'True').length,
        );
      }
      if (at(cluster, 'status', 'phase') === 'Provisioned' && condition(cluster, 'Available')?.status === 'False')
        provisionedUnavailable = true;
    });
    applyAll(played.store, clusterManifests('shop', { controlPlane: 3, workers: 1 }));
    await played.until(() => isAvailable(played.store, 'shop') && machines(played, true).length === 3);
    expect(phases).toEqual(['Provisioning', 'Provisioned']);
    expect(new Set(workersBefore)).toEqual(new Set(['Pending']));
    // Each control plane machine is made when all before it are healthy.
    expect(alone).toEqual([0, 1, 2]);
    expect(provisionedUnavailable).toBe(true);
  });

  test('the providers report in the shape of their contract', async () => {
    const aws = await up({ workers: 1 });
    const [cluster] = capi.of(aws.store, 'AWSCluster', 'infrastructure.cluster.x-k8s.io');
    expect(cluster?.['status']).toMatchObject({ ready: true, conditions: [{ type: 'Ready', status: 'True' }] });
    const dev = await up({ provider: 'dev', workers: 1, cni: false });
    const [other] = capi.of(dev.store, 'DevCluster', 'infrastructure.cluster.x-k8s.io');
    expect(other?.['status']).toMatchObject({
      initialization: { provisioned: true },
      conditions: [{ type: 'Paused', status: 'False', reason: 'NotPaused', observedGeneration: expect.any(Number) }],
    });
  });

  test('without a CNI the nodes never become ready, and the conditions say why', async () => {
    const played = await stage();
    const { store } = played;
    applyAll(store, clusterManifests('shop', { cni: false, workers: 1 }));
    await played.until(() =>
      machines(played, false).some((machine) => condition(machine, 'NodeReady')?.status === 'False'),
    );
    await played.until(() => condition(capi.cluster(store, 'shop'), 'ControlPlaneAvailable')?.status === 'True');
    expect(condition(machines(played, false)[0], 'NodeReady')?.message).toMatch(/cni plugin not initialized/);
    expect(condition(capi.cluster(store, 'shop'), 'Available')).toMatchObject({
      status: 'False',
      reason: 'NotAvailable',
      message:
        '* WorkersAvailable:\n  * MachineDeployment shop-md: 0 available replicas, at least 1 required (spec.strategy.rollout.maxUnavailable is 0, spec.replicas is 1)',
    });
  });

  test('a ClusterResourceSet brings a network too', async () => {
    const played = await stage();
    const { store } = played;
    applyAll(store, [
      ...clusterManifests('shop', { cni: false, workers: 1 }),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'calico', namespace: 'default' },
        data: { 'calico.yaml': 'kind: DaemonSet\nmetadata: {name: calico-node}\n' },
      },
      {
        apiVersion: 'addons.cluster.x-k8s.io/v1beta2',
        kind: 'ClusterResourceSet',
        metadata: { name: 'calico', namespace: 'default' },
        spec: {
          strategy: 'ApplyOnce',
          clusterSelector: { matchLabels: { cni: 'cilium' } },
          resources: [{ kind: 'ConfigMap', name: 'calico' }],
        },
      },
    ]);
    await played.until(() => isAvailable(store, 'shop'));
    const [binding] = capi.of(store, 'ClusterResourceSetBinding', 'addons.cluster.x-k8s.io');
    expect(binding?.['spec']).toMatchObject({
      clusterName: 'shop',
      bindings: [
        { clusterResourceSetName: 'calico', resources: [{ kind: 'ConfigMap', name: 'calico', applied: true }] },
      ],
    });
    expect(owners(binding)).toEqual(['ClusterResourceSet']);
  });

  test('a cloud that refuses machines is told by the conditions, and gives them when it can', async () => {
    const played = await stage();
    const { store, controllers } = played;
    const mend = controllers.failCloud({
      kind: 'AWSMachine',
      name: '-md',
      reason: 'InstanceProvisionFailed',
      message: 'VcpuLimitExceeded: you have requested more vCPU capacity than your current limit',
    });
    applyAll(store, clusterManifests('shop', { workers: 1 }));
    await played.until(
      () => condition(machines(played, false)[0], 'InfrastructureReady')?.reason === 'InstanceProvisionFailed',
    );
    const [machine] = capi
      .of(store, 'AWSMachine', 'infrastructure.cluster.x-k8s.io')
      .filter((each) => each.metadata.name.includes('-md-'));
    expect(condition(machine, 'Ready')).toMatchObject({
      status: 'False',
      severity: 'Error',
      reason: 'InstanceProvisionFailed',
    });
    mend();
    await played.until(() => isAvailable(store, 'shop'));
  });

  test('the conditions of the older contract are satisfied before the cluster is available', async () => {
    const played = await stage();
    const { store } = played;
    let early = false;
    store.subscribe(() => {
      const cluster = capi.cluster(store, 'shop');
      const old = (at(cluster, 'status', 'deprecated', 'v1beta1', 'conditions') ?? []) as readonly {
        readonly type: string;
        readonly status: string;
      }[];
      const ready = old.find((each) => each.type === 'Ready')?.status === 'True';
      if (ready && condition(cluster, 'Available')?.status === 'False') early = true;
    });
    applyAll(store, clusterManifests('shop', { workers: 1 }));
    await played.until(() => isAvailable(store, 'shop'));
    expect(early).toBe(true);
  });

  test('a MachineHealthCheck counts the healthy', async () => {
    const played = await stage();
    const { store } = played;
    applyAll(store, [
      ...clusterManifests('shop', { workers: 2 }),
      {
        apiVersion: 'cluster.x-k8s.io/v1beta2',
        kind: 'MachineHealthCheck',
        metadata: { name: 'shop', namespace: 'default' },
        spec: {
          clusterName: 'shop',
          selector: { matchLabels: { 'cluster.x-k8s.io/deployment-name': 'shop-md' } },
          checks: { nodeStartupTimeoutSeconds: 600 },
        },
      },
    ]);
    const counted = () => capi.of(store, 'MachineHealthCheck')[0]?.['status'];
    await played.until(() => at(counted(), 'currentHealthy') === 2);
    expect(counted()).toMatchObject({ expectedMachines: 2, currentHealthy: 2 });
  });

  test('goes on where it was when the players are stopped and started anew', async () => {
    const played = await stage();
    applyAll(played.store, clusterManifests('shop', { workers: 1 }));
    await played.until(() => at(capi.cluster(played.store, 'shop'), 'status', 'phase') === 'Provisioned');
    await played.controllers.stop();
    const before = capi.of(played.store, 'Machine').map((machine) => machine.metadata.uid);
    const others = startControllers({ kubernetes: played.kubernetes, speed: 500 });
    await played.until(() => isAvailable(played.store, 'shop'));
    await others.stop();
    expect(capi.of(played.store, 'Machine').map((machine) => machine.metadata.uid)).toEqual(
      expect.arrayContaining(before),
    );
    expect(others.faults()).toEqual([]);
  });

  test('takes the time of the clock that it is given', async () => {
    const kubernetes = await startSandboxKubernetes();
    const waiting: { readonly due: number; readonly run: () => void }[] = [];
    let now = 0;
    const clock: Clock = {
      now: () => now,
      after: (milliseconds, run) => {
        const entry = { due: now + milliseconds, run };
        waiting.push(entry);
        return () => {
          const index = waiting.indexOf(entry);
          if (index >= 0) waiting.splice(index, 1);
        };
      },
    };
    const controllers = startControllers({ kubernetes, speed: 1, clock });
    /** Lets everything run that is due at the time. */
    const settle = (): void => {
      const index = waiting.findIndex((entry) => entry.due <= now);
      if (index < 0) return;
      waiting.splice(index, 1)[0]?.run();
      settle();
    };
    applyAll(kubernetes.store, clusterManifests('shop', { workers: 0 }));
    const phase = () => at(capi.cluster(kubernetes.store, 'shop'), 'status', 'phase');
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 50; turn += 1) {
        settle();
        await Promise.resolve();
      }
    };
    await turns();
    expect(phase()).toBe('Provisioning');
    now = 7_999;
    await turns();
    expect(phase()).toBe('Provisioning');
    now = 8_000;
    await turns();
    expect(phase()).toBe('Provisioned');
    await controllers.stop();
    await kubernetes.close();
  });
});
