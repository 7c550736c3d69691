import { expect, test } from '@jest/globals';
import { builtFrom } from '../../../../src/domain/manifests/builds/built-from.ts';
import { buildsIn } from '../../../../src/domain/manifests/builds/plan-builds.ts';
import { treeOf } from './support/tree.ts';

const release = (chart: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: shop}\nspec:\n  chart:\n    spec: {chart: ${chart}, sourceRef: {kind: GitRepository, name: clusters}}\n`;
const folder = (text: string) => ({
  'clusters/shop/Chart.yaml':
    'name: shop\nversion: 1.0.0\ndependencies: [{name: lib, version: 1.0.0, repository: "file://../../charts/lib"}]\n',
  'clusters/shop/kustomization.yaml': 'resources: [release.yaml]\n',
  'clusters/shop/release.yaml': text,
});
const builds = (text: string) => buildsIn(treeOf(folder(text)), 'clusters/shop').map(({ tool }) => tool);

test('a folder whose HelmRelease releases its own chart is both: what Flux applies, and what Helm makes', () => {
  expect(builds(release('./clusters/shop'))).toEqual(['kustomize', 'helm']);
  expect(builds(release('./clusters/other'))).toEqual(['kustomize']);
  expect(builds('kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n')).toEqual(['kustomize']);
});

test('the chart that all share is what such a folder is built from', () => {
  expect([...builtFrom(treeOf(folder(release('./clusters/shop'))), 'clusters/shop').folders]).toEqual(['charts/lib']);
});
