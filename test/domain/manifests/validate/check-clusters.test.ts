import { describe, expect, test } from '@jest/globals';
import type { FileContent } from '../../../../src/domain/cluster/spec.ts';
import { rendered } from '../support/clusters.ts';
import { changed, clean, validate } from '../support/shop.ts';

/** Code, severity and the text of the line of each finding. */
const seen = (files: readonly FileContent[]): readonly string[][] =>
  validate(files).map(({ code, severity, place }) => {
    const lines = files.find(({ path }) => path === place?.path)?.content.split('\n') ?? [];
    return [code, severity, lines[(place?.line ?? 0) - 1]?.trim() ?? ''];
  });

const also = (content: string, path = 'clusters/shop/also.yaml'): readonly FileContent[] => [
  ...clean,
  { path, content },
];
const network = (pods: string, services: string): readonly FileContent[] =>
  changed(
    'cluster',
    /clusterNetwork:[\s\S]*?(?=\n {2}[a-zA-Z])/,
    `clusterNetwork: {pods: {cidrBlocks: ["${pods}"]}, services: {cidrBlocks: ["${services}"]}}`,
  );
/** The same with something more in the network of its AWSCluster. */
const inNetwork = (files: readonly FileContent[], more: string): readonly FileContent[] =>
  files.map((each) =>
    each.path.endsWith('/cluster.yaml')
      ? { ...each, content: each.content.replace('\n  network:\n', `\n  network:\n    ${more}\n`) }
      : each,
  );
const vpc = (files: readonly FileContent[], cidr: string): readonly FileContent[] =>
  inNetwork(files, `vpc: {cidrBlock: ${cidr}}`);
const domain = (name: string): readonly FileContent[] =>
  changed('workers', /( {6})clusterName: shop\n/, `$1clusterName: shop\n$1failureDomain: ${name}\n`);

describe('versions', () => {
  test.each<[string, string, string[][]]>([
    ['workers newer than the control plane', 'v1.35.2', [['cluster/version-skew', 'error', 'version: v1.35.2']]],
    ['workers three minors older', 'v1.31.4', []],
    [
      'workers four minors older, which Cluster API does not run either',
      'v1.30.4',
      [
        ['cluster/version-unsupported', 'warning', 'version: v1.30.4'],
        ['cluster/version-skew', 'error', 'version: v1.30.4'],
      ],
    ],
    ['a newer patch of the same minor', 'v1.34.7', []],
    ['a release of a distribution', 'v1.34.3+rke2r1', []],
    ['two v', 'vv1.34.3', [['cluster/version-unsupported', 'warning', 'version: vv1.34.3']]],
  ])('%s', (_case, version, expected) => {
    expect(seen(changed('workers', 'version: v1.34.3', `version: ${version}`))).toEqual(expected);
  });

  test.each(['KThreesControlPlane', 'RKE2ControlPlane'])('workers are held to their %s, too', (kind) => {
    const of = (version: string) =>
      validate([
        {
          path: 'clusters/shop/own.yaml',
          content: `apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata: {name: shop, namespace: default}
spec: {controlPlaneRef: {apiVersion: controlplane.cluster.x-k8s.io/v1beta1, kind: ${kind}, name: shop}}
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: ${kind}
metadata: {name: shop, namespace: default}
spec: {version: v1.34.3+x1}
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachineSet
metadata: {name: shop, namespace: default}
spec: {clusterName: shop, template: {spec: {clusterName: shop, version: ${version}}}}
`,
        },
      ]).filter(({ code }) => code.startsWith('cluster/version'));
    expect(of('v1.34.3+x1')).toEqual([]);
    expect(of('v1.35.1+x1')).toMatchObject([{ code: 'cluster/version-skew', place: { line: 14 } }]);
  });

  test('pools of a managed control plane are held to its minor version', () => {
    const { files } = rendered({ region: ['eu-west-1'], name: 'shop', flavor: 'eks' }).cluster;
    expect(seen(files)).toEqual([]);
    const newer = files.map((each) => ({
      ...each,
      content: each.path.endsWith('workers.yaml')
        ? each.content.replace(/ version: v1\.\d+\.\d+/, ' version: v1.36.2')
        : each.content,
    }));
    expect(seen(newer).map(([code]) => code)).toContain('cluster/version-skew');
  });
});

