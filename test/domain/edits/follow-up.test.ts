import { expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import { parseComment } from '../../../src/domain/command/parse.ts';
import { editCluster, folderAfter } from '../../../src/domain/edits/edit-cluster.ts';
import { followedBy, leftBehindBy } from '../../../src/domain/edits/follow-up.ts';
import { clusterEdits } from '../../../src/domain/edits/registry.ts';
import { configuration } from '../manifests/support/clusters.ts';
import { fresh } from './support/folders.ts';

/** What a command leaves behind, and what follows it. */
function given(text: string, files: readonly FileContent[], inWaves = false) {
  const [command] = parseComment(text, { prefix: 'clusterops' });
  const [row] = clusterRows(files, 'clusters');
  const edit = clusterEdits.find(({ kind }) => kind === command?.name);
  if (command?.kind !== 'command' || row === undefined || edit === undefined) throw new Error(text);
  const chosen = { row, folder: 'clusters/shop', files };
  const edited = editCluster(edit, chosen, command.arguments, configuration);
  if (!edited.ok) throw new Error(JSON.stringify(edited.findings));
  const changing = [edited.value];
  const { takenOut, kept } = leftBehindBy(changing, [chosen], configuration);
  const names = (all: typeof takenOut) => all.map(({ kind, name }) => `${kind} ${name.replace(/[0-9a-f]{8}$/, '#')}`);
  return {
    after: folderAfter(edited.value),
    takenOut: names(takenOut),
    kept: names(kept),
    next: followedBy(command, changing, changing, inWaves).next,
  };
}

const workers = 'AWSMachineTemplate shop-md-0-#';
const retype = '/scale-cluster shop machine-type=c7i.xlarge';

test.each<[Packaging, readonly string[], readonly string[], string | undefined]>([
  ['plain', [], [workers], '/remove-templates shop'],
  ['kustomize', [workers], [], undefined],
  ['helm', [], [], undefined],
  ['clusterclass', [], [], undefined],
])('another machine type in %s', (packaging, takenOut, kept, next) => {
  expect(given(retype, fresh(packaging))).toMatchObject({ takenOut, kept, next });
});

test('what is about no machine is not followed by anything, also where an unused template stands', () => {
  const { after } = given(retype, fresh('plain'));
  expect(given('/scale-cluster shop workers=5', after).next).toBeUndefined();
  expect(given('/scale-cluster shop machine-type=m7i.large', after)).toMatchObject({ next: '/remove-templates shop' });
});

test('an upgrade takes the templates out at its end, and a wave not before the last', () => {
  const docker = { region: ['local'], flavor: 'docker' } as const;
  const first = given('/upgrade-cluster shop version=1.35.2', fresh('plain', docker));
  expect(first.next).toBe('/upgrade-cluster shop version=1.35.2');
  const second = given('/upgrade-cluster shop version=1.35.2', first.after);
  expect(second.next).toBe('/remove-templates shop');
  expect(second.kept).toHaveLength(2);
  expect(given(retype, fresh('plain'), true).next).toBe(retype);
  const tidied = given('/remove-templates shop', second.after);
  expect(tidied.takenOut).toHaveLength(2);
  expect(tidied.next).toBeUndefined();
});

const ofBatch = [
  'AWSMachineTemplate shop-batch-#',
  'KubeadmConfigTemplate shop-batch-#',
  'MachineDeployment shop-batch',
  'MachineHealthCheck shop-batch',
];

test.each<[Packaging, readonly string[]]>([
  ['plain', ofBatch],
  ['kustomize', ofBatch],
  ['helm', []],
  ['clusterclass', []],
])('a pool that goes leaves its objects in %s', (packaging, takenOut) => {
  const { after } = given('/add-pool shop pool=batch workers=1 taints=gpu=true:NoSchedule', fresh(packaging));
  const removed = given('/remove-pool shop pool=batch', after);
  expect(removed.takenOut.toSorted()).toEqual(takenOut);
  expect(removed.next).toBeUndefined();
});
