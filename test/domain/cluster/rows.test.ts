import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import { rendered } from '../manifests/support/clusters.ts';

const shop = rendered({ region: ['eu-west-1'], name: 'shop', workers: 5, ttl: 86_400 }).cluster.files;
const local = rendered({ region: ['local'] }).cluster.files;
const yaml = (path: string, content: string) => ({ path, content });

test('reads back what was rendered, sorted by name', () => {
  expect(clusterRows([...shop, ...local], 'clusters')).toEqual([
    {
      path: 'clusters/local-12/cluster.yaml',
      folder: 'local-12',
      name: 'local-12',
      namespace: 'default',
      provider: 'dev',
      flavor: 'in-memory',
      region: 'local',
      kubernetesVersion: 'v1.34.3',
      controlPlane: 3,
      pools: [{ name: 'md-0', replicas: 3 }],
      workers: 3,
      owner: { repositoryId: 4711, request: 'k3fab2cdef', delivery: 'merge' },
    },
    {
      path: 'clusters/shop/cluster.yaml',
      folder: 'shop',
      name: 'shop',
      namespace: 'default',
      provider: 'aws',
      flavor: 'kubeadm',
      region: 'eu-west-1',
      kubernetesVersion: 'v1.34.3',
      controlPlane: 3,
      pools: [{ name: 'md-0', replicas: 5 }],
      workers: 5,
      ttlSeconds: 86_400,
      owner: { repositoryId: 4711, request: 'k3fab2cdef', delivery: 'merge' },
    },
  ]);
});

describe('what people changed', () => {
  const edited = (file: string, from: string | RegExp, to: string) =>
    clusterRows(
      shop.map((each) => (each.path.endsWith(file) ? { ...each, content: each.content.replace(from, to) } : each)),
      'clusters',
    )[0];

  test.each([
    ['replicas under an autoscaler', 'workers.yaml', /\n {2}replicas: 5/, '', { workers: undefined }],
    ['a broken neighbour', 'control-plane.yaml', /$/, 'a: [', { controlPlane: 3, kubernetesVersion: 'v1.34.3' }],
    ['a control plane that cannot be read', 'control-plane.yaml', /^/, 'a: [', { kubernetesVersion: undefined }],
    ['labels removed', 'cluster.yaml', / {4}clusterops\.dev\/.*\n/g, '', { provider: 'aws', region: 'eu-west-1' }],
    ['a life that is no number', 'cluster.yaml', '"86400"', 'for-ever', { ttlSeconds: undefined }],
    ['an owner that is no number', 'cluster.yaml', '"4711"', 'me', { owner: undefined }],
    ['no namespace', 'cluster.yaml', '  namespace: default\n', '', { namespace: '' }],
  ])('%s', (_case, file, from, to, expected) => {
    const row = edited(file, from, to);
    expect(row).toBeDefined();
    expect({ ...expected, ...row }).toMatchObject(expected);
  });

  test('labels of their own are kept, those of the bot are not', () => {
    const row = edited('cluster.yaml', /\n {2}labels:\n/, '\n  labels:\n    team: a\n    acme.com/tier: gold\n');
    expect(row?.labels).toEqual({ team: 'a', 'acme.com/tier': 'gold' });
    expect(edited('cluster.yaml', /$/, '')).not.toHaveProperty('labels');
  });

  test('labels that a kustomization puts on all that it builds are the cluster’s', () => {
    const { cluster } = rendered({ region: ['eu-west-1'], name: 'shop', packaging: 'kustomize' });
    const content = 'labels:\n  - pairs: {team: a, clusterops.dev/environment: staging}\n';
    const files = cluster.files.map((each) =>
      each.path === 'clusters/shop/kustomization.yaml' ? { ...each, content: `${each.content}${content}` } : each,
    );
    const row = clusterRows(files, 'clusters').find(({ name }) => name === 'shop');
    expect(row).toMatchObject({ labels: { team: 'a' }, environment: 'staging' });
  });

  test('a Cluster that cannot be read is passed over', () => {
    expect(edited('cluster.yaml', /^/, 'a: [\n')).toBeUndefined();
  });
});

