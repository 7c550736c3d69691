import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import { type PlanInput, planClusters } from '../../../../src/domain/cluster/plan.ts';
import type { ClusterSpec } from '../../../../src/domain/cluster/spec.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import { aks } from '../../../../src/domain/manifests/providers/azure/aks.ts';
import { renderCluster } from '../../../../src/domain/manifests/render.ts';
import { withSubscription } from '../golden-cases/azure.ts';
import { input, planned } from '../support/clusters.ts';

type Typed = Partial<PlanInput['arguments']>;

const typed = (more: Typed): PlanInput['arguments'] => ({ region: ['westeurope'], ...more });

function findings(more: Typed): readonly Finding[] {
  const outcome = planClusters(input(typed(more), { configuration: withSubscription() }));
  return outcome.ok ? outcome.notes : outcome.findings;
}

/** The objects of a kind; `change` may give the cluster what no create command does. */
function objects(
  kind: string,
  more: Typed,
  configuration: Configuration = withSubscription(),
  change: (spec: ClusterSpec) => ClusterSpec = (spec) => spec,
): readonly unknown[] {
  const [spec] = planned(typed(more), { configuration });
  if (spec === undefined) throw new Error('nothing was planned');
  const outcome = renderCluster(change(spec), configuration);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return outcome.value.files
    .flatMap(({ content }) => parseAllDocuments(content).map((document) => document.toJS()))
    .filter((object) => object.kind === kind);
}

const agentPools = (...given: Parameters<typeof objects> extends [string, ...infer Rest] ? Rest : never) =>
  objects('AzureASOManagedMachinePool', ...given).map(
    (object) => (object as { spec: { resources: [{ spec: Record<string, unknown> }] } }).spec.resources[0].spec,
  );

describe('SSH to virtual machines', () => {
  test('is closed to the internet, which the provider would open', () => {
    const [cluster] = objects('AzureCluster', {});
    expect(cluster).toMatchObject({
      spec: { networkSpec: { subnets: [{ securityGroup: { securityRules: [{ destinationPorts: '6443' }] } }, {}] } },
    });
  });

  test('has no key unless one is configured: an empty one would be another at each apply of an immutable template', () => {
    for (const template of objects('AzureMachineTemplate', {})) expect(JSON.stringify(template)).not.toContain('ssh');
    const sshPublicKey = 'c3NoLWVkMjU1MTkgQUFBQUMzTnphQzFsWkRJMU5URTVBQUFBSQ==';
    for (const template of objects('AzureMachineTemplate', {}, withSubscription({ sshPublicKey }))) {
      expect(template).toMatchObject({ spec: { template: { spec: { sshPublicKey } } } });
    }
  });
});

describe('machine types with the images that the provider publishes', () => {
  test.each([
    ['control-plane-machine-type', 'Standard_D2ps_v5', 'error', 'Standard_D2s_v5'],
    ['machine-type', 'Standard_D4pds_v6', 'error', 'Standard_D4ds_v5'],
    ['control-plane-machine-type', 'Standard_D2ads_v7', 'error', 'Standard_D2ads_v5'],
    ['machine-type', 'Standard_D4s_v6', 'warning', 'Standard_D4s_v5'],
    ['machine-type', 'Standard_L8s_v4', 'warning', 'Standard_L8s_v3'],
    ['control-plane-machine-type', 'Standard_D4_v4', 'warning', 'an "s"'],
  ])('%s=%s: %s, %s', (key, type, severity, cure) => {
    const [finding, ...others] = findings({ [key]: type });
    expect(finding).toMatchObject({ code: 'cluster/machine-type-invalid', severity });
    expect(finding?.cure).toContain(cure);
    expect(others).toEqual([]);
  });

  test.each([
    'Standard_D4_v4',
    'Standard_DS3_v2',
    'Standard_DS3_v2_Promo',
    'Standard_NC24ads_A100_v4',
    'Standard_M416s_8_v2',
    'Standard_M1792ixds_32_v3',
    'Standard_EC8as_cc_v5',
    'Standard_E4-2ads_v5',
    'Standard_HB120-16rs_v3',
  ])('a worker may be a %s', (type) => {
    expect(findings({ 'machine-type': type })).toEqual([]);
  });

  test.each([
    ['Standard_D4s_v5', 'Premium_LRS'],
    ['Standard_DS3_v2', 'Premium_LRS'],
    ['Standard_D4_v4', 'StandardSSD_LRS'],
  ])('%s has a disk of %s', (type, storageAccountType) => {
    const [, worker] = objects('AzureMachineTemplate', { 'machine-type': type });
    expect(worker).toMatchObject({ spec: { template: { spec: { osDisk: { managedDisk: { storageAccountType } } } } } });
  });

  test('AKS brings images for all of them', () => {
    expect(findings({ flavor: 'aks', 'machine-type': 'Standard_D4ps_v6' })).toEqual([]);
  });
});

