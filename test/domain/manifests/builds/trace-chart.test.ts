import { describe, expect, test } from '@jest/globals';
import { type ReadFolder, sourceTree } from '../../../../src/domain/manifests/builds/source-tree.ts';
import { traceChart } from '../../../../src/domain/manifests/builds/trace-chart.ts';
import { seen, treeOf } from './support/tree.ts';

const chart = (dependencies: string): string => `apiVersion: v2\nname: shop\nversion: 1.0.0\n${dependencies}\n`;
const library = {
  'charts/lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\n',
  'charts/lib/templates/x.yaml': 'a: b\n',
};
const shop = (dependencies: string, more: Readonly<Record<string, string>> = {}, unread: ReadFolder['unread'] = []) =>
  traceChart(treeOf({ 'clusters/shop/Chart.yaml': chart(dependencies), ...more }, unread), 'clusters/shop');
const fromFile = 'dependencies:\n  - {name: lib, version: ">=0", repository: "file://../../charts/lib"}';

test('a chart of the repository is put where Helm looks for it, and keeps its own place', () => {
  const traced = shop(fromFile, library);
  if (traced.state !== 'ready') throw new Error(JSON.stringify(traced));
  expect(traced.recipe.files.map(({ path }) => path)).toContain('clusters/shop/charts/lib/templates/x.yaml');
  expect(traced.recipe.origins.get('clusters/shop/charts/lib/templates/x.yaml')).toBe('charts/lib/templates/x.yaml');
});

test('so are the charts that it depends on itself', () => {
  const traced = shop(fromFile, {
    ...library,
    'charts/lib/Chart.yaml':
      'name: lib\nversion: 1.0.0\ndependencies: [{name: inner, repository: "file://../inner"}]\n',
    'charts/inner/Chart.yaml': 'name: inner\nversion: 1.0.0\n',
  });
  if (traced.state !== 'ready') throw new Error(JSON.stringify(traced));
  expect(traced.recipe.files.map(({ path }) => path)).toContain('clusters/shop/charts/lib/charts/inner/Chart.yaml');
});

test('a chart that is unpacked beside it is taken as it is, whatever its address', () => {
  const traced = shop('dependencies: [{name: lib, repository: "https://example.com/charts"}]', {
    'clusters/shop/charts/lib/Chart.yaml': 'name: lib\nversion: 1.0.0\n',
  });
  expect(traced.state).toBe('ready');
});

test('a chart that was not read yet is asked for', () => {
  const files = [{ path: 'clusters/shop/Chart.yaml', content: chart(fromFile) }];
  expect(traceChart(sourceTree([{ folder: 'clusters', files, unread: [] }]), 'clusters/shop')).toEqual({
    state: 'incomplete',
    wanted: ['charts/lib'],
  });
});

describe('a chart is not built', () => {
  const at = (repository: string): string =>
    `dependencies:\n  - name: lib\n    repository: ${JSON.stringify(repository)}`;
  test.each<[string, string, string]>([
    ['that fetches from a repository', at('https://example.com/charts'), 'manifest/not-checked'],
    ['that fetches from a registry', at('oci://example.com/charts'), 'manifest/not-checked'],
    ['that names a repository of the machine', at('@stable'), 'manifest/not-checked'],
    ['that has no address', at(''), 'manifest/not-checked'],
    ['that reads outside of the repository', at('file://../../../etc'), 'manifest/build-failed'],
    ['that reads from the root', at('file:///etc'), 'manifest/build-failed'],
    ['that is not there', at('file://../../charts/gone'), 'manifest/reference-broken'],
    ['that depends on itself', at('file://.'), 'manifest/build-failed'],
    [
      'whose dependency has a path for a name',
      'dependencies: [{name: "../../x", repository: "file://../../charts/lib"}]',
      'manifest/build-failed',
    ],
  ])('%s', (_what, dependencies, code) => {
    expect(seen(shop(dependencies, library))[0]?.[0]).toBe(code);
  });

  test.each([
    ['a link in it', { path: 'clusters/shop/templates/x.yaml', why: 'it is a symbolic link' }],
    ['a linked folder', { path: 'clusters/shop/secrets', why: 'it is a symbolic link' }],
    ['an archive', { path: 'clusters/shop/charts/lib-1.0.0.tgz', why: 'it is not UTF-8 text' }],
  ])('with %s', (_what, unread) => {
    expect(seen(shop('', {}, [unread])).map(([code]) => code)).toEqual(['manifest/not-checked']);
  });

  test.each([
    ['a file of the machine', { properties: { a: { $ref: 'file:///etc/passwd' } } }],
    ['an address', { allOf: [{ $ref: 'https://example.com/schema.json' }] }],
    ['a dialect of somebody', { $schema: 'https://example.com/dialect' }],
  ])('whose schema of values refers to %s', (_what, schema) => {
    const traced = shop('', { 'clusters/shop/values.schema.json': JSON.stringify(schema) });
    expect(seen(traced)).toEqual([['manifest/not-checked', 'warning', 'clusters/shop/values.schema.json', 1]]);
  });
});

test('a schema of values that refers within itself, and a picture, are no obstacle', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $defs: { a: {} },
    properties: { a: { $ref: '#/$defs/a' } },
  };
  const traced = shop('', { 'clusters/shop/values.schema.json': JSON.stringify(schema) }, [
    { path: 'clusters/shop/logo.png', why: 'it is not UTF-8 text' },
  ]);
  expect(traced.state).toBe('ready');
});
