import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../src/sandbox/kubernetes/object.ts';
import { capi, condition } from '../stage.ts';
import { machines, recorded, up } from './play.ts';

describe('a cluster goes', () => {
  const key = { group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name: 'shop' } as const;

  test('workers first, then the control plane, then the infrastructure', async () => {
    const played = await up({ workers: 2 });
    const { store } = played;
    const reasons = recorded(played, ({ object }) => {
      const deleting = object.kind === 'Cluster' ? condition(object, 'Deleting') : undefined;
      return deleting?.status === 'True' ? deleting.reason : undefined;
    });
    const gone = recorded(played, ({ object, change }) =>
      change === 'DELETED' &&
      ['MachineDeployment', 'KubeadmControlPlane', 'AWSCluster', 'Cluster'].includes(object.kind)
        ? object.kind
        : undefined,
    );
    store.remove(key, { propagationPolicy: 'Background' });
    await played.until(() => capi.cluster(store, 'shop') === undefined);
    expect(reasons).toEqual([
      'WaitingForWorkersDeletion',
      'WaitingForControlPlaneDeletion',
      'WaitingForInfrastructureDeletion',
      'DeletionCompleted',
    ]);
    expect(gone).toEqual(['MachineDeployment', 'KubeadmControlPlane', 'AWSCluster', 'Cluster']);
    await store.collected();
    const left = store
      .everything()
      .filter(({ metadata, kind }) => metadata.namespace === 'default' && kind !== 'HelmChartProxy');
    expect(left.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  });

  test('in foreground the dependents are marked all at once, out of order', async () => {
    const played = await up({ workers: 1 });
    const { store } = played;
    const together = new Promise<boolean>((resolve) => {
      store.subscribe(({ object }) => {
        if (object.kind !== 'AWSCluster' || object.metadata.deletionTimestamp === undefined) return;
        resolve(machines(played, false).length > 0);
      });
    });
    store.remove(key, { propagationPolicy: 'Foreground' });
    expect(await together).toBe(true);
  });

  test('machines whose infrastructure cluster was taken from under them stay for ever', async () => {
    const played = await up({ workers: 1 });
    const { store } = played;
    const infrastructure = {
      group: 'infrastructure.cluster.x-k8s.io',
      kind: 'AWSCluster',
      namespace: 'default',
      name: 'shop',
    };
    store.patch(infrastructure, { metadata: { finalizers: null } });
    store.remove(infrastructure);
    store.remove(key, { propagationPolicy: 'Background' });
    const stuck = (): KubeObject | undefined =>
      capi
        .of(store, 'AWSMachine', infrastructure.group)
        .find((machine) => condition(machine, 'Ready')?.reason === 'WaitingForClusterInfrastructure');
    await played.until(() => stuck() !== undefined);
    expect(condition(capi.cluster(store, 'shop'), 'Deleting')?.reason).toBe('WaitingForWorkersDeletion');
  });
});
