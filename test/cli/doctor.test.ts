import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describe as describeCluster } from '../../src/cli/describe.ts';
import { checkCluster, checkRehearsal } from '../../src/cli/doctor-cluster.ts';
import { checkGitHub } from '../../src/cli/doctor-github.ts';
import type { GitHubDoctor } from '../../src/github/doctor.ts';
import { connectCluster } from '../../src/kubernetes/connect.ts';
import { startControllers } from '../../src/sandbox/controllers/main.ts';
import { type SandboxKubernetes, startSandboxKubernetes } from '../../src/sandbox/kubernetes/main.ts';
import { createLog } from '../../src/telemetry/log.ts';

const wanted = { permissions: { contents: 'write', metadata: 'read' }, events: ['issues'] };
const doctor = (change: Partial<GitHubDoctor> = {}): GitHubDoctor => ({
  app: async () => ({
    id: 1,
    slug: 'c',
    name: 'ClusterOps',
    botLogin: 'c[bot]',
    permissions: { contents: 'write', metadata: 'read' },
    events: ['issues'],
  }),
  installations: async () => [
    {
      id: 1,
      account: 'acme',
      suspended: false,
      permissions: { contents: 'write', metadata: 'read' },
      events: ['issues'],
    },
  ],
  lastDelivery: async () => undefined,
  hook: async () => ({ url: 'http://127.0.0.1:9/api/github/webhooks', contentType: 'json', insecure: false }),
  ...change,
});
const delivered = { event: 'issues', at: '2026-11-28T10:00:00Z' };
const states = async (change: Partial<GitHubDoctor>) =>
  (await checkGitHub(doctor(change), wanted))
    .map(({ what, state, detail }) => `${state} ${what}: ${detail}`)
    .join('\n');

describe('what is wrong on GitHub is named with its cure', () => {
  const cases: readonly (readonly [name: string, change: Partial<GitHubDoctor>, said: string])[] = [
    ['all well but the address', {}, 'warning webhook: http://127.0.0.1:9/api/github/webhooks cannot be reached'],
    [
      'a permission too little',
      { app: async () => ({ ...(await doctor().app()), permissions: { contents: 'read' } }) },
      'failed GitHub App: ClusterOps lacks contents: write, metadata: read',
    ],
    ['an event not subscribed', { app: async () => ({ ...(await doctor().app()), events: [] }) }, 'lacks event issues'],
    ['installed nowhere', { installations: async () => [] }, 'failed installations: the App is installed nowhere'],
    [
      'suspended',
      { installations: async () => [{ id: 1, account: 'acme', suspended: true, permissions: {}, events: [] }] },
      'failed installation acme: is suspended',
    ],
    [
      'a wrong path',
      { hook: async () => ({ url: 'http://127.0.0.1:9/', contentType: 'json', insecure: false }) },
      'does not end in /api/github/webhooks',
    ],
    [
      'form-encoded',
      { hook: async () => ({ url: 'http://127.0.0.1:9/api/github/webhooks', contentType: 'form', insecure: false }) },
      'content type is form',
    ],
    [
      'another webhook secret',
      { lastDelivery: async () => ({ ...delivered, code: 401, said: 'Unauthorized' }) },
      'failed deliveries: the last one (issues, 2026-11-28T10:00:00Z) was answered 401: it was signed with another secret',
    ],
    [
      'a bot that GitHub cannot reach',
      { lastDelivery: async () => ({ ...delivered, code: 0, said: 'failed to connect to host' }) },
      'warning deliveries: the last one (issues, 2026-11-28T10:00:00Z) did not arrive: failed to connect to host',
    ],
    [
      'nothing, where the last delivery was taken',
      { lastDelivery: async () => ({ ...delivered, code: 202, said: 'OK' }) },
      'ok deliveries: the last one',
    ],
    [
      'bad credentials',
      { app: () => Promise.reject(new Error('github/credentials: nope')) },
      'failed GitHub App: github/credentials',
    ],
  ];
  test.each(cases)('%s', async (_name, change, said) => {
    expect(await states(change)).toContain(said);
  });
});

