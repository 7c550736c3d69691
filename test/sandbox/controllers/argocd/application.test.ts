import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { at } from '../../../../src/sandbox/kubernetes/object.ts';
import { clusterManifests, isAvailable, type Shape, type Stage, stage } from '../stage.ts';
import {
  app,
  application,
  conditions,
  configMap,
  map,
  type Options,
  patch,
  repoUrl,
  results,
  started,
  status,
  synced,
  turnsPass,
} from './play.ts';

describe('an automated Application', () => {
  test('applies its folder and says so as Argo CD does', async () => {
    const played = await started({
      'app/a.yaml': map('a', { x: '1' }),
      'app/deep/b.yaml': map('b'),
      'other/c.yaml': map('c'),
    });
    await played.until(synced(played, played.git.head()));
    expect(configMap(played, 'a')?.metadata.annotations?.['argocd.argoproj.io/tracking-id']).toBe(
      'app:/ConfigMap:default/a',
    );
    expect([configMap(played, 'b'), configMap(played, 'c')]).toEqual([undefined, undefined]);
    expect(status(played)).toMatchObject({
      sync: {
        status: 'Synced',
        revision: played.git.head(),
        comparedTo: { source: { repoURL: repoUrl, path: 'app', targetRevision: 'main' } },
      },
      health: { status: 'Healthy' },
      resourceHealthSource: 'appTree',
      sourceType: 'Directory',
      resources: [{ version: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a', status: 'Synced' }],
      operationState: {
        phase: 'Succeeded',
        message: 'successfully synced (all tasks run)',
        operation: { initiatedBy: { automated: true }, sync: { revision: played.git.head(), prune: true } },
        syncResult: {
          revision: played.git.head(),
          resources: [{ kind: 'ConfigMap', name: 'a', status: 'Synced', message: 'configmap/a created' }],
        },
      },
      history: [{ id: 0, revision: played.git.head() }],
    });
    expect(app(played)).not.toHaveProperty('operation');
  });

  test('follows the branch when it is told, and takes away what is gone from Git', async () => {
    const played = await started({ 'app/a.yaml': map('a', { x: '1', y: '1' }), 'app/b.yaml': map('b') });
    await played.until(synced(played, played.git.head()));
    const next = played.git.commit({ 'app/a.yaml': map('a', { x: '2' }) });
    played.controllers.pushed(repoUrl);
    await played.until(synced(played, next));
    expect([configMap(played, 'a')?.['data'], configMap(played, 'b')]).toEqual([{ x: '2' }, undefined]);
    expect(results(played)).toEqual(['ConfigMap/b Pruned: pruned', 'ConfigMap/a Synced: configmap/a configured']);
  });

  test('a refresh that was asked for sees a new commit; without one the branch is remembered for minutes', async () => {
    const played = await stage({ speed: 1 });
    const first = played.git.commit({ 'app/a.yaml': map('a') });
    played.store.create(application());
    await played.until(synced(played, first));
    const next = played.git.commit({ 'app/a.yaml': map('a', { x: '2' }) });
    patch(played, { metadata: { annotations: { unrelated: 'x' } } });
    await turnsPass(played);
    expect(status(played, 'sync', 'revision')).toBe(first);
    patch(played, { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } } });
    await played.until(synced(played, next));
    expect(app(played)?.metadata.annotations).not.toHaveProperty('argocd.argoproj.io/refresh');
  });

  test('heals what others change only where it is to', async () => {
    const healing = await started({ 'app/a.yaml': map('a', { x: '1' }) }, { automated: { selfHeal: true } });
    await healing.until(synced(healing, healing.git.head()));
    healing.store.patch({ group: '', kind: 'ConfigMap', namespace: 'default', name: 'a' }, { data: { x: '9' } });
    await healing.until(() => at(configMap(healing, 'a'), 'data', 'x') === '1');

    const lenient = await started({ 'app/a.yaml': map('a', { x: '1' }) }, { automated: {} });
    await lenient.until(synced(lenient, lenient.git.head()));
    lenient.store.patch({ group: '', kind: 'ConfigMap', namespace: 'default', name: 'a' }, { data: { x: '9' } });
    await lenient.until(() => status(lenient, 'sync', 'status') === 'OutOfSync');
    await turnsPass(lenient);
    expect(at(configMap(lenient, 'a'), 'data', 'x')).toBe('9');
  });

  test('what others add beside it is no difference', async () => {
    const played = await started({ 'app/a.yaml': map('a', { x: '1' }) });
    await played.until(synced(played, played.git.head()));
    played.store.patch(
      { group: '', kind: 'ConfigMap', namespace: 'default', name: 'a' },
      { data: { y: '2' }, metadata: { labels: { b: 'c' } } },
    );
    patch(played, { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'hard' } } });
    await played.until(() => app(played)?.metadata.annotations?.['argocd.argoproj.io/refresh'] === undefined);
    expect(status(played, 'sync', 'status')).toBe('Synced');
  });

  test('refuses to empty itself', async () => {
    const played = await started({ 'app/a.yaml': map('a') });
    await played.until(synced(played, played.git.head()));
    const next = played.git.commit({ 'app/README.md': 'nothing here' });
    played.controllers.pushed();
    await played.until(() => conditions(played).length > 0);
    expect(conditions(played)).toEqual([
      `SyncError: Skipping sync attempt to [${next}]: auto-sync will wipe out all resources`,
    ]);
    await turnsPass(played);
    expect([status(played, 'sync', 'status'), configMap(played, 'a')?.metadata.name]).toEqual(['OutOfSync', 'a']);
  });

  test('does not try a failed commit again, and says why', async () => {
    const wrong = stringify({
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Cluster',
      metadata: { name: 'x' },
      spec: { pasued: true },
    });
    const played = await started({ 'app/x.yaml': wrong }, { retry: 2 });
    await played.until(() => conditions(played).length > 0);
    const message =
      'one or more objects failed to apply, reason: error when creating "/dev/shm/x": Cluster in version "v1beta2" cannot be handled as a Cluster: strict decoding error: unknown field "spec.pasued" (retried 2 times).';
    expect(conditions(played)).toEqual([`SyncError: Failed last sync attempt to [${played.git.head()}]: ${message}`]);
    expect(status(played, 'operationState')).toMatchObject({ phase: 'Failed', message, retryCount: 2 });
    expect(status(played, 'health', 'status')).toBe('Missing');
  });
});

