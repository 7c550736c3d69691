import { describe, expect, test } from '@jest/globals';
import { at } from '../../../../src/sandbox/kubernetes/object.ts';
import { applyAll, capi, clusterManifests, condition, isAvailable, stage } from '../stage.ts';
import { machines, recorded, up } from './play.ts';

describe('a cluster changes', () => {
  test('workers are added and taken away', async () => {
    const played = await up({ workers: 1 });
    const resize = (replicas: number): void => {
      played.store.patch(
        { group: 'cluster.x-k8s.io', kind: 'MachineDeployment', namespace: 'default', name: 'shop-md' },
        { spec: { replicas } },
      );
    };
    const scaling = recorded(played, ({ object }) =>
      object.kind === 'MachineDeployment' ? (at(object, 'status', 'phase') as string) : undefined,
    );
    resize(3);
    await played.until(() => at(capi.cluster(played.store, 'shop'), 'status', 'workers', 'availableReplicas') === 3);
    resize(2);
    await played.until(
      () =>
        machines(played, false).length === 2 &&
        at(capi.cluster(played.store, 'shop'), 'status', 'workers', 'replicas') === 2,
    );
    expect(scaling).toEqual(['Running', 'ScalingUp', 'Running', 'ScalingDown', 'Running']);
  });

  test('two workers become three, and both are kept', async () => {
    const played = await up({ workers: 2 });
    const kept = machines(played, false).map(({ metadata }) => metadata.name);
    const going: string[] = [];
    played.store.subscribe(({ object }) => {
      if (object.kind === 'Machine' && object.metadata.deletionTimestamp !== undefined)
        going.push(object.metadata.name);
    });
    played.store.patch(
      { group: 'cluster.x-k8s.io', kind: 'MachineDeployment', namespace: 'default', name: 'shop-md' },
      { spec: { replicas: 3 } },
    );
    await played.until(() => machines(played, false).length === 3);
    await played.until(() => at(capi.cluster(played.store, 'shop'), 'status', 'workers', 'replicas') === 3);
    expect(machines(played, false).map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(kept));
    expect(going).toEqual([]);
  });

  test('a new version rolls the control plane and the workers, never below what was asked for', async () => {
    const played = await up({ controlPlane: 1, workers: 2 });
    const { store } = played;
    const old = new Set(capi.of(store, 'Machine').map((machine) => machine.metadata.name));
    let fewest = 99;
    store.subscribe(() => {
      const ready = machines(played, false).filter(
        (machine) => condition(machine, 'Available')?.status === 'True',
      ).length;
      fewest = Math.min(fewest, ready);
    });
    const rolling = recorded(played, ({ object }) =>
      object.kind === 'Cluster' ? condition(object, 'RollingOut')?.status : undefined,
    );
    applyAll(store, clusterManifests('shop', { controlPlane: 1, workers: 2, version: 'v1.35.0' }));
    await played.until(
      () =>
        capi.of(store, 'Machine').length === 3 &&
        capi.of(store, 'Machine').every((machine) => !old.has(machine.metadata.name)) &&
        isAvailable(store, 'shop'),
    );
    await played.until(() => condition(capi.cluster(store, 'shop'), 'RollingOut')?.status === 'False');
    expect(at(capi.cluster(store, 'shop'), 'status', 'workers', 'versions')).toEqual([
      { version: 'v1.35.0', replicas: 2 },
    ]);
    expect(rolling).toContain('True');
    expect(fewest).toBeGreaterThanOrEqual(2);
  });

  test('a machine template cannot change, as its webhook has it', async () => {
    const { store } = await up({ workers: 1 });
    const key = {
      group: 'infrastructure.cluster.x-k8s.io',
      kind: 'AWSMachineTemplate',
      namespace: 'default',
      name: 'shop-md-t3-large',
    };
    expect(() => store.patch(key, { spec: { template: { spec: { instanceType: 'm5.large' } } } })).toThrow(
      /admission webhook .* denied the request: .*spec\.template\.spec field is immutable/,
    );
  });

  test('an even control plane is refused', async () => {
    const { store } = await stage();
    expect(() => applyAll(store, clusterManifests('shop', { controlPlane: 2 }))).toThrow(
      /cannot be an even number when etcd is stacked/,
    );
  });

  test('a paused cluster is left alone', async () => {
    const played = await up({ workers: 1 });
    const { store } = played;
    store.patch(
      { group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name: 'shop' },
      { spec: { paused: true } },
    );
    store.patch(
      { group: 'cluster.x-k8s.io', kind: 'MachineDeployment', namespace: 'default', name: 'shop-md' },
      { spec: { replicas: 3 } },
    );
    applyAll(store, clusterManifests('other', { workers: 1 }));
    await played.until(() => isAvailable(store, 'other'));
    expect(capi.of(store, 'Machine').filter((machine) => machine.metadata.name.startsWith('shop-md'))).toHaveLength(1);
  });
});
