import { describe, expect, test } from '@jest/globals';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import { upgradeFiles } from '../../../src/domain/edits/upgrade/upgrade-files.ts';
import { configuration, exampleChart, rendered } from '../manifests/support/clusters.ts';
import { diff, fresh, handEdited, lineChanges, type Typed } from './support/folders.ts';

const target = 'v1.35.2';

function upgraded(files: readonly FileContent[], to = target, bases: readonly FileContent[] = []) {
  const outcome = upgradeFiles(files, { cluster: 'shop', target: to, provider: 'aws', bases });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  const { value, notes } = outcome;
  const after = files.map((file) => value.files.find(({ path }) => path === file.path) ?? file);
  const places = notes.flatMap(({ place }) => (place === undefined ? [] : [`${place.path}:${place.line}`]));
  return { ...value, after, lines: diff(files, value.files), notes: notes.map(({ message }) => message), places };
}

function refused(files: readonly FileContent[], to = target) {
  const outcome = upgradeFiles(files, { cluster: 'shop', target: to });
  return outcome.ok ? 'upgraded' : outcome.findings;
}

const hetzner: Typed = { provider: 'hetzner', region: ['fsn1'] };
const withImage = {
  configuration: {
    ...configuration,
    providers: {
      ...configuration.providers,
      hetzner: { ...configuration.providers.hetzner, image: 'ubuntu-24.04-kubernetes-v{version}', sshKeys: ['ops'] },
    },
  },
};

/** How a version reads in each packaging, and whether its workers have a line of their own. */
const packagings: readonly (readonly [Packaging, key: string, apart: boolean])[] = [
  ['plain', 'version', true],
  ['kustomize', 'version', true],
  ['clusterclass', 'version', false],
];

describe.each(packagings)('a cluster packaged as %s', (packaging, key, apart) => {
  const change = [`-${key}: v1.34.3`, `+${key}: v1.35.2`];

  test.each([
    ['fresh', fresh(packaging)],
    ['hand-edited', handEdited(packaging)],
  ])('%s: one line for each step', (_state, files) => {
    const first = upgraded(files);
    expect(first.lines).toEqual(change);
    expect(first.step).toBe('control plane');
    expect(first.continues).toBe(apart);
    const second = upgraded(first.after);
    expect(second.lines).toEqual(apart ? change : []);
    expect(second.step).toBe(apart ? 'workers' : 'nothing');
    expect(upgraded(second.after)).toMatchObject({ step: 'nothing', lines: [], steps: [] });
  });
});

