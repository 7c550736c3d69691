import { conditionOf, speaksLegacyOnly, wordsOf } from '../condition.ts';
import { type Members, stays } from '../members.ts';
import type { ObservedObject } from '../objects.ts';
import { beginning, machinesOf, named, type Obstacle, saying } from './obstacle.ts';

/** All is there, and yet the cluster cannot be used. */
export function availability({ cluster, healthChecks }: Members): Obstacle[] {
  return [...connection(cluster), ...healthChecks.filter(stays).flatMap(unhealthy), ...available(cluster)];
}

/** Whether the management cluster reaches the API server of the cluster: in the newer contract only. */
function connection(cluster: ObservedObject): Obstacle[] {
  const condition = cluster.conditions.find(({ type }) => type === 'RemoteConnectionProbe');
  if (condition === undefined || condition.status === 'True') return [];
  const text = `The API server of ${named(cluster)} cannot be reached from the management cluster${saying(wordsOf(condition))}`;
  return [{ stage: 'availability', text, ...beginning(condition.since) }];
}

function unhealthy(check: ObservedObject): Obstacle[] {
  const { desired, ready } = check.replicas;
  if (desired === undefined || (ready ?? 0) >= desired) return [];
  const held = conditionOf(check, 'RemediationAllowed');
  const words = held?.status === 'False' ? ` It replaces none of the others${saying(wordsOf(held))}` : '';
  return [
    {
      stage: 'availability',
      text: `${ready ?? 0} of ${machinesOf(desired)} that ${named(check)} checks are healthy.${words}`,
    },
  ];
}

function available(cluster: ObservedObject): Obstacle[] {
  const type = speaksLegacyOnly(cluster) ? 'Ready' : 'Available';
  const condition = conditionOf(cluster, type);
  if (condition?.status === 'True') return [];
  if (condition === undefined) {
    return [{ stage: 'availability', text: `${named(cluster)} has no ${type} condition yet.` }];
  }
  const text = `${named(cluster)} is not ${type.toLowerCase()}${saying(wordsOf(condition))}`;
  return [{ stage: 'availability', text, ...beginning(condition.since) }];
}