test.each<[how: string, rewritten: (content: string) => string]>([
  [
    'escapes',
    (content) =>
      content.replace(
        /^(kind: )(\w)(\w+)$/gm,
        (_, key, first, rest) => `${key}"\\x${first.charCodeAt(0).toString(16)}${rest}"`,
      ),
  ],
  ['anchors and quotes', (content) => content.replace(/^kind: (\w+)$/gm, "kind: &kind '$1'")],
  ['blocks', (content) => content.replace(/^kind: (\w+)$/gm, 'kind: |-\n  $1')],
])('kinds are found however they are written: %s', (_, rewritten) => {
  const unlabelled = shop.map(({ path, content }) =>
    yaml(path, content.replace(/.*clusterops\.dev\/region: .*\n/, '')),
  );
  const other = unlabelled.map(({ path, content }) => yaml(path, rewritten(content)));
  expect(other).not.toEqual(unlabelled);
  expect(clusterRows(other, 'clusters')).toEqual(clusterRows(shop, 'clusters'));
});

describe('clusters of other makers', () => {
  test('of a ClusterClass: sizes from the topology', () => {
    const content = `
apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: classy}
spec:
  topology:
    classRef: {name: quick-start}
    version: v1.35.2
    controlPlane: {replicas: 1}
    workers:
      machineDeployments: [{class: a, name: a, replicas: 2}, {class: a, name: b}]
      machinePools: [{class: p, name: p, replicas: 4}]
`;
    expect(clusterRows([yaml('clusters/classy.yaml', content)], 'clusters')).toEqual([
      {
        path: 'clusters/classy.yaml',
        name: 'classy',
        namespace: '',
        kubernetesVersion: 'v1.35.2',
        controlPlane: 1,
        pools: [{ name: 'a', replicas: 2 }, { name: 'b' }, { name: 'p', replicas: 4 }],
        workers: 6,
      },
    ]);
  });

  test.each([
    ['GCPCluster', 'gcp'],
    ['AWSManagedCluster', 'aws'],
    ['AzureASOManagedCluster', 'azure'],
    ['OpenStackCluster', 'openstack'],
    ['DockerCluster', 'dev'],
    ['Something', undefined],
  ])('on %s: %s', (kind, provider) => {
    const content = `{"apiVersion":"cluster.x-k8s.io/v1beta1","kind":"Cluster","metadata":{"name":"x","namespace":"n"},"spec":{"infrastructureRef":{"kind":"${kind}","name":"x"}}}`;
    expect(clusterRows([yaml('clusters/x/c.json', content)], 'clusters')[0]?.provider).toBe(provider);
  });

  test('a Cluster of another group is none', () => {
    const content = 'apiVersion: example.org/v1\nkind: Cluster\nmetadata: {name: x}\n';
    expect(clusterRows([yaml('clusters/x/c.yaml', content)], 'clusters')).toEqual([]);
  });

  test('files that are no manifests are passed over', () => {
    expect(clusterRows([yaml('clusters/README.md', '# x'), yaml('clusters/x/y.yaml', '\u0000')], 'clusters')).toEqual(
      [],
    );
  });
});

test.each(['kustomize', 'helm'] as const)('says the same of a cluster that is packaged with %s', (packaging) => {
  const typed = { region: ['eu-west-1'], name: 'shop', workers: 5, ttl: 86_400 };
  const { cluster } = rendered({ ...typed, packaging });
  const files = cluster.files.filter(({ path }) => path.startsWith('clusters/'));
  const [plain] = clusterRows(shop, 'clusters');
  const { flavor, ...others } = plain ?? {};
  // The variant stands in the base alone.
  const said = packaging === 'kustomize' ? others : { ...others, flavor };
  expect(clusterRows(files, 'clusters')).toEqual([{ ...said, path: expect.stringMatching(/^clusters\/shop\//) }]);
});

test('a pool that an overlay has beside its base is counted, and so are the bounds of an autoscaler', () => {
  const { cluster } = rendered({ region: ['eu-west-1'], name: 'shop', workers: 5, packaging: 'kustomize' });
  const further = `
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachineDeployment
metadata:
  name: shop-gpu
  annotations:
    cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size: "1"
    cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size: "4"
spec: {clusterName: shop}
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachineDeployment
metadata: {name: till-md-0}
spec: {clusterName: till, replicas: 7}
`;
  const files = [...cluster.files, yaml('clusters/shop/workers.yaml', further)];
  expect(clusterRows(files, 'clusters').find(({ name }) => name === 'shop')).toMatchObject({
    pools: [
      { name: 'md-0', replicas: 5 },
      { name: 'gpu', autoscaler: { min: 1, max: 4 } },
    ],
    workers: 5,
    mostWorkers: 9,
  });
});
