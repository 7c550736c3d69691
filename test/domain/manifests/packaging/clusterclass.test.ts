import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import type { PlanInput } from '../../../../src/domain/cluster/plan.ts';
import type { ClusterSpec, FileContent, RenderedCluster } from '../../../../src/domain/cluster/spec.ts';
import type { Outcome } from '../../../../src/domain/finding.ts';
import { providers } from '../../../../src/domain/manifests/registry.ts';
import { renderCluster } from '../../../../src/domain/manifests/render.ts';
import { validateFiles } from '../../../../src/domain/manifests/validate/validate-files.ts';
import { applyClass, type KubeObject } from '../../../support/apply-class.ts';
import { goldenCases } from '../golden-cases/all.ts';
import { configuration, planned, rendered, schemas } from '../support/clusters.ts';
import { fullPool } from '../support/full-pool.ts';

const folder = resolve(import.meta.dirname, '../../../../examples/cluster-classes');
const examples: readonly FileContent[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ path: `cluster-classes/${name}`, content: readFileSync(join(folder, name), 'utf8') }));
const repository = new Map(examples.map(({ path, content }) => [path, content]));

const parsed = (files: readonly FileContent[]): readonly KubeObject[] =>
  files.flatMap(({ content }) => parseAllDocuments(content).map((document) => document.toJS() as KubeObject));

function inRepository(spec: ClusterSpec, settings: Configuration = configuration): RenderedCluster {
  const outcome = renderCluster(spec, settings, repository);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  expect(outcome.notes).toEqual([]);
  return outcome.value;
}

/** By kind and name, without what a GitOps engine needs and the topology controller gives itself. */
function specs(objects: readonly KubeObject[]): Readonly<Record<string, unknown>> {
  const clones = objects
    .filter(({ kind }) => kind.endsWith('Template'))
    .map(({ metadata: { name } }) => [name, name.replace(/-[0-9a-f]{8}$/, '')] as const);
  const named = clones.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(objects));
  return Object.fromEntries(
    (JSON.parse(named) as readonly KubeObject[]).map(({ apiVersion, kind, metadata: { name }, spec }) => [
      `${kind} ${name}`,
      { apiVersion, spec: withoutLabels(kind, spec) },
    ]),
  );
}

function withoutLabels(kind: string, spec: KubeObject['spec']): unknown {
  if (kind === 'MachinePool') return withoutBootstrap(spec);
  if (kind !== 'MachineDeployment' && kind !== 'MachineHealthCheck') return spec;
  const { selector: _selector, template, ...rest } = spec;
  const { metadata: _labels, ...inner } = (template ?? {}) as KubeObject['spec'];
  return template === undefined ? rest : { ...rest, template: inner };
}

/** A class has to give machine pools a bootstrap object, also those whose service boots the machines. */
function withoutBootstrap(spec: KubeObject['spec']): unknown {
  const { spec: machines } = spec['template'] as { readonly spec: KubeObject['spec'] };
  const { bootstrap: _bootstrap, ...rest } = machines;
  return { ...spec, template: { spec: rest } };
}

const unusedBootstrap = /^(KubeadmConfig|GKEConfig)$/;

/** GKE's name of a cluster stands in no template: the provider makes it of namespace and name. */
function withoutGkeName(object: KubeObject): KubeObject {
  if (object.kind !== 'GCPManagedControlPlane') return object;
  const { clusterName: _name, ...spec } = object.spec;
  return { ...object, spec };
}

/** What plain writes and the provider's webhook names after the AzureCluster where nothing is said, as in a class. */
function withAzureDefaults(object: KubeObject): KubeObject {
  if (object.kind !== 'AzureCluster') return object;
  const { name } = object.metadata;
  interface Network {
    readonly vnet: object;
    readonly subnets: readonly { readonly securityGroup?: object }[];
  }
  const { vnet, subnets } = object.spec.networkSpec as unknown as Network;
  const networkSpec = {
    vnet: { name: `${name}-vnet`, ...vnet },
    subnets: subnets.map((subnet) =>
      subnet.securityGroup === undefined
        ? subnet
        : { ...subnet, securityGroup: { name: `${name}-controlplane-nsg`, ...subnet.securityGroup } },
    ),
  };
  return { ...object, spec: { resourceGroup: name, ...object.spec, networkSpec } } as unknown as KubeObject;
}

