import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import type { ClusterEdit } from '../../../src/domain/edits/edit.ts';
import { addPool } from '../../../src/domain/edits/pools/add-pool.ts';
import { removePool } from '../../../src/domain/edits/pools/remove-pool.ts';
import { configuration } from '../manifests/support/clusters.ts';
import { fresh, handEdited, type Typed } from './support/folders.ts';

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];

function tried(edit: ClusterEdit, files: readonly FileContent[], pool: string) {
  const [cluster] = clusterRows(files, 'clusters');
  if (cluster === undefined) throw new Error('no cluster');
  const given = { name: 'shop', pool, workers: 2 };
  return edit.apply({ cluster, folder: 'clusters/shop', files, arguments: given, configuration });
}

function applied(edit: ClusterEdit, files: readonly FileContent[], pool: string): readonly FileContent[] {
  const outcome = tried(edit, files, pool);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  const { files: changed, deletions = [] } = outcome.value;
  const paths = new Set([...changed.map(({ path }) => path), ...deletions]);
  return inOrder([...files.filter(({ path }) => !paths.has(path)), ...changed]);
}

const inOrder = (files: readonly FileContent[]): readonly FileContent[] =>
  files.toSorted((a, b) => (a.path < b.path ? -1 : 1));

const refusal = (files: readonly FileContent[], pool: string): string => {
  const outcome = tried(removePool, files, pool);
  return outcome.ok ? '' : outcome.findings.map(({ code, message }) => `${code} ${message}`).join('\n');
};

describe.each(packagings)('a cluster packaged as %s', (packaging) => {
  test.each<[string, readonly FileContent[]]>([
    ['fresh', fresh(packaging)],
    ['hand-edited', handEdited(packaging)],
  ])('%s: what was added goes, and every other byte is as it was', (_how, files) => {
    const one = applied(addPool, files, 'batch');
    expect(applied(removePool, one, 'batch')).toEqual(inOrder(files));
    const two = applied(addPool, one, 'third');
    expect(applied(removePool, two, 'third')).toEqual(one);
    const withoutBatch = applied(removePool, two, 'batch');
    expect(JSON.stringify(withoutBatch)).not.toContain('batch');
    expect(withoutBatch).toEqual(applied(addPool, files, 'third'));
  });

  test('the last pool and one that is not there are refused', () => {
    expect(refusal(fresh(packaging), 'md-0')).toBe('cluster/workers-needed md-0 is the last pool of shop.');
    const two = applied(addPool, fresh(packaging), 'batch');
    expect(refusal(two, 'batsh')).toBe('cluster/pool-unknown shop has no pool "batsh".');
  });
});

test('the first pool goes as well, and the notes at the head of its file stay', () => {
  const two = applied(addPool, handEdited('plain'), 'batch');
  const left = applied(removePool, two, 'md-0').find(({ path }) => path.endsWith('/workers.yaml'))?.content ?? '';
  expect(left).toMatch(/^# Kept by the shop team\.\r\n---\r\n/);
  expect(left).not.toContain('md-0');
});

test('a pool of the base of an overlay is left alone, with place and reason', () => {
  const two = applied(addPool, fresh('kustomize'), 'batch');
  expect(refusal(two, 'md-0')).toMatch(/^manifest\/not-editable .*machine-deployment-md-0\.yaml .*base/);
});

test('a template that another pool uses stays', () => {
  const reference = /(?<=kind: AWSMachineTemplate\n +name: )shop-batch-[0-9a-f]{8}/;
  const [, shared = ''] =
    /kind: AWSMachineTemplate\n +name: (shop-md-0-[0-9a-f]{8})/.exec(
      fresh('plain')
        .map(({ content }) => content)
        .join(''),
    ) ?? [];
  const two = applied(addPool, fresh('plain'), 'batch').map(({ path, content }) => ({
    path,
    content: content.replace(reference, shared),
  }));
  expect(two.filter(({ content }) => content.split(shared).length === 4)).toHaveLength(1);
  const left = applied(removePool, two, 'batch').find(({ path }) => path.endsWith('/workers.yaml'))?.content ?? '';
  expect(left).toMatch(/kind: AWSMachineTemplate\nmetadata:\n {2}name: shop-md-0-/);
  expect(left).not.toContain('name: shop-batch\n');
});

test.each<[string, Typed]>([
  ['plain', { region: ['westeurope'], provider: 'azure', flavor: 'aks', packaging: 'plain' }],
  ['clusterclass', { region: ['westeurope'], provider: 'azure', flavor: 'aks', packaging: 'clusterclass' }],
])('the system pool of AKS stays, packaged as %s', (packaging, typed) => {
  const two = applied(addPool, fresh(packaging as Packaging, typed), 'batch');
  expect(refusal(two, 'md-0')).toContain('cluster/workers-needed md-0 is the system pool of shop');
  expect(refusal(two, 'batch')).toBe('');
});
