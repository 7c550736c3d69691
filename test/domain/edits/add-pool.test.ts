import { describe, expect, test } from '@jest/globals';
import { taintText } from '../../../src/domain/cluster/node-marks.ts';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging, WorkerPool } from '../../../src/domain/cluster/spec.ts';
import type { TopologyClass } from '../../../src/domain/cluster/upgrade-path.ts';
import type { ArgumentValue } from '../../../src/domain/command/command.ts';
import { addPool } from '../../../src/domain/edits/pools/add-pool.ts';
import { renderCluster } from '../../../src/domain/manifests/render.ts';
import { toJson } from '../../../src/domain/manifests/source/located.ts';
import { readDocuments } from '../../../src/domain/manifests/source/read-documents.ts';
import { configuration as defaults, exampleChart, planned } from '../manifests/support/clusters.ts';
import { fullPool } from '../manifests/support/full-pool.ts';
import { everyProvider as configuration, fresh, type Typed } from './support/folders.ts';

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];

type Given = Readonly<Record<string, ArgumentValue>>;

const batch = { pool: 'batch', workers: 2, 'machine-type': 'c7i.xlarge' };

function tried(
  files: readonly FileContent[],
  given: Given = batch,
  settings = configuration,
  classes: readonly TopologyClass[] = [],
) {
  const [cluster] = clusterRows(files, 'clusters');
  if (cluster === undefined) throw new Error('no cluster');
  return addPool.apply({
    cluster,
    folder: 'clusters/shop',
    files,
    classes,
    arguments: { name: 'shop', ...given },
    configuration: settings,
  });
}

function applied(files: readonly FileContent[], given?: Given) {
  const outcome = tried(files, given);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  const paths = new Set(outcome.value.files.map(({ path }) => path));
  return [...files.filter(({ path }) => !paths.has(path)), ...outcome.value.files];
}

function refusals(files: readonly FileContent[], given: Given): readonly string[] {
  const outcome = tried(files, given);
  return outcome.ok ? [] : outcome.findings.map(({ code, message }) => `${code} ${message}`);
}

/** What `/create-cluster` would have written with both pools from the beginning. */
function together(typed: Typed, extra: WorkerPool): readonly FileContent[] {
  const [spec] = planned({ region: ['eu-west-1'], name: 'shop', ...typed }, { configuration });
  if (spec === undefined) throw new Error('nothing was planned');
  const outcome = renderCluster({ ...spec, pools: [...spec.pools, extra] }, configuration, exampleChart);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return outcome.value.files.filter(({ path }) => path.startsWith('clusters/shop/'));
}

const said = (files: readonly FileContent[]) =>
  Object.fromEntries(
    files.map((file) => [file.path, readDocuments(file).documents.map(({ root }) => toJson(root))] as const).toSorted(),
  );

describe.each(packagings)('a cluster packaged as %s', (packaging) => {
  test.each([
    ['a type of its own', 'c7i.xlarge'],
    ['the type of the others', 'm7i.large'],
  ])('with %s it is what create would have written', (_which, machineType) => {
    const usual = machineType === 'm7i.large' ? defaults.providers.aws.machineType : machineType;
    const made = applied(fresh(packaging), { ...batch, 'machine-type': usual });
    expect(said(made)).toEqual(said(together({ packaging }, { name: 'batch', replicas: 2, machineType: usual })));
  });

  test('given twice it is refused, and so is a pool that is there', () => {
    const once = applied(fresh(packaging));
    expect(refusals(once, batch)).toEqual(['cluster/taken shop has a pool "batch" already.']);
    expect(refusals(once, { ...batch, pool: 'md-0' })).toEqual(['cluster/taken shop has a pool "md-0" already.']);
    const both = applied(once, { ...batch, pool: 'third' });
    expect(refusals(both, { ...batch, pool: 'third' })).toEqual(['cluster/taken shop has a pool "third" already.']);
  });

  test('a type that is none and names that cannot be are refused', () => {
    expect(refusals(fresh(packaging), { ...batch, 'machine-type': 'huge machine' })[0]).toContain(
      'cluster/machine-type-invalid',
    );
    expect(refusals(fresh(packaging), { ...batch, pool: 'a'.repeat(50) })[0]).toContain('cluster/name-too-long');
    expect(refusals(fresh(packaging), { ...batch, pool: 'control-plane' })[0]).toContain('cluster/name-invalid');
  });
});

