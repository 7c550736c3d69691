import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { asTree } from '../../../../src/sandbox/kubernetes/object.ts';
import { capi, clusterManifests, type Stage } from '../stage.ts';
import { configMap, map, type Options, options, patch, phase, results, started, status, synced } from './play.ts';

describe('pruning', () => {
  const files = (annotations?: Readonly<Record<string, string>>) => ({
    'app/a.yaml': map('a', {}, annotations),
    'app/b.yaml': map('b'),
  });
  const afterRemoval = async (annotations: Readonly<Record<string, string>>, given: Options = {}): Promise<Stage> => {
    const played = await started(files(annotations), given);
    await played.until(synced(played, played.git.head()));
    played.git.commit({ 'app/b.yaml': map('b', { changed: 'yes' }) });
    played.controllers.pushed();
    return played;
  };

  test('Prune=false keeps the object, and the Application out of sync', async () => {
    const played = await afterRemoval(options('Prune=false'));
    await played.until(() => results(played).some((result) => result.includes('PruneSkipped')));
    await played.until(() => status(played, 'sync', 'revision') === played.git.head());
    expect(results(played)).toContain('ConfigMap/a PruneSkipped: ignored (no prune)');
    expect([configMap(played, 'a')?.metadata.name, status(played, 'sync', 'status')]).toEqual(['a', 'OutOfSync']);
    expect(status(played, 'resources')).toContainEqual({
      version: 'v1',
      kind: 'ConfigMap',
      namespace: 'default',
      name: 'a',
      status: 'OutOfSync',
      requiresPruning: true,
    });
  });

  test('with IgnoreExtraneous it counts for nothing', async () => {
    const played = await afterRemoval({
      ...options('Prune=false'),
      'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
    });
    await played.until(synced(played, played.git.head()));
    expect(configMap(played, 'a')?.metadata.name).toBe('a');
  });

  test('Prune=confirm waits for an approval that is younger than the sync', async () => {
    const played = await afterRemoval(options('Prune=confirm'));
    await played.until(
      () => status(played, 'operationState', 'message') === 'Waiting for pruning confirmation of v1/ConfigMap/a',
    );
    expect(phase(played, 'Running')()).toBe(true);
    patch(played, { metadata: { annotations: { 'argocd.argoproj.io/deletion-approved': '2020-01-01T00:00:00Z' } } });
    patch(played, { metadata: { annotations: { 'argocd.argoproj.io/deletion-approved': '2099-01-01T00:00:00Z' } } });
    await played.until(() => configMap(played, 'a') === undefined);
    await played.until(phase(played, 'Succeeded'));
  });

  test('without the permission to prune nothing goes', async () => {
    const played = await afterRemoval({}, { automated: {} });
    await played.until(() => results(played).some((result) => result.includes('PruneSkipped')));
    expect(results(played)).toContain('ConfigMap/a PruneSkipped: ignored (requires pruning)');
    expect(configMap(played, 'a')?.metadata.name).toBe('a');
  });

  const policies: readonly (readonly [
    syncOptions: readonly string[] | undefined,
    finalizers: readonly string[] | undefined,
  ])[] = [
    [undefined, ['example.org/hold', 'foregroundDeletion']],
    [['PrunePropagationPolicy=background'], ['example.org/hold']],
  ];
  test.each(policies)('goes through the policy %j', async (syncOptions, finalizers) => {
    const held = stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', finalizers: ['example.org/hold'] },
    });
    const played = await started({ 'app/a.yaml': held, 'app/b.yaml': map('b') }, syncOptions ? { syncOptions } : {});
    await played.until(synced(played, played.git.head()));
    // A dependent that blocks keeps the foreground finalizer visible.
    const owner = configMap(played, 'a');
    played.store.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'child',
        namespace: 'default',
        finalizers: ['example.org/hold'],
        ownerReferences: [
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: owner?.metadata.uid ?? '', blockOwnerDeletion: true },
        ],
      },
    });
    played.git.commit({ 'app/b.yaml': map('b') });
    played.controllers.pushed();
    await played.until(() => configMap(played, 'a')?.metadata.deletionTimestamp !== undefined);
    expect(configMap(played, 'a')?.metadata.finalizers).toEqual(finalizers);
  });
});

describe('operations', () => {
  test('a sync by hand, of a revision of its own', async () => {
    const played = await started({ 'app/a.yaml': map('a', { x: '1' }) }, { automated: null });
    const first = played.git.head();
    await played.until(() => status(played, 'sync', 'status') === 'OutOfSync');
    played.git.commit({ 'app/a.yaml': map('a', { x: '2' }) });
    patch(played, {
      operation: { initiatedBy: { username: 'octavia' }, sync: { revision: first, syncStrategy: { hook: {} } } },
    });
    await played.until(phase(played, 'Succeeded'));
    expect(configMap(played, 'a')?.['data']).toEqual({ x: '1' });
    expect(status(played, 'operationState', 'operation', 'initiatedBy')).toEqual({ username: 'octavia' });
  });

  test('a sync that waits can be terminated', async () => {
    const first = map('first', {}, { 'argocd.argoproj.io/sync-wave': '-1' });
    const manifests = clusterManifests('shop', { workers: 1 }).filter((manifest) => manifest.kind === 'Cluster');
    const played = await started({
      'app/first.yaml': first,
      'app/cluster.yaml': stringify(manifests[0]),
      'app/last.yaml': map('last', {}, { 'argocd.argoproj.io/sync-wave': '1' }),
    });
    await played.until(() =>
      /^waiting for healthy state of cluster/.test(String(status(played, 'operationState', 'message'))),
    );
    patch(played, { status: { operationState: { phase: 'Terminating' } } });
    await played.until(phase(played, 'Failed'));
    expect(status(played, 'operationState', 'message')).toBe('Operation terminated');
    expect(configMap(played, 'last')).toBeUndefined();
  });

  test('waves: the next waits for the health of the one before', async () => {
    const cluster = clusterManifests('shop', { workers: 1 });
    const annotated = cluster.map((manifest) =>
      manifest['kind'] === 'Cluster'
        ? manifest
        : {
            ...manifest,
            metadata: { ...asTree(manifest['metadata']), annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
          },
    );
    const played = await started({
      'app/cluster.yaml': annotated.map((manifest) => stringify(manifest)).join('---\n'),
      'app/after.yaml': map('after', {}, { 'argocd.argoproj.io/sync-wave': '1' }),
    });
    await played.until(() =>
      /^waiting for healthy state of /.test(String(status(played, 'operationState', 'message'))),
    );
    // A MachineDeployment of the newer API never becomes Healthy for Argo CD, so a wave that holds one holds the sync up.
    await played.until(
      () =>
        status(played, 'operationState', 'message') ===
        'waiting for healthy state of cluster.x-k8s.io/MachineDeployment/shop-md',
    );
    expect([configMap(played, 'after'), capi.cluster(played.store, 'shop')]).toEqual([undefined, undefined]);
  });
});
