import { defaultConfiguration } from '../access/default-configuration.ts';
import type { FileContent } from '../cluster/spec.ts';
import { baseApplicationExample } from '../gitops/argocd/application-set.ts';
import { clusterKinds } from '../gitops/argocd/preview.ts';
import type { JsonObject } from '../manifests/manifest.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import { healthScripts } from './argocd-health.ts';
import type { BootstrapOptions } from './options.ts';
import { versions } from './versions.ts';

const {
  argocd: { namespace },
  clusterClass,
} = defaultConfiguration;
/** The AppProject of the clusters; `.github/clusterops.yml` names it too. */
export const project = 'clusters';
const inCluster = 'https://kubernetes.default.svc';

/** Argo CD at a pinned version with a truthful health of clusters, and what follows the clusters folder. */
export function argocdFiles(options: BootstrapOptions): readonly FileContent[] {
  return [
    { path: 'management/argocd/kustomization.yaml', content: installText() },
    { path: 'management/argocd/health/kustomization.yaml', content: healthText() },
    ...healthScripts.map(({ file, text }) => ({ path: `management/argocd/health/${file}`, content: text })),
    { path: 'management/argocd/project.yaml', content: projectText(options) },
    { path: 'management/argocd/clusters.yaml', content: clustersText(options) },
    ...(options.packaging === 'clusterclass'
      ? [{ path: 'management/argocd/cluster-classes.yaml', content: classesText(options) }]
      : []),
  ];
}

function installText(): string {
  return yamlText(
    {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace,
      resources: [`https://raw.githubusercontent.com/argoproj/argo-cd/${versions.argocd}/manifests/install.yaml`],
    },
    { resources: 'For several replicas of each part: manifests/ha/install.yaml.' },
  );
}

/** Adds to the ConfigMap argocd-cm, whoever made it: applied on the server, it holds only the keys that stand here. */
function healthText(): string {
  const head = [
    '# What Argo CD calls healthy. By its own scripts a cluster is, when its infrastructure is there, minutes before its API',
    '# answers, and a control plane has no health at all. Apply it on the server: it adds to the ConfigMap.',
  ];
  const body = yamlText({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    generatorOptions: { disableNameSuffixHash: true, labels: { 'app.kubernetes.io/part-of': 'argocd' } },
    configMapGenerator: [
      {
        name: 'argocd-cm',
        namespace,
        files: healthScripts.flatMap(({ file, kinds }) =>
          kinds.map((kind) => `resource.customizations.health.${kind}=${file}`),
        ),
      },
    ],
  });
  return `${head.join('\n')}\n${body}`;
}

function projectText({ repoUrl, namespace: destination }: BootstrapOptions): string {
  return yamlText(
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: project, namespace },
      spec: {
        description: 'Clusters of this repository.',
        sourceRepos: [repoUrl],
        destinations: [{ server: inCluster, namespace: destination }],
        clusterResourceWhitelist: [],
        namespaceResourceWhitelist: clusterKinds.map((each) => ({ ...each })),
      },
    },
    {
      'spec/clusterResourceWhitelist':
        'Nothing that reaches beyond the namespace, identities included: init.sh applies those.',
      'spec/namespaceResourceWhitelist': 'What makes a cluster. ConfigMaps are for ClusterResourceSets; no Secret.',
    },
  );
}

function clustersText({ repoUrl, branch, clustersFolder, namespace: destinationNamespace }: BootstrapOptions): string {
  const set = baseApplicationExample({
    name: 'clusters',
    namespace,
    project,
    repoUrl,
    branch,
    clustersFolder,
    destinationNamespace,
  });
  return yamlText(set as JsonObject, {
    'spec/generators/0/git/directories':
      'An Application for each folder; files that stand beside the folders are not looked at.',
    'spec/template/metadata/finalizers':
      'An Application that goes takes its objects with it, in background and as far as each lets itself be deleted: a Cluster\nonly after a confirmation, and nothing before the Cluster. Foreground, the default, breaks the order of Cluster API.',
    'spec/template/spec/syncPolicy/automated/allowEmpty': 'A folder that became empty by mistake deletes nothing.',
    'spec/template/spec/syncPolicy/syncOptions/0':
      'Foreground deletes machines before the cluster that would drain them (CAPI #4085).',
  });
}

function classesText({ repoUrl, branch, namespace: destination }: BootstrapOptions): string {
  return yamlText(
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'cluster-classes', namespace },
      spec: {
        project,
        source: { repoURL: repoUrl, targetRevision: branch, path: clusterClass.folder, directory: { recurse: true } },
        destination: { server: inCluster, namespace: destination },
        syncPolicy: {
          automated: { prune: false, selfHeal: true, allowEmpty: true },
          syncOptions: ['CreateNamespace=false'],
        },
      },
    },
    { 'spec/syncPolicy/automated/prune': 'A class that is left out of Git may still have clusters.' },
  );
}
