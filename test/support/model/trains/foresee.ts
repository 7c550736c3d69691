import { type Change, edited, type Standing } from '../standing.ts';
import { type Name, names } from './journeys.ts';

/** What Git has of each cluster; undefined: nothing. */
export type Fleet = Readonly<Record<Name, Standing | undefined>>;

/** What a command proposes now: the next step of one cluster, for waves are of one each; or the code of a refusal. */
export type Proposed = { readonly name: Name; readonly becomes: Standing } | string;

export function proposed(change: Change, on: readonly Name[], fleet: Fleet): Proposed {
  const outcomes = names.flatMap((name) => {
    const standing = on.includes(name) ? fleet[name] : undefined;
    return standing === undefined ? [] : [{ name, becomes: edited(change, standing, 'plain') }];
  });
  if (outcomes.length === 0) return on.length === 1 ? 'cluster/unknown' : 'cluster/none-selected';
  for (const { becomes } of outcomes)
    if (typeof becomes === 'string' && becomes !== 'request/no-change') return becomes;
  for (const { name, becomes } of outcomes) if (typeof becomes !== 'string') return { name, becomes };
  return 'request/no-change';
}

/** Whether a change needs machines that are not there. */
export function makesMachines(before: Standing, after: Standing): boolean {
  if (before.version !== after.version) return true;
  return Object.entries(after.pools).some(([name, { replicas, version }]) => {
    const pool = before.pools[name];
    return replicas > (pool?.replicas ?? 0) || (replicas > 0 && version !== pool?.version);
  });
}
