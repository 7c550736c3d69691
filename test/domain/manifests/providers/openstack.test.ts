import { describe, expect, test } from '@jest/globals';
import { withNeeds } from '../golden-cases/needs.ts';
import { planned } from '../support/clusters.ts';
import { findings, machines, objects, withSettings } from '../support/planning.ts';

describe('regions', () => {
  test('are written in lower case, and OpenStack is told its own name for them', () => {
    const [cluster] = objects({ region: ['regionone'] }, 'OpenStackCluster');
    expect(cluster?.spec.identityRef).toMatchObject({ region: 'RegionOne' });
    expect(findings({ region: ['RegionOne'] })).toMatchObject([
      { code: 'cluster/region-unknown', severity: 'error', cure: expect.stringContaining('"regionone"') },
    ]);
  });

  test('have settings of their own, and share the others', () => {
    const [one] = objects({ region: ['regionone'] }, 'OpenStackCluster');
    const [two] = objects({ region: ['regiontwo'] }, 'OpenStackCluster');
    expect(one?.spec.externalNetwork).toEqual({ id: '5d6a2e0c-57c1-4b1e-9c0e-6f3b3d1f0a11' });
    expect(two?.spec.externalNetwork).toEqual({ id: '0b1f7d1e-3c55-4a8e-8f0e-2f1f6b9c1d22' });
    expect(two?.spec.managedSubnets).toEqual(one?.spec.managedSubnets);
    const secret = { perRegion: { regiontwo: { cloudConfig: 'two', identity: { name: 'clouds', cloudName: 'b' } } } };
    const configuration = withSettings('openstack', secret);
    const [credentials] = objects({ region: ['regiontwo'] }, 'ClusterResourceSet', configuration);
    expect(credentials?.spec.resources).toEqual([{ kind: 'Secret', name: 'two' }]);
  });

  test('that the configuration names mean this provider, and no others of it', () => {
    const specs = planned({ region: ['regionone', 'regiontwo'] }, { configuration: withNeeds });
    expect(specs.map(({ provider, name }) => [provider, name])).toEqual([
      ['openstack', 'regionone-12'],
      ['openstack', 'regiontwo-12'],
    ]);
    expect(findings({ region: ['regiontree'], provider: 'openstack' })).toMatchObject([
      { code: 'cluster/region-unknown', severity: 'error' },
    ]);
  });

  test('of no configuration: any word is one when the provider is named', () => {
    const { perRegion: _none, ...openstack } = withNeeds.providers.openstack;
    const configuration = { ...withNeeds, providers: { ...withNeeds.providers, openstack } };
    expect(findings({ region: ['anywhere'], provider: 'openstack' }, configuration)).toEqual([]);
    const word = { region: ['constructor'], provider: 'openstack' };
    expect(objects(word, 'OpenStackCluster', configuration)[0]?.spec.identityRef).toMatchObject({
      region: 'constructor',
    });
  });
});

test('machines start from a volume where one is configured', () => {
  const typed = { region: ['regionone'] };
  const volume = withSettings('openstack', { rootVolume: { sizeGiB: 50 } });
  expect(machines(typed, 'OpenStackMachineTemplate', volume).map((each) => each.rootVolume)).toEqual([
    { sizeGiB: 50 },
    { sizeGiB: 50 },
  ]);
  expect(machines(typed, 'OpenStackMachineTemplate')[0]).not.toHaveProperty('rootVolume');
});

test('the cloud controller is never newer than the control plane', () => {
  const version = (kubernetes: string): unknown =>
    objects({ region: ['regionone'], version: kubernetes }, 'HelmChartProxy').find((each) =>
      each.metadata.name.endsWith('-ccm'),
    )?.spec.version;
  expect(['1.31.4', '1.33.4', '1.34.3', '1.36.2'].map(version)).toEqual(['2.31.3', '2.32.1', '2.34.1', '2.36.5']);
});