const byName = (objects: readonly KubeObject[]) =>
  Object.fromEntries(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));

const hasClass = ({ provider, flavor }: ClusterSpec): boolean =>
  providers[provider].flavors.find(({ id }) => id === flavor)?.classVariables !== undefined;
const cases = goldenCases
  .filter(({ typed }) => (typed.packaging ?? 'plain') === 'plain')
  .filter(({ typed, change }) => planned(typed, change).every(hasClass));

/** The objects of a Cluster with topology, and those of the plain packaging. */
function compare(spec: ClusterSpec, settings: Configuration | undefined): void {
  const committed = parsed(inRepository(spec, settings).files);
  const [cluster, ...others] = committed;
  if (cluster === undefined) throw new Error('nothing was committed');
  const [plainCluster, ...rest] = parsed(inRepository({ ...spec, packaging: 'plain' }, settings).files);
  const { topology: _topology, ...own } = cluster.spec;
  const { controlPlaneRef: _controlPlane, infrastructureRef: _infrastructure, ...plainOwn } = plainCluster?.spec ?? {};
  expect({ ...cluster, spec: own }).toEqual({ ...plainCluster, spec: plainOwn });
  const beside = byName(others);
  expect(beside).toEqual(byName(rest.filter(({ kind, metadata }) => `${kind} ${metadata.name}` in beside)));
  // The classes are of v1beta2, whichever version the Cluster is written in.
  const newest = parsed(inRepository({ ...spec, packaging: 'plain', capi: 'v1beta2' }, settings).files);
  const ofClass = newest.filter(({ kind, metadata }) => kind !== 'Cluster' && !(`${kind} ${metadata.name}` in beside));
  const files = examples.filter(({ path }) => path.endsWith(`/${spec.provider}-${spec.flavor}.yaml`));
  const made = applyClass(cluster, parsed(files)).filter(({ kind }) => !unusedBootstrap.test(kind));
  expect(specs(made.map(withAzureDefaults))).toEqual(specs(ofClass.map(withoutGkeName)));
}

describe.each(cases)('the class makes of $name', ({ typed, change = {} }) => {
  test('what the plain packaging has', () => {
    for (const spec of planned({ ...typed, packaging: 'clusterclass' }, change)) compare(spec, change.configuration);
  });
});

test.each(cases)(
  'the class makes the labels, taints, zones and spot machines of a pool: $name',
  ({ typed, change = {} }) => {
    for (const spec of planned({ ...typed, packaging: 'clusterclass' }, change)) {
      const [{ machineType = '' } = {}] = spec.pools;
      compare({ ...spec, pools: [...spec.pools, fullPool(spec, 'full', machineType)] }, change.configuration);
    }
  },
);

describe('a pool of other machines', () => {
  test.each(['aws-kubeadm', 'gcp-kubeadm', 'azure-kubeadm'])('has variables of its own: %s', (flavor) => {
    const { typed, change = {} } = goldenCases.find(({ name }) => name === `${flavor}-plain-default`) ?? { typed: {} };
    const types: Record<string, string> = { gcp: 'c4-standard-8', aws: 'm7i.4xlarge', azure: 'Standard_D8_v4' };
    for (const spec of planned({ ...typed, packaging: 'clusterclass' }, change)) {
      const machineType = types[spec.provider] ?? '';
      const two = { ...spec, pools: [...spec.pools, { name: 'md-1', replicas: 2, machineType }] };
      compare(two, change.configuration);
      const [cluster] = parsed(inRepository(two, change.configuration).files);
      const overrides = { overrides: expect.arrayContaining([{ name: 'workerMachineType', value: machineType }]) };
      expect(cluster?.spec.topology).toHaveProperty('workers.machineDeployments', [
        { class: 'default-worker', name: 'md-0', replicas: 3 },
        { class: 'default-worker', name: 'md-1', replicas: 2, variables: overrides },
      ]);
    }
  });
});

