import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { CapiVersion } from '../../../../src/domain/cluster/spec.ts';
import { renderCluster } from '../../../../src/domain/manifests/render.ts';
import { withNeeds } from '../golden-cases/needs.ts';
import { configuration, exampleChart, planned, rendered } from '../support/clusters.ts';

const typed = { region: ['eu-west-1'], name: 'shop', packaging: 'helm' } as const;

function packed(
  settings: typeof configuration.helm,
  files: ReadonlyMap<string, string> = new Map(),
  more = {},
  changed: Partial<typeof configuration> = {},
  capi: CapiVersion = 'v1beta2',
) {
  const change = { configuration: { ...configuration, ...changed, helm: settings }, capi };
  const [spec] = planned({ ...typed, ...more }, change);
  if (spec === undefined) throw new Error('nothing was planned');
  return renderCluster(spec, change.configuration, files);
}

const files = (outcome: ReturnType<typeof packed>): Readonly<Record<string, string>> =>
  outcome.ok ? Object.fromEntries(outcome.value.files.map(({ path, content }) => [path, content])) : {};

const withSchema = (schema: unknown, values = ''): ReadonlyMap<string, string> =>
  new Map([
    ['charts/own/Chart.yaml', 'apiVersion: v2\nname: own\nversion: 2.0.0\n'],
    ['charts/own/values.yaml', values],
    ['charts/own/values.schema.json', typeof schema === 'string' ? schema : JSON.stringify(schema)],
  ]);

describe('a cluster as values of a chart', () => {
  test.each([
    [
      'a folder of the repository',
      { chart: 'charts/cluster' },
      { name: 'cluster', version: '0.2.0', repository: 'file://../../charts/cluster' },
    ],
    [
      'an OCI registry',
      { chart: 'oci://ghcr.io/acme/charts/eks', version: '1.2.3' },
      { name: 'eks', version: '1.2.3', repository: 'oci://ghcr.io/acme/charts' },
    ],
    [
      'a chart repository',
      { chart: 'eks', repository: 'https://charts.acme.example', version: '1.2.3' },
      { name: 'eks', version: '1.2.3', repository: 'https://charts.acme.example' },
    ],
  ])('that comes from %s', (_name, settings, dependency) => {
    const made = files(packed(settings, exampleChart));
    expect(Object.keys(made)).toEqual(['clusters/shop/Chart.yaml', 'clusters/shop/values.yaml']);
    expect(parse(made['clusters/shop/Chart.yaml'] ?? '').dependencies).toEqual([{ ...dependency, alias: 'cluster' }]);
  });

  test('promises the Cluster, and says of a chart from elsewhere that nothing was checked', () => {
    const outcome = packed({ chart: 'oci://ghcr.io/acme/eks', version: '1.2.3' });
    expect(outcome.ok && outcome.value.objects.map(({ kind, name }) => [kind, name])).toEqual([['Cluster', 'shop']]);
    expect(outcome.ok && outcome.notes.map(({ code }) => code)).toEqual(['manifest/not-checked']);
  });

  test('gives the chart what was asked for, whose it is, and add-ons with their versions', () => {
    const { cluster } = rendered({ ...typed, workers: 5, 'control-plane': 1 });
    const { cluster: values } = parse(cluster.files[1]?.content ?? '');
    expect(values).toMatchObject({
      name: 'shop',
      region: 'eu-west-1',
      controlPlane: { replicas: 1 },
      pools: [{ name: 'md-0', replicas: 5 }],
      owner: { repositoryId: '4711', request: 'k3fab2cdef', delivery: 'merge' },
    });
    expect(values.addons[0]).toMatchObject({
      kind: 'HelmChartProxy',
      name: 'shop-cilium',
      spec: { chartName: 'cilium' },
    });
  });

  test('leaves out what the service of a provider decides, and says what only our tables tell', () => {
    const valuesOf = (more: object) => parse(rendered({ ...typed, ...more }).cluster.files[1]?.content ?? '').cluster;
    const eks = valuesOf({ flavor: 'eks', version: '1.35.2' });
    expect(eks).not.toHaveProperty('controlPlane');
    expect(eks.network).toEqual({ services: '10.96.0.0/12' });
    expect(eks.derived.addons).toContainEqual({ name: 'kube-proxy', version: expect.stringMatching(/^v1\.35\./) });
    expect(valuesOf({ flavor: 'eks', cni: 'calico' }).network).toHaveProperty('pods');
  });

  test.each([
    ['no chart in the folder', { chart: 'charts/absent' }, /There is no chart in charts\/absent/],
    [
      'a chart from elsewhere without a version',
      { chart: 'oci://ghcr.io/acme/eks' },
      /would change under the clusters/,
    ],
  ])('is refused: %s', (_name, settings, message) => {
    const outcome = packed(settings);
    expect(outcome.ok ? [] : outcome.findings.map(({ code }) => code)).toEqual(['cluster/settings-missing']);
    expect(outcome.ok ? '' : outcome.findings[0]?.message).toMatch(message);
  });
});

