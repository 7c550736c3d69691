import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import type { RenderedCluster, TemplateSpec } from '../../../../src/domain/cluster/spec.ts';
import type { Finding, Outcome } from '../../../../src/domain/finding.ts';
import { renderCluster } from '../../../../src/domain/manifests/render.ts';
import { configuration, plannedFromTemplate } from '../support/clusters.ts';
import { ownTemplates, placeOf } from './own-templates.ts';

const path = 'templates/gpu.yaml';
const withTemplate = (variables: Readonly<Record<string, string>> = {}): Configuration => ({
  ...configuration,
  templates: { gpu: { path, variables } },
});

type Given = readonly [
  asked?: Readonly<Record<string, string | number>>,
  configured?: Readonly<Record<string, string>>,
];

function spec(...[asked = {}, configured = {}]: Given): TemplateSpec {
  const { region = 'eu-west-1', ...others } = asked;
  const typed = { region: [String(region)], name: 'shop', template: 'gpu', ...others };
  return plannedFromTemplate(typed, { configuration: withTemplate(configured) });
}

function render(template: string | undefined, ...given: Given): Outcome<RenderedCluster> {
  const repository = new Map(template === undefined ? [] : [[path, template]]);
  const [asked, configured] = given;
  const place = template === undefined ? {} : placeOf(template);
  return renderCluster(spec({ ...place, ...asked }, configured), configuration, repository);
}

function findings(template: string | undefined, ...given: Given): readonly Finding[] {
  const outcome = render(template, ...given);
  return outcome.ok ? outcome.notes : outcome.findings;
}

function text(template: string, ...given: Given): string {
  const outcome = render(template, ...given);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return outcome.value.files[0]?.content ?? '';
}

const cluster = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata:
  name: \${CLUSTER_NAME}
spec:
  topology:
    classRef: {name: quick}
    version: \${KUBERNETES_VERSION}
