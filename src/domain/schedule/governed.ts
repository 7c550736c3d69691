import type { Environment } from '../access/policy.ts';
import type { ClusterRow } from '../cluster/rows.ts';
import type { Finding } from '../finding.ts';
import { selectClusters } from '../fleet/select.ts';
import type { Schedule } from './schedule.ts';

type Environments = Readonly<Record<string, Environment>>;

/** The clusters that belong to a schedule, by name: those that it selects and none before it does. */
export function clustersOf(
  name: string,
  schedules: readonly Schedule[],
  rows: readonly ClusterRow[],
  environments: Environments,
): { readonly rows: readonly ClusterRow[]; readonly findings: readonly Finding[] } {
  const taken = new Set<string>();
  for (const schedule of schedules) {
    const selected = selectClusters(schedule.selector, rows, environments);
    const chosen = selected.ok ? selected.value.filter((row) => !taken.has(row.name)) : [];
    if (schedule.name === name) {
      // That there is no such cluster now is nothing wrong.
      const findings = selected.ok ? [] : selected.findings.filter(({ code }) => code !== 'cluster/none-selected');
      return { rows: chosen, findings };
    }
    for (const row of chosen) taken.add(row.name);
  }
  return { rows: [], findings: [] };
}

/** The schedule that a cluster belongs to, by the name of the cluster. */
export function schedulesByCluster(
  schedules: readonly Schedule[],
  rows: readonly ClusterRow[],
  environments: Environments,
): ReadonlyMap<string, Schedule> {
  const found = new Map<string, Schedule>();
  for (const schedule of schedules)
    for (const row of clustersOf(schedule.name, schedules, rows, environments).rows) found.set(row.name, schedule);
  return found;
}
