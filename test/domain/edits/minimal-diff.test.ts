import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import type { ArgumentValue } from '../../../src/domain/command/command.ts';
import { folderAfter } from '../../../src/domain/edits/edit-cluster.ts';
import { clusterEdits } from '../../../src/domain/edits/registry.ts';
import { configuration } from '../manifests/support/clusters.ts';
import { fresh, handEdited, lineChanges } from './support/folders.ts';

type Given = Readonly<Record<string, ArgumentValue>>;
type Step = readonly [command: string, given?: Given];

/** Lines that go (`-`) and come (`+`), by packaging: whatever else stands in the files stays as it is. */
type Lines = Readonly<Record<Packaging, readonly string[]>>;

const everywhere = (...lines: readonly string[]): Lines => ({
  plain: lines,
  kustomize: lines,
  helm: lines,
  clusterclass: lines,
});
const day = 86_400;
const min = '+cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size: "1"';
const max = '+cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size: "9"';
const note = '+clusterops.dev/hibernated-replicas: "3"';
const asleep = ['-replicas: 3', '+replicas: 0', note];
const ttl = ['-clusterops.dev/ttl-seconds: "259200"', '+clusterops.dev/ttl-seconds: "432000"'];
const taken = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line.startsWith('-') ? `+${line.slice(1)}` : `-${line.slice(1)}`));
const eachOf = (lines: Lines, change: (lines: readonly string[]) => readonly string[]): Lines =>
  Object.fromEntries(Object.entries(lines).map(([packaging, each]) => [packaging, change(each)])) as Lines;

const hibernation: Lines = {
  plain: asleep,
  kustomize: [...asleep, '+annotations:'],
  helm: [...asleep, '+annotations:'],
  clusterclass: [...asleep, '+metadata:', '+annotations:'],
};
const reference = ['-name: shop-md-0-#', '+name: shop-md-0-#'];

/** A command, on what is left by those before it. */
const table: readonly (readonly [title: string, before: readonly Step[], command: Step, lines: Lines])[] = [
  ['/scale-cluster workers=7', [], ['scale-cluster', { workers: 7 }], everywhere('-replicas: 3', '+replicas: 7')],
  [
    '/scale-cluster control-plane=1',
    [],
    ['scale-cluster', { 'control-plane': 1 }],
    everywhere('-replicas: 3', '+replicas: 1'),
  ],
  [
    '/scale-cluster min=1 max=9',
    [],
    ['scale-cluster', { min: 1, max: 9 }],
    {
      plain: ['-replicas: 3', min, max],
      kustomize: ['-replicas: 3', '+annotations:', min, max],
      helm: ['-replicas: 3', '+annotations:', min, max],
      clusterclass: ['-replicas: 3', '+metadata:', '+annotations:', min, max],
    },
  ],
  [
    '/scale-cluster machine-type=c7i.xlarge',
    [],
    ['scale-cluster', { 'machine-type': 'c7i.xlarge' }],
    {
      plain: [...reference, ...templateOf('md-0')],
      kustomize: [...reference, ...reference, '+spec:', '+template:', '+spec:', '+instanceType: c7i.xlarge'],
      helm: ['-machineType: m7i.large', '+machineType: c7i.xlarge'],
      clusterclass: ['-value: m7i.large', '+value: c7i.xlarge'],
    },
  ],
  [
    '/upgrade-cluster version=1.35.2',
    [],
    ['upgrade-cluster', { version: 'v1.35.2' }],
    {
      ...everywhere('-version: v1.34.3', '+version: v1.35.2'),
      helm: ['-kubernetesVersion: v1.34.3', '+kubernetesVersion: v1.35.2'],
    },
  ],
  [
    '/extend-cluster ttl=2d',
    [],
    ['extend-cluster', { ttl: 2 * day }],
    { ...everywhere(...ttl), helm: ['-ttlSeconds: 259200', '+ttlSeconds: 432000'] },
  ],
  [
    '/remove-templates',
    [['scale-cluster', { 'machine-type': 'c7i.xlarge' }]],
    ['remove-templates'],
    { ...everywhere(), plain: taken(templateOf('md-0', 'm7i.large')) },
  ],
  ['/hibernate-cluster', [], ['hibernate-cluster'], hibernation],
  ['/wake-cluster', [['hibernate-cluster']], ['wake-cluster'], eachOf(hibernation, taken)],
];