describe('a cluster packaged as helm', () => {
  const chart = [...exampleChart].map(([path, content]) => ({ path, content }));
  const schemaWith = (change: (text: string) => string): readonly FileContent[] =>
    chart.map(({ path, content }) => ({
      path,
      content: path.endsWith('values.schema.json') ? change(content) : content,
    }));
  const versionOnly = ['-kubernetesVersion: v1.34.3', '+kubernetesVersion: v1.35.2'];

  test.each([
    ['fresh', fresh('helm')],
    ['hand-edited', handEdited('helm')],
  ])('%s: workers are held back by a version of their own, and then follow the cluster again', (_state, files) => {
    const first = upgraded(files, target, chart);
    expect(first).toMatchObject({ step: 'control plane', continues: true });
    expect(lineChanges(files, first.after)).toEqual({
      gone: ['kubernetesVersion: v1.34.3'],
      come: ['kubernetesVersion: v1.35.2', 'kubernetesVersion: v1.34.3'],
    });
    expect(first.steps).toEqual([{ what: 'control plane', from: 'v1.34.3', to: 'v1.35.2' }]);
    expect(first.notes.join()).not.toContain('one version');
    const second = upgraded(first.after, target, chart);
    expect(second).toMatchObject({ step: 'workers', continues: false });
    expect(second.steps).toEqual([{ what: 'pool md-0', from: 'v1.34.3', to: 'v1.35.2' }]);
    expect(lineChanges(files, second.after)).toEqual({
      gone: ['kubernetesVersion: v1.34.3'],
      come: ['kubernetesVersion: v1.35.2'],
    });
    expect(upgraded(second.after, target, chart)).toMatchObject({ step: 'nothing', lines: [], steps: [] });
  });

  test.each([
    ['is elsewhere', []],
    [
      'allows no version of a pool',
      schemaWith((text) => text.replace('"kubernetesVersion": {\n            "d', '"x": {\n            "d')),
    ],
    [
      'says nothing of a version of a pool',
      schemaWith(() => JSON.stringify({ type: 'object', properties: { pools: { type: 'array' } } })),
    ],
  ])('all at once, and that is said, where the chart %s', (_which, bases) => {
    const files = fresh('helm');
    const made = upgraded(files, target, bases);
    expect(made).toMatchObject({ step: 'control plane', continues: false, lines: versionOnly });
    expect(made.notes).toContainEqual(expect.stringContaining('one version'));
  });

  test('a chart whose pools need a version keeps it', () => {
    const needs = schemaWith((text) =>
      text.replace('"required": ["name", "machineType"]', '"required": ["name", "kubernetesVersion"]'),
    );
    const first = upgraded(fresh('helm'), target, chart).after;
    expect(upgraded(first, target, needs).lines).toEqual(versionOnly);
  });

  describe('with a machine image that names the version', () => {
    const gcp = (image: string) => ({
      configuration: {
        ...configuration,
        providers: { ...configuration.providers, gcp: { ...configuration.providers.gcp, project: 'acme', image } },
      },
    });
    const typed: Typed = { region: ['europe-west1'], provider: 'gcp' };
    const files = fresh('helm', typed, gcp('capi-ubuntu-2404-k8s-v1-34'));
    const first = upgraded(files, target, chart);

    test('workers keep the image of their version, and then follow the cluster again', () => {
      expect(lineChanges(files, first.after)).toEqual({
        gone: ['kubernetesVersion: v1.34.3', 'image: capi-ubuntu-2404-k8s-v1-34'],
        come: [
          'kubernetesVersion: v1.35.2',
          'kubernetesVersion: v1.34.3',
          'settings:',
          'image: capi-ubuntu-2404-k8s-v1-34',
          'image: capi-ubuntu-2404-k8s-v1-35',
        ],
      });
      expect(first.notes).toEqual([expect.stringContaining('"capi-ubuntu-2404-k8s-v1-35": it has to exist')]);
      expect(first.continues).toBe(true);
      const second = upgraded(first.after, target, chart);
      expect(lineChanges(files, second.after)).toEqual({
        gone: ['kubernetesVersion: v1.34.3', 'image: capi-ubuntu-2404-k8s-v1-34'],
        come: ['kubernetesVersion: v1.35.2', 'image: capi-ubuntu-2404-k8s-v1-35'],
      });
    });

    test('an image that is the pool’s alone stays its own', () => {
      const own = files.map(({ path, content }) => ({
        path,
        content: content.replace(
          '    - name: md-0\n',
          '    - name: md-0\n      settings:\n        image: gpu-k8s-v1-34\n',
        ),
      }));
      const held = upgraded(own, target, chart);
      expect(lineChanges(own, held.after).come).toEqual([
        'kubernetesVersion: v1.35.2',
        'kubernetesVersion: v1.34.3',
        'image: capi-ubuntu-2404-k8s-v1-35',
      ]);
      expect(lineChanges(held.after, upgraded(held.after, target, chart).after)).toEqual({
        gone: ['kubernetesVersion: v1.34.3', 'image: gpu-k8s-v1-34'],
        come: ['image: gpu-k8s-v1-35'],
      });
    });

    test('an image whose name says no version is not guessed at', () => {
      expect(refused(fresh('helm', typed, gcp('projects/acme/global/images/golden')))).toMatchObject([
        {
          code: 'manifest/not-editable',
          message: expect.stringContaining('"projects/acme/global/images/golden" of the cluster'),
          place: { path: 'clusters/shop/values.yaml', line: expect.any(Number) },
        },
      ]);
    });
  });
});

