import { describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import { type PlanInput, planClusters } from '../../../../src/domain/cluster/plan.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import { providers } from '../../../../src/domain/manifests/registry.ts';
import { withSubscription } from '../golden-cases/azure.ts';
import { withNeeds } from '../golden-cases/needs.ts';
import { configuration, input, planned } from '../support/clusters.ts';

/** Every provider with what it needs. */
const all: Configuration = {
  ...withNeeds,
  providers: {
    ...withNeeds.providers,
    gcp: { ...withNeeds.providers.gcp, project: 'acme-clusters', image: 'projects/acme/global/images/k8s' },
    azure: withSubscription().providers.azure,
    packet: { ...withNeeds.providers.packet, override: false },
  },
};

function findings(typed: PlanInput['arguments'], from: Configuration = all): readonly Finding[] {
  const outcome = planClusters(input(typed, { configuration: from }));
  return outcome.ok ? outcome.notes : outcome.findings;
}

describe('a region means its provider', () => {
  test.each([
    ['eu-west-1', 'aws', 'kubeadm'],
    ['us-gov-west-1', 'aws', 'kubeadm'],
    ['europe-west1', 'gcp', 'kubeadm'],
    ['us-central1', 'gcp', 'kubeadm'],
    ['westeurope', 'azure', 'kubeadm'],
    ['eastus2', 'azure', 'kubeadm'],
    ['fsn1', 'hetzner', 'kubeadm'],
    ['cn-hangzhou', 'alibaba', 'external'],
    ['dc1', 'vsphere', 'kubeadm'],
    ['rack1', 'proxmox', 'kubeadm'],
    ['regionone', 'openstack', 'kubeadm'],
    ['local', 'dev', 'in-memory'],
  ] as const)('%s: %s (%s)', (region, provider, flavor) => {
    const endpoint = new Map([
      ['vsphere', '10.1.2.3'],
      ['proxmox', '10.10.10.10'],
      ['alibaba', '10.1.2.3'],
    ]).get(provider);
    const typed = { region: [region], ...(endpoint === undefined ? {} : { endpoint }) };
    const [spec] = planned(typed, { configuration: all });
    expect(spec).toMatchObject({ provider, flavor, region });
  });

  test('no region is known to two providers but those that AWS and Alibaba Cloud share', () => {
    const owners = Map.groupBy(
      Object.values(providers).flatMap((provider) =>
        provider.regions(configuration).map((region) => ({ region, id: provider.id })),
      ),
      ({ region }) => region,
    );
    const shared = [...owners.values()].filter((of) => of.length > 1).map((of) => of.map(({ id }) => id).join());
    expect(new Set(shared)).toEqual(new Set(['aws,alibaba']));
  });

  test('of AWS and Alibaba Cloud, once the latter is set up: AWS by the order, and that is said', () => {
    expect(findings({ region: ['eu-central-1'] }, configuration)).toEqual([]);
    expect(findings({ region: ['eu-central-1'] })).toMatchObject([
      { code: 'cluster/region-ambiguous', severity: 'notice' },
    ]);
    const order = ['alibaba', 'aws'] as const;
    const change = { ...all, providers: { ...all.providers, order } };
    const [spec] = planned({ region: ['eu-central-1'], endpoint: 'api.example.com' }, { configuration: change });
    expect(spec?.provider).toBe('alibaba');
  });

  test.each([
    ['europe-wst1', 'europe-west1'],
    ['westeurop', 'westeurope'],
    ['cn-hangzou', 'cn-hangzhou'],
    ['fsn2', 'fsn1'],
  ])('%s is none: did you mean %s?', (region, meant) => {
    const [finding] = findings({ region: [region] });
    expect(finding).toMatchObject({ code: 'cluster/region-unknown', severity: 'error' });
    expect(finding?.cure).toContain(`"${meant}"`);
  });
});

describe('a flavour that only one provider has means that provider', () => {
  test.each([
    ['eks', 'eu-west-1', 'aws'],
    ['gke', 'europe-west1', 'gcp'],
    ['aks', 'westeurope', 'azure'],
  ])('provider=%s', (named, region, provider) => {
    const [spec] = planned({ region: [region], provider: named }, { configuration: all });
    expect(spec).toMatchObject({ provider, flavor: named, cni: 'managed', controlPlane: { replicas: 0 } });
  });
});

describe('what is missing in the configuration', () => {
  test.each([
    [{ region: ['europe-west1'] }, ['providers.gcp.project', 'providers.gcp.image']],
    [{ region: ['europe-west1'], flavor: 'gke' }, ['providers.gcp.project']],
    [
      { region: ['westeurope'] },
      ['providers.azure.subscriptionId', 'providers.azure.machineIdentity', 'providers.azure.identity.tenantId'],
    ],
    [{ region: ['fsn1'] }, ['providers.hetzner.image']],
    [
      { region: ['dc1'], provider: 'vsphere', endpoint: '10.1.2.3' },
      ['providers.vsphere.server', 'providers.vsphere.network'],
    ],
    [{ region: ['rack1'], provider: 'proxmox', endpoint: '10.1.2.3' }, ['providers.proxmox.template.tags']],
    [
      { region: ['cn-hangzhou'], endpoint: 'api.example.com' },
      ['providers.alibaba.image', 'providers.alibaba.vSwitch'],
    ],
  ])('%j: each key, with an example', (typed, keys) => {
    const found = findings(typed, configuration).filter(({ code }) => code === 'cluster/settings-missing');
    for (const key of keys) {
      expect(found.find(({ message }) => message.includes(`(${key})`))?.cure).toMatch(/^Set providers\..*e\.g\. ./);
    }
  });

  test('a service principal without its secret', () => {
    const identity = { type: 'ServicePrincipal', tenantId: 'x', clientId: 'y' } as const;
    expect(findings({ region: ['westeurope'] }, withSubscription({ identity }))).toMatchObject([
      { code: 'cluster/settings-missing', cure: expect.stringContaining('WorkloadIdentity') },
    ]);
  });
});

describe('machine types', () => {
  test.each([
    ['europe-west1', 'n2-standrd-4', 'error', 'n2-standard-4'],
    ['europe-west1', 'm5.large', 'error', 'n2-standard-4'],
    ['europe-west1', 'n9-standard-4', 'warning', 'Check the spelling'],
    ['westeurope', 'standard_d4s_v5', 'error', 'Standard_D4s_v5'],
    ['westeurope', 'D4s_v5', 'error', 'Standard_D4s_v5'],
    ['westeurope', 'Standard_Q4s_v9', 'warning', 'Check the spelling'],
    ['fsn1', 'cpx3', 'error', 'cpx31'],
    ['fsn1', 'cpx91', 'warning', 'cpx'],
    ['cn-hangzhou', 'g7.xlarge', 'error', 'ecs.g7.xlarge'],
    ['dc1', '4cpu', 'error', '4cpu-16gb-60gb'],
  ])('%s: %s is an %s: %s', (region, type, severity, cure) => {
    const endpoint = ['dc1', 'cn-hangzhou'].includes(region) ? { endpoint: '10.1.2.3' } : {};
    const found = findings({ region: [region], 'machine-type': type, ...endpoint });
    const [finding] = found.filter(({ code }) => code === 'cluster/machine-type-invalid');
    expect(finding?.severity).toBe(severity);
    expect(finding?.cure).toContain(cure);
  });

  test.each([
    ['europe-west1', ['e2-custom-4-8192', 'c4-standard-8-lssd', 'a3-highgpu-8g', 'n2d-highmem-16', 't2a-standard-4']],
    ['westeurope', ['Standard_D8s_v5', 'Standard_E4-2ads_v5', 'Standard_NC24ads_A100_v4', 'Standard_B2ms']],
    ['fsn1', ['cax21', 'ccx63']],
    ['cn-hangzhou', ['ecs.c8y.2xlarge', 'ecs.gn7i-c8g1.2xlarge']],
  ])('%s has %j', (region, types) => {
    const endpoint = region === 'cn-hangzhou' ? { endpoint: 'api.example.com' } : {};
    for (const type of types) {
      const found = findings({ region: [region], 'machine-type': type, ...endpoint });
      expect(found.filter(({ code }) => code === 'cluster/machine-type-invalid')).toEqual([]);
    }
  });

  test.each([
    ['europe-west1', 'e2-small'],
    ['westeurope', 'Standard_B1ms'],
    ['dc1', '1cpu-4gb-40gb'],
  ])('%s: %s is too small for a control plane', (region, type) => {
    const typed = {
      region: [region],
      'control-plane-machine-type': type,
      ...(region === 'dc1' ? { endpoint: '10.1.2.3' } : {}),
    };
    expect(findings(typed)).toMatchObject([{ code: 'cluster/machine-type-invalid', severity: 'error' }]);
  });
});

describe('limits of a provider', () => {
  test.each([
    ['a name for AKS', { region: ['westeurope'], flavor: 'aks', name: 'a'.repeat(41) }, 'cluster/name-too-long'],
    ['no workers for AKS', { region: ['westeurope'], flavor: 'aks', workers: 0 }, 'cluster/workers-needed'],
    [
      'five workers in three zones of GKE',
      { region: ['europe-west1'], flavor: 'gke', workers: 5 },
      'cluster/workers-uneven',
    ],
    [
      'a version that GKE has not',
      { region: ['europe-west1'], flavor: 'gke', version: '1.32.0' },
      'cluster/version-unsupported',
    ],
    ['Cilium on GKE', { region: ['europe-west1'], flavor: 'gke', cni: 'cilium' }, 'cluster/cni-needed'],
    ['the network of a service for machines', { region: ['eu-west-1'], cni: 'managed' }, 'cluster/cni-needed'],
    ['no address', { region: ['dc1'] }, 'command/argument-missing'],
    ['one address for two', { region: ['dc1', 'rack1'], endpoint: '10.1.2.3', name: 'x' }, 'cluster/endpoint-taken'],
    [
      'pods within the machines of OpenStack',
      { region: ['regionone'], 'pod-cidr': '10.6.0.0/16' },
      'cluster/network-invalid',
    ],
    ['Equinix Metal', { region: ['da'], provider: 'packet' }, 'cluster/provider-unavailable'],
    ['a location that Hetzner has not', { region: ['fsn9'], provider: 'hetzner' }, 'cluster/region-unknown'],
  ])('%s', (_case, typed, code) => {
    expect(
      findings(typed)
        .filter(({ severity }) => severity === 'error')
        .map((each) => each.code),
    ).toContain(code);
  });

  test('Equinix Metal is refused with the reason and alternatives, and rendered when overridden', () => {
    const [finding] = findings({ region: ['da'], provider: 'packet' });
    expect(finding?.message).toContain('2026-06-30');
    expect(finding?.cure).toContain('hetzner');
    expect(planned({ region: ['da'], provider: 'packet' }, { configuration: withNeeds })[0]?.provider).toBe('packet');
  });

  test.each([
    [{ region: ['eu-west-3'], flavor: 'eks', 'control-plane': 3 }, 'control-plane='],
    [
      { region: ['eu-west-3'], flavor: 'eks', 'control-plane-machine-type': 'm7i.large' },
      'control-plane-machine-type=',
    ],
    [{ region: ['eu-west-3'], endpoint: '10.1.2.3' }, 'endpoint='],
  ])('%j: what changes nothing is said', (typed, key) => {
    const [finding] = findings(typed);
    expect(finding).toMatchObject({ severity: 'warning' });
    expect(finding?.message).toContain(key);
  });
});
