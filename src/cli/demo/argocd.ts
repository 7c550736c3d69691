import { baseApplicationExample } from '../../domain/gitops/argocd/application-set.ts';
import type { Control } from '../../sandbox/github/main.ts';
import type { SandboxKubernetes } from '../../sandbox/kubernetes/main.ts';

type GitReader = NonNullable<Parameters<typeof import('../../sandbox/controllers/main.ts').startControllers>[0]['git']>;

/** Reads repositories of the local GitHub as the local Argo CD needs them. */
export function gitOf(control: Control): GitReader {
  const fullName = (url: string): string => new URL(url).pathname.slice(1).replace(/\.git$/, '');
  return {
    resolve: (url, revision) => control.resolve(fullName(url), revision),
    readTree: (url, revision, path) => control.readTree(fullName(url), revision, path),
  };
}

/** What a person who sets up Argo CD applies: a project, and an ApplicationSet that follows the clusters folder. */
export function followClusters({ store }: SandboxKubernetes, repoUrl: string): void {
  const project = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'clusters', namespace: 'argocd' },
    spec: {
      sourceRepos: [repoUrl],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'default' }],
      namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  };
  const applicationSet = baseApplicationExample({
    name: 'clusters',
    namespace: 'argocd',
    project: 'clusters',
    repoUrl,
    branch: 'main',
    clustersFolder: 'clusters',
    destinationNamespace: 'default',
  });
  store.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } }, { manager: 'person' });
  for (const manifest of [project, applicationSet]) store.apply(manifest, { manager: 'person' });
}
