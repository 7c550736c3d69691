import type { ObjectRef } from '../../cluster/spec.ts';
import type { Manifest } from '../manifest.ts';

const requested = 'reconcile.fluxcd.io/requestedAt';

/** JSON merge patch that makes Flux reconcile an object of its own now; done when its status has the same value. */
export function requestPatch(at: number): Manifest {
  return { metadata: { annotations: { [requested]: new Date(at).toISOString() } } };
}

/**
 * The same for a step that failed: a HelmRelease forgets its failures and releases once more, though nothing has changed. It heeds
 * these two only where they have the value of the request.
 */
export function retryPatch(at: number, { kind }: Pick<ObjectRef, 'kind'>): Manifest {
  if (kind !== 'HelmRelease') return requestPatch(at);
  const value = new Date(at).toISOString();
  const annotations = { 'reconcile.fluxcd.io/forceAt': value, 'reconcile.fluxcd.io/resetAt': value };
  return { metadata: { annotations: { [requested]: value, ...annotations } } };
}

/**
 * JSON merge patch after which a Kustomization or a HelmRelease applies nothing more, and is deleted without what it made: of a
 * suspended HelmRelease Helm uninstalls nothing. A reconciliation under way goes on to its end, so only when the object
 * itself is gone can nothing come after.
 */
export function harmlessPatch({ kind }: Pick<ObjectRef, 'kind'>): Manifest {
  if (kind === 'HelmRelease') return { spec: { suspend: true } };
  return { spec: { suspend: true, prune: false, deletionPolicy: 'Orphan' } };
}