test.each<[string, Typed, string]>([
  ['eks', { flavor: 'eks' }, 'c7i.xlarge'],
  ['gke', { region: ['europe-west1'], provider: 'gcp', flavor: 'gke', workers: 3 }, 'n2-standard-4'],
  ['aks', { region: ['westeurope'], provider: 'azure', flavor: 'aks' }, 'Standard_D8s_v5'],
  ['kubeadm on GCP', { region: ['europe-west1'], provider: 'gcp', flavor: 'kubeadm' }, 'n2-standard-4'],
  ['kubeadm on Azure', { region: ['westeurope'], provider: 'azure', flavor: 'kubeadm' }, 'Standard_D8s_v5'],
  ['in-memory', { region: ['local'] }, ''],
])('a pool of %s is what create would have written', (_flavor, typed, machineType) => {
  const alone = fresh('plain', typed, { configuration });
  const made = applied(alone, {
    pool: 'batch',
    workers: 3,
    ...(machineType === '' ? {} : { 'machine-type': machineType }),
  });
  const [spec] = planned({ region: ['eu-west-1'], name: 'shop', ...typed }, { configuration });
  const type = machineType === '' ? (spec?.pools[0]?.machineType ?? '') : machineType;
  expect(said(made)).toEqual(said(together(typed, { name: 'batch', replicas: 3, machineType: type })));
});

