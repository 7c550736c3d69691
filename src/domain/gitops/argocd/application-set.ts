import type { Manifest } from '../manifest.ts';

/**
 * An ApplicationSet that follows the clusters folder, one Application a cluster: what `merge` delivery needs. Whatever
 * removes an Application (a renamed folder, a deleted ApplicationSet) deletes in background, and only what the objects' own
 * `Delete=confirm` and `Delete=false` let go.
 */
export function baseApplicationExample(options: {
  readonly name: string;
  readonly namespace: string;
  readonly project: string;
  readonly repoUrl: string;
  readonly branch: string;
  readonly clustersFolder: string;
  readonly destinationNamespace: string;
}): Manifest & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
} {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: options.name, namespace: options.namespace },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          git: {
            repoURL: options.repoUrl,
            revision: options.branch,
            directories: [{ path: `${options.clustersFolder}/*` }],
          },
        },
      ],
      template: {
        metadata: {
          name: '{{.path.basenameNormalized}}',
          finalizers: ['resources-finalizer.argocd.argoproj.io/background'],
        },
        spec: {
          project: options.project,
          source: { repoURL: options.repoUrl, path: '{{.path.path}}', targetRevision: options.branch },
          destination: { server: 'https://kubernetes.default.svc', namespace: options.destinationNamespace },
          syncPolicy: {
            automated: { prune: true, selfHeal: true, allowEmpty: false },
            syncOptions: ['PrunePropagationPolicy=background', 'CreateNamespace=false'],
            retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
          },
        },
      },
    },
  };
}
