import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent } from '../../../src/domain/cluster/spec.ts';
import type { ArgumentValue } from '../../../src/domain/command/command.ts';
import { folderAfter } from '../../../src/domain/edits/edit-cluster.ts';
import { clusterEdits } from '../../../src/domain/edits/registry.ts';
import { renderCluster } from '../../../src/domain/manifests/render.ts';
import { configuration, plannedFromTemplate } from '../manifests/support/clusters.ts';
import { machinePools, talos } from '../manifests/templates/own-templates.ts';
import { lineChanges } from './support/folders.ts';

type Given = Readonly<Record<string, ArgumentValue>>;

const path = 'templates/own.yaml';

/** The folder that `/create-cluster` makes from a template. */
function made(template: string, region: string, variables: Given = {}): readonly FileContent[] {
  const typed = { region: [region], name: 'shop', template: path, workers: 2, ...variables };
  const cluster = renderCluster(plannedFromTemplate(typed), configuration, new Map([[path, template]]));
  if (!cluster.ok) throw new Error(JSON.stringify(cluster.findings));
  return cluster.value.files;
}

function edited(files: readonly FileContent[], command: string, given: Given = {}) {
  const [cluster] = clusterRows(files, 'clusters');
  const edit = clusterEdits.find(({ kind }) => kind === command);
  if (cluster === undefined || edit === undefined) throw new Error(`${command} has no cluster`);
  const asked = { cluster, folder: 'clusters/shop', files, arguments: { name: 'shop', ...given }, configuration };
  return edit.apply(asked);
}

/** Lines that go and come, or what was refused. */
function changes(files: readonly FileContent[], command: string, given: Given = {}) {
  const outcome = edited(files, command, given);
  if (!outcome.ok) return outcome.findings.map(({ message }) => message);
  const { files: after, deletions = [] } = outcome.value;
  const { gone, come } = lineChanges(files, folderAfter({ before: files, after, deletions }));
  return [...gone.map((line) => `-${line}`), ...come.map((line) => `+${line}`)];
}

describe('a cluster from a template with machine pools', () => {
  const files = made(machinePools, 'westeurope');

  test.each<[string, Given, readonly string[]]>([
    ['scale-cluster', { pool: 'mp-0', workers: 7 }, ['-replicas: 2', '+replicas: 7']],
    [
      'scale-cluster',
      { pool: 'mp-0', 'machine-type': 'Standard_E4s_v5' },
      ['-vmSize: "Standard_D4s_v5"', '+vmSize: "Standard_E4s_v5"'],
    ],
    ['scale-cluster', { pool: 'mp-0', 'machine-type': 'Standard_D4s_v5' }, []],
    [
      'scale-cluster',
      { pool: 'batch', 'machine-type': 'Standard_E4s_v5' },
      [
        'clusters/shop/cluster.yaml cannot be changed by the bot: the OtherMachinePool shop-batch, which makes the machines of the pool batch, does not say their type in a way that is known here.',
      ],
    ],
  ])('/%s %j', (command, given, lines) => {
    expect(changes(files, command, given)).toEqual(lines);
  });

  test('names the step, for the pull request', () => {
    const outcome = edited(files, 'scale-cluster', { pool: 'mp-0', 'machine-type': 'Standard_E4s_v5' });
    expect(outcome.ok && outcome.value.steps).toEqual([
      { what: 'machine type of pool mp-0', from: 'Standard_D4s_v5', to: 'Standard_E4s_v5' },
    ]);
  });
});

describe('a cluster whose control plane names its template without machineTemplate', () => {
  const files = made(talos, 'fsn1');

  test('gets another type of its machines', () => {
    const lines = changes(files, 'scale-cluster', { 'control-plane-machine-type': 'ccx33' });
    expect(lines).toContain('+type: ccx33');
    expect(lines.filter((line) => line.startsWith('-'))).toEqual(['-name: shop-nodes']);
  });

  test('is not upgraded past an image that does not say its version', () => {
    expect(changes(files, 'upgrade-cluster', { version: 'v1.35.0' })).toEqual([
      expect.stringContaining('the machine image "talos-stable" of shop-nodes does not say which Kubernetes it holds'),
    ]);
  });
});
