import { describe, expect, test } from '@jest/globals';
import { notices } from '../../../src/kubernetes/picture/notices.ts';
import { objectIndex } from '../../../src/kubernetes/picture/objects.ts';
import type { Changed } from '../../../src/ports/cluster.ts';
import { silentLog } from '../../support/silent-log.ts';

const groups: Readonly<Record<string, string>> = {
  AWSCluster: 'infrastructure.cluster.x-k8s.io',
  AWSMachine: 'infrastructure.cluster.x-k8s.io',
  KubeadmControlPlane: 'controlplane.cluster.x-k8s.io',
  HelmChartProxy: 'addons.cluster.x-k8s.io',
  ClusterResourceSetBinding: 'addons.cluster.x-k8s.io',
};
const groupOf = (kind: string) => groups[kind] ?? 'cluster.x-k8s.io';

function picture() {
  const told = notices(silentLog);
  const index = objectIndex(told);
  const changes: Changed[] = [];
  told.listen((changed) => changes.push(changed));
  const sinks = new Map<string, ReturnType<typeof index.open>>();
  let version = 0;
  const sink = (kind: string) => {
    const known = sinks.get(kind) ?? index.open({ group: groupOf(kind), version: 'v1beta2', kind });
    sinks.set(kind, known);
    return known;
  };
  const raw = (name: string, metadata: Record<string, unknown>, spec: Record<string, unknown>) => ({
    metadata: { name, namespace: 'ns', uid: `uid-${name}`, resourceVersion: String(++version), ...metadata },
    spec,
  });
  return {
    index,
    changes,
    sink,
    put(kind: string, name: string, metadata: Record<string, unknown> = {}, spec: Record<string, unknown> = {}) {
      sink(kind).put(raw(name, metadata, spec));
      sink(kind).flush();
    },
    remove(kind: string, name: string) {
      sink(kind).remove(raw(name, {}, {}));
      sink(kind).flush();
    },
    members: (name: string) =>
      index
        .cluster('ns', name)
        ?.members.map((object) => object.name)
        .toSorted(),
  };
}

const label = (name: string) => ({ labels: { 'cluster.x-k8s.io/cluster-name': name } });
const owner = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: `${groupOf(kind)}/v1beta2`, kind, name, uid: `uid-${name}` }],
});
const reference = (kind: string, name: string) => ({ apiGroup: groupOf(kind), kind, name });

describe('what belongs to a cluster', () => {
  test.each<[string, (all: ReturnType<typeof picture>) => void]>([
    ['by label', ({ put }) => put('Machine', 'member', label('prod'))],
    ['by spec.clusterName', ({ put }) => put('MachineDeployment', 'member', {}, { clusterName: 'prod' })],
    ['by its owner', ({ put }) => put('AWSCluster', 'member', owner('Cluster', 'prod'))],
    ["by the binding's own name", ({ put }) => put('ClusterResourceSetBinding', 'prod')],
    [
      'by an add-on that selects it',
      ({ put }) => put('HelmChartProxy', 'member', {}, { clusterSelector: { matchLabels: { cni: 'cilium' } } }),
    ],
  ])('%s', (_, arrange) => {
    const all = picture();
    all.put('Cluster', 'prod', { labels: { cni: 'cilium' } });
    all.put('Cluster', 'other');
    arrange(all);
    expect(all.members('prod')).toHaveLength(1);
    expect(all.members('other')).toEqual([]);
  });

  test('by reference of the Cluster, before any controller has labelled anything, in any order of arrival', () => {
    const { put, members } = picture();
    put('AWSCluster', 'infra');
    put(
      'Cluster',
      'prod',
      {},
      {
        infrastructureRef: reference('AWSCluster', 'infra'),
        controlPlaneRef: reference('KubeadmControlPlane', 'cp'),
      },
    );
    put('KubeadmControlPlane', 'cp');
    expect(members('prod')).toEqual(['cp', 'infra']);
  });

  test('by a chain of owners, in any order of arrival', () => {
    const { put, members } = picture();
    put('AWSMachine', 'leaf', owner('Machine', 'machine'));
    put('Machine', 'machine', owner('KubeadmControlPlane', 'cp'));
    put('KubeadmControlPlane', 'cp', owner('Cluster', 'prod'));
    put('Cluster', 'prod');
    expect(members('prod')).toEqual(['cp', 'leaf', 'machine']);
  });

  test('owners in a circle belong nowhere', () => {
    const { put, members } = picture();
    put('Machine', 'a', owner('Machine', 'b'));
    put('Machine', 'b', owner('Machine', 'a'));
    put('Cluster', 'prod');
    expect(members('prod')).toEqual([]);
  });

  test('not what has the same names in another namespace', () => {
    const { put, members } = picture();
    put('Cluster', 'prod');
    put('Machine', 'elsewhere', { namespace: 'other', ...label('prod') });
    expect(members('prod')).toEqual([]);
  });

  test('moves with its label', () => {
    const { put, members } = picture();
    put('Cluster', 'prod');
    put('Cluster', 'other');
    put('Machine', 'm', label('prod'));
    put('Machine', 'm', label('other'));
    expect([members('prod'), members('other')]).toEqual([[], ['m']]);
  });
});

