import { expect, test } from '@jest/globals';
import { unheldReleases } from '../../../src/domain/deletion/unheld-releases.ts';
import { renderCluster } from '../../../src/domain/manifests/render.ts';
import { configuration, exampleChart, planned } from '../manifests/support/clusters.ts';

const flux = { ...configuration, engine: 'flux' as const };
const [spec] = planned({ region: ['eu-west-1'], name: 'shop', packaging: 'helm' }, { configuration: flux });
const outcome = spec === undefined ? undefined : renderCluster(spec, flux, exampleChart);
const written = outcome?.ok === true ? outcome.value.files : [];
const path = 'clusters/shop/release.yaml';

const said = (change: (text: string) => string, before = written) =>
  unheldReleases({
    before,
    after: written.map((file) => (file.path === path ? { path, content: change(file.content) } : file)),
    unread: [],
    changed: [{ path, status: 'modified' }],
    clustersFolder: 'clusters',
    namespace: 'default',
  }).map(({ code, severity, message, place }) => [severity, code, place?.path, message]);

test('a HelmRelease as packaging=helm writes it takes nothing away', () => {
  expect(said((text) => text)).toEqual([]);
  expect(said((text) => text, [])).toEqual([]);
});

test.each([
  ['prune', (text: string) => text.replace(/.*prune: disabled\n/, ''), 'goes as soon as Git no longer has it'],
  [
    'the policy of Helm',
    (text: string) => text.replaceAll('policy: keep', 'policy: none'),
    'have Helm keep the Cluster',
  ],
  ['the post-renderers', (text: string) => text.replace(/ {2}postRenderers[\s\S]*/, ''), 'have Helm keep the Cluster'],
  ['its release name', (text: string) => text.replace('releaseName: shop', 'releaseName: store'), 'The releaseName'],
  [
    'its storage',
    (text: string) => text.replace(/storageNamespace: .*/, 'storageNamespace: x'),
    'The storageNamespace',
  ],
])('one that loses %s is warned of', (_what, change, words) => {
  expect(said(change)).toEqual([['warning', 'deletion/foreground', path, expect.stringContaining(words)]]);
});

test('a HelmRelease of something else is none of it', () => {
  expect(
    said((text) => text.replace('chart: ./clusters/shop', 'chart: ./add-ons').replace(/.*prune: disabled\n/, '')),
  ).toEqual([]);
});

const chart = 'clusters/shop/Chart.yaml';
const renamed = (to: string, of: Partial<Parameters<typeof unheldReleases>[0]> = {}) =>
  unheldReleases({
    before: written,
    after: written.map((file) =>
      file.path === chart ? { path: chart, content: file.content.replace(/^name: .*/m, `name: ${to}`) } : file,
    ),
    unread: [],
    changed: [{ path: chart, status: 'modified' }],
    clustersFolder: 'clusters',
    namespace: 'default',
    ...of,
  }).map(({ severity, message, place }) => [severity, place?.path, message]);

test('a chart that Flux releases and that gets another name is warned of, for Helm uninstalls the former release', () => {
  const told = 'The chart of HelmRelease shop is renamed from shop, so Flux has Helm uninstall what it made';
  expect(renamed('store')).toEqual([['warning', chart, expect.stringContaining(told)]]);
  expect(renamed('shop')).toEqual([]);
  expect(renamed('store', { before: [] })).toEqual([]);
});

test('the same of a chart that only Argo CD renders is no matter', () => {
  const after = written.filter((file) => file.path !== path);
  expect(
    renamed('store', { after: after.map((f) => ({ ...f, content: f.content.replace('name: shop', 'name: store') })) }),
  ).toEqual([]);
});
