import { describe, expect, test } from '@jest/globals';
import { findings, machines, objects, withSettings } from '../support/planning.ts';

const rack1 = { region: ['rack1'], endpoint: '10.10.10.10' };
const rack2 = { region: ['rack2'], endpoint: '10.20.0.10' };
const template = 'ProxmoxMachineTemplate';

describe('addresses of machines', () => {
  test('go with the address of the API server, so that two clusters share none', () => {
    const pools = ['10.10.10.10', '10.10.10.11'].map((endpoint) => {
      const [cluster] = objects({ ...rack1, endpoint, workers: 2 }, 'ProxmoxCluster');
      expect(cluster?.spec.controlPlaneEndpoint).toEqual({ host: endpoint, port: 6443 });
      return cluster?.spec.ipv4Config;
    });
    expect(pools).toMatchObject([
      { addresses: ['10.10.10.20-10.10.10.60'] },
      { addresses: ['10.10.10.61-10.10.10.70', '10.10.10.80/29'] },
    ]);
  });

  test('are needed: an address of an API server without any is refused, and the others are named', () => {
    const [refused, ...more] = findings({ ...rack1, endpoint: '10.10.10.12' });
    expect(more).toEqual([]);
    expect(refused).toMatchObject({ code: 'cluster/endpoint-invalid', severity: 'error' });
    expect(refused?.cure).toContain('10.10.10.10, 10.10.10.11');
    expect(findings({ ...rack1, endpoint: 'constructor' })).toMatchObject([{ code: 'cluster/endpoint-invalid' }]);
  });

  test.each([
    [
      'the API server',
      { '10.10.10.10': ['10.10.10.10-10.10.10.60'] },
      '10.10.10.10 is among the addresses of the machines',
    ],
    [
      'machines of another cluster',
      { '10.10.10.10': ['10.10.10.20-10.10.10.60'], '10.10.10.11': ['10.10.10.60-10.10.10.90'] },
      'at 10.10.10.10 and at 10.10.10.11 have addresses in common',
    ],
    [
      'the API server of another cluster',
      { '10.10.10.10': ['10.10.10.20-10.10.10.60'], '10.10.10.55': ['10.10.10.70-10.10.10.90'] },
      'at 10.10.10.10 and at 10.10.10.55 have addresses in common',
    ],
    [
      'another network',
      { '10.10.10.10': ['10.10.10.250-10.10.11.9'] },
      'not in the network of the machines, 10.10.10.1/24',
    ],
    ['the pods', { '10.10.10.10': ['192.168.10.20-192.168.10.60'] }, 'not in the network of the machines'],
  ])('cannot be those of %s', (_case, addresses, message) => {
    const [refused] = findings(rack1, withSettings('proxmox', { addresses }));
    expect(refused).toMatchObject({ code: 'cluster/endpoint-invalid', severity: 'error' });
    expect(refused?.message).toContain(message);
  });

  test.each([
    [
      4,
      [{ code: 'cluster/addresses-few', severity: 'error' }],
      '4 addresses for the machines of a cluster at 10.10.10.10, and 6',
    ],
    [6, [{ code: 'cluster/addresses-few', severity: 'warning' }], 'a roll-out has up to 8 machines'],
    [8, [], ''],
  ])('that are %d for six machines', (count, expected, message) => {
    const addresses = { '10.10.10.10': [`10.10.10.20-10.10.10.${20 + count - 1}`] };
    const found = findings(rack1, withSettings('proxmox', { addresses }));
    expect(found).toMatchObject(expected);
    expect(found.map((each) => each.message).join()).toContain(message);
  });
});

describe('the template of machines', () => {
  test('is found by its tags, one for each version', () => {
    const tags = (version: string) => machines({ ...rack1, version }, template).map((each) => each.templateSelector);
    const selector = (tag: string) => ({ matchPolicy: 'uniqueSubset', matchTags: [tag] });
    expect(tags('1.34.3')).toEqual([selector('kube-v1.34.3'), selector('kube-v1.34.3')]);
    expect(tags('1.33.4')).toEqual([selector('kube-v1.33.4'), selector('kube-v1.33.4')]);
  });

  test('or by its node and id, where a region has none of those tags', () => {
    const [machine] = machines(rack2, template);
    expect(machine).toMatchObject({ sourceNode: 'pve5', templateID: 9000 });
    expect(machine).not.toHaveProperty('templateSelector');
  });

  test('of another version by its tags is refused', () => {
    const tags = { template: { tags: ['ubuntu', 'kube-v1.33.1'] } };
    expect(findings(rack1, withSettings('proxmox', tags))).toMatchObject([
      { code: 'cluster/version-unsupported', severity: 'error', message: expect.stringContaining('1.33.1') },
    ]);
  });

  test.each([
    [undefined, 'providers.proxmox.template.tags'],
    [{}, 'providers.proxmox.template.tags'],
    [{ node: 'pve1' }, 'providers.proxmox.template.id'],
    [{ id: 9000 }, 'providers.proxmox.template.node'],
  ])('%j is not enough', (given, key) => {
    expect(findings(rack1, withSettings('proxmox', { template: given }))).toMatchObject([
      { code: 'cluster/settings-missing', severity: 'error', message: expect.stringContaining(key) },
    ]);
  });
});

test('a region has settings of its own', () => {
  const [cluster] = objects(rack2, 'ProxmoxCluster');
  expect(cluster?.spec).toMatchObject({
    credentialsRef: { name: 'proxmox', namespace: 'default' },
    allowedNodes: ['pve5', 'pve6'],
    dnsServers: ['10.20.0.53'],
    ipv4Config: { prefix: 20, gateway: '10.20.0.1' },
  });
  expect(machines(rack2, template)[0]).toMatchObject({
    storage: 'ceph',
    pool: 'clusters',
    network: { networkDevices: [{ bridge: 'vmbr1', vlan: 20 }] },
  });
  expect(machines(rack1, template)[0]).toMatchObject({ network: { networkDevices: [{ bridge: 'vmbr0' }] } });
  expect(JSON.stringify(machines(rack1, template))).not.toMatch(/vlan|storage|ceph/);
});
