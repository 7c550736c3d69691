import { describe, expect, test } from '@jest/globals';
import { checkCluster, checkRehearsal } from '../../src/cli/doctor-cluster.ts';
import { AppError } from '../../src/errors.ts';
import type { ClusterDoctor, Right } from '../../src/kubernetes/doctor.ts';
import type { WatchedKind } from '../../src/kubernetes/watch/watched-kinds.ts';

const served = (group: string, kind: string, plural: string, more: Partial<WatchedKind> = {}): WatchedKind => ({
  ...{ group, version: 'v1', kind, plural, namespaced: true, verbs: ['list', 'watch'] },
  ...more,
});
const cluster = served('cluster.x-k8s.io', 'Cluster', 'clusters', { version: 'v1beta2' });
const application = served('argoproj.io', 'Application', 'applications', { version: 'v1alpha1' });
const kustomization = served('kustomize.toolkit.fluxcd.io', 'Kustomization', 'kustomizations');
const both = [
  cluster,
  served('infrastructure.cluster.x-k8s.io', 'AWSCluster', 'awsclusters'),
  application,
  kustomization,
  served('', 'Event', 'events', { optional: true }),
];
const scope = { namespaces: ['team-a'], argocdNamespaces: ['argocd'], fluxNamespaces: ['flux-system'] };

const wordsOf = ({ verb, group, resource, namespace = '*' }: Right): string =>
  `${namespace}: ${verb} ${group === '' ? '' : `${group}/`}${resource}`;

/** What is found where these kinds are served, and the rights that were asked for. */
async function found(change: Partial<ClusterDoctor> & { readonly kinds?: readonly WatchedKind[] } = {}, at = scope) {
  const asked: string[] = [];
  const { kinds = both, ...more } = change;
  const doctor: ClusterDoctor = {
    version: async () => 'v1.36.3',
    served: async () => kinds,
    may: async (right) => {
      asked.push(wordsOf(right));
      return { allowed: true };
    },
    isHeld: async () => true,
    ...more,
  };
  const examined = await checkCluster(doctor, at);
  return {
    asked: asked.sort(),
    examined,
    said: examined.map(({ state, what, detail }) => `${state} ${what}: ${detail}`),
  };
}

test('all is well where each right is granted, and these are asked for', async () => {
  const { asked, examined, said } = await found();
  expect(examined.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(said.slice(0, 4)).toEqual([
    'ok management cluster: Kubernetes v1.36.3',
    'ok Cluster API: Cluster is served as v1beta2',
    'ok GitOps engine: Argo CD, Application is served as v1alpha1; Flux, Kustomization is served as v1',
    'ok picture: all 3 kinds of clusters can be listed and watched',
  ]);
  const each = (where: string, resource: string, ...verbs: readonly string[]) =>
    verbs.map((verb) => `${where}: ${verb} ${resource}`);
  const seeing = ['list', 'watch', 'get'];
  const changing = ['create', 'patch', 'delete'];
  expect(asked).toEqual(
    [
      ...each('team-a', 'cluster.x-k8s.io/clusters', ...seeing, 'delete'),
      ...each('team-a', 'infrastructure.cluster.x-k8s.io/awsclusters', 'list', 'watch'),
      ...each('team-a', 'events', 'list', 'watch'),
      ...each('team-a', 'configmaps', 'get', 'delete'),
      ...each('team-a', 'infrastructure.cluster.x-k8s.io/*', 'delete'),
      ...each('team-a', 'bootstrap.cluster.x-k8s.io/*', 'delete'),
      ...each('team-a', 'helm.toolkit.fluxcd.io/helmreleases', ...seeing, 'patch', 'delete'),
      ...each('argocd', 'argoproj.io/applications', ...seeing, ...changing),
      ...each('argocd', 'argoproj.io/appprojects', 'create', 'patch'),
      ...each('flux-system', 'kustomize.toolkit.fluxcd.io/kustomizations', ...seeing, ...changing),
      ...each('flux-system', 'source.toolkit.fluxcd.io/gitrepositories', ...seeing, ...changing),
      ...each('flux-system', 'source.toolkit.fluxcd.io/ocirepositories', ...seeing, 'patch'),
      ...each('flux-system', 'source.toolkit.fluxcd.io/helmcharts', ...seeing, 'patch', 'delete'),
    ].sort(),
  );
});

test('where clusters may be anywhere, so are the rights asked for', async () => {
  const { asked } = await found({}, { ...scope, namespaces: [], argocdNamespaces: ['*'] });
  expect(asked.filter((each) => !each.startsWith('*'))).toEqual(asked.filter((each) => each.startsWith('flux-system')));
  expect(asked).toEqual(
    expect.arrayContaining(['*: delete cluster.x-k8s.io/clusters', '*: get argoproj.io/applications']),
  );
  expect(asked).toContain('*: patch helm.toolkit.fluxcd.io/helmreleases');
});

describe('what is lacking is named with its cure', () => {
  test('an API server that lets nobody in, and nothing else of it', async () => {
    const because = 'version: 401 Unauthorized';
    const { examined, asked } = await found({
      version: () => Promise.reject(new AppError('kubernetes/forbidden', because)),
    });
    expect(examined).toEqual([
      {
        ...{ what: 'management cluster', state: 'failed', detail: `kubernetes/forbidden: ${because}` },
        cure: 'See whether the API server can be reached and the credentials are valid.',
      },
    ]);
    expect(asked).toEqual([]);
  });

  test.each<[string, readonly WatchedKind[], object]>([
    [
      'Cluster API',
      [application, served('infrastructure.cluster.x-k8s.io', 'Cluster', 'clusters')],
      {
        ...{ what: 'Cluster API', state: 'failed', detail: 'its kinds are not served' },
        cure: 'Run clusterctl init on the management cluster.',
      },
    ],
    [
      'an engine',
      [cluster],
      {
        what: 'GitOps engine',
        state: 'warning',
        detail: 'neither Applications nor Kustomizations are served: Sync cannot be told',
        cure: 'Install Argo CD or Flux.',
      },
    ],
  ])('%s', async (_name, kinds, expected) => {
    const { examined } = await found({ kinds });
    expect(examined.filter(({ state }) => state !== 'ok')).toEqual([expected]);
  });

  test('a right, in the words of the server where it has any', async () => {
    const held = await found({ may: async ({ verb }) => ({ allowed: verb !== 'create', because: 'no rule' }) });
    expect(held.examined.filter(({ state }) => state !== 'ok')).toContainEqual({
      ...{ what: 'right to create applications.argoproj.io in argocd', state: 'failed' },
      ...{ detail: 'no rule', cure: 'Grant the role that deploy/ ships.' },
    });
    const silent = await found({ may: async ({ verb }) => ({ allowed: verb !== 'create' }) });
    expect(silent.said).toContain('failed right to create applications.argoproj.io in argocd: denied');
  });
});

test.each<[readonly string[], string]>([
  [['team-a', 'team-b'], 'team-a'],
  [[], 'default'],
])('the identity of dry runs is tried where clusters are: %j', async (namespaces, expected) => {
  const tried: string[] = [];
  const doctor = {
    may: async () => ({ allowed: true }),
    isHeld: async (namespace: string) => {
      tried.push(namespace);
      return true;
    },
  } as unknown as ClusterDoctor;
  const [first] = await checkRehearsal(doctor, { ...scope, namespaces });
  expect(first).toEqual({ what: 'dry run', state: 'ok', detail: 'its identity is held to dry runs' });
  expect(tried).toEqual([expected]);
});
