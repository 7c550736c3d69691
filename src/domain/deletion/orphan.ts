import { deliveryAnnotation, repositoryAnnotation, requestAnnotation, trackersOf } from '../cluster/ownership.ts';
import type { Request } from '../cluster/request.ts';
import type { ObjectRef } from '../cluster/spec.ts';
import { previewName } from '../gitops/preview-objects.ts';
import { isCluster } from './doomed-cluster.ts';

/** A Cluster of the management cluster, freshly read. */
export interface MarkedCluster {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** What GitHub says of it. What could not be read is no fact: whoever gathers them throws. */
export interface OrphanFacts {
  readonly repositoryId: number;
  /** Out of the marker that we signed in the pull request of the request that the Cluster names. */
  readonly request?: Request;
  readonly pull?: 'open' | 'closed' | 'merged';
  /** What the signed comment of the request remembers to have been made. */
  readonly recorded: readonly (ObjectRef & { readonly uid: string })[];
  /** A path of the base branch, anywhere, that has the name or whose manifest mentions it. */
  readonly named?: string;
  /** Whether its folder ever stood on the base branch. */
  readonly stood: boolean;
}

export type OrphanVerdict =
  /** Nobody needs it, and we made it: it may be deleted. */
  | { readonly state: 'orphan' }
  /** Marked as a preview's, and not surely an orphan: people are told, and it stays. `because` is a plain clause. */
  | { readonly state: 'reported'; readonly because: string }
  | { readonly state: 'in use' };

/** Whether a Cluster says that a preview of this repository made it. Anybody may write that. */
export const isMarked = ({ annotations }: Pick<MarkedCluster, 'annotations'>, repositoryId: number): boolean =>
  annotations[deliveryAnnotation] === 'preview' && annotations[repositoryAnnotation] === String(repositoryId);

/**
 * Whether a Cluster is left over from a preview. An orphan is only one that is marked as a preview's, whose UID we recorded when we
 * made it, whose pull request was closed without merging, and whose name is in no folder of the base branch, now or ever.
 */
export function judgeOrphan(cluster: MarkedCluster, facts: OrphanFacts): OrphanVerdict {
  const { request, pull, recorded, repositoryId } = facts;
  const reported = (because: string): OrphanVerdict => ({ state: 'reported', because });
  if (!isMarked(cluster, repositoryId) || pull === 'open' || pull === 'merged') return { state: 'in use' };
  if (request === undefined || pull === undefined || request.repository.id !== repositoryId)
    return reported('no pull request of ours is found that made it');
  const requested = request.clusters.find(
    ({ spec }) => spec.name === cluster.name && spec.namespace === cluster.namespace,
  );
  const isIts = request.kind === 'create-cluster' && request.delivery === 'preview';
  if (requested === undefined || !isIts || cluster.annotations[requestAnnotation] !== request.id)
    return reported('the request that it names did not ask for it');
  const known = recorded.some(
    (each) =>
      isCluster(each) && each.uid === cluster.uid && each.name === cluster.name && each.namespace === cluster.namespace,
  );
  if (!known) return reported('its UID is not one that was recorded when the preview was made');
  if (facts.named !== undefined) return reported(`${facts.named} on the base branch names it`);
  if (facts.stood) return reported('its folder stood on the base branch once');
  const others = trackersOf(cluster).filter((tracker) => tracker !== previewName(request, requested));
  return others.length === 0 ? { state: 'orphan' } : reported(`${others.join(' and ')} tracks it`);
}
