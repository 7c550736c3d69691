import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Configuration } from '../../src/domain/access/configuration.ts';
import type { ClusterSpec, Packaging } from '../../src/domain/cluster/spec.ts';
import { flavorOf } from '../../src/domain/manifests/registry.ts';
import { renderCluster } from '../../src/domain/manifests/render.ts';
import { goldenCases } from '../domain/manifests/golden-cases/all.ts';
import { configuration, planned } from '../domain/manifests/support/clusters.ts';
import { fullPool } from '../domain/manifests/support/full-pool.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { startParts, withoutMachines } from './support/cluster-api.ts';
import { installCustomResources } from './support/custom-resources.ts';
import { listOf } from './support/installed.ts';
import type { KubeObject } from './support/kube.ts';
import { reportFolder } from './support/report.ts';
import { clusters } from './support/scene.ts';

interface Case {
  readonly name: string;
  readonly spec: ClusterSpec;
  readonly settings: Configuration;
}

/** Machines of other disks than those of the golden cases have. */
const otherTypes: Readonly<Record<string, string>> = {
  aws: 'm8g.2xlarge',
  gcp: 'c4-standard-8',
  azure: 'Standard_D4_v4',
  dev: 'in-memory',
};

/** Every golden case of a flavour that has an example class, each in a namespace of its own, with a pool more. */
const cases: readonly Case[] = goldenCases
  .filter(({ typed, change }) => (typed.packaging ?? 'plain') === 'plain' && change?.capi === undefined)
  .flatMap(({ name, typed, change = {} }) => {
    const [spec] = planned(typed, change);
    if (spec === undefined || flavorOf(spec.provider, spec.flavor)?.classVariables === undefined) return [];
    const pools = [...spec.pools, fullPool(spec, 'more', otherTypes[spec.provider] ?? '')];
    return [{ name, spec: { ...spec, namespace: name, pools }, settings: change.configuration ?? configuration }];
  });

const parsed = (text: string): readonly KubeObject[] =>
  parseAllDocuments(text).map((document) => document.toJS() as KubeObject);

/** What the bot commits of a cluster. */
function committed({ spec, settings }: Case, packaging: Packaging): readonly KubeObject[] {
  const outcome = renderCluster({ ...spec, packaging }, settings);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return outcome.value.files.flatMap(({ content }) => parsed(content));
}

/** The example class of a cluster, in its namespace. */
function classOf({ spec: { provider, flavor, namespace } }: Case): readonly KubeObject[] {
  const path = join(resolve('examples/cluster-classes'), `${provider}-${flavor}.yaml`);
  return parsed(readFileSync(path, 'utf8')).map((each) => ({ ...each, metadata: { ...each.metadata, namespace } }));
}

/**
 * In place of the provider, which does not run here: its webhook gives an AzureCluster these names, which the template of one
 * cannot have.
 */
const azureNames: readonly unknown[] = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name: 'azure-names' },
    spec: {
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['infrastructure.cluster.x-k8s.io'],
            apiVersions: ['*'],
            resources: ['azureclusters'],
            operations: ['CREATE', 'UPDATE'],
          },
        ],
      },
      matchConditions: [{ name: 'unnamed', expression: '!has(object.spec.networkSpec.vnet.name)' }],
      reinvocationPolicy: 'Never',
      mutations: [
        {
          patchType: 'JSONPatch',
          jsonPatch: {
            expression: `[
              JSONPatch{op: "add", path: "/spec/resourceGroup", value: object.metadata.name},
              JSONPatch{op: "add", path: "/spec/networkSpec/vnet/name", value: object.metadata.name + "-vnet"},
              JSONPatch{
                op: "add",
                path: "/spec/networkSpec/subnets/0/securityGroup/name",
                value: object.metadata.name + "-controlplane-nsg"
              }
            ]`,
          },
        },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name: 'azure-names' },
    spec: { policyName: 'azure-names' },
  },
];

/** Kinds that the providers of the classes bring, in place of the providers. */
const provided =
  /^(AWS|GCP|Azure|Dev)(Cluster|Machine)|^(AWS|GCP|AzureASO)Managed(Cluster|ControlPlane|MachinePool)|^(Nodeadm|GKE)Config|^HelmChartProxy$/;

let server: ApiServer;
let stop = async (): Promise<void> => {};
/** The objects of the plain packaging, as the API server would have them. */
let plain: readonly KubeObject[];

const itemsOf = (list: string): readonly KubeObject[] =>
  (JSON.parse(list) as { readonly items: readonly KubeObject[] }).items;

