import { describe, expect, test } from '@jest/globals';
import { buildsIn, traceBuild } from '../../../../src/domain/manifests/builds/plan-builds.ts';
import { type ReadFolder, sourceTree } from '../../../../src/domain/manifests/builds/source-tree.ts';
import { traceKustomize } from '../../../../src/domain/manifests/builds/trace-kustomize.ts';
import { seen, treeOf } from './support/tree.ts';

const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const overlay = (
  kustomization: string,
  more: Readonly<Record<string, string>> = {},
  unread: ReadFolder['unread'] = [],
) =>
  traceKustomize(
    treeOf({ 'clusters/shop/kustomization.yaml': kustomization, 'clusters/shop/a.yaml': object, ...more }, unread),
    'clusters/shop',
  );

describe('what a build would read', () => {
  test('is followed through bases, patches and generators, and handed on as it was understood', () => {
    const traced = overlay(
      'resources: [a.yaml, ../../bases/one]\npatches: [{path: patches/p.yaml, target: {kind: ConfigMap, name: b}}]\nconfigMapGenerator: [{name: g, files: [key=data/x.txt], envs: [e.env]}]\n',
      {
        'clusters/shop/patches/p.yaml': object,
        'clusters/shop/data/x.txt': 'x',
        'clusters/shop/e.env': 'A=b',
        'clusters/shop/unused.yaml': object,
        'bases/one/kustomization.yml': 'components: [../two]\n',
        'bases/two/Kustomization': 'resources: [b.yaml]\n',
        'bases/two/b.yaml': object,
      },
    );
    if (traced.state !== 'ready') throw new Error(JSON.stringify(traced));
    expect(traced.recipe.files.map(({ path }) => path).sort()).toEqual([
      'bases/one/kustomization.yml',
      'bases/two/Kustomization',
      'bases/two/b.yaml',
      'clusters/shop/a.yaml',
      'clusters/shop/data/x.txt',
      'clusters/shop/e.env',
      'clusters/shop/kustomization.yaml',
      'clusters/shop/patches/p.yaml',
    ]);
    const root = traced.recipe.files.find(({ path }) => path === 'clusters/shop/kustomization.yaml');
    expect(JSON.parse(root?.content ?? '')).toMatchObject({ resources: ['a.yaml', '../../bases/one'] });
    expect(traced.recipe.patches.get('clusters/shop/patches/p.yaml')).toMatchObject({ kind: 'ConfigMap', name: 'b' });
  });

  test('that was not read yet is asked for', () => {
    const tree = sourceTree([
      {
        folder: 'clusters',
        files: [{ path: 'clusters/shop/kustomization.yaml', content: 'resources: [../../bases/one]\n' }],
        unread: [],
      },
    ]);
    expect(traceKustomize(tree, 'clusters/shop')).toEqual({ state: 'incomplete', wanted: ['bases/one'] });
  });
});

describe('nothing is fetched, whatever the spelling', () => {
  test.each([
    'https://example.com/base.yaml',
    'HTTPS://example.com/base',
    'http:/example.com/base',
    'https://github.com/acme/bases//aws?ref=v1',
    'github.com/acme/bases//aws?ref=v1',
    'GitHub.com/acme/bases',
    'github.com/acme',
    'gh:acme/bases',
    'git::https://example.com/bases.git',
    'git@github.com:acme/bases.git',
    'git@example.com:bases',
    'ssh://git@example.com/bases.git',
    'file:///etc',
    'org-12345@github.com/acme/bases',
    'dev.azure.com/acme/_git/bases/aws',
    'bases.git/aws',
    's3::https://bucket/x',
    '..\\..\\bases',
    'base?ref=v1',
  ])('%s', (address) => {
    const traced = overlay(`resources:\n  - ${JSON.stringify(address)}\n`, { [`clusters/shop/${address}`]: object });
    expect(seen(traced)).toEqual([['manifest/not-checked', 'warning', 'clusters/shop/kustomization.yaml', 2]]);
  });

  test.each([
    ['a patch', 'patches: [{path: "https://example.com/p.yaml"}]'],
    ['an older patch', 'patchesStrategicMerge: ["https://example.com/p.yaml"]'],
    ['a JSON patch', 'patchesJson6902: [{path: "https://example.com/p.yaml", target: {kind: X, name: y}}]'],
    ['a generator', 'configMapGenerator: [{name: x, files: ["a=https://example.com/x"]}]'],
    ['a generator of secrets', 'secretGenerator: [{name: x, envs: ["https://example.com/x"]}]'],
    ['a component', 'components: ["https://github.com/acme/c"]'],
    ['a base', 'bases: ["github.com/acme/c//x"]'],
    ['a schema', 'openapi: {path: "https://example.com/schema.json"}'],
    ['CRDs', 'crds: ["https://example.com/crd.json"]'],
    ['a configuration', 'configurations: ["https://example.com/c.yaml"]'],
    ['a replacement', 'replacements: [{path: "https://example.com/r.yaml"}]'],
  ])('as %s', (_what, kustomization) => {
    expect(seen(overlay(`${kustomization}\n`)).map(([code]) => code)).toEqual(['manifest/not-checked']);
  });

  test('from a base of a base', () => {
    const traced = overlay('resources: [../../bases/one]\n', {
      'bases/one/kustomization.yaml': 'resources:\n- a.yaml\n- https://example.com/x\n',
      'bases/one/a.yaml': object,
    });
    expect(seen(traced)).toEqual([['manifest/not-checked', 'warning', 'bases/one/kustomization.yaml', 3]]);
  });
});

