import type { Clock } from '../ports/clock.ts';
import type { WatchState } from '../ports/cluster.ts';
import type { SupervisedWatch } from './watch/contract.ts';
import type { WatchLimits } from './watch/limits.ts';
import type { KindSupervisor } from './watch/supervise-kinds.ts';
import { clusterGroup } from './watch/watched-kinds.ts';

interface Reason {
  readonly because: string;
  readonly since: number;
}

const nameOf = ({ kind, namespace }: SupervisedWatch): string =>
  `${kind.plural}.${kind.group}${namespace === undefined ? '' : ` in ${namespace}`}`;

/** The watches without which the picture is not whole. */
export function neededOf(watches: readonly SupervisedWatch[]): readonly SupervisedWatch[] {
  return watches.filter(({ kind }) => kind.optional !== true);
}

/** Why nothing may be concluded from what is missing, the oldest reason first; empty when all is in sight. */
function blindSpots(kinds: KindSupervisor, now: number, awayMs: number): readonly Reason[] {
  const trouble = kinds.trouble();
  const served = kinds.served();
  if (served === undefined) return [trouble ?? { because: 'the served kinds are changing', since: now }];
  if (!served.some((kind) => kind.group === clusterGroup && kind.kind === 'Cluster')) {
    return [{ because: `Cluster API is not installed: the API server has no Cluster in ${clusterGroup}`, since: now }];
  }
  const reasons: Reason[] = [];
  for (const watch of neededOf(kinds.watches())) {
    const { complete, away } = watch.health();
    if (!complete) reasons.push({ because: `${nameOf(watch)}: ${away?.because ?? 'list'}`, since: away?.since ?? now });
    else if (away !== undefined && now - away.since >= awayMs) {
      reasons.push({ because: `${nameOf(watch)}: ${away.because}`, since: away.since });
    }
  }
  return reasons.toSorted((left, right) => left.since - right.since);
}

/** Milliseconds until the next absence has lasted long enough to count; `undefined` when no watch is away. */
export function untilNextBlindSpot(kinds: KindSupervisor, now: number, awayMs: number): number | undefined {
  const due = neededOf(kinds.watches()).flatMap((watch) => {
    const { away } = watch.health();
    const left = away === undefined ? 0 : away.since + awayMs - now;
    return left > 0 ? [left] : [];
  });
  return due.length === 0 ? undefined : Math.min(...due);
}

/** Until when those watches kept the picture; undefined when one of them never listed. */
function keptUntil(watches: readonly SupervisedWatch[]): number | undefined {
  const all = watches.map((watch) => watch.health());
  if (all.length === 0 || all.some(({ complete }) => !complete)) return undefined;
  const away = all.filter((each) => each.away !== undefined);
  return Math.min(...(away.length === 0 ? all : away).map(({ heardAt }) => heardAt));
}

/** Judges whether the picture may be believed, and remembers since when it may not. */
export function sight(
  clock: Clock,
  { away: awayMs, quiet }: Pick<WatchLimits, 'away' | 'quiet'>,
): (kinds: KindSupervisor | undefined) => WatchState {
  let blindSince: number | undefined;
  return (kinds) => {
    const now = clock.now();
    const spots =
      kinds === undefined ? [{ because: 'nothing is being watched', since: now }] : blindSpots(kinds, now, awayMs);
    const [first] = spots;
    if (first === undefined) {
      blindSince = undefined;
      const [behind] = neededOf(kinds?.watches() ?? [])
        .filter((watch) => watch.health().away !== undefined || now - watch.health().heardAt > quiet)
        .toSorted((a, b) => a.health().heardAt - b.health().heardAt);
      return behind === undefined
        ? { state: 'live' }
        : { state: 'live', behind: nameOf(behind), asOf: behind.health().heardAt };
    }
    blindSince ??= first.since;
    const others = spots.length === 1 ? '' : ` (and ${spots.length - 1} more)`;
    const asOf = keptUntil(neededOf(kinds?.watches() ?? []));
    return {
      state: 'blind',
      because: `${first.because}${others}`,
      since: blindSince,
      ...(asOf === undefined ? {} : { asOf }),
    };
  };
}