`;
const more = (rest: string): string => `${cluster}---\n${rest}`;

describe('a cluster from a template', () => {
  test('that makes a class alone is told where a class belongs', () => {
    const ofClass = 'apiVersion: cluster.x-k8s.io/v1beta2\nkind: ClusterClass\nmetadata: {name: quick}\n';
    expect(findings(ofClass)).toMatchObject([
      { message: expect.stringContaining('makes none'), cure: expect.stringContaining('packaging=clusterclass') },
    ]);
    expect(findings(ofClass.replace('ClusterClass', 'MachineSet'))).toMatchObject([
      { cure: 'Name its one Cluster ${CLUSTER_NAME}.' },
    ]);
  });

  test('counts the machines that it makes, and says where they are not those that were asked for', () => {
    const made = (workers: number) => {
      const outcome = render(ownTemplates.machinePools, { workers });
      return outcome.ok
        ? [outcome.value.machines.map(({ count }) => count), outcome.notes.map(({ message }) => message)]
        : [];
    };
    expect(made(4)).toEqual([
      [3, 5],
      ['The template makes 5 workers in all, where the command and its defaults say 4.'],
    ]);
    const fitting = render(ownTemplates.talos, { workers: 4 });
    expect(fitting.ok && fitting.notes).toEqual([]);
  });

  test.each<[string, string, object]>([
    [
      'several pools',
      ownTemplates.machinePools,
      { controlPlane: { replicas: 3 }, pools: [{ replicas: 5 }], mostWorkers: 5 },
    ],
    ['no workers', ownTemplates.kubeadm, { controlPlane: { replicas: 3 }, pools: [], mostWorkers: 0 }],
    [
      'a control plane of the service',
      ownTemplates.managed,
      { controlPlane: { replicas: 0 }, pools: [], mostWorkers: 0 },
    ],
    [
      'a control plane that is there already',
      ownTemplates.hosted.replaceAll('KamajiControlPlane', 'AlibabaCloudControlPlane'),
      { controlPlane: { replicas: 0 }, pools: [{ replicas: 4 }] },
    ],
    ['numbers left open', cluster, { controlPlane: { replicas: 3 }, pools: [{ replicas: 4 }], mostWorkers: 4 }],
    [
      'an autoscaler',
      ownTemplates.talos
        .replace('replicas: ${WORKER_MACHINE_COUNT}', '')
        .replace(
          'name: "${CLUSTER_NAME}-workers"',
          '$&\n  annotations: {cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size: "9"}',
        ),
      { pools: [{ replicas: 4 }], mostWorkers: 9 },
    ],
  ])('remembers the size of what it makes: %s', (_case, template, made) => {
    const outcome = render(template, { workers: 4 });
    expect(outcome).toMatchObject({ ok: true, value: { made } });
  });

  test.each([
    ['hosted', 'openstack', 'halle', 'nutanix (NutanixCluster)'],
    ['kubeadm', 'gcp', 'europe-west1', 'aws (AWSCluster)'],
    ['managed', 'nutanix', 'halle', 'aws (AWSManagedControlPlane)'],
  ] as const)('of another provider than it was planned for is refused: %s', (name, provider, region, made) => {
    expect(findings(ownTemplates[name], { provider, region })).toEqual([
      expect.objectContaining({
        code: 'template/provider-other',
        message: `The template makes a cluster of ${made}, but it was planned as one of ${provider}.`,
        place: expect.objectContaining({ path, line: expect.any(Number) }),
        cure: expect.stringContaining(`provider=${made.split(' ')[0]}, or`),
      }),
    ]);
  });

  test('of a provider without manifests carries its name, and control planes of pods are no machines', () => {
    const outcome = render(ownTemplates.hosted);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
    expect(outcome.value.files[0]?.content).toContain('clusterops.dev/provider: nutanix');
    expect(outcome.value.files[0]?.content).toContain('clusterops.dev/region: halle-3');
    expect(outcome.value.made).toMatchObject({ controlPlane: { replicas: 0 }, mostWorkers: 3 });
    expect(outcome.notes).toEqual([]);
  });

  test('makes no more machines than the limits allow, whatever the command asks for', () => {
    expect(findings(ownTemplates.machinePools, { workers: 50 })).toMatchObject([
      {
        ...{ code: 'access/limit', place: { path } },
        message: 'The template makes 51 workers, and 50 are the most here.',
      },
    ]);
    expect(findings(ownTemplates.machinePools, { workers: 49 }, undefined)).toMatchObject([{ severity: 'warning' }]);
  });

  test('that has a topology needs the feature gate of topologies', () => {
    const needs = (template: string) => {
      const outcome = render(template);
      return outcome.ok ? outcome.value.prerequisites.join('\n') : '';
    };
    expect(needs(cluster)).toContain('feature gate ClusterTopology');
    expect(needs(ownTemplates.kubeadm)).toContain(path);
    expect(needs(ownTemplates.kubeadm)).not.toContain('ClusterTopology');
  });

  test('keeps every character of the template, and carries what every object of a cluster carries', () => {
    const made = text(ownTemplates.kubeadm);
    expect(made.slice(0, made.indexOf('\nspec:\n'))).toBe(`# A cluster of machines.
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  name: "shop"
  namespace: default
  annotations:
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
    kustomize.toolkit.fluxcd.io/prune: disabled
    clusterops.dev/repository-id: "4711"
    clusterops.dev/request: k3fab2cdef
    clusterops.dev/delivery: merge
  labels:
    clusterops.dev/cluster: shop
    clusterops.dev/provider: aws
    clusterops.dev/flavor: template
    clusterops.dev/region: eu-west-1
    cni: "cilium" # chosen by label`);
    expect(made).toContain('\n      cidrBlocks: ["192.168.0.0/16"]\n');
    expect(made).toContain('echo "${HOME} ${KUBERNETES_VERSION} v1-34-3"');
  });

  test('with a lifetime notes it on its Cluster alone', () => {
    const made = text(ownTemplates.kubeadm, { ttl: 3_600 });
    expect(made.match(/ttl-seconds/g)).toHaveLength(1);
    expect(made.slice(0, made.indexOf('\nspec:\n'))).toContain('clusterops.dev/ttl-seconds: "3600"');
  });

  test('writes nothing anew: numbers, quotes and comments are those of the template', () => {
    const made = text(ownTemplates.managed);
    for (const kept of [
      '# Copyright of the platform team.\n---\n',
      '\n--- # the control plane\n',
      '\n  annotations: # set by hand\n',
      "sshKeyName: 'it''s'\n",
      'filePermissions: 0644\n  bigNumber: 12345678901234567890\n',
      `mode=0644; printf '%s\\n' "\${HOME}" 'SHOP' "1.34.3"\n`,
    ]) {
      expect(made).toContain(kept);
    }
  });

  test("keeps the template's own options for Argo CD, but not against those that guard deletion", () => {
    expect(text(ownTemplates.managed)).toContain(
      'argocd.argoproj.io/sync-options: "SkipDryRunOnMissingResource=true,Prune=confirm,Delete=confirm"',
    );
  });

  test('adds to metadata in every form', () => {
    const forms = [
      'metadata: {name: ${CLUSTER_NAME}-x}',
      'metadata: { name: ${CLUSTER_NAME}-x , annotations: , labels: {a: b}}',
      'metadata:\n    annotations:\n    name: ${CLUSTER_NAME}-x # why',
      'metadata:\n  annotations: {}\n  namespace: ${NAMESPACE}\n  name:\n    "${CLUSTER_NAME}-x"',
      'metadata:\n  annotations:\n    # theirs\n    kustomize.toolkit.fluxcd.io/prune: enabled\n  name: ${CLUSTER_NAME}-x',
      '"metadata":\n  "name": \'${CLUSTER_NAME}-x\'',
      'data: &m {a: "1"}\nmetadata:\n  annotations: *m\n  name: ${CLUSTER_NAME}-x',
      'metadata: &m\n  annotations: &a {a: "1"}\n  name: ${CLUSTER_NAME}-x\ndata: *a\nbinaryData: *m',
    ];
    for (const form of forms) {
      const made = text(more(`apiVersion: v1\nkind: ConfigMap\n${form}`));
      const [, object] = parseAllDocuments(made).map((document) => document.toJS() as Record<string, object>);
      expect(object?.metadata).toMatchObject({
        name: 'shop-x',
        namespace: 'default',
        annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled', 'clusterops.dev/delivery': 'merge' },
      });
      // What shares the metadata by an alias stays as it was.
      expect(JSON.stringify(object?.data ?? {})).not.toContain('clusterops');
      expect(JSON.stringify(object?.binaryData ?? {})).not.toContain('clusterops');
    }
  });

  test('refuses metadata that nothing can be added to without taking something away', () => {
    const merged = 'apiVersion: v1\nkind: ConfigMap\nx: &x {annotations: {a: b}}\nmetadata: {<<: *x, name: shop-x}\n';
    expect(findings(more(merged))).toMatchObject([
      { code: 'template/object-unexpected', cure: expect.stringContaining('without merge keys') },
    ]);
  });

  test('takes lists, JSON, anchors, Windows line ends, byte order marks and files without a last line end', () => {
    const list = render(ownTemplates.list);
    expect(list.ok && list.value.objects.map(({ kind, name, namespace }) => [kind, name, namespace])).toEqual([
      ['Cluster', 'shop', 'default'],
      ['ConfigMap', 'shop-notes', 'default'],
    ]);
    expect(text(`\uFEFF${cluster.replace(/\n/g, '\r\n')}`)).toBe(text(cluster));
    const anchored = `${cluster}    controlPlane: &three {replicas: 3}\n    workers: {machineDeployments: [{class: a, name: b, <<: *three}]}\n`;
    expect(text(anchored)).toContain('<<: *three');
    expect(text(`%YAML 1.2\n---\n${cluster}...\n---\n---\n# nothing\n`)).toContain('clusterops.dev/request');
  });

  test('gives no namespace to what has none, and a role to each kind', () => {
    const kinds = [
      ['infrastructure.cluster.x-k8s.io/v1beta2', 'AWSClusterRoleIdentity', undefined, 'Prune=false,Delete=false'],
      ['infrastructure.cluster.x-k8s.io/v1beta2', 'AWSCluster', 'default', 'Prune=false,Delete=false'],
      ['controlplane.cluster.x-k8s.io/v1beta2', 'KubeadmControlPlane', 'default', 'Prune=false,Delete=false'],
      ['cluster.x-k8s.io/v1beta2', 'MachineDeployment', 'default', undefined],
      ['addons.cluster.x-k8s.io/v1beta2', 'ClusterResourceSet', 'default', 'Prune=false,Delete=false'],
    ] as const;
    for (const [apiVersion, kind, namespace, options] of kinds) {
      const made = text(more(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: "\${CLUSTER_NAME}-x"}\n`));
      const [, object] = parseAllDocuments(made).map((document) => document.toJS() as { metadata: Finding });
      const metadata = object?.metadata as unknown as { namespace?: string; annotations: Record<string, string> };
      expect([metadata.namespace, metadata.annotations['argocd.argoproj.io/sync-options']]).toEqual([
        namespace,
        options,
      ]);
    }
  });
});

describe('values', () => {
  test('the cluster gives name, version, counts, region, types and networks', () => {
    const made = text(ownTemplates.kubeadm, {
      workers: 5,
      'control-plane': 3,
      version: 'v1.33.7',
      'control-plane-machine-type': 'm7i.2xlarge',
      'pod-cidr': '10.1.0.0/16',
    });
    for (const line of ['region: eu-west-1', 'replicas: 3', 'version: "v1.33.7"', 'instanceType: m7i.2xlarge']) {
      expect(made).toContain(line);
    }
    expect(made).toContain('cidrBlocks: ["10.1.0.0/16"]');
  });

  test('a network comes as a list where the template has a list for it', () => {
    const made = text(ownTemplates.managed, { 'pod-cidr': '10.1.0.0/16', 'service-cidr': '10.2.0.0/16' });
    expect(made).toContain(`{pods: {cidrBlocks: ["10.1.0.0/16"]}, services: {cidrBlocks: ['10.2.0.0/16']}}`);
  });

  test('a network that nobody named is the one of the template, else the usual one', () => {
    const own = ownTemplates.managed.replace('192.168.0.0/16', '10.8.0.0/16');
    expect(text(own)).toContain(`{pods: {cidrBlocks: ["10.8.0.0/16"]}, services: {cidrBlocks: ['10.96.0.0/12']}}`);
    expect(text(own, { 'pod-cidr': '192.168.0.0/16' })).toContain('cidrBlocks: ["192.168.0.0/16"]');
    expect(text(own.replace(':=["10.8.0.0/16"]', ''))).toContain('{pods: {cidrBlocks: 192.168.0.0/16}');
    // Only the two that were named can clash before the template is looked at.
    expect(text(own.replace('10.96.0.0/12', '172.26.0.0/16'), { 'pod-cidr': '10.97.0.0/16' })).toContain('172.26');
    const network = { pods: '10.9.0.0/16', services: configuration.network.services };
    const fleet = { configuration: { ...withTemplate(), network } };
    expect(plannedFromTemplate({ region: ['eu-west-1'], name: 'shop', template: 'gpu' }, fleet).network).toEqual({
      pods: '10.9.0.0/16',
    });
  });

  test.each([
    ['the template', {}, {}, 'core'],
    ['the configuration', {}, { TEAM: 'data' }, 'data'],
    ['the command', { TEAM: 'shop' }, { TEAM: 'data' }, 'shop'],
  ])('%s says', (_who, asked, configured, team) => {
    expect(text(ownTemplates.managed, asked, configured)).toContain(`{team: "${team}"}`);
  });

  test('what the configuration says for a template holds until the command says otherwise, and the plan knows', () => {
    const configured = {
      WORKER_MACHINE_COUNT: '7',
      KUBERNETES_VERSION: 'v1.33.7',
      AWS_CONTROL_PLANE_MACHINE_TYPE: 'm7i.xlarge',
      POD_CIDR: '["10.1.0.0/16"]',
    };
    expect(spec({}, configured)).toMatchObject({
      kubernetesVersion: 'v1.33.7',
      controlPlane: { machineType: 'm7i.xlarge' },
      pools: [{ replicas: 7 }],
      network: { pods: '10.1.0.0/16' },
    });
    expect(text(ownTemplates.managed, {}, configured)).toContain('minSize: 7');
    expect(spec({ workers: 2 }, configured).pools).toMatchObject([{ replicas: 2 }]);
    expect(text(ownTemplates.managed, { workers: 2 }, configured)).toContain('minSize: 2');
  });

  test('of the configuration may be whole mappings, in several lines', () => {
    const VARIABLES = '\n    - name: a\n      value: 1\n    - name: b\n      value: {c: 2}';
    const template = `${cluster}    variables: \${VARIABLES}\n`;
    expect(text(template, {}, { VARIABLES })).toContain('    - name: b\n      value: {c: 2}\n');
    expect(findings(template, { VARIABLES: '[{name: a}]' })).toMatchObject([{ code: 'template/value-invalid' }]);
  });

  test('names in any case, and names that only defaults use, are known', () => {
    expect(text(`${cluster}# \${my_team}\n`, { MY_TEAM: 'core' })).toContain('# core\n');
    expect(text(`${cluster}# \${A:=<\${B}>}\n`, { B: 'b' })).toContain('# <b>\n');
  });

  test.each([
    ['AWS_REGION', 'us-east-1', 'Leave AWS_REGION out, and name the region alone.'],
    ['NAMESPACE', 'kube-system', 'Leave NAMESPACE out.'],
  ])('%s is not for the command to say', (name, value, cure) => {
    expect(() => spec({ [name]: value })).toThrow(cure);
  });
});

