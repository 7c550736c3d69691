import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { decodeManagementClusters } from '../../src/configuration/management-clusters.ts';
import { readDocuments } from '../../src/domain/manifests/source/read-documents.ts';
import { connectCluster } from '../../src/kubernetes/connect.ts';
import { clusterDoctor } from '../../src/kubernetes/doctor.ts';
import { openKubeconfig } from '../../src/kubernetes/kubeconfig.ts';
import { systemTimers } from '../../src/kubernetes/timers.ts';
import { openTransport } from '../../src/kubernetes/transport.ts';
import { createRehearseChange } from '../../src/workflows/rehearse-change.ts';
import { silentLog } from '../support/silent-log.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { bothEngines, chartWith, dryRunIdentity as identity, neededValues, renderChart } from './support/chart.ts';
import { installCustomResources } from './support/custom-resources.ts';
import type { KubeObject } from './support/kube.ts';
import { run } from './support/programs.ts';
import { reportFolder } from './support/report.ts';
import { rightsFile } from './support/rights-file.ts';

const objectsOf = (manifests: string): readonly KubeObject[] =>
  parseAllDocuments(manifests, { version: '1.1' }).flatMap((each) => (each.toJS() as KubeObject | null) ?? []);
const named = (manifests: string): readonly string[] =>
  objectsOf(manifests).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);

const onPostgres = {
  database: { kind: 'postgres', postgres: { existingSecret: 'clusterops-postgres' } },
  replicas: 3,
};
const everything = {
  ...onPostgres,
  ingress: { enabled: true, host: 'clusterops.example.com', className: 'nginx', tlsSecret: 'clusterops-tls' },
  managementCluster: { namespaces: [], fluxNamespaces: ['*'] },
  dryRun: {
    rules: [{ apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['create', 'patch'] }],
  },
  github: { existingSecret: 'gh', keys: { previousWebhookSecret: 'old', markerSecret: 'marker' } },
  tuning: { webhookMaxBytes: 26_214_400, concurrency: 8 },
  builders: { kustomizePath: '/usr/local/bin/kustomize', helmPath: 'off' },
  networkPolicy: { metricsFrom: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] },
  tolerations: [{ key: 'infra', operator: 'Exists' }],
  nodeSelector: { pool: 'infra' },
  podLabels: { team: 'platform' },
  podAnnotations: { note: 'a' },
  image: { digest: `sha256:${'a'.repeat(64)}`, pullSecrets: ['registry'] },
};
const elsewhere = {
  managementCluster: { source: 'kubeconfig', kubeconfig: { existingSecret: 'fleet', context: 'fleet' } },
  dryRun: { as: identity },
};

const several = {
  managementCluster: { kubeconfig: { existingSecret: 'fleet' } },
  managementClusters: {
    europe: { context: 'admin@europe', repositories: [{ match: ['acme/*'], namespaces: ['clusters'] }] },
    here: { inCluster: true, repositories: [{ match: ['acme/labs'] }] },
  },
};
const ofTheirOwn = {
  managementClusters: {
    europe: { kubeconfig: { existingSecret: 'europe' }, repositories: [{ match: ['acme/*'] }] },
    america: { kubeconfig: { existingSecret: 'fleet', key: 'value' }, repositories: [{ match: ['acme/a'] }] },
    asia: {
      kubeconfig: { existingSecret: 'fleet', key: 'value' },
      context: 'x',
      repositories: [{ match: ['acme/b'] }],
    },
  },
};