/** The command that asks for a pool. */
function asked({
  name,
  replicas,
  machineType,
  autoscaler,
  bounds,
  labels = {},
  taints,
  zones,
  spot,
}: WorkerPool): Given {
  return Object.fromEntries(
    Object.entries({
      pool: name,
      workers: autoscaler === undefined ? replicas : undefined,
      ...(autoscaler ?? bounds),
      'machine-type': machineType,
      labels: Object.entries(labels).map(([key, value]) => `${key}=${value}`),
      taints: taints?.map(taintText),
      zones,
      spot,
    }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

test.each<[string, Typed, string]>([
  ['kubeadm on AWS', {}, 'c7i.xlarge'],
  ['an overlay', { packaging: 'kustomize' }, 'c7i.xlarge'],
  ['a chart', { packaging: 'helm' }, 'c7i.xlarge'],
  ['a topology', { packaging: 'clusterclass' }, 'c7i.xlarge'],
  ['eks', { flavor: 'eks' }, 'c7i.xlarge'],
  ['eks in a chart', { flavor: 'eks', packaging: 'helm' }, 'c7i.xlarge'],
  ['eks with machines', { flavor: 'eks-machine-deployment' }, 'c7i.xlarge'],
  ['gke', { region: ['europe-west1'], provider: 'gcp', flavor: 'gke', workers: 3 }, 'n2-standard-4'],
  ['aks', { region: ['westeurope'], provider: 'azure', flavor: 'aks' }, 'Standard_D8s_v5'],
  ['kubeadm on GCP', { region: ['europe-west1'], provider: 'gcp', flavor: 'kubeadm' }, 'n2-standard-4'],
  ['kubeadm on Azure', { region: ['westeurope'], provider: 'azure', flavor: 'kubeadm' }, 'Standard_D8s_v5'],
  ['OpenStack', { region: ['regionone'] }, 'm1.xlarge'],
])('labels, taints, bounds, zones and spot machines of %s', (_of, typed, machineType) => {
  const [spec] = planned({ region: ['eu-west-1'], name: 'shop', ...typed }, { configuration });
  if (spec === undefined) throw new Error('nothing was planned');
  const pool = fullPool(spec, 'batch', machineType);
  const made = applied(fresh('plain', typed, { configuration }), asked(pool));
  expect(said(made)).toEqual(said(together(typed, pool)));
});

test.each<[string, Typed, Given, string]>([
  ['no size', {}, {}, 'command/argument-missing It is not said how many machines the pool has.'],
  ['one bound', {}, { max: 4 }, 'command/argument-missing The pool has no lower bound.'],
  ['bounds the wrong way round', {}, { min: 5, max: 4 }, 'command/argument-invalid The bounds 5 to 4 hold no number.'],
  ['a number beside an autoscaler', {}, { min: 1, max: 4, workers: 2 }, 'command/argument-invalid An autoscaler is'],
  ['several zones', {}, { workers: 1, zones: ['eu-west-1a', 'eu-west-1b'] }, 'cluster/pool-unsupported Cluster API'],
  ['a zone of elsewhere', {}, { workers: 1, zones: ['us-east-1a'] }, 'manifest/reference-broken'],
  ['a label of Kubernetes', {}, { workers: 1, labels: ['node-role.kubernetes.io/gpu='] }, 'command/argument-invalid'],
  ['spot in memory', { region: ['local'] }, { workers: 1, spot: true }, 'cluster/pool-unsupported There are no spot'],
  ['a zone in memory', { region: ['local'] }, { workers: 1, zones: ['a'] }, 'cluster/pool-unsupported Its machines'],
  [
    'bounds of GKE',
    { region: ['europe-west1'], provider: 'gcp', flavor: 'gke', workers: 3 },
    { min: 1, max: 3 },
    'cluster/pool-unsupported The number of its machines is what Git says',
  ],
  [
    'a number outside of the bounds of a node group',
    { flavor: 'eks' },
    { min: 2, max: 3, workers: 1 },
    'command/argument-invalid The bounds 2 to 3 hold no number, or not 1.',
  ],
])('%s is refused with the reason', (_what, typed, given, reason) => {
  const files = fresh('plain', typed, { configuration });
  expect(refusals(files, { pool: 'batch', ...given })[0]).toContain(reason);
});

describe('a class of somebody’s own', () => {
  const own = { ...configuration, clusterClass: { ...configuration.clusterClass, name: 'ours' } };
  const files = () => fresh('clusterclass', { region: ['fsn1'], provider: 'hetzner' }, { configuration: own });
  const batchOf = (more: Given, ...variables: readonly string[]) =>
    tried(
      files(),
      { pool: 'batch', workers: 1, ...more },
      own,
      variables.length === 0 ? [] : [{ name: 'ours', variables }],
    );

  test('is given the variables that it is seen to have', () => {
    const given = { labels: ['team=shop'], taints: ['gpu=true:NoSchedule'] };
    const outcome = batchOf(given, 'region', 'workerLabels', 'workerTaints');
    const content = outcome.ok ? outcome.value.files.map((file) => file.content).join('') : '';
    expect(content).toMatch(/name: workerLabels\n +value: team=shop\n/);
    expect(content).toMatch(/name: workerTaints\n +value:\n +- key: gpu\n +effect: NoSchedule\n +value: "true"\n/);
    const without = batchOf(given, 'region', 'workerLabels');
    expect(without.ok ? [] : without.findings).toMatchObject([
      {
        message: 'The ClusterClass ours has no workerTaints for taints=.',
        cure: expect.stringContaining('examples/cluster-classes'),
      },
    ]);
  });

  test.each<[string, Given, string]>([
    ['labels', { labels: ['team=shop'] }, 'workerLabels for labels=team;'],
    ['taints', { taints: ['gpu=true:NoSchedule'] }, 'workerTaints for taints=;'],
    [
      'both',
      { labels: ['node-role.kubernetes.io/gpu=', 'team=shop'], taints: ['gpu:NoSchedule'] },
      'workerLabels for labels=team, workerTaints for taints=;',
    ],
  ])('is given no variable for %s where it is not to be found, and the refusal names it', (_, given, named) => {
    const outcome = batchOf(given);
    expect(outcome.ok ? [] : outcome.findings).toMatchObject([
      { code: 'cluster/pool-unsupported', message: expect.stringContaining(named) },
    ]);
  });

  test('that the topology does not name is not called by a name', () => {
    const unnamed = files().map((file) => ({
      ...file,
      content: file.content.replace(/classRef:\n +name: ours/, 'classRef: {}'),
    }));
    const outcome = tried(unnamed, { pool: 'batch', workers: 1, labels: ['team=shop'] }, own, []);
    expect(outcome.ok ? [] : outcome.findings).toMatchObject([
      {
        message:
          'The topology names no class, so that its variables are not known; it would need workerLabels for labels=team.',
      },
    ]);
  });

  test('gets labels that Cluster API brings to the nodes itself', () => {
    const outcome = batchOf({ labels: ['node-role.kubernetes.io/gpu=', 'a.node-restriction.kubernetes.io/tier=x'] });
    const content = outcome.ok ? outcome.value.files.map((file) => file.content).join('') : '';
    expect(content).toMatch(
      /name: batch\n +metadata:\n +labels:\n +node-role\.kubernetes\.io\/gpu: ""\n +a\.node-restriction\.kubernetes\.io\/tier: x\n/,
    );
    expect(content).not.toContain('workerLabels');
  });
});

test('a topology has labels of Cluster API in its metadata, and the others in a variable', () => {
  const files = fresh('clusterclass', {}, { configuration });
  const made = applied(files, { ...batch, labels: ['node-role.kubernetes.io/gpu=', 'team=shop'] });
  const content = made.map((file) => file.content).join('');
  expect(content).toMatch(/labels:\n +node-role\.kubernetes\.io\/gpu: ""\n/);
  expect(content).toMatch(/name: workerLabels\n +value: team=shop\n/);
});

test('where a pool changes the objects of its cluster as well, it is left to people', () => {
  const files = fresh('plain', { region: ['fsn1'], provider: 'hetzner' }, { configuration });
  expect(refusals(files, { ...batch, 'machine-type': 'cpx41' })[0]).toMatch(
    /^manifest\/not-editable .*clusters\/shop\/cluster\.yaml/,
  );
});

test('while the workers of an upgrade are to follow, no pool comes', () => {
  const files = fresh('plain').map(({ path, content }) => ({
    path,
    content: path.endsWith('/control-plane.yaml')
      ? content.replace(/^ {2}version: v1.*$/m, '  version: v1.35.0')
      : content,
  }));
  expect(refusals(files, batch)[0]).toMatch(/^cluster\/upgrade-continues shop is being upgraded: pool md-0 has v1\.34/);
});

test('files that the bot did not write are left alone, with place and reason', () => {
  const files = fresh('plain').map(({ path, content }) => ({
    path,
    content: content.replace(/^ +clusterops\.dev\/.*\n/gm, ''),
  }));
  const outcome = tried(files);
  expect(outcome.ok ? [] : outcome.findings).toMatchObject([
    { code: 'manifest/not-editable', place: { path: 'clusters/shop/cluster.yaml' } },
  ]);
});