describe('every example class', () => {
  test('is that of a flavour, and the other way round', () => {
    const flavors = Object.values(providers).flatMap(({ id, flavors: all }) =>
      all.filter(({ classVariables }) => classVariables !== undefined).map((flavor) => `${id}-${flavor.id}`),
    );
    const classes = parsed(examples).filter(({ kind }) => kind === 'ClusterClass');
    expect(classes.map(({ metadata }) => metadata.name).toSorted()).toEqual(flavors.toSorted());
    expect(examples.map(({ path }) => path).toSorted()).toEqual(
      flavors.map((name) => `cluster-classes/${name}.yaml`).toSorted(),
    );
  });

  test('is valid', () => {
    expect(validateFiles(examples, { schemas })).toEqual([]);
  });
});

function attempt(
  files: readonly FileContent[],
  typed: PlanInput['arguments'] = {},
  settings: Configuration = configuration,
): Outcome<RenderedCluster> {
  const [spec] = planned({ region: ['eu-west-1'], packaging: 'clusterclass', ...typed }, { configuration: settings });
  if (spec === undefined) throw new Error('nothing was planned');
  return renderCluster(spec, settings, new Map(files.map(({ path, content }) => [path, content])));
}

describe('a class in the repository', () => {
  const changed = (from: string, to: string): readonly FileContent[] =>
    examples.map((file) => {
      if (!file.path.includes('aws-kubeadm')) return file;
      expect(file.content).toContain(from);
      return { ...file, content: file.content.replace(from, to) };
    });

  test.each<[string, string, string, string, RegExp]>([
    [
      'that needs a variable which nothing gives',
      '  patches:\n',
      '    - name: costCentre\n      required: true\n      schema:\n        openAPIV3Schema:\n          type: string\n  patches:\n',
      'manifest/field-missing',
      /"costCentre", which the ClusterClass aws-kubeadm requires, is missing/,
    ],
    [
      'that lacks a variable which is given',
      '    - name: cni\n',
      '    - name: podNetwork\n',
      'manifest/field-unknown',
      /has no variable "cni"/,
    ],
    [
      'that does not allow a value',
      '          minLength: 1\n          description: Region of AWS.\n',
      '          enum:\n            - us-east-1\n',
      'manifest/value-invalid',
      /region .*eu-west-1|eu-west-1.*region/,
    ],
    [
      'that lacks the class of the workers',
      '- class: default-worker',
      '- class: small-worker',
      'manifest/reference-broken',
      /no "default-worker" among its machineDeployments/,
    ],
  ])('%s refuses the cluster', (_case, from, to, code, message) => {
    const outcome = attempt(changed(from, to));
    expect(outcome).toMatchObject({
      ok: false,
      findings: [{ code, severity: 'error', place: { path: 'cluster-classes/aws-kubeadm.yaml', line: 4 } }],
    });
    expect(outcome.ok ? '' : `${outcome.findings[0]?.message} ${outcome.findings[0]?.cure}`).toMatch(message);
  });

  test.each([
    ['is not there', []],
    ['is that of another namespace', changed('  name: aws-kubeadm\n', '  name: aws-kubeadm\n  namespace: other\n')],
  ])('that %s is not held against the cluster, and that is said', (_case, files) => {
    const outcome = attempt(files);
    expect(outcome).toMatchObject({ ok: true, notes: [{ code: 'manifest/not-checked', severity: 'notice' }] });
    expect(outcome.ok ? outcome.notes[0]?.message : '').toMatch(/"aws-kubeadm" .* namespace "default".* not checked/);
  });
});