/** The lines of the first machine template of a fresh cluster, with the other type. */
function templateOf(pool: string, type = 'c7i.xlarge'): readonly string[] {
  const text = fresh('plain', { ttl: 3 * day })
    .flatMap(({ content }) => content.split('---\n'))
    .find((each) => /^kind: AWSMachineTemplate$/m.test(each) && each.includes(`name: shop-${pool}-`));
  const lines = ['---', ...(text ?? '').trimEnd().split('\n')];
  return lines.map((line) => `+${plainly(line.trim()).replace('m7i.large', type)}`);
}

/** A line without the quotes, spaces and notes of people, and without what makes a name unique. */
function plainly(line: string): string {
  return line
    .replace(/\s+#.*$/, '')
    .replaceAll("'", '')
    .replace(/: +/, ': ')
    .replace(/"default"/, 'default')
    .replace(/(?<=shop-md-0)-[0-9a-f]{8}/g, '-#');
}

function given(files: readonly FileContent[], [command, asked = {}]: Step): readonly FileContent[] {
  const [cluster] = clusterRows(files, 'clusters');
  const edit = clusterEdits.find(({ kind }) => kind === command);
  if (cluster === undefined || edit === undefined) throw new Error(`${command} has no cluster`);
  const all = { cluster, folder: 'clusters/shop', files, arguments: { name: 'shop', ...asked }, configuration };
  const outcome = edit.apply(all);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  const { files: after, deletions = [] } = outcome.value;
  return folderAfter({ before: files, after, deletions });
}

function changes(before: readonly FileContent[], after: readonly FileContent[]): readonly string[] {
  const { gone, come } = lineChanges(before, after);
  return [...gone.map((line) => `-${plainly(line)}`), ...come.map((line) => `+${plainly(line)}`)].toSorted();
}

/** Files whose lines end otherwise than all of them did. */
const mixed = (files: readonly FileContent[]): readonly string[] =>
  files.filter(({ content }) => content.includes('\r\n') && /[^\r]\n/.test(content)).map(({ path }) => path);

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];

describe.each(packagings)('a cluster packaged as %s', (packaging) => {
  describe.each([
    ['fresh', fresh(packaging, { ttl: 3 * day })],
    ['hand-edited', handEdited(packaging, { ttl: 3 * day })],
  ])('%s', (_how, files) => {
    test.each(table)('%s changes its own lines, and no other', (_title, steps, command, lines) => {
      const before = steps.reduce(given, files);
      const after = given(before, command);
      expect(changes(before, after)).toEqual(lines[packaging].toSorted());
      expect(mixed(after)).toEqual([]);
    });

    test('/add-pool brings lines only, and /remove-pool takes the same away', () => {
      const pool = { pool: 'batch', workers: 2, 'machine-type': 'c7i.xlarge' };
      const after = given(files, ['add-pool', pool]);
      const lines = changes(files, after);
      expect(lines.filter((line) => line.startsWith('-'))).toEqual([]);
      expect(lines.join('\n')).toContain('batch');
      expect(mixed(after)).toEqual([]);
      expect(changes(after, given(after, ['remove-pool', { pool: 'batch' }]))).toEqual(taken(lines).toSorted());
    });
  });
});

test('every command that edits files is in the table', () => {
  const commands = [...table.map(([, , [command]]) => command), 'add-pool', 'remove-pool'];
  expect(new Set(commands)).toEqual(new Set(clusterEdits.map(({ kind }) => kind)));
});
