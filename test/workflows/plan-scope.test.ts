import { expect, test } from '@jest/globals';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';
import type { ChangedPath } from '../../src/ports/github.ts';
import { planScope } from '../../src/workflows/plan-scope.ts';
import type { ReadFiles } from '../../src/workflows/touched-clusters.ts';

type Tree = Readonly<Record<string, string>>;

const reading =
  (tree: Tree): ReadFiles =>
  async (folder, only = () => true) => ({
    folder,
    files: Object.entries(tree).flatMap(([path, content]) =>
      path.startsWith(`${folder}/`) && only(path) ? [{ path, content }] : [],
    ),
    unread: [],
  });

const classNamed = (name: string, template = name) => `apiVersion: cluster.x-k8s.io/v1beta2
kind: ClusterClass
metadata: {name: ${name}}
spec: {infrastructure: {templateRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta2, kind: AWSClusterTemplate, name: ${template}}}}
`;
const templateNamed = (name: string) =>
  `apiVersion: infrastructure.cluster.x-k8s.io/v1beta2\nkind: AWSClusterTemplate\nmetadata: {name: ${name}}\n`;
const clusterOf = (name: string) =>
  `apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: {name: c}\nspec: {topology: {classRef: {name: ${name}}}}\n`;
const older = (name: string) =>
  `apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: {name: c}\nspec: {topology: {class: ${name}}}\n`;

const fleet: Tree = {
  'clusters/gold/cluster.yaml': clusterOf('gold'),
  'clusters/old/cluster.yaml': older('gold'),
  'clusters/silver/cluster.yaml': clusterOf('silver'),
  'clusters/built/kustomization.yaml': 'resources: [../../bases/gold]\n',
  'bases/gold/kustomization.yaml': 'resources: [cluster.yaml]\n',
  'bases/gold/cluster.yaml': clusterOf('gold'),
  'cluster-classes/gold.yaml': classNamed('gold', 'shared'),
  'cluster-classes/silver.yaml': classNamed('silver', 'own'),
  'cluster-classes/shared.yaml': templateNamed('shared'),
  'cluster-classes/own.yaml': templateNamed('own'),
};

/** The clusters that are looked at when files change so; `undefined` takes one away. */
async function looked(change: Readonly<Record<string, string | undefined>>, more: Partial<ChangedPath> = {}) {
  const after: Tree = Object.fromEntries(
    Object.entries({ ...fleet, ...change }).flatMap(([path, content]) =>
      content === undefined ? [] : [[path, content]],
    ),
  );
  const changed = Object.entries(change).map(
    ([path, content]): ChangedPath => ({
      path,
      status: content === undefined ? 'removed' : path in fleet ? 'modified' : 'added',
      ...more,
    }),
  );
  const scope = await planScope(changed, defaultConfiguration, { after: reading(after), before: reading(fleet) });
  if (scope === undefined) return undefined;
  const judged = scope.read.flatMap(({ files }) => files).filter(({ path }) => scope.judges(path));
  const clusters = judged.map(({ path }) => /^clusters\/(\w+)\//.exec(path)?.[1]).filter((name) => name !== undefined);
  return { clusters: [...new Set(clusters)].sort(), removed: scope.classes?.removed.map(({ name }) => name) };
}

const ofGold = ['built', 'gold', 'old'];

test.each<[string, Readonly<Record<string, string | undefined>>, readonly string[], readonly string[]]>([
  ['a class', { 'cluster-classes/gold.yaml': classNamed('gold', 'shared').replace('{name', '{ name') }, ofGold, []],
  ['a template of a class', { 'cluster-classes/shared.yaml': `${templateNamed('shared')}spec: {}\n` }, ofGold, []],
  ['a template that is taken away', { 'cluster-classes/own.yaml': undefined }, ['silver'], []],
  ['a class that is taken away', { 'cluster-classes/gold.yaml': undefined }, ofGold, ['gold']],
  [
    'a class that gets another name',
    { 'cluster-classes/silver.yaml': classNamed('bronze', 'own') },
    ['silver'],
    ['silver'],
  ],
  [
    'a class that moves to another file',
    { 'cluster-classes/silver.yaml': undefined, 'cluster-classes/x/s.yaml': classNamed('silver', 'own') },
    ['silver'],
    [],
  ],
])('%s: the clusters that are of it are looked at, those in a base too', async (_case, change, clusters, removed) => {
  expect(await looked(change)).toEqual({ clusters, removed });
});

test.each<[string, Readonly<Record<string, string>>]>([
  [
    'a JSON patch in a file',
    {
      'clusters/x/kustomization.yaml':
        'resources: [../../bases/plain]\npatches: [{path: class.yaml, target: {kind: Cluster}}]\n',
      'clusters/x/class.yaml': '- {op: replace, path: /spec/topology/classRef/name, value: bronze}\n',
    },
  ],
  [
    'a JSON patch in the Kustomization',
    {
      'clusters/x/kustomization.yaml':
        'resources: [../../bases/plain]\npatches:\n  - target: {kind: Cluster}\n    patch: |\n      - op: replace\n        path: /spec/topology/classRef/name\n        value: bronze\n',
    },
  ],
  [
    'the values of a chart',
    { 'clusters/x/Chart.yaml': 'name: x\n', 'clusters/x/values.yaml': 'cluster: {className: bronze}\n' },
  ],
  [
    'a template of a chart',
    {
      'clusters/x/Chart.yaml': 'name: x\n',
      'clusters/x/templates/cluster.yaml':
        '{{ if .Values.x }}\nspec: {topology: {classRef: {name: bronze}}}\n{{ end }}\n',
    },
  ],
])('a cluster whose class is named in %s is looked at', async (_case, files) => {
  const bronze = { 'cluster-classes/bronze.yaml': classNamed('bronze', 'own') };
  const looks = async (name: string) => {
    const after: Tree = { ...fleet, ...files, 'cluster-classes/bronze.yaml': classNamed(name, 'own') };
    const scope = await planScope([{ path: 'cluster-classes/bronze.yaml', status: 'modified' }], defaultConfiguration, {
      after: reading(after),
      before: reading({ ...fleet, ...files, ...bronze }),
    });
    return scope?.read
      .flatMap(({ files: all }) => all)
      .some(({ path }) => path.startsWith('clusters/x/') && scope.judges(path));
  };
  expect(await looks('bronze')).toBe(true);
  // As it was, it is taken away, and that is looked at, too.
  expect(await looks('bronze-2')).toBe(true);
});

test('a name that only contains that of a class is another', async () => {
  const files = { 'clusters/x/Chart.yaml': 'name: x\n', 'clusters/x/values.yaml': 'cluster: {className: golden}\n' };
  const scope = await planScope([{ path: 'cluster-classes/gold.yaml', status: 'modified' }], defaultConfiguration, {
    after: reading({ ...fleet, ...files }),
    before: reading({ ...fleet, ...files }),
  });
  expect(scope?.judges('clusters/x/values.yaml')).toBe(false);
});

test('a class that leaves the folder with its file is not taken away, and what is no class touches nothing', async () => {
  const moved = await looked(
    { 'cluster-classes/silver.yaml': undefined, 'elsewhere/silver.yaml': classNamed('silver', 'own') },
    { path: 'elsewhere/silver.yaml', status: 'renamed', previousPath: 'cluster-classes/silver.yaml' },
  );
  expect(moved).toBeUndefined();
  expect(await looked({ 'cluster-classes/README.md': 'x' })).toBeUndefined();
  expect(await looked({ 'README.md': 'x' })).toBeUndefined();
});