describe('what looks like a reference and is none is said', () => {
  test.each([
    ['a default of itself', '${A:=${A}}', {}, 'A default uses A, which has no value: nothing stands there.'],
    ['a ring', '${A:=${B}} ${B:=${A}}', {}, 'A default uses B, which has no value: nothing stands there.'],
    [
      'a value',
      '${A}',
      { A: 'x ${B}' },
      'The value of A holds ${B}, and values are not looked through: it stays as it is.',
    ],
  ])('%s', (_case, uses, configured, message) => {
    expect(findings(`${cluster}# ${uses}\n`, {}, configured)).toContainEqual(
      expect.objectContaining({ code: 'template/reference', message }),
    );
  });

  test('but not where something stands', () => {
    expect(findings(`${cluster}# \${A:=\${B}} \${C:=\${D:=x}}\n`, {}, { A: 'a' })).toEqual([]);
  });
});

test('what all clusters of a template would share is said', () => {
  expect(findings(ownTemplates.resourceSet)).toMatchObject([
    {
      code: 'template/object-unexpected',
      severity: 'warning',
      message: expect.stringContaining('would share ClusterResourceSet crs-ccm:'),
      place: { path, line: 6, column: 1 },
    },
    {
      severity: 'notice',
      message: expect.stringContaining('The template makes no workers'),
      cure: expect.stringContaining('Nothing needs to be done'),
    },
  ]);
});

