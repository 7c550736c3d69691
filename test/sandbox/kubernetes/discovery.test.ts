import { describe, expect, test } from '@jest/globals';
import { asking, sandbox } from './client.ts';

describe('discovery', () => {
  test('groups prefer their most stable version', async () => {
    const { body } = await asking(await sandbox())('GET', '/apis');
    const group = body.groups.find((each: { name: string }) => each.name === 'ipam.cluster.x-k8s.io');
    expect(group.versions.map((each: { version: string }) => each.version)).toEqual(['v1beta2', 'v1beta1', 'v1alpha1']);
    expect(group.preferredVersion.version).toBe('v1beta2');
  });

  test('versions that are not served are not shown', async () => {
    const ask = asking(await sandbox());
    const { body } = await ask('GET', '/apis/infrastructure.cluster.x-k8s.io/v1beta1');
    const kinds = new Set(body.resources.map((resource: { kind: string }) => resource.kind));
    expect([kinds.has('GCPCluster'), kinds.has('AWSCluster')]).toEqual([true, false]);
    expect((await ask('GET', '/apis/infrastructure.cluster.x-k8s.io/v1beta1/awsclusters')).status).toBe(404);
  });

  test('a version that is set to be not served is gone everywhere, and the other one stays', async () => {
    const ask = asking(await sandbox({ unserved: ['cluster.x-k8s.io/v1beta2'] }));
    const { body } = await ask('GET', '/apis/cluster.x-k8s.io');
    expect(body.versions.map((each: { version: string }) => each.version)).toEqual(['v1beta1']);
    expect((await ask('GET', '/apis/cluster.x-k8s.io/v1beta2/clusters')).status).toBe(404);
    expect((await ask('GET', '/apis/cluster.x-k8s.io/v1beta1/clusters')).status).toBe(200);
    const crd = await ask('GET', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/clusters.cluster.x-k8s.io');
    expect(crd.body.spec.versions).toMatchObject([
      { name: 'v1beta1', served: true },
      { name: 'v1beta2', served: false },
    ]);
  });

  test('a resource is listed with its subresources and short names', async () => {
    const { body } = await asking(await sandbox())('GET', '/apis/cluster.x-k8s.io/v1beta2');
    const named = (name: string) => body.resources.find((resource: { name: string }) => resource.name === name);
    expect(named('machinedeployments')).toMatchObject({
      kind: 'MachineDeployment',
      namespaced: true,
      shortNames: ['md'],
    });
    expect(named('machinedeployments/status')).toBeDefined();
    expect(named('machinedeployments/scale')).toMatchObject({ group: 'autoscaling', kind: 'Scale' });
  });

  test('OpenAPI says that writes can be validated strictly, and has the schemas', async () => {
    const ask = asking(await sandbox());
    const index = (await ask('GET', '/openapi/v3')).body;
    const { serverRelativeURL } = index.paths['apis/cluster.x-k8s.io/v1beta2'];
    const { body } = await ask('GET', serverRelativeURL);
    const item = body.paths['/apis/cluster.x-k8s.io/v1beta2/namespaces/{namespace}/clusters/{name}'];
    expect(item.patch.parameters.map((each: { name: string }) => each.name)).toContain('fieldValidation');
    expect(body.components.schemas['io.x-k8s.cluster.v1beta2.Cluster'].properties.spec.properties).toHaveProperty(
      'paused',
    );
  });

  test('CRDs carry the contract labels of their providers', async () => {
    const ask = asking(await sandbox());
    const { body } = await ask(
      'GET',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/awsclusters.infrastructure.cluster.x-k8s.io',
    );
    expect(body.metadata.labels).toEqual({ 'cluster.x-k8s.io/v1beta1': 'v1beta2' });
  });

  test.each(['/healthz', '/livez', '/readyz'])('%s is ok', async (path) => {
    expect((await asking(await sandbox())('GET', path)).body).toBe('ok');
  });
});
