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

/** What the limits say of the machines that a template makes, for these need not be those that were asked for. */
export function checkMade(
  made: { readonly workers: number; readonly controlPlane: number },
  limits: Configuration['limits'],
  template: string,
): readonly Finding[] {
  const counts = [
    [made.workers, limits.workers, 'workers', 'limits.workers'],
    [made.controlPlane, limits.controlPlane, 'control plane machines', 'limits.controlPlane'],
  ] as const;
  return counts.flatMap(([count, most, what, limit]) => {
    if (count <= most) return [];
    const message = `The template makes ${count} ${what}, and ${most} are the most here.`;
    const cure = `Ask for fewer, correct the template, or have ${limit} raised in .github/clusterops.yml.`;
    return [fault('access/limit', message, { cure, place: { path: template } })];
  });
}
