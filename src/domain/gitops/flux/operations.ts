import type { Manifest } from '../manifest.ts';

/** JSON merge patch that makes Flux reconcile a source or a Kustomization now; done when its status has the same value. */
export function requestPatch(at: number): Manifest {
  return { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date(at).toISOString() } } };
}

/**
 * JSON merge patch after which a Kustomization applies nothing more, and is deleted without what it made. A reconciliation under way
 * goes on to its end, so only when the object itself is gone can nothing come after.
 */
export function harmlessPatch(): Manifest {
  return { spec: { suspend: true, prune: false, deletionPolicy: 'Orphan' } };
}