beforeAll(async () => {
  server = await startApiServer(join(reportFolder, 'logs-classes'));
  stop = server.stop;
  await installCustomResources(server, (kind) => provided.test(kind));
  const { stop: stopManagers } = await startParts(server, withoutMachines);
  stop = () => stopManagers().then(server.stop);

  const namespaces = cases.map(({ name }) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const create = (objects: readonly unknown[], ...args: readonly string[]): string =>
    server.kubectl(['create', '--validate=strict', ...args, '-f', '-'], listOf(objects));
  create([...namespaces, ...azureNames, ...cases.flatMap(classOf)]);
  const wanted = cases.flatMap((each) => committed(each, 'plain'));
  plain = parsed(create(wanted, '--dry-run=server', '-o', 'yaml'));
  create(cases.flatMap((each) => committed(each, 'clusterclass')));
}, 180_000);
afterAll(() => stop(), 60_000);

/** Resolves when the topology controller has made all that the Cluster asks for. */
async function reconciled({ namespace, name }: ClusterSpec): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    const { conditions = [] } = ((await server.kube.get(clusters, namespace, name))?.status ?? {}) as Status;
    const found = conditions.find(({ type }) => type === 'TopologyReconciled');
    if (found?.status === 'True') return;
    if (Date.now() > until) throw new Error(`the topology of ${namespace}/${name}: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

interface Status {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

/**
 * By kind and name, without what the topology controller gives in its own way: names of templates, labels, and the selectors by
 * them. `stem` gives the name of a template without what makes it unique.
 */
function specs(objects: readonly KubeObject[], stem: (name: string) => string): Readonly<Record<string, unknown>> {
  const names = objects
    .filter(({ kind }) => /Template$|MachinePool$/.test(kind) && kind !== 'MachinePool')
    .map(({ metadata }) => metadata.name);
  const renamed = names.reduce((text, name) => text.replaceAll(name, stem(name)), JSON.stringify(objects));
  return Object.fromEntries(
    (JSON.parse(renamed) as readonly KubeObject[]).map(({ metadata, status: _status, ...rest }) => [
      `${rest.kind} ${metadata.name}`,
      { ...rest, spec: withoutLabels(rest.kind, rest['spec'] as Fields | undefined) },
    ]),
  );
}

/** A class has to give machine pools a bootstrap object, also those whose service boots the machines. */
function withoutBootstrap(spec: Fields = {}): Fields {
  const { spec: machines } = spec['template'] as { readonly spec: Fields };
  const { bootstrap: _bootstrap, ...rest } = machines;
  return { ...spec, template: { spec: rest } };
}

type Fields = Readonly<Record<string, unknown>>;

function withoutLabels(kind: string, spec: Fields | undefined): Fields | undefined {
  if (kind === 'MachinePool') return withoutBootstrap(spec);
  if (kind === 'GCPManagedControlPlane') {
    // No template has it: the provider makes it of namespace and name.
    const { clusterName: _name, ...named } = spec ?? {};
    return named;
  }
  const { selector: _selector, topology: _topology, ...rest } = spec ?? {};
  const field = { MachineDeployment: 'template', KubeadmControlPlane: 'machineTemplate' }[kind];
  if (spec === undefined || field === undefined) return spec && rest;
  const { metadata: _labels, ...template } = spec[field] as Fields;
  return { ...rest, [field]: template };
}

describe('the topology controller makes of a Cluster what the plain packaging has', () => {
  test.each(cases)('$name', async ({ spec }) => {
    const wanted = plain.filter(({ metadata }) => metadata.namespace === spec.namespace);
    expect(wanted.length).toBeGreaterThan(6);
    await reconciled(spec);
    const found = server.kubectl([
      'get',
      [...new Set(wanted.map(kindOf))].join(','),
      '-n',
      spec.namespace,
      '-o',
      'json',
    ]);
    // The class's own templates are there, too.
    const made = itemsOf(found).filter(({ metadata }) => !metadata.name.startsWith(`${spec.provider}-${spec.flavor}`));
    const withoutSuffix = (name: string): string => name.replace(/-[a-z0-9]{5}$/, '');
    const ofMade = (name: string): string =>
      withoutSuffix(name) === spec.name ? `${spec.name}-control-plane` : withoutSuffix(name);
    expect(specs(made, ofMade)).toEqual(specs(wanted, (name) => name.replace(/-[0-9a-f]{8}$/, '')));
  });
});

/** As kubectl takes it: the version that the object is written in, not the one that the server likes best. */
function kindOf({ apiVersion, kind }: KubeObject): string {
  const [group = '', version] = apiVersion.split('/');
  return version === undefined ? kind : `${kind}.${version}.${group}`;
}
