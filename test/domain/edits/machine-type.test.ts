import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import { addPool } from '../../../src/domain/edits/pools/add-pool.ts';
import { scale } from '../../../src/domain/edits/scale.ts';
import { toJson } from '../../../src/domain/manifests/source/located.ts';
import { readDocuments } from '../../../src/domain/manifests/source/read-documents.ts';
import {
  everyProvider as configuration,
  fresh as freshWith,
  handEdited,
  lineChanges,
  type Typed,
} from './support/folders.ts';

type Given = Readonly<Record<string, string | number>>;

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];
const fresh = (packaging: Packaging, typed: Typed = {}) => freshWith(packaging, typed, { configuration });

function tried(files: readonly FileContent[], given: Given, edit = scale) {
  const [cluster] = clusterRows(files, 'clusters');
  if (cluster === undefined) throw new Error('no cluster');
  const asked = { cluster, folder: 'clusters/shop', files, arguments: { name: 'shop', ...given }, configuration };
  const outcome = edit.apply(asked);
  return outcome.ok ? { ...outcome, inverse: edit.inverse(asked, outcome.value) } : outcome;
}

function retyped(files: readonly FileContent[], given: Given, edit = scale) {
  const outcome = tried(files, given, edit);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  const after = files.map((file) => outcome.value.files.find(({ path }) => path === file.path) ?? file);
  return { after, ...lineChanges(files, after), steps: outcome.value.steps, inverse: outcome.inverse };
}

const refused = (files: readonly FileContent[], given: Given) => {
  const outcome = tried(files, given);
  return outcome.ok ? 'changed' : outcome.findings;
};

type Object = { readonly kind: string; readonly metadata: { readonly name: string } };

const objectsOf = (files: readonly FileContent[]): readonly Object[] =>
  files.flatMap((file) => readDocuments(file).documents.map(({ root }) => toJson(root) as Object));

describe.each(packagings)('a cluster packaged as %s', (packaging) => {
  const given = { 'machine-type': 'c7i.xlarge' };

  test('its workers get another type, and the way back is said', () => {
    const { steps, inverse } = retyped(fresh(packaging), given);
    expect(steps[0]).toEqual({ what: 'machine type of pool md-0', from: 'm7i.large', to: 'c7i.xlarge' });
    expect(inverse).toBe('`/scale-cluster shop machine-type=m7i.large`');
  });

  test('so does the control plane, and sizes beside it', () => {
    const { steps, inverse } = retyped(handEdited(packaging), {
      'control-plane-machine-type': 'm7i.xlarge',
      ...given,
      pool: 'md-0',
      workers: 5,
    });
    expect(steps.map(({ what }) => what).filter((what) => what !== 'AWSMachineTemplate')).toEqual([
      'pool md-0',
      'machine type of control plane',
      'machine type of pool md-0',
    ]);
    expect(inverse).toBe(
      '`/scale-cluster shop pool=md-0 workers=3 machine-type=m7i.large control-plane-machine-type=m7i.large`',
    );
  });

  test('a type that it has changes nothing, and one that is none is refused', () => {
    expect(retyped(fresh(packaging), { 'machine-type': 'm7i.large' })).toMatchObject({ gone: [], come: [], steps: [] });
    expect(refused(fresh(packaging), { 'machine-type': 'm7i.lage' })).toMatchObject([
      { code: 'cluster/machine-type-invalid', cure: 'Did you mean "m7i.large"?' },
    ]);
  });

  test('one of two pools', () => {
    const two = tried(fresh(packaging), { pool: 'batch', workers: 1 }, addPool);
    if (!two.ok) throw new Error(JSON.stringify(two.findings));
    const paths = new Set(two.value.files.map(({ path }) => path));
    const files = [...fresh(packaging).filter(({ path }) => !paths.has(path)), ...two.value.files];
    expect(refused(files, given)).toMatchObject([{ code: 'command/argument-missing' }]);
    const first = retyped(files, { pool: 'batch', ...given });
    const text = first.after.map(({ content }) => content).join('');
    expect(text.split('c7i.xlarge')).toHaveLength(2);
    if (packaging === 'clusterclass') {
      expect(first.gone).toEqual([]);
      expect(first.come).toEqual(['variables:', 'overrides:', '- name: workerMachineType', 'value: c7i.xlarge']);
      const again = retyped(first.after, { pool: 'batch', 'machine-type': 'r7i.large' });
      expect([again.gone, again.come]).toEqual([['value: c7i.xlarge'], ['value: r7i.large']]);
      // Nobody else goes by the value of the cluster any more.
      expect(retyped(first.after, { pool: 'md-0', 'machine-type': 'r7i.large' }).come).toEqual(['value: r7i.large']);
    }
  });
});

