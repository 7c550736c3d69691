import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import type { ArgumentValue } from '../../../src/domain/command/command.ts';
import { editCluster, folderAfter } from '../../../src/domain/edits/edit-cluster.ts';
import { clusterEdits } from '../../../src/domain/edits/registry.ts';
import { textAt } from '../../../src/domain/manifests/source/located.ts';
import { readDocuments } from '../../../src/domain/manifests/source/read-documents.ts';
import { validateFiles } from '../../../src/domain/manifests/validate/validate-files.ts';
import { exampleChart, schemas } from '../manifests/support/clusters.ts';
import { everyProvider, fresh, type Typed } from './support/folders.ts';

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];
/** What the management cluster serves may be another by now: a cluster that stands keeps the version that it was written in. */
const configuration = { ...everyProvider, capi: { apiVersion: 'v1beta2' as const } };

/** The folder after a command, and what it was before where the command has nothing to do. */
function after(
  files: readonly FileContent[],
  kind: string,
  given: Readonly<Record<string, ArgumentValue>>,
): readonly FileContent[] {
  const [row] = clusterRows(files, 'clusters');
  const edit = clusterEdits.find((each) => each.kind === kind);
  if (row === undefined || edit === undefined) throw new Error('no cluster, or no such command');
  const bases = [...exampleChart].map(([path, content]) => ({ path, content }));
  const outcome = editCluster(
    edit,
    { row, folder: 'clusters/shop', files, bases },
    { name: 'shop', ...given },
    configuration,
  );
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return folderAfter(outcome.value);
}

/** Versions of Cluster API's own kinds, and of what a chart is told to write. */
const versions = (files: readonly FileContent[]): ReadonlySet<string | undefined> =>
  new Set(
    files
      .flatMap((file) => readDocuments(file).documents)
      .flatMap(({ apiVersion = '', kind = '', root, path }) =>
        path.endsWith('/values.yaml')
          ? [textAt(root, 'cluster', 'clusterApiVersion')]
          : /^(Cluster|Machine\w+|Kubeadm\w+|ClusterResourceSet)$/.test(kind)
            ? [apiVersion.split('/')[1]]
            : [],
      ),
  );

const commands: readonly (readonly [string, Readonly<Record<string, ArgumentValue>>])[] = [
  ['add-pool', { pool: 'batch', workers: 2, 'machine-type': 'c7i.xlarge', labels: ['team=shop'] }],
  ['scale-cluster', { pool: 'md-0', 'machine-type': 'm7i.xlarge' }],
  ['scale-cluster', { 'control-plane-machine-type': 'm7i.xlarge' }],
  ['scale-cluster', { pool: 'md-0', min: 1, max: 5 }],
  ['upgrade-cluster', { version: 'v1.35.2' }],
  ['upgrade-cluster', { version: 'v1.35.2' }],
  ['hibernate-cluster', {}],
  ['wake-cluster', {}],
  ['remove-pool', { pool: 'batch' }],
];

describe.each(packagings)('a cluster of v1beta1, packaged as %s', (packaging) => {
  const typed: Typed = packaging === 'clusterclass' ? {} : { 'control-plane': 1 };
  const made = fresh(packaging, typed, { capi: 'v1beta1', configuration: everyProvider });

  test('stays one through every command, and what they write is valid', () => {
    expect([...versions(made)]).toEqual(['v1beta1']);
    let files = made;
    for (const [kind, given] of commands) {
      files = after(files, kind, given);
      expect([kind, ...versions(files)]).toEqual([kind, 'v1beta1']);
      const findings =
        packaging === 'helm' || packaging === 'kustomize' ? [] : validateFiles(files, { schemas, folder: 'clusters' });
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    }
  });
});
