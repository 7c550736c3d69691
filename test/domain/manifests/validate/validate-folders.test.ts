import { describe, expect, test } from '@jest/globals';
import type { FileContent } from '../../../../src/domain/cluster/spec.ts';
import { validateFiles } from '../../../../src/domain/manifests/validate/validate-files.ts';
import { rendered, schemas } from '../support/clusters.ts';
import { changed, clean, validate } from '../support/shop.ts';

describe('a clean cluster stays clean', () => {
  test.each<[string, string, string | RegExp, string]>([
    ['with CRLF line ends', 'cluster', /\n/g, '\r\n'],
    ['behind a byte order mark', 'cluster', /^/, '\ufeff'],
    ['with comments of people', 'workers', 'replicas: 3', 'replicas: 3 # three for now'],
    ['with a null for an optional field', 'workers', 'replicas: 3', 'replicas: null'],
    ['with a share or a number', 'workers', '40%', '2'],
  ])('%s', (_case, file, from, to) => {
    expect(validate(changed(file, from, to))).toEqual([]);
  });

  test('as JSON', () => {
    const content = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tenants' } });
    expect(validate([...clean, { path: 'clusters/shop/namespace.json', content }])).toEqual([]);
  });

  test('beside a file that is no manifest', () => {
    expect(validate([...clean, { path: 'clusters/shop/README.md', content: '[ not: yaml' }])).toEqual([]);
  });

  test('when the namespace is left to the engine everywhere', () => {
    const files = clean.map((each) => ({ ...each, content: each.content.replace(/^ {2}namespace: default\n/gm, '') }));
    expect(validate(files)).toEqual([]);
  });
});

describe('documents of people', () => {
  const one = (content: string, path = 'clusters/shop/extra.yaml') =>
    validate([...clean, { path, content }]).map(({ code, severity, place }) => [code, severity, place?.line]);

  test.each<[string, string, unknown[]]>([
    [
      'a Secret with data',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password: hunter2\n',
      [['manifest/secret-in-git', 'error', 5]],
    ],
    [
      'a Secret with data in a List',
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: x}\n    data:\n      a: Yg==\n',
      [['manifest/secret-in-git', 'error', 8]],
    ],
    ['a Secret without values', 'apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password: ""\n', []],
    [
      'a Secret that SOPS encrypted',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {password: "ENC[x]"}\nsops: {mac: x}\n',
      [],
    ],
    ['a ConfigMap', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: b}\n', []],
    [
      'a ClusterRole with a colon in its name',
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: "system:x"}\n',
      [],
    ],
    [
      'a kind of somebody else',
      'apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: x}\n',
      [['manifest/kind-unknown', 'warning', 2]],
    ],
    ['no kind', 'apiVersion: v1\nmetadata: {name: x}\n', [['manifest/field-missing', 'error', 1]]],
    [
      'no name',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: b}}\n',
      [['manifest/field-missing', 'error', 3]],
    ],
    ['no metadata', 'apiVersion: v1\nkind: ConfigMap\n', [['manifest/field-missing', 'error', 1]]],
    ['a list at the top', '- a\n- b\n', [['manifest/value-invalid', 'error', 1]]],
    ['plain text', 'hello\n', [['manifest/value-invalid', 'error', 1]]],
    [
      'a name with capitals',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Shop}\n',
      [['manifest/value-invalid', 'error', 3]],
    ],
  ])('%s', (_case, content, expected) => {
    expect(one(content)).toEqual(expected);
  });

  test('the same object twice, in two folders', () => {
    const copy = clean.map((each) => ({ ...each, path: each.path.replace('/shop/', '/shop-copy/') }));
    const findings = validate([...clean, ...copy]);
    expect(new Set(findings.map((each) => each.code))).toEqual(new Set(['manifest/duplicate-object']));
    expect(findings).toHaveLength(12);
    expect(findings[0]?.message).toContain('clusters/shop/addons.yaml, line 2');
  });
});