describe('machines whose template names an image', () => {
  const files = fresh('plain', hetzner, withImage);
  const first = upgraded(files);

  test('get a new template beside the old one, under the name that a new cluster would give it', () => {
    const [version, workers] = ['1.34.3', '1.35.2'];
    const made = fresh('plain', { ...hetzner, version: `v${workers}` }, withImage);
    const nameIn = (all: readonly FileContent[], stem: string) =>
      all
        .map(({ content }) => new RegExp(`name: (shop-${stem}-[0-9a-f]{8})\\n  namespace`).exec(content)?.[1])
        .find(Boolean);
    const [old, wanted] = [nameIn(files, 'control-plane'), nameIn(made, 'control-plane')];
    expect(first.steps).toEqual([
      { what: 'control plane', from: `v${version}`, to: `v${workers}` },
      { what: 'HCloudMachineTemplate', from: old, to: wanted },
    ]);
    const controlPlane = first.after.find(({ path }) => path.endsWith('control-plane.yaml'))?.content ?? '';
    expect(controlPlane).toContain(`  name: ${old}\n  namespace`);
    expect(controlPlane).toContain(`  name: ${wanted}\n  namespace`);
    expect(controlPlane).toContain(`        name: ${wanted}\n`);
    expect(controlPlane).not.toContain(`        name: ${old}\n`);
    expect(controlPlane.split('imageName: ubuntu-24.04-kubernetes-v1.35.2')).toHaveLength(2);
    expect(controlPlane.split('imageName: ubuntu-24.04-kubernetes-v1.34.3')).toHaveLength(2);
    expect(first.notes).toContainEqual(expect.stringContaining('"ubuntu-24.04-kubernetes-v1.35.2"'));
    expect(first.files.map(({ path }) => path)).toEqual([expect.stringMatching(/control-plane\.yaml$/)]);
  });

  test('the workers likewise, in their own step', () => {
    const second = upgraded(first.after);
    expect(second.files.map(({ path }) => path)).toEqual([expect.stringMatching(/workers\.yaml$/)]);
    expect(second.steps.map(({ what }) => what)).toEqual(['pool md-0', 'HCloudMachineTemplate']);
    const before = first.after.find(({ path }) => path.endsWith('workers.yaml'))?.content.split('\n') ?? [];
    const gone = before.filter((line) => !second.files[0]?.content.split('\n').includes(line));
    expect(gone).toEqual(['      version: v1.34.3', expect.stringMatching(/^ {8}name: shop-md-0-[0-9a-f]{8}$/)]);
  });

  test('an image whose name says no version is not guessed at', () => {
    const pinned = files.map(({ path, content }) => ({
      path,
      content: content.replace(/imageName: .*/, 'imageName: golden'),
    }));
    expect(refused(pinned)).toMatchObject([
      {
        code: 'manifest/not-editable',
        message: expect.stringContaining('"golden" of shop-control-plane-'),
        place: { line: expect.any(Number) },
      },
    ]);
  });

  test('an image of a minor version changes with the minor version only', () => {
    const byMinor = files.map(({ path, content }) => ({
      path,
      content: content.replaceAll('ubuntu-24.04-kubernetes-v1.34.3', 'capi-k8s-v1-34'),
    }));
    expect(upgraded(byMinor, 'v1.34.4').steps.map(({ what }) => what)).toEqual(['control plane']);
    expect(
      upgraded(byMinor)
        .after.map(({ content }) => content)
        .join(''),
    ).toContain('imageName: capi-k8s-v1-35');
  });

  test('in an overlay the patch changes where it stands', () => {
    const overlay = fresh('kustomize', hetzner, withImage);
    const { files: changed, lines } = upgraded(overlay);
    expect(changed.map(({ path }) => path.split('/').at(-1))).toEqual(
      expect.arrayContaining([
        'kubeadm-control-plane-control-plane.yaml',
        'h-cloud-machine-template-control-plane.yaml',
      ]),
    );
    expect(lines.filter((line) => line.includes('imageName'))).toEqual([
      '-imageName: ubuntu-24.04-kubernetes-v1.34.3',
      '+imageName: ubuntu-24.04-kubernetes-v1.35.2',
    ]);
  });
});

describe('machines of EC2', () => {
  const withAmi = (ami: string): readonly FileContent[] =>
    fresh('plain').map(({ path, content }) => ({
      path,
      content: content.replaceAll(/^( *)instanceType: .*$/gm, `$&\n$1ami: ${ami}`),
    }));

  test('whose image is looked up by the version move without another template', () => {
    const first = upgraded(fresh('plain', { provider: 'eks-machine-deployment' }));
    const second = upgraded(first.after);
    expect([...first.steps, ...second.steps].map(({ what }) => what)).toEqual(['control plane', 'pool md-0']);
  });

  test('whose image is named are not guessed at', () => {
    expect(refused(withAmi('{ id: ami-0abcdef1234567890 }'))).toMatchObject([
      { code: 'manifest/not-editable', message: expect.stringContaining('"ami-0abcdef1234567890"') },
    ]);
  });
});

