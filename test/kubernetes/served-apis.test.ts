import { expect, test } from '@jest/globals';
import { until } from '../support/manual-time.ts';
import { applications, clusters, connected } from './harness.ts';

const minute = 60_000;
const older = { ...clusters, version: 'v1beta1' };

test('the versions of Cluster API are those of its group, best first, and asked for once a minute', async () => {
  const { connection, script, time } = await connected([older, clusters]);
  expect(await connection.servedApis()).toMatchObject({ capi: ['v1beta2', 'v1beta1'] });
  script.served.splice(0, 2, older);
  expect(await connection.servedApis()).toMatchObject({ capi: ['v1beta2', 'v1beta1'] });
  expect(script.requests).toHaveLength(1);
  time.advance(minute);
  expect(await connection.servedApis()).toMatchObject({ capi: ['v1beta1'] });
});

test('a cluster without Cluster API has none', async () => {
  const { connection } = await connected([{ group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments' }]);
  expect(await connection.servedApis()).toEqual({ capi: [], engines: [], addons: [] });
});

test('while the cluster is out of sight they are those that were seen last', async () => {
  const { connection, script, time } = await connected([older]);
  expect(await connection.servedApis()).toMatchObject({ capi: ['v1beta1'] });
  script.intercept(({ response }) => {
    response.destroy();
    return true;
  });
  time.advance(minute);
  expect(await connection.servedApis()).toMatchObject({ capi: ['v1beta1'] });
});

test('an API server that says nothing is waited for five seconds, and not again at once', async () => {
  const { connection, script, time } = await connected([clusters]);
  script.intercept(() => true);
  const asked = connection.servedApis();
  await until(() => script.requests.length === 1);
  time.advance(5_000);
  expect(await asked).toBeUndefined();
  expect(await connection.servedApis()).toBeUndefined();
  expect(script.requests).toHaveLength(1);
});

test('the engines are those whose groups are there', async () => {
  const kustomizations = {
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'Kustomization',
    plural: 'kustomizations',
  };
  const { connection } = await connected([kustomizations, applications]);
  expect(await connection.servedApis()).toMatchObject({ capi: [], engines: ['argocd', 'flux'] });
});

test('what installs add-ons is known by its kinds, in whichever version', async () => {
  const addon = (kind: string, plural: string, version: string) => ({
    ...clusters,
    group: 'addons.cluster.x-k8s.io',
    kind,
    plural,
    version,
  });
  const sets = addon('ClusterResourceSet', 'clusterresourcesets', 'v1beta2');
  const { connection, script, time } = await connected([sets, addon('HelmChartProxy', 'helmchartproxies', 'v1alpha1')]);
  expect(await connection.servedApis()).toMatchObject({ addons: ['helm-chart-proxy', 'cluster-resource-set'] });
  script.served.splice(0, 2, sets);
  time.advance(minute);
  expect(await connection.servedApis()).toMatchObject({ addons: ['cluster-resource-set'] });
});