/** The example chart of whoever has no use for the provider. */
const withoutPacket: ReadonlyMap<string, string> = new Map(
  [...exampleChart].map(([path, content]) => [path, content.replace('"packet", ', '')]),
);

describe('values that the schema of the chart refuses', () => {
  const own = { chart: 'charts/own' };

  test.each([
    [
      'a control plane where the chart has the service run it',
      own,
      withSchema({ properties: { controlPlane: false } }),
      {},
      /cluster\.controlPlane: it must be left out/,
    ],
    [
      'a number outside of its range',
      own,
      withSchema({ properties: { controlPlane: { properties: { replicas: { maximum: 1 } } } } }),
      {},
      /cluster\.controlPlane\.replicas: it must be <= 1/,
    ],
    [
      'a value that is none of a list, in the dialect of 2020',
      own,
      withSchema({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        properties: { region: { enum: ['eu-central-1', 'us-east-1'] } },
      }),
      {},
      /cluster\.region: it must be one of eu-central-1, us-east-1/,
    ],
    [
      'a value that the chart does not know',
      own,
      withSchema({ additionalProperties: false, properties: {} }),
      {},
      /it has no such value/,
    ],
    ['a schema that is not JSON', own, withSchema('{'), {}, /schema of the chart's values cannot be used/],
    ['a schema that is none', own, withSchema({ type: 'colour' }), {}, /schema of the chart's values cannot be used/],
    [
      'a schema that refers to elsewhere',
      own,
      withSchema({ $ref: 'https://example.com/schema.json' }),
      {},
      /cannot be used/,
    ],
  ])('%s', (_name, settings, chart, more, message) => {
    const outcome = packed(settings, chart, more);
    const findings = outcome.ok ? [] : outcome.findings;
    expect(new Set(findings.map(({ code, place }) => `${code} ${place?.path}`))).toEqual(
      new Set([`cluster/values-refused ${settings.chart}/values.schema.json`]),
    );
    expect(findings[0]?.message).toMatch(message);
  });

  test.each([
    [
      'a provider that the chart has no file for',
      { region: ['da'], provider: 'packet' },
      withoutPacket,
      {},
      /cluster\.provider: it must be one of aws, gcp, azure, hetzner, .*, dev/,
    ],
    [
      'a setting that the example chart does not know',
      { region: ['local'] },
      exampleChart,
      { colour: 'blue' },
      /cluster\.settings\.colour: it has no such value/,
    ],
  ])('%s, in one finding', (_name, more, chart, setting, message) => {
    const { providers } = withNeeds;
    const settings = { ...withNeeds, providers: { ...providers, dev: { ...providers.dev, ...setting } } };
    const [spec] = planned({ ...typed, ...more }, { configuration: settings });
    if (spec === undefined) throw new Error('nothing was planned');
    const outcome = renderCluster(spec, settings, chart);
    expect(outcome.ok ? [] : outcome.findings.map((each) => each.message)).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['has no schema', undefined, 'charts/own/Chart.yaml'],
    ['says nothing of the version', { properties: { clusterApiVersion: { type: 'string' } } }, undefined],
    ['makes the newer version only', { properties: { clusterApiVersion: { const: 'v1beta2' } } }, undefined],
  ])('the older contract, of a chart that %s: in one finding', (_name, schema, path) => {
    const chart = new Map(withSchema(schema ?? {}));
    if (schema === undefined) chart.delete('charts/own/values.schema.json');
    const outcome = packed(own, chart, {}, {}, 'v1beta1');
    expect(outcome.ok ? [] : outcome.findings).toMatchObject([
      {
        code: 'cluster/values-refused',
        message: expect.stringMatching(/v1beta1, and the chart charts\/own does not say that it makes them/),
        cure: expect.stringContaining('allow v1beta1 for it in charts/own/values.schema.json'),
        place: { path: path ?? 'charts/own/values.schema.json' },
      },
    ]);
    expect(packed(own, chart, {}, {}, 'v1beta2').ok).toBe(true);
  });

  test('what is wrong beside the older contract is said first', () => {
    const schema = { properties: { clusterApiVersion: { const: 'v1beta2' }, region: { const: 'us-east-1' } } };
    const outcome = packed(own, withSchema(schema), {}, {}, 'v1beta1');
    expect(outcome.ok ? [] : outcome.findings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/cluster\.region: it must be "us-east-1"/),
    );
  });

  test('the older contract, not of a chart that allows it, and of one from elsewhere it is said that nobody looked', () => {
    expect(packed(configuration.helm, exampleChart, {}, {}, 'v1beta1')).toMatchObject({ ok: true, notes: [] });
    const elsewhere = packed({ chart: 'oci://ghcr.io/acme/eks', version: '1.2.3' }, new Map(), {}, {}, 'v1beta1');
    expect(elsewhere).toMatchObject({ ok: true, notes: [{ message: expect.stringMatching(/nor that .* v1beta1/) }] });
  });

  test('not those that the chart itself gives', () => {
    const schema = { required: ['team'], properties: { team: { type: 'string' } } };
    expect(packed(own, withSchema(schema, 'team: shop\n')).ok).toBe(true);
    expect(packed(own, withSchema(schema)).ok).toBe(false);
  });
});

describe('a cluster as values of a chart, where Flux applies', () => {
  const released = (changed: Partial<typeof configuration> = {}) =>
    packed({ chart: 'charts/cluster' }, exampleChart, {}, { engine: 'flux', ...changed });

  test('has a HelmRelease of its folder, which alone the Kustomization applies', () => {
    const made = files(released());
    expect(Object.keys(made)).toEqual(
      ['Chart.yaml', 'values.yaml', 'kustomization.yaml', 'release.yaml'].map((name) => `clusters/shop/${name}`),
    );
    expect(parse(made['clusters/shop/kustomization.yaml'] ?? '').resources).toEqual(['release.yaml']);
    const release = parse(made['clusters/shop/release.yaml'] ?? '');
    expect(release.metadata).toMatchObject({ name: 'shop', namespace: 'default' });
    expect(release.spec).toMatchObject({
      ...{ releaseName: 'shop', targetNamespace: 'default', storageNamespace: 'cluster-releases' },
      serviceAccountName: 'clusters',
      chart: {
        spec: {
          chart: './clusters/shop',
          reconcileStrategy: 'Revision',
          sourceRef: { kind: 'GitRepository', name: 'clusters', namespace: 'flux-system' },
        },
      },
    });
  });

  test('is not taken away by Flux or Helm: no prune, no remediation, and every kind has a policy', () => {
    const { metadata, spec } = parse(files(released())['clusters/shop/release.yaml'] ?? '');
    expect(metadata.annotations['kustomize.toolkit.fluxcd.io/prune']).toBe('disabled');
    for (const action of [spec.install, spec.upgrade])
      expect(action).toEqual({
        disableWait: true,
        disableTakeOwnership: true,
        strategy: { name: 'RetryOnFailure', retryInterval: '1m' },
      });
    const patches = spec.postRenderers[0].kustomize.patches as { target: { kind: string }; patch: string }[];
    const policyOf = (kind: string) =>
      patches
        .filter(({ target }) => new RegExp(`^(?:${target.kind})$`).test(kind))
        .map(({ patch }) => parse(patch).metadata.annotations['helm.sh/resource-policy'])
        .at(-1);
    const kept = ['Cluster', 'AWSCluster', 'KubeadmControlPlane', 'AWSMachineTemplate', 'HelmChartProxy', 'ConfigMap'];
    expect(kept.map(policyOf)).toEqual(kept.map(() => 'keep'));
    expect(['MachineDeployment', 'MachinePool', 'MachineHealthCheck'].map(policyOf)).toEqual(Array(3).fill('prune'));
  });

  test('takes the source, the account and the storage from the configuration', () => {
    const flux = {
      ...{ namespace: 'gitops', serviceAccount: 'fleet', storageNamespace: 'releases' },
      source: { name: 'fleet', namespace: 'sources' },
    };
    const outcome = released({ flux });
    const { spec } = parse(files(outcome)['clusters/shop/release.yaml'] ?? '');
    expect([spec.serviceAccountName, spec.storageNamespace]).toEqual(['fleet', 'releases']);
    expect(spec.chart.spec.sourceRef).toMatchObject({ name: 'fleet', namespace: 'sources' });
    const nearby = files(released({ flux: { ...flux, source: { name: 'fleet' } } }));
    expect(parse(nearby['clusters/shop/release.yaml'] ?? '').spec.chart.spec.sourceRef.namespace).toBe('gitops');
    expect(
      outcome.ok && outcome.value.objects.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
    ).toEqual(['Cluster default/shop', 'HelmRelease default/shop', 'HelmChart sources/default-shop']);
  });

  test('is shown before the merge only where its source stands where Flux does', () => {
    const codes = (flux: Partial<typeof configuration.flux>) => {
      const outcome = released({ delivery: 'preview', flux: { ...configuration.flux, ...flux } });
      return outcome.ok ? [] : outcome.findings.map(({ code }) => code);
    };
    expect(codes({})).toEqual([]);
    expect(codes({ namespace: 'previews', source: { name: 'clusters', namespace: 'previews' } })).toEqual([]);
    expect(codes({ source: { name: 'clusters', namespace: 'sources' } })).toEqual(['cluster/packaging-refused']);
  });
});
