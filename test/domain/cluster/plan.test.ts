import { describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../../src/domain/access/configuration.ts';
import { type PlanInput, planClusters } from '../../../src/domain/cluster/plan.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { configuration, input, planned } from '../manifests/support/clusters.ts';

type Typed = PlanInput['arguments'];

function findings(typed: Typed, change: Partial<PlanInput> = {}): readonly Finding[] {
  const outcome = planClusters(input(typed, change));
  return outcome.ok ? outcome.notes : outcome.findings;
}
const codes = (typed: Typed, change: Partial<PlanInput> = {}) => findings(typed, change).map((each) => each.code);
const configured = (change: Partial<Configuration>): Partial<PlanInput> => ({
  configuration: { ...configuration, ...change },
});

describe('what a command leaves out', () => {
  test('comes from the configuration', () => {
    expect(planned({ region: ['eu-west-1'] })).toEqual([
      {
        name: 'eu-west-1-12',
        namespace: 'default',
        provider: 'aws',
        flavor: 'kubeadm',
        region: 'eu-west-1',
        kubernetesVersion: 'v1.34.3',
        controlPlane: { replicas: 3, machineType: 'm7i.large' },
        pools: [{ name: 'md-0', replicas: 3, machineType: 'm7i.large' }],
        packaging: 'plain',
        cni: 'cilium',
        addons: 'helm-chart-proxy',
        network: { pods: '192.168.0.0/16', services: '10.96.0.0/12' },
        capi: 'v1beta2',
        owner: { repositoryId: 4711, request: 'k3fab2cdef', delivery: 'merge' },
      },
    ]);
  });

  test('and what it says wins', () => {
    const [spec] = planned({
      region: ['us-east-1'],
      name: 'shop',
      version: '1.35.2',
      'control-plane': 1,
      workers: 0,
      'machine-type': 'c7g.xlarge',
      'control-plane-machine-type': 't3.large',
      cni: 'calico',
      ttl: 86_400,
    });
    expect(spec).toMatchObject({
      name: 'shop',
      kubernetesVersion: 'v1.35.2',
      controlPlane: { replicas: 1, machineType: 't3.large' },
      pools: [{ name: 'md-0', replicas: 0, machineType: 'c7g.xlarge' }],
      cni: 'calico',
      ttlSeconds: 86_400,
    });
  });

  test('the same command on the same issue plans the same clusters', () => {
    const typed = { region: ['eu-west-1', 'us-east-1'], workers: 2 };
    expect(planned(typed)).toEqual(planned(typed));
    expect(planned(typed).map((spec) => spec.name)).toEqual(['eu-west-1-12', 'us-east-1-12']);
  });
});

describe('the provider', () => {
  test.each([
    ['docker', 'local', 'dev', 'docker'],
    ['in-memory', 'eu-west-1', 'dev', 'in-memory'],
  ])('%s is a flavour, and means its provider', (named, region, provider, flavor) => {
    expect(planned({ region: [region], provider: named })[0]).toMatchObject({ provider, flavor });
  });

  test('an ambiguous region goes by the configured order, and that is said', () => {
    const { providers } = configuration;
    const change = configured({
      providers: { ...providers, order: ['dev', 'aws'], aws: { ...providers.aws, regions: ['local'] } },
    });
    expect(planned({ region: ['local'] }, change)[0]?.provider).toBe('dev');
    expect(findings({ region: ['local'] }, change)).toMatchObject([
      { code: 'cluster/region-ambiguous', severity: 'notice', cure: 'Use provider=aws for another.' },
    ]);
  });

  test.each<[string, Typed, Partial<PlanInput>, string]>([
    ['of an AWS region', { region: ['cn-north-1'] }, {}, 'aws'],
    ['of a local region', { region: ['local'] }, {}, 'dev'],
    ['of a local region with a suffix', { region: ['dev-1'] }, {}, 'dev'],
    ['that was named, for any region', { region: ['eu-west-1'], provider: 'dev' }, {}, 'dev'],
    [
      'that comes first, when the configuration lets two know the region',
      { region: ['local'] },
      configured({
        providers: {
          ...configuration.providers,
          order: ['aws', 'dev'],
          aws: { ...configuration.providers.aws, regions: ['local'] },
        },
      }),
      'aws',
    ],
  ])('%s', (_case, typed, change, provider) => {
    expect(planned(typed, change)[0]?.provider).toBe(provider);
  });

  test.each([
    [{ region: ['eu-wst-1'] }, 'cluster/region-unknown', 'Did you mean "eu-west-1"?'],
    [{ region: ['EU-WEST-1'] }, 'cluster/region-unknown', 'Did you mean "eu-west-1"?'],
    [{ region: ['mars'] }, 'cluster/region-unknown', 'provider='],
    [{ region: ['Mars 1'], provider: 'dev' }, 'cluster/region-unknown', 'Use lower-case letters'],
    [{ region: ['RegionOne'], provider: 'openstack' }, 'cluster/region-unknown', 'in lower case: regionone.'],
    [{ region: ['nowhere'], provider: 'aws' }, 'cluster/region-unknown', 'spelling'],
    [{ region: ['eu-west-1'], provider: 'awss' }, 'cluster/provider-unknown', 'Did you mean "aws"?'],
    [{ region: ['eu-west-1'], provider: 'constructor' }, 'cluster/provider-unknown', 'aws'],
    [{ region: ['eu-west-1'], flavor: 'kubeadmin' }, 'command/argument-invalid', 'Did you mean "kubeadm"?'],
    [{ region: ['local'], flavor: 'kubeadm' }, 'command/argument-invalid', 'flavor=in-memory'],
  ] as const)('%j is refused', (typed, code, cure) => {
    const [finding] = findings(typed);
    expect(finding).toMatchObject({ code, severity: 'error' });
    expect(finding?.cure).toContain(cure);
  });

  test('named for a region newer than its table: taken, with a warning', () => {
    const outcome = planClusters(input({ region: ['eu-west-9'], provider: 'aws' }));
    expect(outcome.ok).toBe(true);
    expect(outcome.ok && outcome.notes).toMatchObject([{ code: 'cluster/region-unknown', severity: 'warning' }]);
  });

  test('a configured list of regions refuses all others and suggests from itself', () => {
    const [finding] = findings({ region: ['eu-west-2'] }, configured({ regions: ['eu-west-1'] }));
    expect(finding).toMatchObject({ code: 'access/region', cure: 'Did you mean "eu-west-1"?' });
  });

  test('a configured list of regions wins over the table of the provider', () => {
    const change = configured({ regions: ['xx-moon-1'] });
    expect(planned({ region: ['xx-moon-1'], provider: 'aws' }, change)[0]?.region).toBe('xx-moon-1');
    expect(codes({ region: ['xx-moon-1'] }, change)).toEqual(['cluster/region-unknown']);
  });
});

describe('names', () => {
  test.each<[string, Typed, Partial<PlanInput>, string]>([
    ['upper case', { region: ['local'], name: 'Shop' }, {}, 'cluster/name-invalid'],
    ['a leading digit', { region: ['local'], name: '1shop' }, {}, 'cluster/name-invalid'],
    ['a path', { region: ['local'], name: '../shop' }, {}, 'cluster/name-invalid'],
    ['a trailing hyphen', { region: ['local'], name: 'shop-' }, {}, 'cluster/name-invalid'],
    ['41 characters', { region: ['local'], name: 'a'.repeat(41) }, {}, 'cluster/name-too-long'],
    ['40 with a region behind', { region: ['local', 'dev'], name: 'a'.repeat(36) }, {}, 'cluster/name-too-long'],
    ['a folder on the base branch', { region: ['local'], name: 'shop' }, { taken: ['shop'] }, 'cluster/taken'],
    ['a folder in other case', { region: ['local'], name: 'shop' }, { taken: ['Shop'] }, 'cluster/taken'],
    ['an open request', { region: ['local'] }, { openNames: ['local-12'] }, 'cluster/taken'],
  ])('%s', (_case, typed, change, code) => {
    expect(codes(typed, change)).toEqual([code]);
  });

  test('two regions that come to the same name', () => {
    expect(codes({ region: ['dev-5', 'dev-5', 'dev-5-2'] }, { issue: 2 })).toEqual(['cluster/taken']);
  });

  test('40 characters fit', () => {
    expect(planned({ region: ['local'], name: 'a'.repeat(40) })[0]?.name).toHaveLength(40);
  });

  test('the same region twice gets a second name', () => {
    expect(planned({ region: ['local', 'local'] }).map((spec) => spec.name)).toEqual(['local-12', 'local-12-2']);
  });
});

describe('sizes', () => {
  test.each<[string, Typed, string]>([
    ['two control plane machines', { 'control-plane': 2 }, 'cluster/control-plane-even'],
    ['no control plane', { 'control-plane': 0 }, 'cluster/control-plane-even'],
    ['workers below nothing', { workers: -1 }, 'command/argument-invalid'],
  ])('%s', (_case, typed, code) => {
    expect(codes({ region: ['local'], ...typed })).toEqual([code]);
  });

  test('no region at all', () => {
    expect(codes({})).toEqual(['command/argument-missing']);
  });
});

describe('machine types', () => {
  test.each([
    ['m6i.lrge', 'Did you mean "m6i.large"?'],
    ['m6i', 'such as m6i.large'],
    ['n2-standard-4', 'such as m6i.large'],
    ['qq7.large', 'EC2'],
    ['m6i.large; rm', 'such as m6i.large'],
    ['', 'such as m6i.large'],
  ])('%j is refused', (type, cure) => {
    const [finding] = findings({ region: ['eu-west-1'], 'machine-type': type });
    expect(finding).toMatchObject({ code: 'cluster/machine-type-invalid', severity: 'error' });
    expect(finding?.cure).toContain(cure);
  });

  test('a family that is newer than the table is taken with a warning', () => {
    const outcome = planClusters(input({ region: ['eu-west-1'], 'machine-type': 'm9g.large' }));
    expect(outcome.ok && outcome.notes).toMatchObject([{ code: 'cluster/machine-type-invalid', severity: 'warning' }]);
  });

  test('a control plane that kubeadm would refuse is refused, as worker it is not', () => {
    expect(codes({ region: ['eu-west-1'], 'control-plane-machine-type': 't3.micro' })).toEqual([
      'cluster/machine-type-invalid',
    ]);
    expect(codes({ region: ['eu-west-1'], 'machine-type': 't3.micro' })).toEqual([]);
  });

  test('development machines have none: said, and ignored', () => {
    const outcome = planClusters(input({ region: ['local'], 'machine-type': 'm6i.large' }));
    expect(outcome.ok && outcome.value[0]?.pools[0]?.machineType).toBe('in-memory');
    expect(outcome.ok && outcome.notes).toMatchObject([{ severity: 'warning' }]);
  });
});

describe('the CNI', () => {
  test.each<[Typed, string]>([
    [{ region: ['local'] }, 'none'],
    [{ region: ['local'], flavor: 'docker' }, 'cilium'],
    [{ region: ['local'], cni: 'none' }, 'none'],
    [{ region: ['eu-west-1'], cni: 'calico' }, 'calico'],
  ])('%j has %s', (typed, cni) => {
    expect(planned(typed)[0]?.cni).toBe(cni);
  });

  test.each<[Typed, string]>([
    [{ region: ['eu-west-1'], cni: 'none' }, 'cluster/cni-needed'],
    [{ region: ['local'], flavor: 'docker', cni: 'none' }, 'cluster/cni-needed'],
    [{ region: ['eu-west-1'], cni: 'cillium' }, 'command/argument-invalid'],
  ])('%j is refused', (typed, code) => {
    expect(findings(typed)).toMatchObject([{ code, severity: 'error' }]);
  });

  test('none as the default of the configuration is refused where nodes need one', () => {
    const change = configured({ defaults: { ...configuration.defaults, cni: 'none' } });
    expect(codes({ region: ['eu-west-1'] }, change)).toEqual(['cluster/cni-needed']);
    expect(codes({ region: ['local'] }, change)).toEqual([]);
  });

  test('asked for in memory is taken, with a warning', () => {
    expect(findings({ region: ['local'], cni: 'cilium' })).toMatchObject([
      { code: 'cluster/cni-needed', severity: 'warning' },
    ]);
  });
});

describe('networks', () => {
  test('those of the command win over those of the configuration', () => {
    const change = configured({ network: { pods: '10.1.0.0/16', services: '10.2.0.0/16' } });
    expect(planned({ region: ['local'], 'pod-cidr': '10.3.0.0/16' }, change)[0]?.network).toEqual({
      pods: '10.3.0.0/16',
      services: '10.2.0.0/16',
    });
  });

  test.each([
    [{ 'pod-cidr': '10.96.4.0/24' }, 'overlap'],
    [{ 'service-cidr': '192.168.0.0/12' }, 'behind its prefix', 'e.g. 192.160.0.0/12.'],
    [{ 'pod-cidr': 'fd00::1/48' }, 'behind its prefix', 'e.g. 10.96.0.0/12.'],
    [{ 'pod-cidr': 'fd00::/48', 'service-cidr': 'fd00:0:0:1::/112' }, 'overlap'],
  ])('%j is refused', (typed, why, cure = 'pod-cidr= and service-cidr=') => {
    const [finding] = findings({ region: ['local'], ...typed });
    expect(finding).toMatchObject({ code: 'cluster/network-invalid', severity: 'error' });
    expect(finding?.message).toContain(why);
    expect(finding?.cure).toContain(cure);
  });
});

test('all that is wrong is said at once, each thing once', () => {
  const found = codes({
    region: ['eu-west-1', 'eu-wst-1'],
    name: 'Shop',
    version: '1.36.1',
    'control-plane': 2,
    'machine-type': 'huge',
    cni: 'none',
  });
  expect(new Set(found)).toEqual(
    new Set([
      'cluster/control-plane-even',
      'cluster/name-invalid',
      'cluster/version-unsupported',
      'cluster/cni-needed',
      'cluster/machine-type-invalid',
      'cluster/region-unknown',
    ]),
  );
  expect(found.filter((code) => code === 'cluster/version-unsupported')).toHaveLength(1);
});

describe('a cluster from a template', () => {
  const templates = { factory: { path: 'templates/factory.yaml', provider: 'nutanix', variables: {} } };
  const path = 'templates/own.yaml';
  const provider = (typed: Typed, change: Partial<Configuration> = { templates }) => {
    const outcome = planClusters(input(typed, configured(change)));
    return outcome.ok ? outcome.value.map((spec) => `${spec.provider} ${spec.flavor} ${spec.region}`) : [];
  };

  test.each<[string, Typed, string]>([
    ['one that there are manifests of', { region: ['eu-west-1'], template: path }, 'aws template eu-west-1'],
    ['named by its variant', { region: ['eu-west-1'], template: path, provider: 'eks' }, 'aws template eu-west-1'],
    ['any other', { region: ['halle-3'], template: path, provider: 'kubevirt' }, 'kubevirt template halle-3'],
    ['any other, in the configuration', { region: ['halle-3'], template: 'factory' }, 'nutanix template halle-3'],
    [
      'the command wins',
      { region: ['halle-3'], template: 'factory', provider: 'openstack' },
      'openstack template halle-3',
    ],
  ])('is of the provider that is named, else of that of the region: %s', (_case, typed, expected) => {
    expect(provider(typed)).toEqual([expected]);
  });

  test.each<[string, Typed, Partial<Configuration>, string]>([
    [
      'no name of a provider',
      { region: ['halle'], template: path, provider: 'Nutanix!' },
      {},
      'cluster/provider-unknown',
    ],
    ['no name of a region', { region: ['Halle_3'], template: 'factory' }, {}, 'cluster/region-unknown'],
    [
      'a region that is not allowed',
      { region: ['halle'], template: 'factory' },
      { regions: ['jena'] },
      'access/region',
    ],
    ['no provider at all', { region: ['halle'], template: path }, {}, 'cluster/region-unknown'],
    ['no template', { region: ['halle'], provider: 'nutanix' }, {}, 'cluster/provider-unknown'],
  ])('is refused with %s', (_case, typed, change, code) => {
    expect(codes(typed, configured({ templates, ...change }))).toContain(code);
  });
});