describe('nothing runs', () => {
  test.each([
    ['generators', 'generators: [g.yaml]'],
    [
      'inline transformers',
      'transformers: ["apiVersion: x\\nkind: Y\\nmetadata: {name: z, annotations: {config.kubernetes.io/function: \\"exec: {path: ./x}\\"}}"]',
    ],
    ['validators', 'validators: [v.yaml]'],
    ['charts', 'helmCharts: [{name: x, repo: "https://example.com"}]'],
    ['charts of old', 'helmChartInflationGenerator: [{chartName: x}]'],
    ['settings of charts', 'helmGlobals: {chartHome: ../..}'],
  ])('%s', (_what, kustomization) => {
    expect(seen(overlay(`${kustomization}\n`)).map(([code]) => code)).toEqual(['manifest/not-checked']);
  });
});

describe('a build stays in its repository', () => {
  test.each<[string, string, string]>([
    ['a path that leaves', 'resources: [../../../etc]', 'manifest/build-failed'],
    ['an absolute path', 'resources: [/etc/passwd]', 'manifest/build-failed'],
    ['a file outside of the folder', 'resources: [../other/x.yaml]', 'manifest/build-failed'],
    [
      'a generator that reads outside',
      'configMapGenerator: [{name: x, files: [../other/x.yaml]}]',
      'manifest/build-failed',
    ],
    ['a link', 'resources: [link.yaml]', 'manifest/not-checked'],
    ['what lies behind a link', 'resources: [linked/base]', 'manifest/not-checked'],
    ['a submodule', 'resources: [module]', 'manifest/not-checked'],
    ['a file that is not there', 'resources: [gone.yaml]', 'manifest/reference-broken'],
    ['a folder without a kustomization', 'resources: [../other]', 'manifest/reference-broken'],
    ['a field in other letters', 'Resources: [a.yaml]', 'manifest/field-unknown'],
    [
      'a nested field in other letters',
      'configMapGenerator: [{name: x, Files: [/etc/passwd]}]',
      'manifest/field-unknown',
    ],
    ['no mapping', '- a', 'manifest/build-failed'],
    ['two documents', 'resources: []\n---\nresources: []', 'manifest/build-failed'],
    ['broken YAML', 'resources: [', 'manifest/syntax'],
  ])('%s', (_what, kustomization, code) => {
    const traced = overlay(`${kustomization}\n`, { 'clusters/other/x.yaml': object }, [
      { path: 'clusters/shop/link.yaml', why: 'it is a symbolic link' },
      { path: 'clusters/shop/linked', why: 'it is a symbolic link' },
      { path: 'clusters/shop/module', why: 'it is a submodule' },
    ]);
    expect(seen(traced).map(([each]) => each)).toEqual([code]);
  });

  test('what another reader of YAML would take for a line is none for kustomize either', () => {
    const traced = overlay('# a comment\u2028resources: ["https://example.com/x"]\nresources: [a.yaml]\n');
    if (traced.state !== 'ready') throw new Error(JSON.stringify(traced));
    expect(traced.recipe.files[0]?.content).toBe('{"resources":["a.yaml"]}');
  });
});

test('of several kustomizations in a folder only those are built that are part of no other', () => {
  const tree = treeOf({
    'clusters/shop/base/kustomization.yaml': 'resources: []\n',
    'clusters/shop/overlays/one/kustomization.yaml': 'resources: [../../base]\n',
    'clusters/shop/overlays/two/kustomization.yaml': 'resources: [../../base]\n',
  });
  const builds = buildsIn(tree, 'clusters/shop');
  expect(builds.map(({ folder }) => folder)).toEqual(['clusters/shop/overlays/one', 'clusters/shop/overlays/two']);
  expect(builds.map((build) => traceBuild(tree, build).state)).toEqual(['ready', 'ready']);
});
