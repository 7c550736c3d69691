import { deliveryAnnotation, repositoryAnnotation, requestAnnotation } from '../../cluster/ownership.ts';
import type { Manifest } from '../manifest.ts';

const inCluster = 'https://kubernetes.default.svc';

/** The kinds that make a cluster. ConfigMaps are there for ClusterResourceSets; no Secret is. */
export const clusterKinds: readonly { readonly group: string; readonly kind: string }[] = [
  { group: 'cluster.x-k8s.io', kind: '*' },
  { group: 'bootstrap.cluster.x-k8s.io', kind: '*' },
  { group: 'controlplane.cluster.x-k8s.io', kind: '*' },
  { group: 'infrastructure.cluster.x-k8s.io', kind: '*' },
  { group: 'addons.cluster.x-k8s.io', kind: '*' },
  { group: '', kind: 'ConfigMap' },
];

/**
 * The AppProject of previews: one repository, one namespace, the kinds that make a cluster and nothing else; nothing
 * cluster-scoped, no Secret.
 */
export function previewProject(options: {
  readonly namespace: string;
  readonly name: string;
  readonly repoUrl: string;
  readonly destinationNamespace: string;
}): Manifest {
  const { namespace, name, repoUrl, destinationNamespace } = options;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'clusterops' } },
    spec: {
      description: 'Clusters shown before their pull request is merged. Kept by ClusterOps.',
      sourceRepos: [repoUrl],
      destinations: [{ server: inCluster, namespace: destinationNamespace }],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: clusterKinds,
    },
  };
}

/**
 * The Application that shows a cluster before the merge. It is pinned to one commit, so a later push changes nothing; it
 * creates and updates but never prunes; it has no finalizer, so deleting it, by whomever, deletes nothing that it made; it does
 * not heal itself, so what clean-up deletes is not made again; it refuses objects that another Application holds. Clean-up
 * deletes the Cluster by UID and the Application last.
 */
export function previewApplication(options: {
  readonly name: string;
  readonly namespace: string;
  readonly project: string;
  readonly repoUrl: string;
  readonly folder: string;
  readonly sha: string;
  readonly destinationNamespace: string;
  readonly request: string;
  readonly repositoryId: number;
}): Manifest {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: options.name,
      namespace: options.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'clusterops', [requestAnnotation]: options.request },
      annotations: {
        [repositoryAnnotation]: String(options.repositoryId),
        [requestAnnotation]: options.request,
        [deliveryAnnotation]: 'preview',
      },
    },
    spec: {
      project: options.project,
      source: { repoURL: options.repoUrl, path: options.folder, targetRevision: options.sha },
      destination: { server: inCluster, namespace: options.destinationNamespace },
      syncPolicy: {
        automated: { prune: false, selfHeal: false, allowEmpty: false },
        syncOptions: [...previewSyncOptions],
        retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
      },
    },
  };
}

/** Foreground deletion breaks Cluster API's order, and Argo CD's default is foreground. Namespaces are never made. */
export const previewSyncOptions: readonly string[] = [
  'PrunePropagationPolicy=background',
  'CreateNamespace=false',
  'FailOnSharedResource=true',
];

/**
 * JSON merge patch after which an Application that is deleted or changed takes nothing with it: no automation, no
 * finalizer, no operation that waits to start.
 */
export function harmlessPatch(): Manifest {
  return { metadata: { finalizers: null }, spec: { syncPolicy: { automated: null } }, operation: null };
}