describe('folders that something builds', () => {
  test.each([
    ['kustomization.yaml', 'resources: [cluster.yaml]\n'],
    ['Chart.yaml', 'name: shop\nversion: 1.0.0\n'],
  ])('with a %s are said to be not checked, never ok', (name, content) => {
    const patch = { path: 'clusters/shop/patch.yaml', content: 'kind: Cluster\nspec: {nonsense: true}\n' };
    expect(validate([...clean, patch, { path: `clusters/shop/${name}`, content }])).toMatchObject([
      { code: 'manifest/not-checked', severity: 'warning', place: { path: `clusters/shop/${name}` } },
    ]);
  });

  test('still are searched for broken YAML and secrets', () => {
    const codes = validate([
      { path: 'clusters/shop/kustomization.yaml', content: 'resources: []\n' },
      { path: 'clusters/shop/a.yaml', content: 'a: [\n' },
      { path: 'clusters/shop/b.yaml', content: 'apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata: {a: Yg==}\n' },
    ]).map((each) => each.code);
    expect(codes).toEqual(
      expect.arrayContaining(['manifest/syntax', 'manifest/secret-in-git', 'manifest/not-checked']),
    );
  });

  test('templates of a chart are not read as YAML', () => {
    const findings = validate([
      { path: 'clusters/shop/Chart.yaml', content: 'name: shop\n' },
      { path: 'clusters/shop/templates/x.yaml', content: '{{- if .Values.x }}\na: {{ .b }}\n{{- end }}\n' },
    ]);
    expect(findings.map((each) => each.code)).toEqual(['manifest/not-checked']);
  });
});

describe('a file that cannot be read', () => {
  test.each([
    ['cluster', '  name: shop', '\tname: shop'],
    ['addons', 'spec:', 'spec: ]'],
  ])('is said once, not by what it would have held: %s', (file, from, to) => {
    const found = validate(changed(file, from, to));
    expect(found.map(({ code, place }) => [code, place?.path])).toEqual([
      ['manifest/syntax', `clusters/shop/${file}.yaml`],
    ]);
  });

  test('hides nothing that is wrong in the others', () => {
    const even = changed('control-plane', 'replicas: 3', 'replicas: 2');
    const broken = even.map((each) =>
      each.path.endsWith('/cluster.yaml') ? { ...each, content: each.content.replace('  name', '\tname') } : each,
    );
    expect(validate(broken).map(({ code }) => code)).toEqual(['manifest/syntax', 'cluster/control-plane-even']);
  });
});

describe('the CNI', () => {
  const codesOf = (files: readonly FileContent[]) => validate(files).map((each) => [each.code, each.severity]);

  test('that an add-on of another folder installs by a label is taken as said', () => {
    const files = clean
      .filter((each) => !each.path.endsWith('addons.yaml'))
      .map((each) => ({ ...each, content: each.content.replace('    clusterops.dev/cni: cilium', '    cni: calico') }));
    expect(codesOf(files)).toEqual([['manifest/cni-missing', 'notice']]);
  });

  test('can come with a ClusterResourceSet that selects the cluster', () => {
    const set = (label: string) =>
      `apiVersion: addons.cluster.x-k8s.io/v1beta2\nkind: ClusterResourceSet\nmetadata: {name: net, namespace: default}\nspec:\n  strategy: ApplyOnce\n  clusterSelector:\n    matchExpressions:\n      - {key: clusterops.dev/region, operator: In, values: [${label}]}\n  resources: [{kind: ConfigMap, name: net}]\n`;
    const files = clean
      .filter((each) => !each.path.endsWith('addons.yaml'))
      .map((each) => ({ ...each, content: each.content.replace(/.*\/cni: cilium\n/, '') }));
    expect(codesOf([...files, { path: 'clusters/shop/net.yaml', content: set('eu-west-1') }])).toEqual([]);
    expect(codesOf([...files, { path: 'clusters/shop/net.yaml', content: set('us-east-1') }])).toEqual([
      ['manifest/cni-missing', 'warning'],
      // Nor does it do anything else.
      ['manifest/reference-broken', 'warning'],
    ]);
  });

  test('is not missed in memory', () => {
    expect(validate(rendered({ region: ['local'] }).cluster.files)).toEqual([]);
  });
});

test('findings are sorted by file and line', () => {
  const broken = [
    { path: 'clusters/b/x.yaml', content: 'a: [\n' },
    { path: 'clusters/a/x.yaml', content: 'hello\n---\nhello\n' },
  ];
  expect(validate(broken).map((each) => `${each.place?.path}:${each.place?.line}`)).toEqual([
    'clusters/a/x.yaml:1',
    'clusters/a/x.yaml:3',
    'clusters/b/x.yaml:2',
  ]);
});

test('more than five hundred findings end with how many more there are', () => {
  const files = Array.from({ length: 30 }, (_, index) => ({
    path: `clusters/c${index}/x.yaml`,
    content: 'a: 1\n'.repeat(40),
  }));
  const findings = validate(files);
  expect(findings).toHaveLength(500);
  expect(findings.at(-1)?.message).toMatch(/\d+ more findings/);
});

test('without a clusters folder each folder is checked on its own', () => {
  const files = clean.map((each) => ({ ...each, path: each.path.replace('clusters/shop/', 'anywhere/') }));
  expect(validateFiles(files, { schemas })).toEqual([]);
});