describe('a flavour without an example class', () => {
  const eks = { region: ['eu-west-1'], flavor: 'eks', 'service-cidr': '10.96.0.0/12' };

  test('is refused, with the flavours that have one', () => {
    const { typed, change } = goldenCases.find(({ name }) => name === 'hetzner-kubeadm-plain-default') ?? { typed: {} };
    const outcome = attempt([], typed, change?.configuration);
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'cluster/provider-unavailable' }] });
    const [finding] = outcome.ok ? [] : outcome.findings;
    expect(finding?.message).toContain('aws-kubeadm, aws-eks-machine-deployment, gcp-kubeadm, gcp-gke, azure-kubeadm');
    expect(finding?.cure).toContain('clusterClass.name');
  });

  test('is refused with the flavour that has one, where the provider allows none', () => {
    const outcome = attempt([], eks);
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'cluster/provider-unavailable' }] });
    const [finding] = outcome.ok ? [] : outcome.findings;
    expect(finding?.message).toContain('no kind of template for managed node groups');
    expect(finding?.cure).toContain('flavor=eks-machine-deployment');
  });

  test('takes a class of somebody, whose control plane may be run by a service', () => {
    const outcome = attempt([], eks, { ...configuration, clusterClass: { folder: 'classes', name: 'acme' } });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
    const [cluster] = parsed(outcome.value.files);
    expect(cluster?.spec.topology).toEqual({
      classRef: { name: 'acme' },
      version: 'v1.34.3',
      workers: { machinePools: [{ class: 'default-worker', name: 'md-0', replicas: 3 }] },
      variables: [
        { name: 'region', value: 'eu-west-1' },
        { name: 'workerMachineType', value: 'm7i.large' },
      ],
    });
    expect(outcome.notes[0]?.message).toContain('"acme" is not in classes');
  });
});

test('the first pool of AKS is the one for its own pods, the others are for workloads', () => {
  const { typed, change } = goldenCases.find(({ name }) => name === 'azure-aks-plain-default') ?? { typed: {} };
  for (const spec of planned({ ...typed, packaging: 'clusterclass' }, change)) {
    const pools = [...spec.pools, { name: 'more-of-them-2', replicas: 2, machineType: 'Standard_D8s_v5' }];
    compare({ ...spec, pools }, change?.configuration);
  }
});

test('a v1beta1 Cluster names its class as that version does', () => {
  const { cluster } = rendered({ region: ['eu-west-1'], packaging: 'clusterclass' }, { capi: 'v1beta1' });
  const [object] = parsed(cluster.files);
  expect(object).toMatchObject({
    apiVersion: 'cluster.x-k8s.io/v1beta1',
    spec: { topology: { class: 'aws-kubeadm' } },
  });
  expect(object?.spec.topology).not.toHaveProperty('classRef');
});

test('only the Cluster, its add-ons and what no class can make are promised', () => {
  const kinds = (typed: PlanInput['arguments'], change: Partial<PlanInput> = {}) => [
    ...new Set(rendered({ ...typed, packaging: 'clusterclass' }, change).cluster.objects.map(({ kind }) => kind)),
  ];
  expect(kinds({ region: ['eu-west-1'] })).toEqual(['Cluster', 'HelmChartProxy']);
  expect(kinds({ region: ['local'] })).toEqual(['Cluster']);
  const { typed, change } = goldenCases.find(({ name }) => name === 'azure-kubeadm-plain-default') ?? { typed: {} };
  expect(kinds(typed, change)).toEqual(['Cluster', 'AzureClusterIdentity', 'HelmChartProxy']);
});

test('what must exist beforehand names the feature gate of topologies and the class', () => {
  const needs = (packaging: string) =>
    rendered({ region: ['eu-west-1'], packaging }, {}, repository).cluster.prerequisites.join('\n');
  expect(needs('clusterclass')).toContain('feature gate ClusterTopology (CLUSTER_TOPOLOGY=true for clusterctl init)');
  expect(needs('clusterclass')).toContain('ClusterClass aws-kubeadm is in the namespace default');
  expect(needs('plain')).not.toContain('ClusterTopology');
});
