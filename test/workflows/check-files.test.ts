import { expect, test } from '@jest/globals';
import type { ReadFolder } from '../../src/domain/manifests/builds/source-tree.ts';
import type { Builders } from '../../src/ports/builders.ts';
import { createCheckFiles, type FilesToCheck } from '../../src/workflows/check-files.ts';
import { rendered, schemas } from '../domain/manifests/support/clusters.ts';

const nobody: Builders = {
  build: async (recipes) => {
    if (recipes.length > 0) throw new Error('nothing was to be built');
    return [];
  },
};

const kustomization = { path: 'clusters/shop/kustomization.yaml', content: 'resources: [../../base]\n' };
const read: ReadFolder = { folder: 'clusters', files: [kustomization], unread: [] };
const input = (change: Partial<FilesToCheck> = {}): FilesToCheck => ({
  files: [kustomization],
  read: [read],
  clustersFolder: 'clusters',
  readFolder: async (folder) => ({ folder, files: [], unread: [] }),
  ...change,
});

test('where nothing may be built, nothing is read for it either, and it says why', async () => {
  const readFolder = async (): Promise<ReadFolder> => {
    throw new Error('nothing was to be read');
  };
  const unbuilt = { why: 'it comes from a fork', cure: 'Build it yourself.' };
  const { findings } = await createCheckFiles({ schemas, builders: nobody })(input({ readFolder, unbuilt }));
  expect(findings).toEqual([
    {
      code: 'manifest/not-checked',
      severity: 'warning',
      message: 'clusters/shop is built with kustomize, and was not: it comes from a fork.',
      place: { path: 'clusters/shop/kustomization.yaml', line: 1 },
      cure: 'Build it yourself.',
    },
  ]);
});

const refused =
  "Error: values don't meet the specifications of the schema(s) in the following chart(s):\ncluster:\n- at '': missing";
test.each([
  ['charts/cluster', refused, 'manifest/not-checked', 'no cluster here uses the chart'],
  ['charts/cluster', 'Error: parse error', 'manifest/build-failed', 'parse error'],
  ['clusters/shop', refused, 'manifest/build-failed', "values don't meet"],
])('of a chart in %s, of which Helm says %j, it is told %s', async (folder, complaint, code, message) => {
  const chart = { path: `${folder}/Chart.yaml`, content: 'apiVersion: v2\nname: cluster\nversion: 0.1.0\n' };
  const builders: Builders = { build: async (recipes) => recipes.map(() => ({ state: 'failed', complaint })) };
  const { findings } = await createCheckFiles({ schemas, builders })(
    input({ files: [chart], read: [{ folder: '', files: [chart], unread: [] }] }),
  );
  expect(findings).toMatchObject([{ code, message: expect.stringContaining(message), place: { path: chart.path } }]);
});

test('bases that refer to bases without end are given up', async () => {
  let asked = 0;
  const readFolder = async (folder: string): Promise<ReadFolder> => {
    asked += 1;
    return {
      folder,
      files: [{ path: `${folder}/kustomization.yaml`, content: `resources: [../base-${asked}]\n` }],
      unread: [],
    };
  };
  const { findings } = await createCheckFiles({ schemas, builders: nobody })(input({ readFolder }));
  expect(findings).toMatchObject([{ code: 'manifest/not-checked', message: expect.stringContaining('more folders') }]);
  expect(asked).toBeLessThan(100);
});

test('what a link hides in a judged folder is not right', async () => {
  const unread = [
    { path: 'clusters/shop/linked.yaml', why: 'it is a symbolic link' },
    { path: 'clusters/shop/logo.png', why: 'it is not text' },
    { path: 'clusters/other/linked.yaml', why: 'it is a symbolic link' },
  ];
  const { findings } = await createCheckFiles({ schemas, builders: nobody })({
    ...input(),
    files: [],
    read: [{ folder: 'clusters', files: [], unread }],
    judges: (path) => path.startsWith('clusters/shop/'),
  });
  expect(findings.map(({ place }) => place?.path)).toEqual(['clusters/shop/linked.yaml']);
});

test('what stands in a file that cannot be read is not said to be missing', async () => {
  const { files } = rendered({ region: ['eu-west-1'], name: 'shop' }).cluster;
  const rest = files.filter(({ path }) => !path.endsWith('/cluster.yaml'));
  const unread = [{ path: 'clusters/shop/cluster.yaml', why: 'it is not UTF-8 text' }];
  const check = createCheckFiles({ schemas, builders: nobody });
  const findings = async (of: ReadFolder['unread']) =>
    (await check(input({ files: rest, read: [{ folder: 'clusters', files: rest, unread: of }] }))).findings;
  expect((await findings([])).map(({ code }) => code)).toContain('manifest/reference-broken');
  expect(await findings(unread)).toMatchObject([
    { code: 'manifest/not-checked', place: { path: 'clusters/shop/cluster.yaml' } },
  ]);
});
