import { argocdNamespace } from './argocd.ts';
import { fluxNamespace } from './flux.ts';
import { applicationSets, applications, gitRepositories } from './follow.ts';
import type { Kube, KubeObject, Resource } from './kube.ts';

/** What asks a controller to look again, as the engines' own receivers of GitHub's webhooks do it. */
const receivers: readonly (readonly [of: Resource, namespace: string, annotations: () => Record<string, string>])[] = [
  [applicationSets, argocdNamespace, () => ({ 'argocd.argoproj.io/application-set-refresh': 'true' })],
  [applications, argocdNamespace, () => ({ 'argocd.argoproj.io/refresh': 'hard' })],
  [gitRepositories, fluxNamespace, () => ({ 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() })],
];

/**
 * Tells both engines of each push to a repository, `owner/name`. Argo CD's server, whose part it would be, does not run here, and
 * Flux's notification-controller neither.
 */
export function pushHooks(kube: Kube): (repository: string) => void {
  const told = async (repository: string): Promise<void> => {
    for (const [of, namespace, annotations] of receivers) {
      const follows = (each: KubeObject): boolean => JSON.stringify(each.spec).includes(`/${repository}.git"`);
      for (const { metadata } of (await kube.list(of, namespace)).filter(follows)) {
        await kube.merge(of, namespace, metadata.name, { metadata: { annotations: annotations() } });
      }
    }
  };
  // What is lost, as webhooks are, the engines find out by looking.
  return (repository) => void told(repository).catch(() => undefined);
}
