import type { ClusterRow } from '../cluster/rows.ts';
import { type Finding, fault } from '../finding.ts';
import type { Configuration } from './configuration.ts';

/**
 * What the configuration's limits say of a cluster that a command makes larger: an autoscaler counts with the most that it may make. What
 * stands above a limit already may stay, and shrink.
 */
export function checkGrowth(
  before: ClusterRow,
  after: ClusterRow | undefined,
  limits: Configuration['limits'],
): readonly Finding[] {
  const mostOf = ({ workers = 0, mostWorkers = workers }: Partial<ClusterRow>): number => mostWorkers;
  const [is, then] = [mostOf(before), mostOf(after ?? {})];
  if (then <= limits.workers || then <= is) return [];
  const message = `${before.name} would have ${then} workers in all its pools, and ${limits.workers} are the most here.`;
  const cure = `Ask for at most ${limits.workers} in all, or have limits.workers raised in .github/clusterops.yml.`;
  return [fault('access/limit', message, { cure })];
}
