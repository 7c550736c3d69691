import { fault } from '../finding.ts';
import { fitsPattern } from '../text/pattern.ts';
import type { Quota } from './policy.ts';
import { type Check, fails, holds } from './rule-line.ts';
import type { Subject } from './subject.ts';

/** The clusters of the base branch and of the open requests, or that they could not all be read. */
export type Fleet = readonly Subject[] | 'unread';

/** Counts what would stand against the quotas. What does not grow is never denied, also above a quota. */
export function applyQuotas(quotas: readonly Quota[], subjects: readonly Subject[], fleet: Fleet): readonly Check[] {
  if (subjects.length === 0) return [];
  if (fleet === 'unread') return quotas.map((quota) => uncounted(`policy.quotas.${quota.name}`));
  const asked = new Set(subjects.map(({ name }) => name));
  const after = [...fleet.filter(({ name }) => !asked.has(name)), ...subjects];
  return quotas.flatMap((quota) => [
    ...counted(quota, 'clusters', quota.mostClusters, fleet, after),
    ...counted(quota, 'machines', quota.mostMachines, fleet, after),
  ]);
}

type Counted = 'clusters' | 'machines';

function counted(
  quota: Quota,
  what: Counted,
  most: number | undefined,
  fleet: readonly Subject[],
  after: readonly Subject[],
): readonly Check[] {
  if (most === undefined) return [];
  const rule = `policy.quotas.${quota.name}`;
  const [before, then] = [count(quota, what, fleet), count(quota, what, after)];
  if (then <= most) return [holds(rule, `There would be ${then} of at most ${most} ${what}.`)];
  if (then <= before) return [holds(rule, `There are ${before} of at most ${most} ${what}, and this adds none.`)];
  const message = `The quota "${rule}" is ${most} ${what}; ${before} stand or are asked for, and with this there would be ${then}.`;
  const cure = 'Delete or scale down what is not needed, or have the quota raised in .github/clusterops.yml.';
  return [fails(rule, message, fault('access/quota', message, { cure }))];
}

function count(quota: Quota, what: Counted, fleet: readonly Subject[]): number {
  const counting = fleet.filter((each) => isIn(quota, each));
  if (what === 'clusters') return counting.length;
  return counting.reduce((sum, { controlPlane = 0, workers = 0 }) => sum + controlPlane + workers, 0);
}

/** What is not known of a cluster does not take it out of the count. */
function isIn({ environments, providers, regions, clusters }: Quota, subject: Subject): boolean {
  const among = (wanted: readonly string[] | undefined, is: string | undefined): boolean =>
    wanted === undefined || is === undefined || wanted.includes(is);
  return (
    among(environments, subject.environment) &&
    among(providers, subject.provider) &&
    among(regions, subject.region) &&
    (clusters === undefined || clusters.some((pattern) => fitsPattern(subject.name, pattern)))
  );
}

function uncounted(rule: string): Check {
  const message = `The clusters of this repository could not all be read, so the quota "${rule}" cannot be counted.`;
  return fails(rule, message, fault('access/quota-uncounted', message));
}
