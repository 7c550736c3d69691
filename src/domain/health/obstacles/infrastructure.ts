import { conditionOf, holds, wordsOf } from '../condition.ts';
import type { Members } from '../members.ts';
import type { Reference } from '../objects.ts';
import { named, type Obstacle, saying } from './obstacle.ts';

/** The infrastructure of the cluster is not there, not provisioned, or no longer well. */
export function infrastructure({ cluster, infrastructure: object }: Members): Obstacle[] {
  const reference = cluster.infrastructure;
  if (reference !== undefined && object === undefined) {
    return [{ stage: 'infrastructure', text: missing(reference), since: cluster.createdAt }];
  }
  const condition = conditionOf(cluster, 'InfrastructureReady');
  const provisioned = cluster.initialization.infrastructureProvisioned ?? holds(cluster, 'InfrastructureReady');
  const name = object === undefined ? 'The infrastructure' : named(object);
  if (!provisioned) {
    return [{ stage: 'infrastructure', text: `${name} is not provisioned yet.`, since: cluster.createdAt }];
  }
  if (condition === undefined || condition.status === 'True') return [];
  const since = condition.since ?? cluster.createdAt;
  return [{ stage: 'infrastructure', text: `${name} is not ready${saying(wordsOf(condition))}`, since }];
}

/** A reference to an object that is not seen. */
export function missing({ group, kind, name }: Reference): string {
  return group === 'cluster.x-k8s.io' || group.endsWith('.cluster.x-k8s.io')
    ? `${kind} ${name} is not there.`
    : `${kind} ${name} belongs to ${group}, which is not watched, so nothing can be said of it.`;
}
