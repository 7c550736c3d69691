import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import { addPool } from '../../../src/domain/edits/pools/add-pool.ts';
import { renderCluster } from '../../../src/domain/manifests/render.ts';
import { toJson } from '../../../src/domain/manifests/source/located.ts';
import { readDocuments } from '../../../src/domain/manifests/source/read-documents.ts';
import { configuration as defaults, exampleChart, planned } from '../manifests/support/clusters.ts';
import { everyProvider as configuration, fresh, handEdited, type Typed } from './support/folders.ts';

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];

const batch = { pool: 'batch', workers: 2, 'machine-type': 'c7i.xlarge' };

function tried(files: readonly FileContent[], given: Readonly<Record<string, string | number>> = batch) {
  const [cluster] = clusterRows(files, 'clusters');
  if (cluster === undefined) throw new Error('no cluster');
  return addPool.apply({
    cluster,
    folder: 'clusters/shop',
    files,
    arguments: { name: 'shop', ...given },
    configuration,
  });
}

function applied(files: readonly FileContent[], given?: Readonly<Record<string, string | number>>) {
  const outcome = tried(files, given);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  const paths = new Set(outcome.value.files.map(({ path }) => path));
  return [...files.filter(({ path }) => !paths.has(path)), ...outcome.value.files];
}

function refusals(files: readonly FileContent[], given: Readonly<Record<string, string | number>>): readonly string[] {
  const outcome = tried(files, given);
  return outcome.ok ? [] : outcome.findings.map(({ code, message }) => `${code} ${message}`);
}

/** What `/create-cluster` would have written with both pools from the beginning. */
function together(
  typed: Typed,
  extra: { name: string; replicas: number; machineType: string },
): readonly FileContent[] {
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

const lines = (files: readonly FileContent[]): readonly string[] =>
  files.flatMap(({ path, content }) => content.split('\n').map((line) => `${path} ${line}`));

/** Lines of one side that the other has not, each as often as it is there. */
function without(left: readonly string[], right: readonly string[]): readonly string[] {
  const rest = [...right];
  return left.filter((line) => {
    const index = rest.indexOf(line);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}

describe.each(packagings)('a cluster packaged as %s', (packaging) => {
  test.each<[string, readonly FileContent[]]>([
    ['fresh', fresh(packaging)],
    ['hand-edited', handEdited(packaging)],
  ])('%s: a pool comes, and no line that was there goes', (_how, files) => {
    const after = applied(files);
    expect(without(lines(files), lines(after))).toEqual([]);
    const more = without(lines(after), lines(files));
    expect(more.join('\n')).toContain('batch');
    expect(more.length).toBeLessThan(130);
    for (const { path, content } of files) {
      if (!content.includes('\r\n')) continue;
      const made = after.find((each) => each.path === path)?.content ?? '';
      expect(made.replaceAll('\r\n', '')).not.toContain('\n');
    }
  });

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
