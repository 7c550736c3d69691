import type { TimeWindow } from './policy.ts';
import { instantOf, localDate } from './time-window.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * The first minute after now at which something that hangs on these windows is no longer as it is now, in milliseconds since the
 * epoch; undefined where it stays for as long as the windows come back.
 */
export function nextChange(
  windows: readonly TimeWindow[],
  now: number,
  isAsNow: (at: number) => boolean,
): number | undefined {
  const edges = [...new Set(windows.flatMap((window) => edgesOf(window, now)))].filter((at) => at > now);
  let same = now;
  for (const edge of edges.sort((left, right) => left - right)) {
    if (isAsNow(edge)) same = edge;
    else return firstDifferent(same, edge, isAsNow);
  }
  return undefined;
}

/** Days that come back are those of a week; beyond it only first and last days bring anything new. */
function edgesOf(
  { from = '00:00', to = '24:00', firstDay, lastDay, zone }: TimeWindow,
  now: number,
): readonly number[] {
  const starts = [
    now,
    ...[firstDay, lastDay].flatMap((each) => (each === undefined ? [] : [instantOf(each, '12:00', zone)])),
  ];
  const dates = starts.flatMap((start) => Array.from({ length: 9 }, (_, days) => localDate(start + days * day, zone)));
  return [...new Set(dates)].flatMap((date) => ['00:00', from, to].map((time) => instantOf(date, time, zone)));
}

/** Clocks that are put forward or back move an edge: it is looked for between a moment that is as now and one that is not. */
function firstDifferent(same: number, different: number, isAsNow: (at: number) => boolean): number {
  let [low, high] = [Math.floor(same / minute), Math.ceil(different / minute)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isAsNow(middle * minute)) low = middle;
    else high = middle;
  }
  return high * minute;
}