describe('what else an upgrade touches', () => {
  test('the image in a chart’s values follows', () => {
    const gcp = { ...configuration.providers.gcp, project: 'acme', image: 'capi-ubuntu-2404-k8s-v1-34' };
    const change = { configuration: { ...configuration, providers: { ...configuration.providers, gcp } } };
    const { lines, notes } = upgraded(fresh('helm', { region: ['europe-west1'], provider: 'gcp' }, change));
    expect(lines.filter((line) => /^[-+](image|kubernetesVersion):/.test(line))).toEqual([
      '-kubernetesVersion: v1.34.3',
      '+kubernetesVersion: v1.35.2',
      '-image: capi-ubuntu-2404-k8s-v1-34',
      '+image: capi-ubuntu-2404-k8s-v1-35',
    ]);
    expect(notes.join()).toContain('one version');
  });

  test('the image in a class’s variables follows, and is not said to stay', () => {
    const gcp = { ...configuration.providers.gcp, project: 'acme', image: 'capi-ubuntu-2404-k8s-v1-34' };
    const change = { configuration: { ...configuration, providers: { ...configuration.providers, gcp } } };
    const { lines, notes } = upgraded(fresh('clusterclass', { region: ['europe-west1'], provider: 'gcp' }, change));
    expect(lines).toEqual(expect.arrayContaining(['+version: v1.35.2', '+value: capi-ubuntu-2404-k8s-v1-35']));
    expect(notes.join()).not.toContain('k8s-v1-34 ');
    expect(notes.filter((note) => note.includes('variables'))).toEqual([]);
  });

  test('an image of a class whose name says no version is not guessed at', () => {
    const gcp = { ...configuration.providers.gcp, project: 'acme', image: 'projects/acme/global/images/golden' };
    const change = { configuration: { ...configuration, providers: { ...configuration.providers, gcp } } };
    expect(refused(fresh('clusterclass', { region: ['europe-west1'], provider: 'gcp' }, change))).toMatchObject([
      {
        code: 'manifest/not-editable',
        message: expect.stringContaining('"projects/acme/global/images/golden" of the cluster'),
        place: { path: 'clusters/shop/cluster.yaml', line: expect.any(Number) },
      },
    ]);
  });

  test('pools with a version of their own in the values come second', () => {
    const files = fresh('helm').map(({ path, content }) => ({
      path,
      content: content.replace('    - name: md-0\n', '    - name: md-0\n      kubernetesVersion: v1.34.3\n'),
    }));
    const first = upgraded(files);
    expect(first).toMatchObject({ step: 'control plane', continues: true });
    expect(upgraded(first.after).steps).toEqual([{ what: 'pool md-0', from: 'v1.34.3', to: 'v1.35.2' }]);
  });

  test('add-ons that name the old minor version are pointed at, and stay', () => {
    const { notes } = upgraded(fresh('plain', { flavor: 'eks' }));
    expect(notes.join('\n')).toContain('spec.addons.version of the AWSManagedControlPlane');
    expect(upgraded(fresh('plain', { flavor: 'eks' }), 'v1.34.4').notes.join()).not.toContain('spec.addons');
  });

  test('pools that are there already stay', () => {
    const files = upgraded(upgraded(fresh('plain')).after).after;
    const mixed = files.map(({ path, content }) => ({
      path,
      content: path.endsWith('workers.yaml')
        ? `${content}---\n${content.split('---\n')[0]?.replaceAll('shop-md-0', 'shop-old').replace('v1.35.2', 'v1.33.1')}`
        : content,
    }));
    expect(upgraded(mixed).steps).toEqual([{ what: 'pool old', from: 'v1.33.1', to: 'v1.35.2' }]);
  });

  test('a class that names a release of each minor version lets Cluster API go through them', () => {
    const files = fresh('clusterclass');
    const name = /classRef:\s+name: (\S+)/.exec(files.map(({ content }) => content).join(''))?.[1];
    const listed = (versions: string): readonly FileContent[] => [
      ...files,
      {
        path: 'clusters/shop/class.yaml',
        content: `apiVersion: cluster.x-k8s.io/v1beta2\nkind: ClusterClass\nmetadata:\n  name: ${name}\nspec:\n  kubernetesVersions: [${versions}]\n`,
      },
    ];
    expect(upgraded(listed('v1.34.3, v1.35.2, v1.36.0'), 'v1.36.0').steps).toEqual([
      { what: 'cluster', from: 'v1.34.3', to: 'v1.36.0' },
    ]);
    expect(refused(listed('v1.34.3, v1.36.0'), 'v1.36.0')).toMatchObject([{ code: 'cluster/upgrade-path' }]);
  });
});