test.each<[string, Typed, string, string]>([
  ['AWS', {}, 'c7i.xlarge', 'm7i.xlarge'],
  ['EKS with machines', { flavor: 'eks-machine-deployment' }, 'g5.xlarge', ''],
  ['Google Cloud', { region: ['europe-west1'], provider: 'gcp', flavor: 'kubeadm' }, 'c4-standard-8', 'h3-standard-88'],
  ['Azure', { region: ['westeurope'], provider: 'azure', flavor: 'kubeadm' }, 'Standard_D8_v5', 'Standard_E4s_v5'],
  ['Hetzner', { region: ['fsn1'], provider: 'hetzner' }, 'cpx41', 'cpx31'],
  ['OpenStack', { region: ['regionone'] }, 'm1.xlarge', 'm1.large'],
  ['vSphere', { region: ['dc1'], endpoint: '10.1.2.3' }, '8cpu-32gb-80gb', '4cpu-16gb-80gb'],
  ['Proxmox', { region: ['rack1'], endpoint: '10.10.10.10' }, '8cpu-32gb-80gb', '4cpu-16gb-80gb'],
])(
  'machines of %s are those that create makes with the types, and the old templates stay',
  (_of, typed, type, controlPlane) => {
    const before = fresh('plain', typed);
    const given = {
      'machine-type': type,
      ...(controlPlane === '' ? {} : { 'control-plane-machine-type': controlPlane }),
    };
    const { after } = retyped(before, given);
    const wanted = objectsOf(fresh('plain', { ...typed, ...given }));
    const made = objectsOf(after);
    expect(made).toEqual(expect.arrayContaining([...wanted]));
    const left = made.filter((each) => !wanted.some(({ metadata }) => metadata.name === each.metadata.name));
    expect(left.map(({ kind }) => kind)).toEqual(left.map(() => expect.stringMatching(/Template$/)));
    expect(objectsOf(before)).toEqual(expect.arrayContaining([...left]));
  },
);

test('machines of an overlay get what the base does not say', () => {
  const files = fresh('kustomize', { region: ['europe-west1'], provider: 'gcp', flavor: 'kubeadm' });
  const { come } = retyped(files, { 'machine-type': 'c4-standard-8' });
  expect(come).toEqual(expect.arrayContaining(['instanceType: c4-standard-8', 'rootDeviceType: hyperdisk-balanced']));
});

test('variables of a class that go by the type follow', () => {
  const files = fresh('clusterclass', { region: ['europe-west1'], provider: 'gcp', flavor: 'kubeadm' });
  expect(retyped(files, { 'machine-type': 'c4-standard-8' }).come).toEqual([
    'value: c4-standard-8',
    'value: hyperdisk-balanced',
  ]);
  expect(retyped(files, { 'control-plane-machine-type': 'c4-standard-8' }).come).toEqual([
    'value: c4-standard-8',
    'value: hyperdisk-balanced',
  ]);
});

test('what people chose beside the type stays', () => {
  const files = fresh('plain', { region: ['europe-west1'], provider: 'gcp', flavor: 'kubeadm' }).map(
    ({ path, content }) => ({
      path,
      content: content.replaceAll('rootDeviceType: pd-ssd', 'rootDeviceType: pd-extreme'),
    }),
  );
  expect(retyped(files, { 'machine-type': 'n2-standard-16' }).come).toContain('rootDeviceType: pd-extreme');
});