describe('the management cluster', () => {
  let kubernetes: SandboxKubernetes;
  beforeAll(async () => {
    kubernetes = await startSandboxKubernetes();
  });
  afterAll(() => kubernetes.close());

  const connection = (dryRunAs?: string) =>
    connectCluster({
      ...(dryRunAs === undefined ? {} : { dryRunAs }),
      source: 'kubeconfig',
      content: kubernetes.kubeconfig(),
      clock: { now: () => Date.now() },
      log: createLog({ level: 'silent' }),
    });

  test('is examined: version, kinds, rights', async () => {
    const cluster = await connection();
    try {
      if (cluster.doctor === undefined) throw new Error('no doctor');
      const scope = { namespaces: [], argocdNamespaces: ['argocd'], fluxNamespaces: ['flux-system'] };
      const examined = await checkCluster(cluster.doctor, scope);
      expect(examined.map((each) => each.state)).not.toContain('failed');
      expect(examined.map((each) => each.detail).join('\n')).toContain('Cluster is served as v1beta2');
      expect(examined.map((each) => each.detail)).toContain(
        'Argo CD, Application is served as v1alpha1; Flux, Kustomization is served as v1',
      );
      const lift = kubernetes.access.forbid({ verb: 'delete', group: 'bootstrap.cluster.x-k8s.io' });
      const held = await checkCluster(cluster.doctor, scope).finally(lift);
      expect(held.filter(({ state }) => state !== 'ok')).toEqual([
        {
          ...{ what: 'right to delete *.bootstrap.cluster.x-k8s.io', state: 'warning' },
          detail: expect.stringContaining('old templates are left to people'),
          cure: 'Grant the role that deploy/ ships.',
        },
      ]);
      expect(examined.map(({ what, detail }) => `${what}: ${detail}`)).toContainEqual(
        expect.stringMatching(/^picture: all \d\d kinds of clusters can be listed and watched$/),
      );
      expect(examined.map((each) => each.what)).toContain(
        'right to create gitrepositories.source.toolkit.fluxcd.io in flux-system',
      );
    } finally {
      await cluster.close();
    }
  });

  test.each<[string, { readonly verb: string; readonly group: string; readonly resource: string }, object]>([
    [
      'machines',
      { verb: 'watch', group: 'cluster.x-k8s.io', resource: 'machines' },
      { state: 'failed', detail: expect.stringMatching(/: without it no cluster can be seen$/) },
    ],
    [
      'events',
      { verb: 'list', group: '', resource: 'events' },
      { state: 'warning', detail: expect.stringMatching(/: causes that only events tell are not seen$/) },
    ],
  ])('that does not show its %s is said to lack the right', async (_name, right, said) => {
    const { verb, group, resource } = right;
    const cluster = await connection();
    const lift = kubernetes.access.forbid(right);
    const scope = { namespaces: ['team-a'], argocdNamespaces: ['argocd'], fluxNamespaces: ['flux-system'] };
    const examined = await checkCluster(cluster.doctor, scope).finally(lift).finally(cluster.close);
    const what = `right to ${verb} ${resource}${group === '' ? '' : `.${group}`} in team-a`;
    expect(examined.filter(({ state }) => state !== 'ok')).toEqual([
      { what, cure: 'Grant the role that deploy/ ships.', ...said },
    ]);
  });

  test('is examined for dry runs: who asks, what it may, and that it can do nothing else', async () => {
    const scope = { namespaces: ['default'], argocdNamespaces: [], fluxNamespaces: [] };
    const identity = 'system:serviceaccount:clusterops:clusterops-dry-run';
    const said = async (dryRunAs?: string) => {
      const cluster = await connection(dryRunAs);
      const examined = await checkRehearsal(cluster.rehearsalDoctor, scope).finally(cluster.close);
      return examined.map(({ state, what, detail }) => `${state} ${what}: ${detail}`);
    };
    expect(await said()).toEqual([expect.stringContaining('warning dry run: Plan asks for none')]);
    kubernetes.access.addUser(identity, [
      { rules: [{ verbs: ['patch'], apiGroups: ['cluster.x-k8s.io'], resources: ['*'] }] },
      { rules: [{ verbs: ['create', 'patch'], apiGroups: [''], resources: ['configmaps'] }] },
    ]);
    // Nothing of the sandbox is a policy, so nothing holds it.
    expect(await said(identity)).toEqual([
      'failed dry run: nothing keeps its identity from changing objects',
      'failed dry run: right to create clusters.cluster.x-k8s.io in default: denied',
      'ok dry run: right to patch clusters.cluster.x-k8s.io in default: granted',
    ]);
    const lift = kubernetes.access.forbid({ verb: 'impersonate' });
    expect(await said(identity)).toEqual([expect.stringContaining('cannot impersonate resource "serviceaccounts"')]);
    lift();
  });

  test('describe prints the tree of a cluster, and refuses an unknown one', async () => {
    const controllers = startControllers({ kubernetes, speed: 400 });
    const { writeFileSync, mkdtempSync, rmSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const folder = mkdtempSync(`${tmpdir()}/clusterops-describe-`);
    try {
      writeFileSync(`${folder}/kubeconfig`, kubernetes.kubeconfig());
      kubernetes.store.apply(
        {
          apiVersion: 'cluster.x-k8s.io/v1beta2',
          kind: 'Cluster',
          metadata: { name: 'shown', namespace: 'default' },
          spec: { controlPlaneEndpoint: { host: 'a', port: 6443 } },
        },
        { manager: 'test' },
      );
      const lines: string[] = [];
      await describeCluster('shown', { kubeconfig: `${folder}/kubeconfig` }, (line) => lines.push(line));
      expect(lines.join('\n')).toContain('shown');
      await expect(describeCluster('nowhere', { kubeconfig: `${folder}/kubeconfig` }, () => {})).rejects.toThrow(
        'cluster/unknown',
      );
    } finally {
      await controllers.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