describe('what stands only in a base stays, and is pointed at', () => {
  const base = (typed: Typed): readonly FileContent[] => {
    const { cluster } = rendered({ name: 'shop', packaging: 'kustomize', ...typed });
    return cluster.files.filter(({ path }) => path.startsWith('cluster-bases/'));
  };
  const docker: Typed = { region: ['local'], flavor: 'docker' };
  const lineOf = (files: readonly FileContent[], text: string): readonly string[] =>
    files.flatMap(({ path, content }) =>
      content.split('\n').flatMap((line, index) => (line.includes(text) ? [`${path}:${index + 1}`] : [])),
    );

  test.each([['v1.35.2'], ['v1.34.4']])('a machine image, on the way to %s', (to) => {
    const bases = base(docker);
    const { notes, places, steps } = upgraded(fresh('kustomize', docker), to, bases);
    expect(steps).toEqual([{ what: 'control plane', from: 'v1.34.3', to }]);
    expect(lineOf(bases, 'customImage')).toHaveLength(2);
    expect(places).toEqual(expect.arrayContaining([...lineOf(bases, 'customImage')]));
    expect(notes).toContainEqual(
      expect.stringMatching(/customImage of the DevMachineTemplate is "kindest\/node:v1\.34\.3" in a base/),
    );
  });

  test('not one that the cluster’s own patch gives', () => {
    const template =
      'spec:\n  template:\n    spec:\n      backend:\n        docker:\n          customImage: kindest/node:v1.35.2\n';
    const patched = fresh('kustomize', docker).map(({ path, content }) => ({
      path,
      content: path.includes('machine-template') ? content.replace(/\n(spec:\n[\s\S]*)?$/, `\n${template}`) : content,
    }));
    expect(patched.filter(({ content }) => content.includes('customImage'))).toHaveLength(2);
    expect(upgraded(patched, target, base(docker)).notes.join()).not.toContain('in a base');
    const operations = JSON.stringify([
      { op: 'replace', path: '/spec/template/spec/backend/docker/customImage', value: 'x' },
    ]);
    const inline = `patches:\n  - target: {kind: DevMachineTemplate}\n    patch: '${operations}'\n`;
    const asOperations = fresh('kustomize', docker).map(({ path, content }) => ({
      path,
      content: path.endsWith('/kustomization.yaml') ? content.replace('patches:\n', inline) : content,
    }));
    expect(upgraded(asOperations, target, base(docker)).notes.join()).not.toContain('in a base');
  });

  test('an add-on of the minor version', () => {
    const eks: Typed = { region: ['eu-west-1'], flavor: 'eks' };
    const bases = base(eks);
    const { places, notes } = upgraded(fresh('kustomize', eks), target, bases);
    expect(notes.join()).toContain('spec.addons.version of the AWSManagedControlPlane');
    expect(places).toEqual(expect.arrayContaining([...lineOf(bases, 'eksbuild.18')]));
  });
});

describe('what is not understood is not touched', () => {
  const edited = (file: string, from: string | RegExp, to: string): readonly FileContent[] =>
    fresh('plain').map(({ path, content }) => ({
      path,
      content: path.endsWith(file) ? content.replace(from, to) : content,
    }));

  test('a pool that says no version', () => {
    expect(refused(edited('workers.yaml', /\n *version: v1.34.3/, ''))).toMatchObject([
      { code: 'manifest/not-editable', place: { path: 'clusters/shop/workers.yaml', line: expect.any(Number) } },
    ]);
  });

  test('what shares a version by an anchor', () => {
    const files = edited('control-plane.yaml', '  version: v1.34.3', '  x-version: &v v1.34.3\n  version: *v');
    expect(upgraded(files).lines).toEqual(['-version: *v', '+version: "v1.35.2"']);
  });

  test('a control plane that stands elsewhere', () => {
    const files = fresh('plain').filter(({ path }) => !path.endsWith('control-plane.yaml'));
    expect(refused(files)).toMatchObject([{ code: 'manifest/not-editable' }]);
  });

  test('a service of a provider ends where it ends', () => {
    const { cluster } = rendered({ region: ['westeurope'], name: 'shop', provider: 'azure', flavor: 'aks' }, aks);
    expect(refused(cluster.files, 'v1.36.0')).toMatchObject([{ message: expect.stringContaining('AKS') }]);
  });
});

const aks = {
  configuration: {
    ...configuration,
    providers: {
      ...configuration.providers,
      azure: { ...configuration.providers.azure, subscriptionId: '00000000-0000-0000-0000-000000000000' },
    },
  },
};
