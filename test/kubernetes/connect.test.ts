import { describe, expect, test } from '@jest/globals';
import { until } from '../support/manual-time.ts';
import { applications, cluster, clusters, connected, machine, machines } from './harness.ts';

const everything = [clusters, machines, applications];

describe('the picture', () => {
  test('turns live once every kind is listed, and shows what was there', async () => {
    const { script, begin, members, view, states, because } = await connected(everything);
    script.put(clusters, cluster('prod'));
    script.put(machines, machine('prod-1', 'prod'));
    script.put(machines, machine('other-1', 'other'));
    script.put(applications, { metadata: { name: 'prod', namespace: 'argocd' } });
    script.put(applications, { metadata: { name: 'elsewhere', namespace: 'team-a' } });

    expect(because()).toBe('nothing is being watched');
    await begin();

    expect(members('prod')).toEqual(['prod-1']);
    expect(view.clusters().map(({ name }) => name)).toEqual(['prod']);
    expect(view.clusters('team-b')).toEqual([]);
    expect(states.map(({ state }) => state)).toEqual(['blind', 'live']);
    expect(script.requests.every(({ headers }) => headers.authorization === 'Bearer a-token')).toBe(true);
  });

  test('follows changes and tells of the cluster or Application that they concern', async () => {
    const { script, begin, members, changes, view } = await connected(everything);
    script.put(clusters, cluster('prod'));
    await begin();
    changes.length = 0;

    script.put(machines, machine('prod-1', 'prod'));
    await until(() => changes.length > 0);
    expect(changes.splice(0)).toEqual([{ namespace: 'team-a', cluster: 'prod' }]);

    script.put(applications, { metadata: { name: 'prod', namespace: 'argocd' } });
    await until(() => changes.length > 0);
    expect(changes.splice(0)).toEqual([{ namespace: 'argocd', engineObject: { kind: 'Application', name: 'prod' } }]);

    script.remove(machines, 'prod-1');
    await until(() => changes.length > 0);
    expect(members('prod')).toEqual([]);

    script.remove(clusters, 'prod');
    await until(() => view.cluster('team-a', 'prod') === undefined);
  });

  test('has the engines that are there, and tells of their objects', async () => {
    const source = {
      group: 'source.toolkit.fluxcd.io',
      version: 'v1',
      kind: 'GitRepository',
      plural: 'gitrepositories',
    };
    const group = 'kustomize.toolkit.fluxcd.io';
    const applier = { group, version: 'v1', kind: 'Kustomization', plural: 'kustomizations' };
    const { script, begin, changes, view } = await connected([clusters, machines, source, applier]);
    script.put(source, { metadata: { name: 'clusters', namespace: 'flux-system' } });
    script.put(applier, { metadata: { name: 'elsewhere', namespace: 'team-a' } });
    await begin();
    expect(view.gitops()).toMatchObject({ engines: ['flux'], kustomizations: [], sources: [{ name: 'clusters' }] });
    changes.length = 0;
    script.put(applier, { metadata: { name: 'clusters', namespace: 'flux-system' } });
    await until(() => changes.length > 0);
    expect(changes).toEqual([{ namespace: 'flux-system', engineObject: { kind: 'Kustomization', name: 'clusters' } }]);
    expect(view.gitops().kustomizations).toHaveLength(1);
  });

  test('is not to be believed any more once the watching has ended', async () => {
    const { begin, connection, isLive } = await connected(everything);
    await begin();
    await connection.close();
    expect(isLive()).toBe(false);
  });

  test('ends at once, also while the API server leaves a question unanswered', async () => {
    const { connection, script } = await connected(everything);
    script.intercept(() => true);
    connection.start();
    await until(() => script.requests.length > 0);
    await connection.close();
  });

  test('keeps to the namespaces that it was given', async () => {
    const given = { namespaces: ['team-a', 'team-b'], argocdNamespaces: ['argocd'] };
    const { script, connection, isLive, view } = await connected(everything, given);
    for (const namespace of ['team-a', 'team-b', 'team-c']) {
      script.put(clusters, { metadata: { name: `in-${namespace}`, namespace } });
    }
    connection.start();
    await until(isLive);
    expect(view.clusters().map(({ name }) => name)).toEqual(['in-team-a', 'in-team-b']);
    const paths = script.requests.map(({ path }) => path).filter((path) => path.endsWith('/applications'));
    expect(new Set(paths)).toEqual(new Set(['/apis/argoproj.io/v1alpha1/namespaces/argocd/applications']));
  });

  test('can do without Applications, or watch them everywhere', async () => {
    for (const [argocdNamespaces, expected] of [
      [[], []],
      [['*'], ['/apis/argoproj.io/v1alpha1/applications']],
    ] as const) {
      const { script, connection, isLive } = await connected(everything, { argocdNamespaces });
      connection.start();
      await until(isLive);
      const paths = script.requests.map(({ path }) => path).filter((path) => path.endsWith('/applications'));
      expect([...new Set(paths)]).toEqual(expected);
    }
  });

  test('prefers v1beta2 of a kind that is served in several versions', async () => {
    const older = { ...clusters, version: 'v1beta1' };
    const { script, begin } = await connected([older, machines, applications]);
    script.served.push(clusters);
    script.put(clusters, cluster('prod'));
    await begin();
    expect(script.watches(clusters)).toHaveLength(1);
    expect(script.watches(older)).toHaveLength(0);
  });

  test('a fault in one listener hides nothing from the others', async () => {
    const { script, begin, changes, view } = await connected(everything);
    view.onChange(() => {
      throw new Error('listener');
    });
    const seen: unknown[] = [];
    const forget = view.onChange((changed) => seen.push(changed));
    await begin();
    script.put(clusters, cluster('prod'));
    await until(() => changes.length > 0 && seen.length > 0);
    forget();
    script.put(clusters, cluster('prod'));
    await until(() => changes.length > 1);
    expect(seen).toHaveLength(1);
  });
});
