import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parseAllDocuments } from 'yaml';
import type { PlanInput } from '../../../src/domain/cluster/plan.ts';
import { checkObjects } from '../../../src/domain/manifests/check-rendered.ts';
import { renderCluster } from '../../../src/domain/manifests/render.ts';
import { validateFiles } from '../../../src/domain/manifests/validate/validate-files.ts';
import { goldenCases } from './golden-cases/all.ts';
import { withKey } from './golden-cases/aws.ts';
import { configuration, planned, rendered, schemas } from './support/clusters.ts';
import { golden } from './support/golden.ts';

interface Parsed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly annotations: Record<string, string>;
    readonly labels: Record<string, string>;
  };
  readonly spec: Record<string, unknown>;
}
const objectsOf = (files: readonly { readonly content: string }[]): readonly Parsed[] =>
  files.flatMap(({ content }) => parseAllDocuments(content).map((document) => document.toJS() as Parsed));

/** Patterns are Go's: a leading `(?i)` is a flag in JavaScript. */
const goRegExp = Object.assign(
  (pattern: string, flags: string): RegExp =>
    new RegExp(pattern.replace('(?i)', ''), pattern.includes('(?i)') ? `${flags}i` : flags),
  { code: 'new RegExp' },
);
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, code: { regExp: goRegExp } });
/** By kind: compiling the schemas takes far longer than using them. */
const compiled = new Map<string, ReturnType<typeof ajv.compile>>();

describe.each(goldenCases)('$name', ({ name, typed, change = {} }) => {
  const { cluster } = rendered(typed, change);

  test('is the golden tree, byte for byte', () => {
    expect(Object.fromEntries(cluster.files.map(({ path, content }) => [path, content]))).toEqual(
      golden(name, cluster.files),
    );
  });

  test('is the same again', () => {
    expect(rendered(typed, change).cluster).toEqual(cluster);
  });

  test('ends every file with one line feed and has no carriage return', () => {
    for (const { content } of cluster.files) expect(content).toMatch(/^[^\r]*[^\n\r]\n$/);
  });

  test('is left as it is by the library that later edits it', () => {
    for (const { content } of cluster.files) {
      const written = parseAllDocuments(content).map((document) => {
        if ('directives' in document && document.directives !== undefined) document.directives.docStart = null;
        return document.toString({ lineWidth: 0 });
      });
      expect(written.join('---\n')).toBe(content);
    }
  });
});

const plainCases = goldenCases.filter(({ typed }) => (typed.packaging ?? 'plain') === 'plain');

describe.each(plainCases)('the objects of $name', ({ typed, change = {} }) => {
  const { spec, cluster } = rendered(typed, change);

  test('has nothing wrong with it', () => {
    const { folder } = (change.configuration ?? configuration).clusters;
    expect(validateFiles(cluster.files, { schemas, folder })).toEqual([]);
  });

  test('fits the schemas in the eyes of another validator', () => {
    // Kubernetes' own kinds have no packed schema; the end-to-end suite asks a real API server.
    for (const object of objectsOf(cluster.files).filter(({ kind }) => kind !== 'ConfigMap')) {
      const [group = '', version = ''] = object.apiVersion.split('/');
      const schema = schemas.find(group, version, object.kind);
      expect(schema).toBeDefined();
      const kind = `${object.apiVersion} ${object.kind}`;
      const validate = compiled.get(kind) ?? ajv.compile(schema ?? {});
      compiled.set(kind, validate);
      expect({ kind: object.kind, fits: validate(object), errors: validate.errors }).toEqual({
        kind: object.kind,
        fits: true,
        errors: null,
      });
    }
  });

  test('promises exactly the objects in its files', () => {
    const promised = cluster.objects.map(
      (each) => `${each.group === '' ? '' : `${each.group}/`}${each.version} ${each.kind} ${each.name}`,
    );
    const made = objectsOf(cluster.files).map((each) => `${each.apiVersion} ${each.kind} ${each.metadata.name}`);
    expect(made.toSorted()).toEqual(promised.toSorted());
    expect(new Set(cluster.objects.map((each) => each.namespace))).toEqual(new Set([spec.namespace]));
  });
});

test('an AWS cluster has what the upstream template has, the add-ons as charts of its own', () => {
  const kinds = rendered({ region: ['eu-west-1'] }).cluster.objects.map((each) => each.kind);
  // templates/cluster-template.yaml of Cluster API Provider AWS v2.11: the same, with two ClusterResourceSets and ConfigMaps of fixed names for cloud controller and EBS driver.
  for (const kind of ['Cluster', 'AWSCluster', 'KubeadmControlPlane', 'MachineDeployment', 'KubeadmConfigTemplate']) {
    expect(kinds.filter((each) => each === kind)).toHaveLength(1);
  }
  expect(kinds.filter((each) => each === 'AWSMachineTemplate')).toHaveLength(2);
  const charts = objectsOf(rendered({ region: ['eu-west-1'] }).cluster.files).flatMap(
    (each) => each.spec.chartName ?? [],
  );
  expect(charts).toEqual(['cilium', 'aws-cloud-controller-manager', 'aws-ebs-csi-driver']);
});