describe('pools of GKE have as many machines in each zone', () => {
  const pool = (replicas: number, more = '', location = 'europe-west1') =>
    validate([
      {
        path: 'clusters/shop/own.yaml',
        content: `apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: GCPManagedControlPlane
metadata: {name: shop, namespace: default}
spec: {project: acme-clusters, location: ${location}}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: GCPManagedMachinePool
metadata: {name: shop, namespace: default}
spec: {${more}}
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata: {name: shop, namespace: default}
spec:
  clusterName: shop
  replicas: ${replicas}
  template: {spec: {clusterName: shop, infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: GCPManagedMachinePool, name: shop}}}
`,
      },
    ]).flatMap(({ code, severity, cure, place }) =>
      code === 'cluster/workers-uneven' ? [[severity, cure, place?.line]] : [],
    );

  test.each<[string, ReturnType<typeof pool>, unknown]>([
    ['as many', pool(6), []],
    ['not as many', pool(4), [['warning', 'Use 6.', 16]]],
    ['in zones that are named', pool(3, 'nodeLocations: [europe-west1-b, europe-west1-c]'), [['error', 'Use 4.', 16]]],
    ['in one zone', pool(4, '', 'europe-west1-b'), []],
  ])('%s', (_case, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('networks', () => {
  const error = 'cluster/network-invalid';
  test.each<[string, readonly FileContent[], [string, string][]]>([
    ['of services within that of pods', network('10.0.0.0/8', '10.96.0.0/12'), [[error, 'error']]],
    ['that are none', network('10.0.0.0', '10.96.0.0/12'), [[error, 'error']]],
    ['with bits behind their prefix', network('192.168.1.0/16', '10.96.0.0/12'), [[error, 'error']]],
    ['of pods within the VPC', vpc(network('10.1.0.0/16', '172.20.0.0/16'), '10.0.0.0/8'), [[error, 'error']]],
    ['of services within the VPC', vpc(network('192.168.0.0/16', '10.96.0.0/12'), '10.0.0.0/8'), [[error, 'error']]],
    ['of both families', network('fd00:1::/48', 'fd00:2::/112'), []],
    ['that share nothing', vpc(network('192.168.0.0/16', '172.20.0.0/16'), '10.0.0.0/8'), []],
  ])('%s', (_case, files, expected) => {
    expect(validate(files).map(({ code, severity }) => [code, severity])).toEqual(expected);
  });
});

describe('names at the limit of their provider', () => {
  const long = (kind: string, length: number, version = 'infrastructure.cluster.x-k8s.io/v1beta1', spec = '{}') =>
    validate([
      {
        path: 'clusters/x/a.yaml',
        content: `apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: ${'x'.repeat(length)}}\nspec: ${spec}\n`,
      },
    ]).filter(({ code }) => /name-/.test(code));

  test.each<[string, number]>([
    ['AzureCluster', 44],
    ['GCPCluster', 44],
    ['GCPManagedControlPlane', 40],
    ['GCPManagedMachinePool', 40],
    ['AzureManagedMachinePool', 12],
  ])('%s: %d characters', (kind, most) => {
    expect(long(kind, most)).toEqual([]);
    expect(long(kind, most + 1)).toMatchObject([
      { code: 'cluster/name-too-long', severity: 'error', place: { line: 3 } },
    ]);
  });

  test('of a Cluster is 63', () => {
    expect(long('Cluster', 63, 'cluster.x-k8s.io/v1beta2')).toEqual([]);
    expect(long('Cluster', 64, 'cluster.x-k8s.io/v1beta2')).toMatchObject([{ code: 'cluster/name-too-long' }]);
  });

  test('a name of the spec counts in place of the object’s', () => {
    expect(long('AzureManagedMachinePool', 30, undefined, '{name: pool1, mode: User, sku: x}')).toEqual([]);
    expect(long('AzureManagedMachinePool', 5, undefined, '{name: pool-1, mode: User, sku: x}')).toMatchObject([
      { code: 'cluster/name-invalid' },
    ]);
    expect(
      long('AzureManagedMachinePool', 5, undefined, '{name: windows, osType: Windows, mode: User, sku: x}'),
    ).toMatchObject([{ code: 'cluster/name-too-long' }]);
  });
});

describe('counts', () => {
  test('a control plane of no machine', () => {
    expect(seen(changed('control-plane', 'replicas: 3', 'replicas: 0'))).toEqual([
      ['cluster/control-plane-even', 'error', 'replicas: 0'],
    ]);
  });

  const pool = (mode: string) =>
    `apiVersion: cluster.x-k8s.io/v1beta2\nkind: MachinePool\nmetadata: {name: p, namespace: default}\nspec:\n  clusterName: shop\n  replicas: 0\n  template:\n    spec:\n      clusterName: shop\n      version: v1.34.3\n      bootstrap: {dataSecretName: ""}\n      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureManagedMachinePool, name: p}\n---\napiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureManagedMachinePool\nmetadata: {name: p, namespace: default}\nspec: {mode: ${mode}, sku: Standard_D2s_v5}\n`;
  test.each<[string, string[]]>([
    ['System', ['cluster/workers-needed']],
    ['User', []],
  ])('a %s pool of AKS without a machine', (mode, expected) => {
    const codes = validate(also(pool(mode)))
      .map(({ code }) => code)
      .filter((code) => code === 'cluster/workers-needed');
    expect(codes).toEqual(expected);
  });
});

describe('failure domains', () => {
  test('of another region are not there', () => {
    expect(seen(domain('eu-west-1b'))).toEqual([]);
    expect(seen(domain('us-east-1a'))).toEqual([['manifest/reference-broken', 'error', 'failureDomain: us-east-1a']]);
  });

  test('that the infrastructure does not list are not there', () => {
    const subnets = (files: readonly FileContent[]) =>
      inNetwork(
        files,
        'subnets: [{id: subnet-1, availabilityZone: eu-west-1a}, {id: subnet-2, availabilityZone: eu-west-1c}]',
      );
    expect(seen(subnets(domain('eu-west-1a')))).toEqual([]);
    expect(validate(subnets(domain('eu-west-1b')))).toMatchObject([{ cure: expect.stringMatching(/eu-west-1[ac]/) }]);
  });
});

describe('selectors that select nothing', () => {
  test('of a health check', () => {
    const files = changed('workers', /(kind: MachineHealthCheck[\s\S]*deployment-name: )shop-md-0/, '$1shop-md-9');
    expect(seen(files).map(([code, severity]) => [code, severity])).toEqual([['manifest/reference-broken', 'warning']]);
  });

  test('of an add-on', () => {
    const files = changed(
      'addons',
      /clusterSelector:\n {4}matchLabels:\n/,
      'clusterSelector:\n    matchLabels:\n      team: shop\n',
    );
    expect(validate(files).filter(({ message }) => message.includes('spec.clusterSelector'))).toMatchObject([
      { code: 'manifest/reference-broken', severity: 'warning' },
    ]);
  });
});

describe('references', () => {
  test('to another namespace', () => {
    const older = `apiVersion: cluster.x-k8s.io/v1beta1\nkind: Machine\nmetadata: {name: m, namespace: default}\nspec:\n  clusterName: shop\n  bootstrap: {dataSecretName: x}\n  infrastructureRef:\n    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2\n    kind: AWSCluster\n    name: shop\n    namespace: other\n`;
    expect(seen(also(older))).toEqual([['manifest/namespace-mismatch', 'error', 'namespace: other']]);
  });

  test('from a cluster to what stands beside all namespaces', () => {
    const shared = (kind: string) =>
      `apiVersion: ipam.cluster.x-k8s.io/v1alpha2\nkind: ${kind}\nmetadata: {name: fleet}\nspec: {}\n`;
    const codes = (kind: string) => seen(also(shared(kind))).map(([code]) => code);
    expect(codes('GlobalInClusterIPPool')).toEqual(['manifest/kind-unknown']);
    expect(codes('InClusterIPPool')).toContain('manifest/namespace-mismatch');
  });

  test('of the pools of a class', () => {
    const content = `apiVersion: cluster.x-k8s.io/v1beta2\nkind: ClusterClass\nmetadata: {name: c, namespace: default}\nspec:\n  infrastructure:\n    templateRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta2, kind: AWSClusterTemplate, name: c}\n  controlPlane:\n    templateRef: {apiVersion: controlplane.cluster.x-k8s.io/v1beta2, kind: KubeadmControlPlaneTemplate, name: c}\n  workers:\n    machineDeployments:\n      - class: default\n        bootstrap: {templateRef: {apiVersion: bootstrap.cluster.x-k8s.io/v1beta2, kind: KubeadmConfigTemplate, name: c}}\n        infrastructure: {templateRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta2, kind: AWSMachineTemplate, name: c}}\n`;
    expect(
      validate([{ path: 'classes/c.yaml', content }]).map(({ message }) => /refers to the (\w+)/.exec(message)?.[1]),
    ).toEqual(['AWSClusterTemplate', 'KubeadmControlPlaneTemplate', 'KubeadmConfigTemplate', 'AWSMachineTemplate']);
  });
});

describe('machine types', () => {
  const files = (kind: string, spec: string): readonly FileContent[] => [
    {
      path: 'clusters/shop/machines.yaml',
      content: `apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: ${kind}\nmetadata: {name: m, namespace: default}\nspec: ${spec}\n`,
    },
  ];
  const said = (kind: string, spec: string) =>
    validate(files(kind, spec))
      .filter(({ code }) => code === 'cluster/machine-type-invalid')
      .map(({ severity, place, cure }) => [severity, place?.line, place?.column, cure]);

  test.each([
    ['AWSMachineTemplate', '{template: {spec: {instanceType: m7i.larg}}}', 'm7i.large'],
    ['AWSManagedMachinePool', '{instanceType: m7i.larg}', 'm7i.large'],
    ['GCPMachineTemplate', '{template: {spec: {instanceType: n2-standart-4}}}', 'n2-standard-4'],
    ['GCPManagedMachinePool', '{machineType: n2-standart-4}', 'n2-standard-4'],
    ['AzureMachineTemplate', '{template: {spec: {vmSize: Standrad_D4s_v5}}}', 'Standard_D4s_v5'],
    ['AzureASOManagedMachinePool', '{resources: [{spec: {vmSize: Standrad_D4s_v5}}]}', 'Standard_D4s_v5'],
    ['HCloudMachineTemplate', '{template: {spec: {type: cpx222}}}', 'cpx22'],
    ['AlibabaCloudMachineTemplate', '{template: {spec: {instanceType: ecs.g7.xlarg}}}', 'ecs.g7.xlarge'],
  ])('of %s that its provider does not have are warned of, where they stand', (kind, spec, meant) => {
    const column = 7 + spec.search(/\w+: [\w.-]+\}/) + (/\w+: (?=[\w.-]+\})/.exec(spec)?.[0].length ?? 0);
    expect(said(kind, spec)).toEqual([['warning', 4, column, expect.stringContaining(meant)]]);
    expect(said(kind, spec.replace(/: [\w.-]+\}/, `: ${meant}}`))).toEqual([]);
  });
});