describe('the values', () => {
  test('are linted by Helm', () => {
    const linted = run(
      'helm',
      ['lint', '--strict', '--kube-version', '1.36.3', '--values', '-', resolve('deploy/chart')],
      {
        input: JSON.stringify(neededValues),
      },
    );
    expect([linted.stdout, linted.status]).toEqual([expect.stringContaining('0 chart(s) failed'), 0]);
  });

  test.each([
    ['nobody is served', { servedRepositories: [] }, '/servedRepositories'],
    ['no Secret is named', { github: { existingSecret: '' } }, '/github/existingSecret'],
    [
      'a secret is given as a value',
      { github: { existingSecret: 'gh', privateKey: 'PEM' } },
      "'privateKey' not allowed",
    ],
    ['a word is misspelt', { replicaCount: 1 }, "'replicaCount' not allowed"],
    ['several replicas share an embedded database', { replicas: 2 }, '/replicas'],
    ['Postgres has no address', { database: { kind: 'postgres' } }, '/database/postgres/existingSecret'],
    [
      'another cluster has no kubeconfig',
      { managementCluster: { source: 'kubeconfig' } },
      '/kubeconfig/existingSecret',
    ],
    [
      'one of several clusters has no kubeconfig',
      { managementClusters: { europe: { repositories: [{ match: ['acme/*'] }] } } },
      '/kubeconfig/existingSecret',
    ],
    [
      'one of several clusters is that of the bot and another',
      {
        managementClusters: {
          here: { inCluster: true, kubeconfig: { existingSecret: 'x' }, repositories: [{ match: ['acme/*'] }] },
        },
      },
      '/managementClusters/here',
    ],
    [
      'the cluster that the bot runs in is none of its own',
      { ...elsewhere, managementClusters: { here: { inCluster: true, repositories: [{ match: ['acme/*'] }] } } },
      '/managementCluster/source',
    ],
    ['an ingress has no host', { ingress: { enabled: true } }, '/ingress/host'],
    ['a number is out of range', { tuning: { concurrency: 65 } }, '/tuning/concurrency'],
    [
      'a right of the dry run is one to delete',
      { dryRun: { rules: [{ apiGroups: ['a'], resources: ['b'], verbs: ['delete'] }] } },
      '/dryRun/rules/0/verbs/0',
    ],
    ['a repository is no pattern', { servedRepositories: ['acme'] }, '/servedRepositories/0'],
  ])('are refused where %s', (_, values, where) => {
    const rendered = renderChart({ ...neededValues, ...values });
    expect(rendered.ok ? 'accepted' : rendered.complaint).toContain(where);
  });
});

interface PodSpec {
  readonly template: { readonly spec: object };
}

