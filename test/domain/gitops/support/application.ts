import type { ObservedApplication } from '../../../../src/domain/gitops/application.ts';
import type { ObservedGitOps } from '../../../../src/domain/gitops/engine.ts';

/** A management cluster with Argo CD alone, and these Applications. */
export const argoCd = (applications: readonly ObservedApplication[]): ObservedGitOps => ({
  engines: ['argocd'],
  applications,
  kustomizations: [],
  sources: [],
  releases: [],
  charts: [],
});

export const sha = 'a'.repeat(40);
export const otherSha = 'b'.repeat(40);

/** An Application that follows the folder of one cluster on the default branch and is in sync at `sha`. */
export function application(more: Partial<ObservedApplication> = {}): ObservedApplication {
  return {
    namespace: 'argocd',
    name: 'eu-west-1-12',
    uid: 'u1',
    labels: {},
    annotations: {},
    finalizers: [],
    project: 'clusters',
    sources: [{ repoUrl: 'https://github.com/org/fleet.git', path: 'clusters/eu-west-1-12', targetRevision: 'HEAD' }],
    destinationNamespace: 'default',
    automated: true,
    sync: { status: 'Synced', revisions: [sha] },
    health: { status: 'Healthy' },
    conditions: [],
    resources: [],
    ...more,
  };
}

type Operation = NonNullable<ObservedApplication['operation']>;

export function operation(phase: string, more: Partial<Operation> = {}): Operation {
  return { phase, message: '', retryCount: 0, revisions: [sha], results: [], ...more };
}