describe('what cannot be compared', () => {
  const cases: readonly (readonly [
    what: string,
    given: Options,
    files: Readonly<Record<string, string>>,
    condition: RegExp,
  ])[] = [
    [
      'a folder that is not there',
      { path: 'nowhere' },
      { 'app/a.yaml': map('a') },
      /^ComparisonError: Failed to load target state: .*nowhere: app path does not exist$/,
    ],
    [
      'a branch that is not there',
      { revision: 'feature' },
      { 'app/a.yaml': map('a') },
      /^ComparisonError: .*unable to resolve 'feature' to a commit SHA$/,
    ],
    ['a file that is no YAML', {}, { 'app/a.yaml': 'a: [' }, /^ComparisonError: .*Failed to unmarshal "a.yaml"/],
    [
      'a project that is not there',
      { project: 'none' },
      { 'app/a.yaml': map('a') },
      /^InvalidSpecError: Application referencing project none which does not exist$/,
    ],
  ];
  test.each(cases)('%s', async (_, given, files, condition) => {
    const played = await started(files, given);
    await played.until(() => status(played, 'sync', 'status') === 'Unknown');
    expect(conditions(played)).toEqual([expect.stringMatching(condition)]);
    expect(configMap(played, 'a')).toBeUndefined();
  });
});

describe('two Applications and one object', () => {
  test('warn, and the one that minds does not sync', async () => {
    const played = await started({ 'app/a.yaml': map('a', { x: '1' }), 'two/a.yaml': map('a', { x: '2' }) });
    await played.until(synced(played, played.git.head()));
    played.store.create(application({ name: 'two', path: 'two', syncOptions: ['FailOnSharedResource=true'] }));
    const two = () => app(played, 'two');
    await played.until(() => at(two(), 'status', 'operationState', 'phase') === 'Failed');
    const warning = 'ConfigMap/a is part of applications argocd/two and app';
    expect(at(two(), 'status', 'operationState', 'message')).toBe(`Shared resource found: ${warning}`);
    expect(at(two(), 'status', 'conditions')).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'SharedResourceWarning', message: warning })]),
    );
    expect(configMap(played, 'a')?.['data']).toEqual({ x: '1' });
  });
});

describe('Clusters as Argo CD judges them', () => {
  const synced1 = async (shape: Shape): Promise<Stage> => {
    const manifests = clusterManifests('shop', shape).filter((manifest) => manifest['kind'] !== 'MachineDeployment');
    const played = await started({ 'app/all.yaml': manifests.map((manifest) => stringify(manifest)).join('---\n') });
    return played;
  };

  test('Healthy at phase Provisioned, long before they are available', async () => {
    const played = await synced1({ controlPlane: 1 });
    let healthyUnavailable = false;
    played.store.subscribe(() => {
      if (status(played, 'health', 'status') === 'Healthy' && !isAvailable(played.store, 'shop'))
        healthyUnavailable = true;
    });
    await played.until(() => isAvailable(played.store, 'shop'));
    await played.until(() => status(played, 'health', 'status') === 'Healthy');
    expect(healthyUnavailable).toBe(true);
    expect(status(played, 'sync', 'status')).toBe('Synced');
  });
});