describe('a template is refused', () => {
  test('with all missing variables at once, each with its places', () => {
    const template = `${cluster}# \${ ALPHA\n  }\n# \${BETA} \${ALPHA}\n# \${GAMMA:=\${BETA}} \${DELTA:=}\n`;
    expect(findings(template).map(({ code, message, place }) => [code, message, place])).toEqual([
      [
        'template/variable-missing',
        'The template needs a value for ALPHA (lines 9 and 11).',
        { path, line: 9, column: 3 },
      ],
      [
        'template/variable-missing',
        'The template needs a value for BETA (lines 11 and 12).',
        { path, line: 11, column: 3 },
      ],
      ['template/variable-missing', 'The template needs a value for DELTA (line 12).', { path, line: 12, column: 21 }],
    ]);
  });

  test('soon, whatever is missing how often', () => {
    const often = findings(`${cluster}# ${'${ALPHA}\n# '.repeat(90_000)}`);
    expect(often).toMatchObject([{ message: expect.stringMatching(/\(lines 9, .* and 89980 more\)/) }]);
    const many = Array.from({ length: 30_000 }, (_, index) => `\${V${index}}`).join(' ');
    expect(findings(`${cluster}# ${many}\n`).at(-1)?.message).toBe(
      'The template needs values for 29900 more variables.',
    );
  });

  test.each([
    ['that is not there', undefined, 'template/missing', undefined],
    ['with a brace that does not close', `${cluster}# \${A\n`, 'template/syntax', { line: 9, column: 6 }],
    ['that cuts outside of a value', `${cluster}# \${CLUSTER_NAME:2:-1}\n`, 'template/syntax', { line: 9, column: 3 }],
    ['of 10 MB', `${cluster}${'#'.repeat(10_000_000)}`, 'manifest/too-large', { line: 1, column: 1 }],
    ['with a key that stands twice', `${cluster}kind: Cluster\n`, 'manifest/duplicate-key', { line: 9, column: 1 }],
    ['with a tab', `${cluster}\tx: 1\n`, 'manifest/syntax', { line: 9, column: 1 }],
    ['with a control character', `${cluster}# \u0001\n`, 'manifest/syntax', { line: 9, column: 3 }],
    ['without a Cluster', cluster.replace('kind: Cluster', 'kind: Machine'), 'template/object-unexpected', { line: 1 }],
    ['with two', more(cluster.replace('${CLUSTER_NAME}', 'other')), 'template/object-unexpected', { line: 10 }],
    ['of another name', cluster.replace('${CLUSTER_NAME}', 'fixed'), 'template/object-unexpected', { line: 1 }],
    ['with nothing in it', '# nothing\n', 'template/object-unexpected', undefined],
    [
      'into another namespace',
      cluster.replace('metadata:', 'metadata:\n  namespace: kube-system'),
      'template/object-unexpected',
      { line: 1 },
    ],
    ['with one object twice', more(cluster), 'template/object-unexpected', { line: 10 }],
    ['with what is no object', more('- a\n'), 'template/object-unexpected', { line: 10 }],
    ['with an object without a name', more('apiVersion: v1\nkind: X\n'), 'template/object-unexpected', { line: 10 }],
    [
      'with a Secret',
      more('apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {password: "${A:=hunter2}"}\n'),
      'manifest/secret-in-git',
      { line: 13, column: 14 },
    ],
    [
      'with aliases that explode',
      more(
        `apiVersion: v1\nkind: X\nmetadata: {name: x}\na: &a [1,1,1,1,1,1,1,1,1]\n${Array.from('bcdefgh', (each, at) => `${each}: &${each} [${`*${'abcdefgh'[at]},`.repeat(9)}]\n`).join('')}`,
      ),
      'manifest/alias-bomb',
      undefined,
    ],
  ])('%s', (_case, template, code, place) => {
    const outcome = render(template);
    expect(outcome.ok ? [] : outcome.findings).toContainEqual(
      expect.objectContaining({
        code,
        ...(place === undefined ? {} : { place: expect.objectContaining({ path, ...place }) }),
      }),
    );
  });

  test.each([
    ['of the cluster', 'version: ${KUBERNETES_VERSION}', 'version: v${KUBERNETES_VERSION}', {}, 8, 'vv1.34.'],
    ['in quotes', 'version: ${KUBERNETES_VERSION}', 'version: "v${KUBERNETES_VERSION:=v1.33.0}"', {}, 8, 'vv1.34.'],
    ['of an image', 'spec:\n', 'spec:\n  # x/node:v${IMAGE_VERSION}\n', { IMAGE_VERSION: 'v1.2.3' }, 6, 'vv1.2.3'],
  ])('with a version that has two v: %s', (_case, from, to, variables, line, made) => {
    expect(findings(cluster.replace(from, to), {}, variables)).toMatchObject([
      {
        ...{ code: 'cluster/version-unsupported', severity: 'error', place: { path, line } },
        message: expect.stringContaining(made),
        cure: expect.stringContaining('without a v'),
      },
    ]);
  });

  test.each([
    ['the v is taken off', '${KUBERNETES_VERSION#v}', {}],
    ['the value has none', '${KUBERNETES_VERSION}', { KUBERNETES_VERSION: '1.34.3' }],
  ])('but not where %s', (_case, use, variables) => {
    expect(text(cluster.replace('${KUBERNETES_VERSION}', `v${use}`), {}, variables)).toMatch(/version: v1\.34\.\d+\n/);
  });

  test('with the place in the template, not in what became of it', () => {
    const template = `a: \${LINES}\nb: 1\nb: \${SPACED:=2}\n`;
    expect(findings(template, {}, { LINES: '|\n  1\n  2\n  3' })).toMatchObject([
      { code: 'manifest/duplicate-key', place: { line: 3, column: 1 } },
    ]);
    expect(findings('a: 1\nb: ${KEY} 1\n', {}, { KEY: 'x\n  y: {' })).toMatchObject([
      { code: 'manifest/syntax', place: { line: 2 } },
    ]);
  });

  describe('before anybody is asked for a secret', () => {
    const login = 'apiVersion: v1\nkind: Secret\nmetadata: {name: "${CLUSTER_NAME}-login"}\nstringData:\n';
    const answer = (template: string, ...given: Given) =>
      findings(template, ...given).map(({ code, message, cure = '' }) => [code, message.split(' (')[0], cure]);

    test('the Secret is refused, and its values are not asked for', () => {
      const server =
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${CLUSTER_NAME}-server"}\ndata: {url: "${VSPHERE_SERVER}"}\n';
      const template = more(`${login}  user: \${VSPHERE_USERNAME}\n  password: "\${VSPHERE_PASSWORD}"\n---\n${server}`);
      expect(answer(template)).toEqual([
        [
          'manifest/secret-in-git',
          'Secret shop-login: The Secret holds a value under stringData.user.',
          expect.stringContaining('Write its values into no comment'),
        ],
        ['template/variable-missing', 'The template needs a value for VSPHERE_SERVER', expect.anything()],
      ]);
    });

    test('a value that other objects need, too, is asked for', () => {
      const template = `# \${USER}\n${more(`${login}  user: \${USER}\n`)}`;
      expect(answer(template).map(([code]) => code)).toEqual(['manifest/secret-in-git', 'template/variable-missing']);
    });

    test('a Secret whose values stand all there is refused as any other', () => {
      const template = more(`${login}  user: \${USER:=root}\n`);
      const refused = ['manifest/secret-in-git', expect.anything(), expect.stringContaining('it has been read')];
      expect(answer(template)).toEqual([refused]);
      expect(answer(template.replace('USER:=root', 'USER'), { USER: 'me' })).toEqual([refused]);
    });

    test('a name that sounds like a secret is asked for with care', () => {
      const cures = (name: string) => answer(`${cluster}# \${${name}}\n`).map(([, , cure]) => cure);
      expect(cures('PROXMOX_TOKEN')).toEqual([expect.stringContaining('refer to a Secret by its name')]);
      expect(cures('AWS_B64ENCODED_CREDENTIALS')).toEqual([expect.stringContaining('refer to a Secret by its name')]);
      expect(cures('CREDENTIALS_SECRET_NAME')).toEqual([expect.stringMatching(/^Give it with the command/)]);
    });
  });

  test('once for all objects of another namespace', () => {
    const inSystem = (template: string) => template.replace('metadata: {', 'metadata: {namespace: kube-system, ');
    const note = (name: string) => inSystem(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "shop-${name}"}\n`);
    expect(findings(more(`${note('a')}---\n${note('b')}`))).toMatchObject([
      {
        message:
          'The cluster is for the namespace default, but ConfigMap shop-a is for the namespace kube-system and ConfigMap shop-b is for the namespace kube-system.',
        place: { line: 10 },
      },
    ]);
  });

  test('for a variable that it has not', () => {
    const asked = { GPU_CONUT: '2', OTHER_THING: '1' };
    expect(findings(`${cluster}# \${GPU_COUNT:=1}\n`, asked)).toMatchObject([
      { code: 'template/variable-unknown', cure: 'Did you mean GPU_COUNT?' },
      { code: 'template/variable-unknown', cure: 'It has CLUSTER_NAME, KUBERNETES_VERSION and GPU_COUNT.' },
    ]);
  });
});

