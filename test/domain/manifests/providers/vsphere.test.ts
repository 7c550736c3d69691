import { describe, expect, test } from '@jest/globals';
import { findings, machines, objects, withSettings } from '../support/planning.ts';

const dc1 = { region: ['dc1'], endpoint: '10.1.2.3' };
const dc2 = { region: ['dc2'], endpoint: '10.2.3.4' };
const template = 'VSphereMachineTemplate';

describe('datacenters', () => {
  test('have the name that vCenter knows, and a network of their own', () => {
    const [one] = machines(dc1, template);
    const [two] = machines(dc2, template);
    expect(one).toMatchObject({ datacenter: 'dc1', network: { devices: [{ networkName: 'VM Network' }] } });
    expect(two).toMatchObject({ datacenter: 'Datacenter 2', network: { devices: [{ networkName: 'Servers' }] } });
    expect(two?.template).toBe(one?.template);
  });

  test('hand out addresses by DHCP or from a pool, not both', () => {
    expect(machines(dc1, template)[1]?.network).toEqual({ devices: [{ networkName: 'VM Network', dhcp4: true }] });
    expect(machines(dc2, template)[1]?.network).toEqual({
      devices: [
        {
          networkName: 'Servers',
          dhcp4: false,
          addressesFromPools: [{ apiGroup: 'ipam.cluster.x-k8s.io', kind: 'GlobalInClusterIPPool', name: 'servers' }],
          nameservers: ['10.2.0.2'],
        },
      ],
    });
  });

  test('of a mistyped name are not made up', () => {
    expect(findings({ ...dc1, region: ['dc11'], provider: 'vsphere' })).toMatchObject([
      { code: 'cluster/region-unknown', severity: 'error' },
    ]);
  });
});

describe('machine types', () => {
  test('are what the machines get: a linked clone would keep the disk of its template', () => {
    expect(machines({ ...dc1, 'machine-type': '8cpu-32gb-100gb' }, template)[1]).toMatchObject({
      numCPUs: 8,
      memoryMiB: 32768,
      diskGiB: 100,
      cloneMode: 'fullClone',
    });
  });

  test.each([
    ['1cpu-4gb-40gb', '2 processors or more'],
    ['m5.large', '4cpu-16gb-60gb'],
  ])('such as %s are refused', (type, cure) => {
    const [refused] = findings({ ...dc1, 'machine-type': type });
    expect(refused).toMatchObject({ severity: 'error' });
    expect(`${refused?.message} ${refused?.cure}`).toContain(cure);
  });
});

describe('the address of the API server', () => {
  test('is held by kube-vip on the control plane, and nowhere else', () => {
    expect(objects(dc1, 'VSphereCluster')[0]?.spec.controlPlaneEndpoint).toEqual({ host: '10.1.2.3', port: 6443 });
    expect(JSON.stringify(objects(dc1, 'KubeadmControlPlane'))).toContain('kube-vip');
    expect(JSON.stringify(objects(dc1, 'KubeadmConfigTemplate'))).not.toContain('kube-vip');
  });

  test.each([
    ['api.example.com', undefined, 'is no IP address'],
    ['10.1.2.10', undefined, 'does not have 10.1.2.10 among providers.vsphere.endpoints'],
    ['192.168.4.4', ['192.168.0.0/16'], 'is among the addresses of the pods, 192.168.0.0/16'],
    ['10.96.0.9', ['10.96.0.0/24'], 'is among the addresses of the services, 10.96.0.0/12'],
  ])('cannot be %s', (endpoint, allowed, message) => {
    const place = allowed === undefined ? {} : { perRegion: { dc1: { endpoints: allowed } } };
    const [refused] = findings({ ...dc1, endpoint }, withSettings('vsphere', place));
    expect(refused).toMatchObject({ code: 'cluster/endpoint-invalid', severity: 'error' });
    expect(refused?.message).toContain(message);
  });

  test('may be any where the configuration lists none', () => {
    const anywhere = withSettings('vsphere', { endpoints: undefined, perRegion: { dc1: {} } });
    expect(findings({ ...dc1, endpoint: '172.16.0.10' }, anywhere)).toEqual([]);
  });

  test('serves one cluster: one that an open request holds is refused, and its cluster named', () => {
    const open = new Map([['10.1.2.3', 'dc1-11']]);
    expect(findings(dc1, undefined, { openEndpoints: open })).toMatchObject([
      { code: 'cluster/endpoint-taken', severity: 'error', message: expect.stringContaining('dc1-11') },
    ]);
    expect(findings({ ...dc1, endpoint: '10.1.2.4' }, undefined, { openEndpoints: open })).toEqual([]);
  });
});

describe('vCenter', () => {
  test('whose certificate is not checked is pointed out, in the request and in the manifest', () => {
    const unverified = withSettings('vsphere', { thumbprint: undefined });
    expect(findings(dc1, unverified)).toMatchObject([
      { code: 'cluster/settings-missing', severity: 'warning', cure: expect.stringContaining('thumbprint') },
    ]);
    expect(findings(dc1)).toEqual([]);
  });

  test('and its template are needed, and so is a template of the right version', () => {
    const missing = findings(dc1, withSettings('vsphere', { server: undefined, template: undefined }));
    expect(missing.map(({ message }) => message)).toEqual([
      expect.stringContaining('providers.vsphere.server'),
      expect.stringContaining('providers.vsphere.template'),
    ]);
    expect(findings(dc1, withSettings('vsphere', { template: 'ubuntu-kube-v1.30.1' }))).toMatchObject([
      { severity: 'error', message: expect.stringContaining('1.30.1') },
    ]);
  });
});

test('the cloud controller gets its credentials by reference', () => {
  const [credentials] = objects(dc1, 'ClusterResourceSet');
  expect(credentials?.spec.resources).toEqual([{ kind: 'Secret', name: 'vsphere-cloud-controller' }]);
  const chart = objects(dc1, 'HelmChartProxy').find((each) => each.metadata.name.endsWith('-cpi'));
  expect(chart?.spec.valuesTemplate).toContain('create: false');
  expect(objects({ ...dc1 }, 'Secret')).toEqual([]);
});