describe('what is rendered', () => {
  test('has one process and a volume with the embedded database, several and a budget with Postgres', () => {
    const embedded = chartWith();
    expect(named(embedded)).toEqual(expect.arrayContaining(['PersistentVolumeClaim clusterops/clusterops']));
    expect(named(embedded).join()).not.toMatch(/PodDisruptionBudget|ServiceMonitor|Ingress/);
    expect(embedded).toContain('type: Recreate');
    const postgres = chartWith(onPostgres);
    expect(named(postgres)).toEqual(expect.arrayContaining(['PodDisruptionBudget clusterops/clusterops']));
    expect(named(postgres).join()).not.toContain('PersistentVolumeClaim');
    expect(postgres).toContain('type: RollingUpdate');
  });

  test('has a ServiceMonitor only where it is asked for', () => {
    const monitored = chartWith({ metrics: { serviceMonitor: { enabled: true, labels: { release: 'prometheus' } } } });
    expect(named(monitored)).toContain('ServiceMonitor clusterops/clusterops');
    expect(named(chartWith({ metrics: { enabled: false, serviceMonitor: { enabled: true } } })).join()).not.toMatch(
      /ServiceMonitor|metrics/,
    );
  });

  test('gives no rights here where the management cluster is another', () => {
    expect(named(chartWith(elsewhere)).join()).not.toMatch(/Role|Policy \//);
    expect(chartWith(elsewhere)).toContain('automountServiceAccountToken: false');
  });

  test('has the settings of several management clusters, as the bot reads them', () => {
    const rendered = chartWith(several);
    const settings = objectsOf(rendered).find(({ kind }) => kind === 'ConfigMap') as unknown as {
      readonly data: Readonly<Record<string, string>>;
    };
    const read = decodeManagementClusters(settings.data['clusters.yaml'] ?? '', 'clusters.yaml', ['acme/*']);
    expect(read).toMatchObject({
      ok: true,
      clusters: [
        { name: 'europe', context: 'admin@europe', repositories: [{ match: ['acme/*'], namespaces: ['clusters'] }] },
        { name: 'here', inCluster: true },
      ],
    });
    expect(rendered).toContain('name: MANAGEMENT_CLUSTERS_FILE');
    expect(rendered).not.toMatch(/name: (MANAGEMENT_CLUSTER|KUBE_CONTEXT|CLUSTER_NAMESPACES)\n/);
    expect(rendered).toContain('secretName: fleet');
  });

  test('mounts the kubeconfigs of several management clusters where the bot is told that they are', () => {
    const objects = objectsOf(chartWith(ofTheirOwn));
    const settings = objects.find(({ kind }) => kind === 'ConfigMap')?.['data'] as Readonly<Record<string, string>>;
    const read = decodeManagementClusters(settings['clusters.yaml'] ?? '', 'clusters.yaml', ['acme/*']);
    const told = read.ok ? read.clusters.map(({ name, kubeconfig, context }) => [name, kubeconfig, context]) : [];
    const at = '/etc/clusterops/kubeconfigs';
    expect(told).toEqual([
      ['america', `${at}/fleet/value`, undefined],
      ['asia', `${at}/fleet/value`, 'x'],
      ['europe', `${at}/europe/kubeconfig`, undefined],
    ]);
    const deployment = objects.find(({ kind }) => kind === 'Deployment');
    expect((deployment?.['spec'] as PodSpec | undefined)?.template.spec).toMatchObject({
      containers: [{ volumeMounts: expect.arrayContaining([{ name: 'kubeconfigs', mountPath: at, readOnly: true }]) }],
      volumes: expect.arrayContaining([
        {
          name: 'kubeconfigs',
          projected: {
            defaultMode: 0o440,
            sources: [
              { secret: { name: 'europe', items: [{ key: 'kubeconfig', path: 'europe/kubeconfig' }] } },
              { secret: { name: 'fleet', items: [{ key: 'value', path: 'fleet/value' }] } },
            ],
          },
        },
      ]),
    });
  });

  test('lets no role read Secrets, nor everything', () => {
    const rules = objectsOf(chartWith(everything)).flatMap((each) => (each.rules ?? []) as readonly Rule[]);
    expect(rules.length).toBeGreaterThan(5);
    for (const { apiGroups, resources } of rules) {
      expect(apiGroups).not.toContain('*');
      if (apiGroups.includes('')) expect(resources.join()).not.toMatch(/\*|secrets/);
    }
  });

  test('is what deploy/rbac.yaml has for kubectl', () => {
    const { wanted, shipped } = rightsFile();
    expect(shipped).toBe(wanted);
  });
});

interface Deployment extends KubeObject {
  readonly spec: { readonly template: { readonly spec: object } };
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}

describe('on a real API server', () => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer(`${reportFolder}/logs/chart`);
    for (const namespace of ['clusterops', 'argocd', 'flux-system', 'restricted'])
      server.kubectl(['create', 'namespace', namespace]);
    server.kubectl(['label', 'namespace', 'restricted', 'pod-security.kubernetes.io/enforce=restricted']);
    server.kubectl(apply, chartWith(bothEngines));
    await installCustomResources(server);
  }, 240_000);
  afterAll(() => server?.stop());
  const apply = ['apply', '--server-side', '--validate=strict', '-f', '-'];

  test.each([
    ['with the embedded database', {}],
    ['with Postgres and everything else', everything],
    ['for another management cluster', elsewhere],
  ])('every object is accepted, to the last field: %s', (_, values) => {
    expect(() => server.kubectl([...apply, '--dry-run=server'], chartWith(values))).not.toThrow();
  });

  test('its pods are admitted where Pod Security is restricted', () => {
    const deployment = objectsOf(chartWith(everything)).find(({ kind }) => kind === 'Deployment');
    const { spec } = (deployment as Deployment).spec.template;
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bot', namespace: 'restricted' }, spec };
    expect(server.kubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(pod))).toContain('pod/bot created');
  });

  const configMap = (name: string) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { a: 'b' } });
  const asBot = (args: readonly string[], input?: string): string =>
    server.kubectl(args, input, server.tokenOf('clusterops', 'clusterops'));
  const asRehearser = (args: readonly string[], input?: string): string => asBot(['--as', identity, ...args], input);
  // Without a look at the schemas, which a refused identity may not have.
  const create = ['create', '--validate=false', '-f', '-'];

  test('the dry run’s identity may rehearse, and a policy keeps it from anything else', async () => {
    // A policy holds from the moment that the API server has compiled it.
    const until = Date.now() + 30_000;
    let refused = '';
    for (let index = 0; refused === '' && Date.now() < until; index += 1) {
      try {
        asRehearser(create, configMap(`written-${index}`));
      } catch (error) {
        refused = String(error);
      }
    }
    expect(refused).toContain("ValidatingAdmissionPolicy 'clusterops-dry-run'");
    expect(refused).toContain('This identity may only rehearse; it changes nothing.');
    const rehearse = ['apply', '--server-side', '--dry-run=server', '-f', '-'];
    expect(asRehearser(rehearse, configMap('rehearsed'))).toContain('serverside-applied (server dry run)');
    expect(server.kubectl(['get', 'configmaps', '-n', 'default', '-o', 'name'])).not.toContain('rehearsed');
    // An update is a write, too.
    server.kubectl(create, configMap('there'));
    const update = ['apply', '--server-side', '--force-conflicts', '--validate=false', '-f', '-'];
    expect(() => asRehearser(update, configMap('there'))).toThrow('may only rehearse');
    expect(asRehearser([...update, '--dry-run=server'], configMap('there'))).toContain('server dry run');
  }, 60_000);

  test('the bot itself may neither write nor rehearse, and acts as nobody else', () => {
    expect(() => asBot(create, configMap('own'))).toThrow('cannot create resource "configmaps"');
    expect(() => asBot(['--as', 'system:serviceaccount:kube-system:default', ...create], configMap('own'))).toThrow(
      'cannot impersonate resource "serviceaccounts"',
    );
    expect(() => asBot(['--as', 'admin', '--as-group', 'system:masters', ...create], configMap('own'))).toThrow(
      'cannot impersonate',
    );
  });

  test.each([
    ['no', 'get', 'secrets', 'clusterops'],
    ['no', 'list', 'secrets', 'default'],
    ['no', 'delete', 'namespaces', 'default'],
    ['yes', 'watch', 'clusters.cluster.x-k8s.io', 'anywhere'],
    ['yes', 'list', 'events', 'anywhere'],
    ['yes', 'delete', 'clusters.cluster.x-k8s.io', 'default'],
    ['no', 'delete', 'clusters.cluster.x-k8s.io', 'anywhere'],
    ['yes', 'create', 'applications.argoproj.io', 'argocd'],
    ['no', 'create', 'applications.argoproj.io', 'default'],
    ['yes', 'create', 'kustomizations.kustomize.toolkit.fluxcd.io', 'flux-system'],
    ['no', 'create', 'kustomizations.kustomize.toolkit.fluxcd.io', 'default'],
  ])('%s: the bot may %s %s in %s', (answer, verb, resource, namespace) => {
    const bot = 'system:serviceaccount:clusterops:clusterops';
    const asked = ['auth', 'can-i', verb, resource, '-n', namespace, '--as', bot];
    expect(server.answer(asked)).toBe(answer);
  });

  test('a rehearsal on it finds what it refuses, on the line', async () => {
    const content = [
      ...['apiVersion: cluster.x-k8s.io/v1beta2', 'kind: MachineDeployment'],
      ...['metadata:', '  name: workers', 'spec:', '  clusterName: a', '  selector: {}', '  replicas: many'],
      ...[
        '  template:',
        '    spec:',
        '      clusterName: a',
        '      taints:',
        '        - key: x',
        '          effect: Maybe',
      ],
      ...[
        '          propagation: Always',
        '      bootstrap: {}',
        '      infrastructureRef:',
        '        kind: DevMachineTemplate',
      ],
      ...['        apiGroup: infrastructure.cluster.x-k8s.io', '        name: a', '---'],
      ...[
        'apiVersion: cluster.x-k8s.io/v1beta2',
        'kind: Cluster',
        'metadata:',
        '  name: a',
        'spec:',
        '  pausd: true',
        '---',
      ],
      ...['apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: right', 'data:', '  a: b', '---'],
      ...['apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: lost', '  namespace: nowhere', '---'],
      ...['apiVersion: apps/v1', 'kind: Deployment', 'metadata:', '  name: foreign', '---'],
      ...['apiVersion: example.com/v1', 'kind: Widget', 'metadata:', '  name: unheard', ''],
    ].join('\n');
    const cluster = await connectCluster({
      source: 'kubeconfig',
      content: server.kubeconfigWith(server.tokenOf('clusterops', 'clusterops')),
      dryRunAs: identity,
      clock: Date,
      log: silentLog,
    });
    try {
      const managementClusters = { of: () => ({ ...cluster, namespaces: [] }) };
      const rehearse = createRehearseChange({ managementClusters });
      const repository = { id: 1, owner: 'acme', name: 'platform', installationId: 1 };
      const objects = readDocuments({ path: 'a.yaml', content }).documents;
      const { findings, said } = await rehearse({ repository, objects, namespace: 'default', known: [], fork: false });
      const lines = content.split('\n');
      const seen = findings.map(({ code, place, message }) => [code, lines[(place?.line ?? 0) - 1]?.trim(), message]);
      expect(said).toBe('In a dry run the management cluster accepts 1 of 6 objects of this change.');
      expect(seen).toEqual([
        ['manifest/refused', 'replicas: many', expect.stringContaining('expected numeric')],
        ['manifest/refused', 'pausd: true', expect.stringContaining('field not declared in schema')],
        ['manifest/kind-not-served', 'kind: Widget', expect.stringContaining('no kind Widget')],
        // Rights are bound in each namespace, so one that is not there cannot have them.
        ['manifest/not-rehearsed', 'kind: ConfigMap', expect.stringContaining('in the namespace "nowhere"')],
        [
          'manifest/not-rehearsed',
          'kind: Deployment',
          expect.stringContaining('cannot patch such objects in the namespace "default"'),
        ],
      ]);
      expect(server.kubectl(['get', 'configmaps', '-n', 'default', '-o', 'name'])).not.toContain('right');
      // Bound everywhere.
      server.kubectl(apply, chartWith({ managementCluster: { namespaces: [] } }, ['templates/rbac/dry-run.yaml']));
      const lost = objects.filter(({ name }) => name === 'lost');
      const said404 = 'No dry run of ConfigMap lost: namespaces "nowhere" not found.';
      for (let message = ''; message !== said404; ) {
        const again = await rehearse({ repository, objects: lost, namespace: 'default', known: [], fork: false });
        message = again.findings[0]?.message ?? '';
        // Until the API server has seen the binding.
        if (message !== said404) expect(message).toContain('cannot patch such objects');
      }
    } finally {
      await cluster.close();
    }
  });

  test('doctor sees that the identity is held', async () => {
    const token = server.tokenOf('clusterops', 'clusterops');
    const credentials = await openKubeconfig({ content: server.kubeconfigWith(token) });
    try {
      const held = (as?: string) => clusterDoctor(openTransport(credentials, systemTimers, as)).isHeld('default');
      expect(await held(identity)).toBe(true);
      // The bot itself may not even ask.
      await expect(held()).rejects.toMatchObject({ code: 'kubernetes/forbidden' });
    } finally {
      credentials.close();
    }
  });
});