describe('notices', () => {
  test('a batch tells each cluster once', () => {
    const { sink, changes } = picture();
    for (const name of ['a', 'b', 'c']) {
      sink('Machine').put({ metadata: { name, namespace: 'ns', uid: name, resourceVersion: '1', ...label('prod') } });
    }
    sink('Machine').flush();
    expect(changes).toEqual([{ namespace: 'ns', cluster: 'prod' }]);
  });

  test('both clusters hear of an object that moves, and of one that goes', () => {
    const { put, remove, changes } = picture();
    put('Machine', 'm', label('prod'));
    changes.length = 0;
    put('Machine', 'm', label('other'));
    expect(
      changes
        .splice(0)
        .map(({ cluster }) => cluster)
        .toSorted(),
    ).toEqual(['other', 'prod']);
    remove('Machine', 'm');
    expect(changes).toEqual([{ namespace: 'ns', cluster: 'other' }]);
  });

  test('every selected cluster hears of an add-on', () => {
    const { put, changes } = picture();
    put('Cluster', 'prod', { labels: { env: 'prod' } });
    put('Cluster', 'test', { labels: { env: 'test' } });
    changes.length = 0;
    const matchExpressions = [{ key: 'env', operator: 'In', values: ['prod', 'stage'] }];
    put('HelmChartProxy', 'cilium', {}, { clusterSelector: { matchExpressions } });
    expect(changes).toEqual([{ namespace: 'ns', cluster: 'prod' }]);
  });

  test('nobody hears of what a relist merely repeats', () => {
    const { sink, changes } = picture();
    const same = { metadata: { name: 'a', namespace: 'ns', uid: 'a', resourceVersion: '1', ...label('prod') } };
    sink('Machine').put(same);
    sink('Machine').flush();
    changes.length = 0;
    sink('Machine').beginRelist();
    sink('Machine').put(same);
    sink('Machine').endRelist();
    sink('Machine').flush();
    expect(changes).toEqual([]);
  });
});

test('what refers to a template is found by its references and by what it was cloned from, in its namespace', () => {
  const { index, put } = picture();
  const template = { apiGroup: groupOf('AWSMachine'), kind: 'AWSMachineTemplate', name: 'old' };
  const cloned = (kind: string, name = 'old') => ({
    annotations: { 'cluster.x-k8s.io/cloned-from-name': name, 'cluster.x-k8s.io/cloned-from-groupkind': kind },
  });
  const machines = (name: string) => ({ template: { spec: { infrastructureRef: { ...template, name } } } });
  put('MachineDeployment', 'uses', {}, machines('old'));
  put('MachineSet', 'kept', {}, { ...machines('old'), replicas: 0 });
  put('MachineSet', 'newer', {}, machines('new'));
  put('KubeadmControlPlane', 'plane', {}, { machineTemplate: { spec: { infrastructureRef: template } } });
  put('AWSMachine', 'made', cloned(`AWSMachineTemplate.${groupOf('AWSMachine')}`));
  put('AWSMachine', 'other', cloned(`GCPMachineTemplate.${groupOf('AWSMachine')}`));
  put('AWSMachine', 'renewed', cloned(`AWSMachineTemplate.${groupOf('AWSMachine')}`, 'new'));
  put('MachineDeployment', 'elsewhere', { namespace: 'other' }, machines('old'));
  const found = index.referrers('ns', { group: groupOf('AWSMachine'), kind: 'AWSMachineTemplate', name: 'old' });
  expect(found.map(({ name }) => name).toSorted()).toEqual(['kept', 'made', 'plane', 'uses']);
});
