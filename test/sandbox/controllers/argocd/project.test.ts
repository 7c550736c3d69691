import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { stage } from '../stage.ts';
import { application, conditions, inCluster, map, phase, repoUrl, results, status } from './play.ts';

describe('projects', () => {
  const project = (spec: object) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'tight', namespace: 'argocd' },
    spec: { sourceRepos: [repoUrl], destinations: [{ server: inCluster, namespace: 'default' }], ...spec },
  });

  const refused: readonly (readonly [what: string, spec: object, condition: string])[] = [
    [
      'another repository',
      { sourceRepos: ['https://git.invalid/other/*'] },
      `InvalidSpecError: application repo ${repoUrl} is not permitted in project 'tight'`,
    ],
    [
      'another namespace',
      { destinations: [{ server: '*', namespace: 'team-*' }] },
      `InvalidSpecError: application destination server '${inCluster}' and namespace 'default' do not match any of the allowed destinations in project 'tight'`,
    ],
  ];
  test.each(refused)('%s makes the spec invalid', async (_, spec, condition) => {
    const played = await stage();
    played.git.commit({ 'app/a.yaml': map('a') });
    played.store.create(project(spec));
    played.store.create(application({ project: 'tight' }));
    await played.until(() => conditions(played).length > 0);
    expect(conditions(played)).toEqual([condition]);
  });

  const objects: readonly (readonly [what: string, spec: object, file: string, result: string])[] = [
    [
      'a kind that is not listed',
      { namespaceResourceWhitelist: [{ group: 'cluster.x-k8s.io', kind: '*' }] },
      map('a'),
      'ConfigMap/a SyncFailed: resource :ConfigMap is not permitted in project tight',
    ],
    [
      'a cluster-scoped object, where none is listed',
      {},
      stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } }),
      'Namespace/a SyncFailed: resource :Namespace is not permitted in project tight',
    ],
    [
      'an object of another namespace',
      {},
      stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'kube-system' } }),
      "ConfigMap/a SyncFailed: namespace kube-system is not permitted in project 'tight'",
    ],
    [
      'a kind that is not served',
      {},
      stringify({ apiVersion: 'example.org/v1', kind: 'Widget', metadata: { name: 'a' } }),
      'Widget/a SyncFailed: The Kubernetes API could not find example.org/Widget for requested resource default/a. Make sure the "Widget" CRD is installed on the destination cluster.',
    ],
  ];
  test.each(objects)('%s fails the sync', async (_, spec, file, result) => {
    const played = await stage();
    played.git.commit({ 'app/a.yaml': file });
    played.store.create(project(spec));
    played.store.create(application({ project: 'tight' }));
    await played.until(phase(played, 'Failed'));
    expect([status(played, 'operationState', 'message'), results(played)]).toEqual([
      'one or more synchronization tasks are not valid',
      [result],
    ]);
  });
});
