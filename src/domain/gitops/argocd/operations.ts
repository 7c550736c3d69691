import type { Manifest } from '../manifest.ts';

/** JSON merge patch that makes Argo CD compare an Application with Git now; `hard` also forgets built manifests. */
export function refreshPatch(kind: 'normal' | 'hard' = 'normal'): Manifest {
  return { metadata: { annotations: { 'argocd.argoproj.io/refresh': kind } } };
}

/**
 * JSON merge patch that starts a sync, as `argocd app sync` would. Never prunes. Without a revision Argo CD takes the one that
 * the Application follows. The Application's own sync options do not apply to an operation, so they must be given again.
 */
export function retryPatch(
  revision: string | undefined,
  who: string,
  syncOptions: readonly string[] = ['PrunePropagationPolicy=background'],
): Manifest {
  return {
    operation: {
      initiatedBy: { username: who },
      info: [{ name: 'Reason', value: 'Asked for through ClusterOps' }],
      sync: {
        ...(revision === undefined ? {} : { revision }),
        prune: false,
        syncOptions: [...syncOptions],
        syncStrategy: { hook: {} },
      },
    },
  };
}
