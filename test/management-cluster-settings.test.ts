import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../src/domain/finding.ts';
import { placeOf } from '../src/domain/print-finding.ts';
import { readManagementClusters } from '../src/management-cluster-settings.ts';

const path = '/etc/clusterops/clusters.yaml';

/** What the file and the variables come to, with everything that is wrong. */
function read(file: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const all: Readonly<Record<string, string>> = {
    KUBECONFIG: '/kube/config',
    MANAGEMENT_CLUSTERS_FILE: path,
    ...environment,
  };
  const text = (name: string) => all[name] || undefined;
  const findings: Finding[] = [];
  const clusters = readManagementClusters(
    {
      text,
      list: (name) => text(name)?.split(',') ?? [],
      oneOf: (name, fallback, allowed) => allowed.find((each) => each === text(name)) ?? fallback,
    },
    {
      read: (asked) => {
        if (asked === path) return file.join('\n');
        throw new Error('ENOENT');
      },
      exists: () => false,
    },
    ['acme/*', 'umbrella/labs'],
    findings,
  );
  return {
    clusters,
    findings,
    told: findings.map((each) => [placeOf(each), each.code, each.message].filter(Boolean).join(' ')),
  };
}

const two = [
  'managementClusters:',
  '  europe:',
  '    context: arn:aws:eks:eu-central-1:1:cluster/europe',
  '    fluxNamespaces: []',
  '    repositories:',
  '      - match: [acme/*]',
  '        namespaces: [shared]',
  '  america:',
  '    kubeconfig: america.kubeconfig',
  '    dryRunAs: system:serviceaccount:c:d',
  '    repositories:',
  '      - match: [acme/payments]',
  '  here:',
  '    inCluster: true',
  '    argocdDestinations: [labs, https://203.0.113.7:6443]',
  '    repositories:',
  '      - match: [umbrella/labs]',
];

test('each management cluster has its connection, its repositories, and what the variables say of all', () => {
  const { clusters, told } = read(two, { DRY_RUN_AS: 'dry', ARGOCD_NAMESPACES: 'gitops' });
  expect(told).toEqual([]);
  expect(clusters.map(({ place: _, repositories: __, ...each }) => each)).toEqual([
    {
      name: 'europe',
      source: 'kubeconfig',
      path: '/kube/config',
      context: 'arn:aws:eks:eu-central-1:1:cluster/europe',
      argocdNamespaces: ['gitops'],
      argocdDestinations: [],
      fluxNamespaces: [],
      dryRunAs: 'dry',
    },
    {
      name: 'america',
      source: 'kubeconfig',
      // Which context is meant, a kubeconfig of its own says itself.
      path: '/etc/clusterops/america.kubeconfig',
      argocdNamespaces: ['gitops'],
      argocdDestinations: [],
      fluxNamespaces: ['flux-system'],
      dryRunAs: 'system:serviceaccount:c:d',
    },
    {
      name: 'here',
      source: 'in-cluster',
      argocdNamespaces: ['gitops'],
      argocdDestinations: ['labs', 'https://203.0.113.7:6443'],
      fluxNamespaces: ['flux-system'],
      dryRunAs: 'dry',
    },
  ]);
  expect(clusters[0]?.repositories).toEqual([{ match: ['acme/*'], namespaces: ['shared'] }]);
});

test('the file of the documentation is right', () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/management-clusters.md', 'utf8')) ?? [];
  expect(read(example.split('\n')).told).toEqual([]);
});

describe('what is wrong in the file is told with its place', () => {
  const cluster = (name: string, ...entries: string[]) => [
    `  ${name}:`,
    '    repositories:',
    ...entries.map((each) => `      - { ${each} }`),
  ];
  const file = (...clusters: readonly (readonly string[])[]) => ['managementClusters:', ...clusters.flat()];
  const a = 'match: [acme/a]';

  test.each<[what: string, lines: readonly string[], told: string]>([
    ['no cluster', ['managementClusters: {}'], ':1 settings/invalid The file names no management cluster.'],
    ['no file content', [''], ' configuration/value-invalid managementClusters must be'],
    [
      'an unknown key',
      [...file(cluster('europe', a)), '    contxt: x'],
      ':5:5 configuration/key-unknown There is no key "contxt" in managementClusters.europe.',
    ],
    ['a pattern that is none', file(cluster('europe', 'match: [acme]')), ':4:19 configuration/value-invalid'],
    [
      'one repository twice',
      file(cluster('europe', a), cluster('america', 'match: [ACME/A]')),
      ':7:19 settings/repository-twice "ACME/A" has its management cluster already: europe, on line 4.',
    ],
    [
      'a pattern that matches nothing',
      file(cluster('europe', 'match: [umbrella/*, umbrella/hive]')),
      ':4:31 settings/pattern-unused "umbrella/hive" matches none of the repositories that are served: acme/*, umbrella/labs.',
    ],
    [
      'a namespace of two',
      file(cluster('europe', `${a}, namespaces: [x, y]`, 'match: [acme/b], namespaces: [y, z]')),
      ':5:28 settings/namespace-shared acme/b and acme/a could both have clusters in the namespace y of europe.',
    ],
    [
      'any namespace beside one',
      file(cluster('europe', a, 'match: [acme/b], namespaces: [y]')),
      ':5:28 settings/namespace-shared acme/b and acme/a could both have clusters in any namespace of europe.',
    ],
    [
      'one context under two names',
      file([...cluster('europe', a), '    context: x'], [...cluster('america', 'match: [acme/b]'), '    context: x']),
      ':6:3 settings/invalid europe and america are both the context "x".',
    ],
    [
      'one kubeconfig under two names',
      file(
        [...cluster('europe', a), '    kubeconfig: x'],
        [...cluster('america', 'match: [acme/b]'), '    kubeconfig: x'],
      ),
      ':6:3 settings/invalid europe and america are both what /etc/clusterops/x says is current.',
    ],
    [
      'a context of the pod itself',
      file([...cluster('europe', a), '    inCluster: true', '    context: x']),
      ':2:3 settings/invalid europe is the cluster that the bot runs in and a context of a kubeconfig.',
    ],
  ])('%s', (_what, lines, told) => {
    const found = read(lines).told;
    expect(found).toEqual([expect.stringContaining(`${path}${told}`)]);
  });

  test('the same namespace of two management clusters is none of these', () => {
    const namespaced = (name: string) => `match: [acme/${name}], namespaces: [x]`;
    expect(read(file(cluster('europe', namespaced('a')), cluster('america', namespaced('b')))).told).toEqual([]);
  });

  test('no kubeconfig', () => {
    expect(read(file(cluster('europe', a)), { KUBECONFIG: '' }).told).toEqual([
      `${path}:2:3 settings/missing europe has no kubeconfig.`,
    ]);
  });

  test('a file that is not there, and variables that it replaces', () => {
    const { told } = read([], { MANAGEMENT_CLUSTERS_FILE: '/nowhere', KUBE_CONTEXT: 'x', CLUSTER_NAMESPACES: 'y' });
    expect(told).toEqual([
      'settings/invalid KUBE_CONTEXT: it is for a server without MANAGEMENT_CLUSTERS_FILE',
      'settings/invalid CLUSTER_NAMESPACES: it is for a server without MANAGEMENT_CLUSTERS_FILE',
      'settings/invalid MANAGEMENT_CLUSTERS_FILE: "/nowhere" cannot be read',
    ]);
  });
});
