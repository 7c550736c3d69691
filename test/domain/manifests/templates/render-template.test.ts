import { describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import type { ClusterSpec, RenderedCluster } from '../../../../src/domain/cluster/spec.ts';
import type { Finding, Outcome } from '../../../../src/domain/finding.ts';
import { renderCluster } from '../../../../src/domain/manifests/render.ts';
import { configuration, planned } from '../support/clusters.ts';
import { ownTemplates } from './own-templates.ts';

const path = 'templates/gpu.yaml';
const withTemplate = (variables: Readonly<Record<string, string>> = {}): Configuration => ({
  ...configuration,
  templates: { gpu: { path, variables } },
});

function spec(
  asked: Readonly<Record<string, string>> = {},
  configured: Readonly<Record<string, string>> = {},
): ClusterSpec {
  const typed = { region: ['eu-west-1'], name: 'shop', workers: 5, template: 'gpu', ...asked };
  const [one] = planned(typed, { configuration: withTemplate(configured) });
  if (one === undefined) throw new Error('nothing was planned');
  return one;
}

function render(template: string, ...given: Parameters<typeof spec>): Outcome<RenderedCluster> {
  return renderCluster(spec(...given), configuration, new Map([[path, template]]));
}

function findings(template: string, ...given: Parameters<typeof spec>): readonly Finding[] {
  const outcome = render(template, ...given);
  return outcome.ok ? outcome.notes : outcome.findings;
}

function text(template: string, ...given: Parameters<typeof spec>): string {
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

describe('a cluster from a template', () => {
  test('keeps comments, quotes and order, and carries what every object of a cluster carries', () => {
    expect(text(ownTemplates.kubeadm ?? '')).toBe(`# A cluster of machines.
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  name: "shop"
  labels:
    cni: "cilium" # chosen by label
    clusterops.dev/cluster: shop
    clusterops.dev/provider: aws
    clusterops.dev/flavor: template
    clusterops.dev/region: eu-west-1
  namespace: default
  annotations:
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
    kustomize.toolkit.fluxcd.io/prune: disabled
    clusterops.dev/repository-id: "4711"
    clusterops.dev/request: k3fab2cdef
    clusterops.dev/delivery: merge
spec:
  clusterNetwork:
    pods:
      cidrBlocks: [ "192.168.0.0/16" ]
  infrastructureRef:
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: AWSCluster
    name: "shop"
  controlPlaneRef:
    apiVersion: controlplane.cluster.x-k8s.io/v1beta1
    kind: KubeadmControlPlane
    name: "shop-control-plane"
${text(ownTemplates.kubeadm ?? '')
  .split('---\n')
  .slice(1)
  .map((document) => `---\n${document}`)
  .join('')}`);
  });

  test('gets what the command says, and the cluster gives region, version, counts and types', () => {
    const made = text(ownTemplates.kubeadm ?? '', { AWS_SSH_KEY_NAME: 'ops', 'control-plane': 3 as never });
    for (const line of [
      'region: eu-west-1',
      'sshKeyName: ops',
      'replicas: 3',
      'version: "v1.34.3"',
      'instanceType: m7i.large',
    ]) {
      expect(made).toContain(line);
    }
    expect(made).toContain('echo "${HOME} ${KUBERNETES_VERSION} v1-34-3"');
  });

  test('the command wins over the configuration, which wins over the cluster', () => {
    expect(text(`${cluster}# \${AWS_REGION}\n`, {}, { AWS_REGION: 'configured' })).toContain('# configured');
    expect(text(`${cluster}# \${AWS_REGION}\n`, { AWS_REGION: 'asked' }, { AWS_REGION: 'configured' })).toContain(
      '# asked',
    );
  });

  test('a value of the configuration may have several lines and be whole mappings', () => {
    const template = `${cluster}    variables:\n\${VARIABLES}\n`;
    const VARIABLES = '      - name: a\n        value: 1\n      - name: b\n        value: {c: 2}';
    expect(text(template, {}, { VARIABLES })).toContain('- name: b');
  });

  test('what all clusters of a template would share is said', () => {
    expect(findings(ownTemplates.resourceSet ?? '')).toMatchObject([
      {
        code: 'template/object-unexpected',
        severity: 'warning',
        message: expect.stringContaining('ClusterResourceSet crs-ccm'),
      },
    ]);
  });

  test('lists, anchors and Windows line ends', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${cluster.trimEnd().replace(/\n/g, '\n  ')}\n`;
    expect(text(list)).toContain('clusterops.dev/request: k3fab2cdef');
    const anchored = `${cluster}    controlPlane: &three {replicas: 3}\n    workers: {machineDeployments: [{class: a, name: b, <<: *three}]}\n`;
    expect(text(anchored)).toContain('*three');
    expect(text(`\uFEFF${cluster.replace(/\n/g, '\r\n')}`)).toContain('clusterops.dev/request');
  });
});

describe('a template is refused', () => {
  test('with all missing variables at once, each with its places', () => {
    const template = `${cluster}# \${ALPHA}\n# \${BETA} \${ALPHA}\n# \${GAMMA:=x}\n`;
    expect(findings(template)).toMatchObject([
      {
        code: 'template/variable-missing',
        message: 'The template needs a value for ALPHA (line 9, 10).',
        place: { path, line: 9, column: 3 },
      },
      { code: 'template/variable-missing', message: 'The template needs a value for BETA (line 10).' },
    ]);
  });

  test.each([
    ['that is not there', undefined, 'template/missing'],
    ['with a brace that does not close', `${cluster}# \${A\n`, 'template/syntax'],
    ['of 10 MB', `${cluster}${'#'.repeat(10_000_000)}`, 'manifest/too-large'],
    ['with a key that stands twice', `${cluster}kind: Cluster\n`, 'manifest/duplicate-key'],
    ['with a tab', `${cluster}\tx: 1\n`, 'manifest/syntax'],
    ['without a Cluster', cluster.replace('kind: Cluster', 'kind: Machine'), 'template/object-unexpected'],
    ['with two', `${cluster}---\n${cluster.replace('${CLUSTER_NAME}', 'other')}`, 'template/object-unexpected'],
    ['of another name', cluster.replace('${CLUSTER_NAME}', 'fixed'), 'template/object-unexpected'],
    [
      'into another namespace',
      cluster.replace('metadata:', 'metadata:\n  namespace: kube-system'),
      'template/object-unexpected',
    ],
    [
      'with a Secret',
      `${cluster}---\napiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {password: hunter2}\n`,
      'manifest/secret-in-git',
    ],
  ])('%s', (_case, template, code) => {
    const outcome = renderCluster(spec(), configuration, new Map(template === undefined ? [] : [[path, template]]));
    expect(outcome.ok ? [] : outcome.findings.map((each) => each.code)).toContain(code);
  });

  test('a variable that it has not', () => {
    expect(findings(`${cluster}# \${GPU_COUNT}\n`, { GPU_CONUT: '2' })).toContainEqual(
      expect.objectContaining({ code: 'template/variable-unknown', cure: 'Did you mean GPU_COUNT?' }),
    );
  });
});

describe('no value of a command changes more than the words that it stands in', () => {
  const places = {
    plain: `${cluster}    extra: \${VALUE}\n`,
    quoted: `${cluster}    extra: "\${VALUE}"\n`,
    single: `${cluster}    extra: '\${VALUE}'\n`,
    flow: `${cluster}    extra: {a: \${VALUE}}\n`,
    list: `${cluster}    extra: [\${VALUE}]\n`,
    key: `${cluster}    \${VALUE}: 1\n`,
    kind: cluster.replace('kind: Cluster', 'kind: ${VALUE}'),
    namespace: cluster.replace('metadata:', 'metadata:\n  namespace: ${VALUE}'),
    label: cluster.replace('metadata:', 'metadata:\n  labels: {"team": ${VALUE}}'),
  };
  test.each([
    ['plain', '{kind: Secret}'],
    ['plain', '[a, b]'],
    ['plain', 'a: b'],
    ['plain', '&x {a: b}'],
    ['quoted', 'x", kind: "Secret'],
    ['quoted', 'x"\nkind: Secret'],
    ['single', "x', kind: 'Secret"],
    ['flow', 'x, b: y'],
    ['flow', 'x}, kind: {a: b'],
    ['list', 'a, b'],
    ['key', 'a: {b: c}, d'],
    ['kind', 'Cluster'],
    ['namespace', 'kube-system'],
    ['label', 'x, admin: "true"'],
    ['plain', '${NAMESPACE}'],
    ['plain', '{{ .Values }}'],
  ] as const)('%s: %j', (place, value) => {
    const asked = spec();
    const use = { path, configured: {}, asked: { VALUE: value } };
    const outcome = renderCluster({ ...asked, template: use }, configuration, new Map([[path, places[place]]]));
    expect(outcome.ok).toBe(false);
  });

  test.each([
    ['plain', 'ops key'],
    ['quoted', 'a: b, c'],
    ['flow', 'm7i.large'],
    ['key', 'gpu'],
    ['label', 'payments'],
  ] as const)('%s: %j is a word', (place, VALUE) => {
    expect(findings(places[place], { VALUE })).toEqual([]);
  });
});
