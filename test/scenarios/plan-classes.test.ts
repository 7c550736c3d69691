import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { goodCluster, proposingOf } from '../support/proposing.ts';
import { createWorld, eventually, repositoryName, type World } from '../support/world.ts';

const example = readFileSync('examples/cluster-classes/aws-kubeadm.yaml', 'utf8');
const cut = example.indexOf('---\n') + 4;
/** The class and its templates, each in a file of its own. */
const standard = example.slice(0, cut);
const templates = example.slice(cut);
const golden = 'test/golden/manifests/aws-kubeadm-clusterclass-default/clusters/eu-west-1-12';
const cluster = (name: string) =>
  Object.fromEntries(
    ['addons.yaml', 'cluster.yaml'].map((file) => [
      `clusters/${name}/${file}`,
      readFileSync(`${golden}/${file}`, 'utf8').replaceAll('eu-west-1-12', name),
    ]),
  );
const classFile = 'cluster-classes/aws/class.yaml';
const templatesFile = 'cluster-classes/aws/parts/templates.yaml';

let world: World;
const people = () => proposingOf(world);

beforeAll(async () => {
  world = await createWorld();
  await world.start();
  await people().commit('main', {
    ...cluster('shop'),
    ...goodCluster('other'),
    [classFile]: standard,
    [templatesFile]: templates,
    'cluster-classes/README.md': '# Classes\n',
    'cluster-classes/broken.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {nmae: x}\n',
  });
}, 60_000);
afterAll(() => world.close());

/** What Plan says of a pull request that changes these files alone. */
async function planOf(branch: string, files: Readonly<Record<string, string | undefined>>) {
  const { pull } = await people().propose(branch, files);
  const { conclusion, summary, annotations } = await people().plan(pull.head.sha);
  return {
    conclusion,
    summary: summary ?? '',
    said: annotations.map(({ path, startLine, title, message }) => [path, startLine, title, message.split('\n')[0]]),
  };
}

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

test('a changed class is held against the clusters that are of it', async () => {
  const { conclusion, said, summary } = await planOf('other-name', {
    [classFile]: standard.replace('- name: workerMachineType', '- name: nodeMachineType'),
  });
  expect(conclusion).toBe('failure');
  const text = cluster('shop')['clusters/shop/cluster.yaml'] ?? '';
  expect(said).toContainEqual([
    'clusters/shop/cluster.yaml',
    lineOf(text, 'workerMachineType'),
    'manifest/field-unknown',
    'Cluster shop: the ClusterClass aws-kubeadm has no variable "workerMachineType".',
  ]);
  expect(summary).not.toContain('clusters/other/');
});

test('so is one of which only a template changes, and what is right stays green', async () => {
  const { conclusion, summary, said } = await planOf('template', {
    [templatesFile]: templates.replace('# ', '#  '),
  });
  expect({ conclusion, said: said.filter(([, , title]) => title !== 'cluster/network-shared') }).toEqual({
    conclusion: 'success',
    said: [],
  });
  expect(summary).toContain('clusters/shop/cluster.yaml');
  expect(summary).toContain(templatesFile);
});

test('a template that a class still names is missed', async () => {
  const { conclusion, said } = await planOf('template-gone', { [templatesFile]: undefined });
  expect(conclusion).toBe('failure');
  expect(said.filter(([path]) => path === classFile).map(([, , title]) => title)).toContain(
    'manifest/reference-broken',
  );
});

test('a class that is taken away while a cluster is of it is told at the cluster', async () => {
  const { conclusion, said } = await planOf('gone', { [classFile]: undefined });
  expect(conclusion).toBe('failure');
  expect(said).toContainEqual([
    'clusters/shop/cluster.yaml',
    expect.any(Number),
    'manifest/reference-broken',
    `Cluster shop: its class "aws-kubeadm" is removed from ${classFile}.`,
  ]);
});

test('a new class that no cluster is of is checked itself; a page beside the classes gives Plan nothing to do', async () => {
  const { said } = await planOf('new', {
    'cluster-classes/new.yaml': standard.replace('name: aws-kubeadm', 'name: new').replace('naming:', 'nameing:'),
  });
  expect(said).toContainEqual([
    'cluster-classes/new.yaml',
    expect.any(Number),
    'manifest/field-unknown',
    expect.any(String),
  ]);
  expect(said.map(([path]) => path)).not.toContain('cluster-classes/broken.yaml');

  const { number, pull } = await people().propose('page', { 'cluster-classes/README.md': '# The classes\n' });
  await eventually(() =>
    world.github.requests().some(({ path }) => path.endsWith(`/repos/${repositoryName}/pulls/${number}/files`))
      ? true
      : undefined,
  );
  await world.github.idle();
  expect(people().plans(pull.head.sha)).toEqual([]);
});