test('two clusters of one namespace share no name, and each add-on selects only its own cluster', () => {
  const [one, two] = planned({ region: ['eu-west-1', 'eu-west-2'] }).map((spec) => {
    const outcome = renderCluster(spec, configuration);
    if (!outcome.ok) throw new Error('not rendered');
    return outcome.value;
  });
  const names = [...(one?.objects ?? []), ...(two?.objects ?? [])].map((each) => `${each.kind}/${each.name}`);
  expect(new Set(names).size).toBe(names.length);
  const clusters = objectsOf([...(one?.files ?? []), ...(two?.files ?? [])]).filter((each) => each.kind === 'Cluster');
  const addons = objectsOf(one?.files ?? []).filter((each) => each.kind === 'HelmChartProxy');
  expect(addons.length).toBeGreaterThan(0);
  for (const addon of addons) {
    const { matchLabels } = addon.spec.clusterSelector as { matchLabels: Record<string, string> };
    const selected = clusters.filter((each) =>
      Object.entries(matchLabels).every(([key, value]) => each.metadata.labels[key] === value),
    );
    expect(selected.map((each) => each.metadata.name)).toEqual(['eu-west-1-12']);
  }
});

describe('machine templates are named after their content', () => {
  const template = (typed: PlanInput['arguments'], stem: string): string | undefined =>
    rendered({ region: ['eu-west-1'], name: 'shop', ...typed })
      .cluster.objects.filter((each) => each.kind === 'AWSMachineTemplate')
      .map((each) => each.name)
      .find((name) => name.startsWith(`shop-${stem}-`));

  test('so that another machine type makes another template', () => {
    expect(template({ 'machine-type': 'm6i.xlarge' }, 'md-0')).not.toBe(template({}, 'md-0'));
  });

  test('and what is not their content changes nothing', () => {
    expect(template({ workers: 9, version: '1.35.2', ttl: 7200 }, 'md-0')).toBe(template({}, 'md-0'));
    expect(template({ 'machine-type': 'm6i.xlarge' }, 'control-plane')).toBe(template({}, 'control-plane'));
  });
});

test('the owner, the request and the life stand on the Cluster', () => {
  const { cluster } = rendered({ region: ['local'], ttl: 7200 }, { configuration: withKey });
  const [object] = objectsOf(cluster.files);
  expect(object?.metadata.annotations).toMatchObject({
    'clusterops.dev/repository-id': '4711',
    'clusterops.dev/request': 'k3fab2cdef',
    'clusterops.dev/delivery': 'preview',
    'clusterops.dev/ttl-seconds': '7200',
  });
});

test('counts the machines and names what must exist before', () => {
  const { cluster } = rendered(
    { region: ['eu-west-1'], workers: 2, 'machine-type': 'c7g.large' },
    { configuration: withKey },
  );
  expect(cluster.machines).toEqual([
    { role: 'control plane', type: 'm7i.large', count: 3 },
    { role: 'worker', type: 'c7g.large', count: 2 },
  ]);
  expect(cluster.prerequisites.join(' ')).toContain('AWSClusterRoleIdentity "tenants"');
  expect(cluster.prerequisites.join(' ')).toContain('"ops"');
});

const substitution = (name: string): string => `$\{${name}}`;

describe('rendering refuses', () => {
  test.each([
    [substitution('HOME'), 'a substitution'],
    ['{{ .Values }}', 'a template'],
    ['a\nb', 'a line break'],
    ['a\u0000b', 'a control character'],
    ['a\u2028b', 'a line separator'],
  ])('%j in a value: %s', (value) => {
    const [spec] = planned({ region: ['eu-west-1'] });
    if (spec === undefined) throw new Error('nothing was planned');
    const outcome = renderCluster(
      { ...spec, controlPlane: { ...spec.controlPlane, machineType: value } },
      configuration,
    );
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'manifest/value-invalid' }] });
  });

  test('the same from the configuration', () => {
    const [spec] = planned({ region: ['eu-west-1'] });
    if (spec === undefined) throw new Error('nothing was planned');
    const aws = { ...configuration.providers.aws, sshKeyName: substitution('KEY') };
    const outcome = renderCluster(spec, { ...configuration, providers: { ...configuration.providers, aws } });
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'manifest/value-invalid' }] });
  });

  test('a name that leads out of the folder', () => {
    const [spec] = planned({ region: ['local'] });
    if (spec === undefined) throw new Error('nothing was planned');
    const outcome = renderCluster({ ...spec, name: '../elsewhere' }, configuration);
    expect(outcome).toMatchObject({ ok: false });
  });

  test.each([
    ['an object too many', (objects: readonly object[]) => [...objects, ...objects.slice(0, 1)]],
    ['an object too few', (objects: readonly object[]) => objects.slice(1)],
    [
      'another kind',
      (objects: readonly object[]) => objects.map((each, at) => (at === 0 ? { ...each, kind: 'Secret' } : each)),
    ],
    [
      'another namespace',
      (objects: readonly object[]) => objects.map((each) => ({ ...each, namespace: 'kube-system' })),
    ],
    ['a foreign name', (objects: readonly object[]) => objects.map((each) => ({ ...each, name: 'other' }))],
  ])('%s', (_case, change) => {
    const { spec, cluster } = rendered({ region: ['local'] });
    const objects = change(cluster.objects) as typeof cluster.objects;
    const findings = checkObjects(spec, cluster.objects, objects);
    expect(findings.map((each) => each.code)).toContain('manifest/object-unexpected');
  });
});
