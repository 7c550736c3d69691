import { describe, expect, test } from '@jest/globals';
import { at } from '../../../../src/sandbox/kubernetes/object.ts';
import { applyAll, type Stage, stage } from '../stage.ts';
import { app, configMap, inCluster, map, patch, repoUrl, turnsPass } from './play.ts';

describe('an ApplicationSet', () => {
  const set = (finalizers?: readonly string[], syncPolicy?: object) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'clusters', namespace: 'argocd' },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          git: {
            repoURL: repoUrl,
            revision: 'main',
            directories: [{ path: 'clusters/*' }, { path: 'clusters/old', exclude: true }],
          },
        },
      ],
      ...(syncPolicy ? { syncPolicy } : {}),
      template: {
        metadata: {
          name: '{{.path.basenameNormalized}}',
          labels: { cluster: '{{ index .path.segments 1 }}' },
          ...(finalizers ? { finalizers } : {}),
        },
        spec: {
          project: 'default',
          source: { repoURL: repoUrl, path: '{{.path.path}}', targetRevision: 'main' },
          destination: { server: inCluster, namespace: 'default' },
          syncPolicy: { automated: { prune: true } },
        },
      },
    },
  });
  const names = ({ store }: Stage): readonly string[] =>
    store.list('argoproj.io', 'Application', 'argocd').map(({ metadata }) => metadata.name);
  const tree = {
    'clusters/one/a.yaml': map('one'),
    'clusters/two/a.yaml': map('two'),
    'clusters/old/a.yaml': map('old'),
    'other/a.yaml': map('other'),
  };

  test('makes an Application of each folder, with the finalizer that takes the objects along', async () => {
    const played = await stage();
    played.git.commit(tree);
    applyAll(played.store, [set()]);
    await played.until(() => configMap(played, 'one') !== undefined && configMap(played, 'two') !== undefined);
    expect(names(played)).toEqual(['one', 'two']);
    const made = app(played, 'one');
    expect(made?.metadata).toMatchObject({
      labels: { cluster: 'one' },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
      ownerReferences: [{ kind: 'ApplicationSet', controller: true }],
    });
    expect(at(made, 'spec', 'source', 'path')).toBe('clusters/one');
  });

  test('a renamed folder takes every Application of it and their objects away', async () => {
    const played = await stage();
    played.git.commit(tree);
    applyAll(played.store, [set()]);
    await played.until(() => configMap(played, 'one') !== undefined);
    played.git.commit({ 'fleet/one/a.yaml': map('one') });
    played.controllers.pushed();
    await played.until(() => names(played).length === 0 && configMap(played, 'one') === undefined);
  });

  test('changes nothing when Git cannot be read', async () => {
    const played = await stage();
    played.git.commit(tree);
    applyAll(played.store, [set()]);
    await played.until(() => configMap(played, 'one') !== undefined);
    played.git.broken = true;
    played.controllers.pushed();
    const conditionOfSet = () => {
      const list = at(
        played.store.get({ group: 'argoproj.io', kind: 'ApplicationSet', namespace: 'argocd', name: 'clusters' }),
        'status',
        'conditions',
      );
      return ((list ?? []) as readonly { readonly type: string; readonly status: string }[]).find(
        ({ type }) => type === 'ErrorOccurred',
      )?.status;
    };
    await played.until(() => conditionOfSet() === 'True');
    await turnsPass(played);
    expect(names(played)).toEqual(['one', 'two']);
  });

  test('its deletion takes the Applications along, and these what their finalizer says', async () => {
    const played = await stage();
    played.git.commit(tree);
    applyAll(played.store, [set(undefined, { preserveResourcesOnDeletion: true })]);
    await played.until(() => configMap(played, 'one') !== undefined);
    expect(app(played, 'one')?.metadata.finalizers).toBeUndefined();
    played.store.remove({ group: 'argoproj.io', kind: 'ApplicationSet', namespace: 'argocd', name: 'clusters' });
    await played.until(() => names(played).length === 0);
    expect(configMap(played, 'one')?.metadata.name).toBe('one');
  });

  test('takes back what somebody changes in a generated Application', async () => {
    const played = await stage();
    played.git.commit(tree);
    applyAll(played.store, [set()]);
    await played.until(() => app(played, 'one') !== undefined);
    patch(played, { spec: { source: { targetRevision: 'feature' } }, metadata: { annotations: { mine: 'x' } } }, 'one');
    await played.until(() => at(app(played, 'one'), 'spec', 'source', 'targetRevision') === 'main');
    expect(app(played, 'one')?.metadata.annotations ?? {}).not.toHaveProperty('mine');
  });
});
