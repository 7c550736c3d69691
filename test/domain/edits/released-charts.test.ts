import { expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent } from '../../../src/domain/cluster/spec.ts';
import { clusterEdits } from '../../../src/domain/edits/registry.ts';
import { renderCluster } from '../../../src/domain/manifests/render.ts';
import { exampleChart, planned } from '../manifests/support/clusters.ts';
import { everyProvider, fresh } from './support/folders.ts';

function folder(engine: 'argocd' | 'flux'): readonly FileContent[] {
  const configuration = { ...everyProvider, engine };
  const [spec] = planned({ region: ['eu-west-1'], name: 'shop', packaging: 'helm' }, { configuration });
  const outcome = spec && renderCluster(spec, configuration, exampleChart);
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value.files;
}

/** Each edit with an argument that changes something. */
const given: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  'scale-cluster': { workers: 7 },
  'upgrade-cluster': { version: 'v1.35.0' },
  'add-pool': { pool: 'batch', workers: 2, 'machine-type': 'c7i.xlarge' },
  'hibernate-cluster': {},
};

test.each(Object.keys(given))('%s changes of a chart that Flux releases what it changes of one for Argo CD', (kind) => {
  const said = (['argocd', 'flux'] as const).map((engine) => {
    const files = folder(engine);
    const [cluster] = clusterRows(files, 'clusters');
    const edit = clusterEdits.find((each) => each.kind === kind);
    if (cluster === undefined || edit === undefined) throw new Error('no cluster');
    const asked = { cluster, folder: 'clusters/shop', files, arguments: { name: 'shop', ...given[kind] } };
    const outcome = edit.apply({ ...asked, configuration: { ...everyProvider, engine } });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
    return outcome.value.files;
  });
  expect(said[1]).toEqual(said[0]);
});

test('that a pool of a chart stays is told where Argo CD may apply it, and not where Flux does', () => {
  const told = (['argocd', 'auto', 'flux'] as const).map((engine) => {
    const configuration = { ...everyProvider, engine };
    const edited = (kind: string, files: readonly FileContent[], more: Readonly<Record<string, string | number>>) => {
      const [cluster] = clusterRows(files, 'clusters');
      const edit = clusterEdits.find((each) => each.kind === kind);
      if (cluster === undefined || edit === undefined) throw new Error('no cluster');
      const asked = { cluster, folder: 'clusters/shop', files, arguments: { name: 'shop', pool: 'batch', ...more } };
      const outcome = edit.apply({ ...asked, configuration });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
      return outcome;
    };
    const standing = folder(engine === 'flux' ? 'flux' : 'argocd');
    const added = edited('add-pool', standing, { workers: 2, 'machine-type': 'c7i.xlarge' }).value.files;
    const files = standing.map((file) => added.find(({ path }) => path === file.path) ?? file);
    return edited('remove-pool', files, {}).notes.map(({ code, commands }) => [code, commands?.[0]]);
  });
  const command = 'machinedeployments.cluster.x-k8s.io shop-batch --namespace default --cascade=background';
  const stays = [['cluster/pool-stays', `kubectl delete ${command}`]];
  expect(told).toEqual([stays, stays, []]);
});

test.each([
  ['hetzner', 'fsn1', {}, ['If a template names the version, the chart makes another HCloudMachineTemplate.']],
  ['gcp', 'europe-west1', { flavor: 'gke' }, []],
] as const)('an upgrade of a chart of %s says what its templates need', (provider, region, more, told) => {
  const files = fresh('helm', { provider, region: [region], ...more }, { configuration: everyProvider });
  const [cluster] = clusterRows(files, 'clusters');
  const edit = clusterEdits.find((each) => each.kind === 'upgrade-cluster');
  if (cluster === undefined || edit === undefined) throw new Error('no cluster');
  const asked = { cluster, folder: 'clusters/shop', files, arguments: { name: 'shop', version: 'v1.35.2' } };
  const outcome = edit.apply({ ...asked, configuration: everyProvider });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  const notes = outcome.notes.filter(({ code }) => code === 'cluster/template-stays');
  expect(notes).toMatchObject(told.map((message) => ({ message: expect.stringContaining(message) })));
});
