import { defaultConfiguration } from '../access/default-configuration.ts';
import type { FileContent } from '../cluster/spec.ts';
import { clusterKinds } from '../gitops/argocd/preview.ts';
import { fluxUrl } from '../gitops/flux/url.ts';
import type { JsonObject } from '../manifests/manifest.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import type { BootstrapOptions } from './options.ts';
import { versions } from './versions.ts';

const { namespace, storageNamespace } = defaultConfiguration.flux;
const account = defaultConfiguration.flux.serviceAccount;
/** Name of the Secret with which Flux reads a private repository. */
export const sourceSecret = 'clusters-repository';
const { clusterClass } = defaultConfiguration;

/** Flux at a pinned version, an account that may make clusters and nothing else, and what follows the clusters folder. */
export function fluxFiles(options: BootstrapOptions): readonly FileContent[] {
  const { packaging } = options;
  const follow = [
    source(options),
    ...(packaging === 'clusterclass' ? [kustomization('cluster-classes', clusterClass.folder, { prune: false })] : []),
    kustomization('clusters', options.clustersFolder, {
      prune: true,
      ...(packaging === 'clusterclass' && { dependsOn: [{ name: 'cluster-classes' }] }),
    }),
  ];
  return [
    { path: 'management/flux/kustomization.yaml', content: installText(packaging === 'helm') },
    { path: 'management/flux/access.yaml', content: access(options).join('---\n') },
    { path: 'management/flux/clusters.yaml', content: follow.join('---\n') },
  ];
}

function installText(releases: boolean): string {
  const install = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [`https://github.com/fluxcd/flux2/releases/download/${versions.flux}/install.yaml`],
  };
  if (!releases) return yamlText(install);
  const argument = {
    op: 'add',
    path: '/spec/template/spec/containers/0/args/-',
    value: '--default-service-account=default',
  };
  const patches = [
    { target: { kind: 'Deployment', name: 'helm-controller' }, patch: `${JSON.stringify([argument])}\n` },
  ];
  return yamlText(
    { ...install, patches },
    { patches: 'A HelmRelease that names no account may do nothing, instead of everything.' },
  );
}

function source({ repoUrl, branch }: BootstrapOptions): string {
  const url = fluxUrl(repoUrl);
  const spec: JsonObject = { interval: '1m', url, ref: { branch }, timeout: '60s' };
  const object = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'clusters', namespace },
  };
  if (url.startsWith('ssh://')) {
    return yamlText(
      { ...object, spec: { ...spec, secretRef: { name: sourceSecret } } },
      { 'spec/secretRef': 'A deploy key: README.md says how to make it.' },
    );
  }
  const body = yamlText({ ...object, spec });
  return `${body}  # For a private repository, whose Secret README.md says how to make:\n  #secretRef:\n  #  name: ${sourceSecret}\n  #provider: github\n`;
}

const available = "status.conditions.exists(e, e.type == 'Available' && e.status == 'True')";
const health: readonly JsonObject[] = [
  ...[
    ['cluster.x-k8s.io/v1beta2', 'Cluster'],
    ['cluster.x-k8s.io/v1beta2', 'MachineDeployment'],
    ['controlplane.cluster.x-k8s.io/v1beta2', 'KubeadmControlPlane'],
  ].map(([apiVersion, kind]) => ({ apiVersion, kind, current: `has(status.conditions) && ${available}` })),
  {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachinePool',
    current: 'has(status.readyReplicas) && status.readyReplicas == spec.replicas',
  },
];

function kustomization(name: string, folder: string, more: JsonObject): string {
  const followsClusters = name === 'clusters';
  return yamlText(
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name, namespace },
      spec: {
        sourceRef: { kind: 'GitRepository', name: 'clusters' },
        path: `./${folder}`,
        serviceAccountName: account,
        interval: '10m',
        retryInterval: '1m',
        timeout: '5m',
        ...more,
        deletionPolicy: 'Orphan',
        ...(followsClusters && { wait: false, healthCheckExprs: health }),
      },
    },
    {
      'spec/serviceAccountName': 'May make clusters in one namespace and nothing else: access.yaml.',
      'spec/prune': followsClusters
        ? 'Takes away worker pools that were left out of Git. Clusters, control planes, infrastructure and templates say\nthemselves that they are not pruned: Cluster API removes them in its own order.'
        : 'A class that is left out of Git may still have clusters.',
      'spec/deletionPolicy': 'Deleting this object deletes nothing that it made.',
      'spec/wait':
        'One object follows all clusters: to wait for one that comes up would hold back the next commit. The Ready check tells\nwhen a cluster is ready.',
      'spec/healthCheckExprs':
        "Read only with wait: true. Flux's own check finds no Ready condition on a Cluster and calls it healthy at once.",
    },
  );
}

function access({ namespace: clusters, packaging }: BootstrapOptions): readonly string[] {
  const rules = [...Map.groupBy(clusterKinds, ({ kind }) => kind)].map(([kind, of]) => ({
    apiGroups: of.map(({ group }) => group),
    resources: [kind === '*' ? '*' : `${kind.toLowerCase()}s`],
    verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  }));
  return [
    `# Who Flux is when it applies the clusters folder.\n${yamlText({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace } })}`,
    yamlText(
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'flux-clusters', namespace: clusters },
        rules,
      },
      { rules: 'What makes a cluster. ConfigMaps are for ClusterResourceSets; no Secret.' },
    ),
    yamlText({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'flux-clusters', namespace: clusters },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'flux-clusters' },
      subjects: [
        { kind: 'ServiceAccount', name: account, namespace },
        ...(packaging === 'helm' ? [{ kind: 'ServiceAccount', name: account, namespace: clusters }] : []),
      ],
    }),
    ...(packaging === 'helm' ? releaseAccess(clusters) : []),
  ];
}

/** For clusters that Helm makes: who applies their HelmReleases, who Helm is, and where it keeps what it made. */
function releaseAccess(clusters: string): readonly string[] {
  const rbac = 'rbac.authorization.k8s.io';
  const role = (name: string, within: string, rule: JsonObject, comment: string): string =>
    yamlText(
      { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name, namespace: within }, rules: [rule] },
      { rules: comment },
    );
  const binding = (name: string, within: string, of: string): string =>
    yamlText({
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name, namespace: within },
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: of }],
    });
  return [
    `# Who Helm is when Flux has it make a cluster.\n${yamlText({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace: clusters } })}`,
    role(
      'flux-releases',
      clusters,
      {
        apiGroups: ['helm.toolkit.fluxcd.io'],
        resources: ['helmreleases'],
        verbs: ['get', 'list', 'watch', 'create', 'update', 'patch'],
      },
      'Deletes none: a HelmRelease that goes may take along what it made.',
    ),
    binding('flux-releases', clusters, namespace),
    `# Helm keeps what it made in Secrets, away from all others: charts can read what their account can.\n${yamlText({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: storageNamespace } })}`,
    role(
      'flux-releases',
      storageNamespace,
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'create', 'update', 'delete'] },
      'What the Helm of the clusters keeps, and nothing else.',
    ),
    binding('flux-releases', storageNamespace, clusters),
  ];
}