test('the old template is named, with the way to remove it', () => {
  const notesOf = (packaging: Packaging) => {
    const outcome = tried(fresh(packaging), { 'machine-type': 'c7i.xlarge' });
    return outcome.ok
      ? outcome.notes.map(({ code, message, cure, commands = [] }) => [code, message, cure, ...commands].join(' '))
      : [];
  };
  expect(notesOf('plain')).toEqual([
    expect.stringMatching(
      /^cluster\/template-stays AWSMachineTemplate shop-md-0-\w{8} stays in clusters\/shop\/workers\.yaml: .*kubectl delete awsmachinetemplate shop-md-0-\w{8} --namespace default$/,
    ),
  ]);
  expect(notesOf('kustomize')).toEqual([
    expect.stringMatching(/stays in the management cluster .*shop-md-0-\w{8} --namespace default$/),
  ]);
  const [ofChart, ...more] = notesOf('helm');
  expect(more).toEqual([]);
  expect(ofChart).toContain('For the pool md-0, the chart makes another AWSMachineTemplate.');
  const templates =
    'awsmachinetemplates.infrastructure.cluster.x-k8s.io,kubeadmconfigtemplates.bootstrap.cluster.x-k8s.io';
  const selected = '--namespace default --selector cluster.x-k8s.io/cluster-name=shop';
  expect(ofChart).toContain(`kubectl get ${templates} ${selected} `);
  expect(ofChart).toContain(`kubeadmcontrolplanes.controlplane.cluster.x-k8s.io ${selected} --output jsonpath=`);
  expect(ofChart).toContain(`kubectl delete ${templates.replace(',', ' or ')} NAME --namespace default`);
});

test('back to the type of before, the template that still stands is taken again', () => {
  const files = fresh('plain');
  const there = retyped(files, { 'machine-type': 'c7i.xlarge' }).after;
  const back = retyped(there, { 'machine-type': 'm7i.large' });
  expect([back.gone.length, back.come.length]).toEqual([1, 1]);
});

test.each<[string, Typed, Given]>([
  ['a node group of EKS', { flavor: 'eks' }, { 'machine-type': 'c7i.xlarge' }],
  [
    'a node pool of GKE',
    { region: ['europe-west1'], provider: 'gcp', flavor: 'gke' },
    { 'machine-type': 'n2-standard-8' },
  ],
  [
    'an agent pool of AKS',
    { region: ['westeurope'], provider: 'azure', flavor: 'aks' },
    { 'machine-type': 'Standard_D8s_v5' },
  ],
])('%s keeps its type, in every packaging that it has', (what, typed, given) => {
  for (const packaging of what.includes('EKS')
    ? (['plain', 'kustomize'] as const)
    : (['plain', 'clusterclass'] as const)) {
    expect(refused(fresh(packaging, typed), given)).toMatchObject([
      { code: 'cluster/machine-type-fixed', cure: expect.stringContaining('/remove-pool shop pool=md-0') },
    ]);
  }
});

test('what cannot be is refused with the reason', () => {
  expect(refused(fresh('plain', { flavor: 'eks' }), { 'control-plane-machine-type': 'm7i.large' })).toMatchObject([
    { code: 'cluster/machine-type-fixed' },
  ]);
  expect(refused(fresh('plain', { region: ['local'] }), { 'machine-type': 'big' })).toMatchObject([
    { code: 'cluster/machine-type-invalid', message: 'Machines of Development have no type.' },
  ]);
  const elsewhere = fresh('plain').map(({ path, content }) => ({
    path,
    content: content.replace(/kind: AWSMachineTemplate\nmetadata/g, 'kind: AWSMachineTemplate2\nmetadata'),
  }));
  expect(refused(elsewhere, { 'machine-type': 'c7i.xlarge' })).toMatchObject([{ code: 'manifest/not-editable' }]);
});