describe('networks that overlap with what Azure has', () => {
  test.each([
    ['pods on the machines', { 'pod-cidr': '10.0.0.0/17' }, '10.0.0.0/16'],
    ['services on the machines', { 'service-cidr': '10.0.255.0/24' }, '10.0.0.0/16'],
    ['pods on the machines of AKS', { flavor: 'aks', 'pod-cidr': '10.230.0.0/16' }, '10.224.0.0/12'],
    ['services where AKS is itself', { flavor: 'aks', 'service-cidr': '172.31.0.0/20' }, '172.31.0.0/16'],
    ['services too small for DNS', { flavor: 'aks', 'service-cidr': '10.20.0.0/29' }, '10.20.0.0/29'],
    ['pods of IPv6', { 'pod-cidr': 'fd00::/48' }, 'fd00::/48'],
    ['services of IPv6', { flavor: 'aks', 'service-cidr': 'fd00::/112' }, 'fd00::/112'],
  ] as const)('%s', (_case, more, named) => {
    expect(findings(more)).toEqual([
      expect.objectContaining({ code: 'cluster/network-invalid', message: expect.stringContaining(named) }),
    ]);
  });

  test.each([
    ['10.96.0.0/12', '10.96.0.0/16', '10.96.0.10'],
    ['10.96.0.0/13', '10.96.0.0/13', '10.96.0.10'],
    ['10.20.0.16/28', '10.20.0.16/28', '10.20.0.26'],
  ])('of services in %s AKS gets %s, with DNS at %s', (asked, serviceCidr, dnsServiceIP) => {
    const more = { flavor: 'aks', 'service-cidr': asked };
    const [controlPlane] = objects('AzureASOManagedControlPlane', more);
    expect(controlPlane).toMatchObject({
      spec: { resources: [{ spec: { networkProfile: { serviceCidr, dnsServiceIP } } }] },
    });
    expect(objects('Cluster', more)).toMatchObject([
      { spec: { clusterNetwork: { services: { cidrBlocks: [serviceCidr] } } } },
    ]);
  });
});

describe('pools of AKS', () => {
  const pools =
    (...names: readonly string[]) =>
    (spec: ClusterSpec): ClusterSpec => ({
      ...spec,
      pools: names.map((name) => ({ name, replicas: 1, machineType: 'Standard_D4s_v5' })),
    });

  test('the first is the system pool, and their names are those that AKS allows', () => {
    const names = ['md-0', 'gpu-inference-large', '0-first'];
    expect(agentPools({ flavor: 'aks' }, withSubscription(), pools(...names))).toMatchObject([
      { azureName: 'md0', mode: 'System' },
      { azureName: 'gpuinference', mode: 'User' },
      { azureName: 'first', mode: 'User' },
    ]);
  });

  test('two that AKS would call the same are refused, with the name', () => {
    const [spec] = planned(typed({ flavor: 'aks' }), { configuration: withSubscription() });
    if (spec === undefined) throw new Error('nothing was planned');
    const change = pools('gpu-inference-a', 'gpu-inference-b', 'cpu');
    expect(aks.check?.(change(spec), withSubscription())).toEqual([
      expect.objectContaining({ code: 'cluster/name-invalid', message: expect.stringContaining('"gpuinference"') }),
    ]);
  });

  test('a system pool of one processor is refused', () => {
    expect(findings({ flavor: 'aks', 'machine-type': 'Standard_B1ms' })).toMatchObject([
      { code: 'cluster/machine-type-invalid', severity: 'error' },
    ]);
  });

  test.each([
    ['westeurope', undefined, ['1', '2', '3']],
    ['ukwest', undefined, undefined],
    ['ukwest', ['1', '2'], ['1', '2']],
    ['westeurope', [], undefined],
  ])('in %s with zones %j: %j', (region, zones, availabilityZones) => {
    const configuration = withSubscription(zones === undefined ? {} : { zones });
    const [pool] = agentPools({ region: [region], flavor: 'aks' }, configuration);
    expect(pool?.['availabilityZones']).toEqual(availabilityZones);
  });
});

test('the cloud controller of a ClusterResourceSet is rendered for the minor version of Kubernetes, other add-ons for all', () => {
  const configuration: Configuration = { ...withSubscription(), addons: { installer: 'cluster-resource-set' } };
  const names = (version: string) =>
    objects('ClusterResourceSet', { version }, configuration).map(
      (object) => (object as { spec: { resources: [{ name: string }] } }).spec.resources[0].name,
    );
  const [cilium, controller, disks] = names('1.35.1');
  expect(names('1.35.2')).toEqual([cilium, controller, disks]);
  expect(names('1.36.0')).toEqual([cilium, expect.not.stringMatching(controller ?? ''), disks]);
});