describe('no value of a command changes more than the words that it stands in', () => {
  const places = {
    plain: `${cluster}    extra: \${VALUE}\n`,
    quoted: `${cluster}    extra: "\${VALUE}"\n`,
    single: `${cluster}    extra: '\${VALUE}'\n`,
    ending: `${cluster}    extra: "role/\${VALUE}/read-only"\n`,
    flow: `${cluster}    extra: {a: \${VALUE}}\n`,
    beside: `${cluster}    extra: {a: \${VALUE}, c: safe,\n      b: safe}\n`,
    list: `${cluster}    extra: [\${VALUE}]\n`,
    key: `${cluster}    \${VALUE}: 1\n`,
    block: `${cluster}    extra: |\n      \${VALUE}\n`,
    cased: `${cluster}    extra: \${VALUE^^}\n`,
    cut: `${cluster}    extra: {a: \${VALUE#x}}\n`,
    byDefault: `${cluster}    extra: {a: \${UNSET:=\${VALUE}}}\n`,
    kind: cluster.replace('kind: Cluster', 'kind: ${VALUE}'),
    group: cluster.replace('v1beta2', '${VALUE}'),
    namespace: cluster.replace('metadata:', 'metadata:\n  namespace: ${VALUE}'),
    label: cluster.replace('metadata:', 'metadata:\n  labels: {"team": ${VALUE}}'),
    top: more('${VALUE}\n'),
    alias: `${cluster}    other: &p secret\n    extra: \${VALUE}\n`,
  };
  test.each([
    ['plain', '{kind: Secret}'],
    ['plain', '[a, b]'],
    ['plain', 'a: b'],
    ['plain', 'a:'],
    ['plain', '&x {a: b}'],
    ['plain', '&x a'],
    ['plain', '!!binary aGk='],
    ['plain', 'x # y'],
    ['plain', '# y'],
    ['plain', '"x"'],
    ['plain', '|'],
    ['plain', '- x'],
    ['quoted', 'x", kind: "Secret'],
    ['quoted', 'x"\nkind: Secret'],
    ['quoted', 'x" #'],
    ['quoted', 'a\\x41'],
    ['single', "x', kind: 'Secret"],
    ['single', "x' #"],
    ['ending', 'admin" #'],
    ['flow', 'x, b: y'],
    ['flow', 'x}, kind: {a: b'],
    ['flow', 'x} #'],
    ['flow', ':x'],
    ['beside', 'x, c: evil, #'],
    ['list', 'a, b'],
    ['list', 'a] #'],
    // Scalars to YAML 1.2, a mapping with a key and an error to that of Go.
    ['list', '?x'],
    ['flow', 'https://example.com?a=b'],
    ['key', 'a: {b: c}, d'],
    ['key', '? a'],
    ['key', '<<'],
    ['key', 'version'],
    ['block', ' x'],
    ['cased', '{a: b}'],
    ['cut', 'xy, b: c'],
    ['byDefault', 'y, b: c'],
    ['kind', 'Cluster'],
    ['group', 'v1beta2'],
    ['namespace', 'default'],
    ['label', 'x, admin: "true"'],
    ['top', '---'],
    ['top', '{apiVersion: v1, kind: Secret, metadata: {name: x}}'],
    ['alias', '*p'],
    ['plain', '${NAMESPACE}'],
    ['plain', '{{ .Values }}'],
    ['plain', 'a\u0085b: c'],
    ['plain', 'a\u2028b: c'],
  ] as const)('%s: %j', (place, value) => {
    const use = { path, configured: {}, asked: { VALUE: value } };
    const outcome = renderCluster({ ...spec(), template: use }, configuration, new Map([[path, places[place]]]));
    expect(outcome.ok ? [] : outcome.findings).not.toEqual([]);
  });

  test.each([
    ['plain', 'ops key'],
    ['plain', '3'],
    ['plain', 'true'],
    ['plain', 'ssh-ed25519 AAAAC3Nz/x+y== ops@example.com'],
    ['plain', 'ami:0a1b#c'],
    ['plain', 'https://example.com?a=b'],
    ['quoted', 'a: b, c # d'],
    ['quoted', "it's"],
    ['single', '"quoted"'],
    ['flow', 'm7i.large'],
    ['key', 'gpu'],
    ['block', 'a: {b: "c"} # d'],
    ['cased', 'gpu'],
    ['cut', 'xy'],
    ['byDefault', 'gpu'],
    ['label', 'payments'],
  ] as const)('%s: %j is a word', (place, VALUE) => {
    expect(findings(places[place], { VALUE })).toEqual([]);
  });

  test('an empty value takes the default, however that is built', () => {
    expect(text(`${cluster}    variables: \${VALUE:=[a, b]}\n`, { VALUE: '' })).toContain('variables: [a, b]');
  });

  test('a name from the command carries that of the cluster', () => {
    const pool = (name: string): string => more(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${name}"}\n`);
    expect(findings(pool('${POOL}'), { POOL: 'prod-control-plane' })).toMatchObject([
      { code: 'template/value-invalid', message: expect.stringContaining('could be one of another cluster') },
    ]);
    expect(findings(pool('${POOL}'), { POOL: 'shop-gpu' })).toEqual([]);
    expect(findings(pool('${CLUSTER_NAME}-${POOL}'), { POOL: 'gpu' })).toEqual([]);
  });

  test('whatever the value, what is made differs from the template in nothing but the value', () => {
    /** Every scalar as text. */
    const read = (made: string): string =>
      JSON.stringify(parseAllDocuments(made, { schema: 'failsafe' }).map((document) => document.toJS() as unknown));
    const value = fc.array(
      fc.constantFrom(
        ...'ab1 \'",:{}[]#&*!|>%@`-?<=~/\\',
        '---',
        ': ',
        ' #',
        ', b: ',
        '"}',
        'true',
        '\t',
        '\n',
        '\u0085',
      ),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(
        value,
        fc.constantFrom('plain', 'quoted', 'single', 'flow', 'beside', 'list', 'block'),
        (parts, place) => {
          const VALUE = parts.join('');
          const use = { path, configured: {}, asked: { VALUE } };
          const outcome = renderCluster({ ...spec(), template: use }, configuration, new Map([[path, places[place]]]));
          if (!outcome.ok) return;
          const expected = read(text(places[place], { VALUE: 'word' }));
          expect(read(outcome.value.files[0]?.content ?? '')).toBe(
            expected.replaceAll('word', () => JSON.stringify(VALUE).slice(1, -1)),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
