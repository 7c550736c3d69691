import { humanDuration } from '../health/duration.ts';
import { heldWords, names, type OpenRequest } from '../locks/findings.ts';
import type { Lock } from '../locks/lock.ts';
import { bodyLimit, fitBody } from '../text/budget.ts';
import { markerReserve } from './limits.ts';
import { mono, prose, table, timeOfDay } from './markdown.ts';

export const lockIssueTitle = 'ClusterOps: locked clusters';

/** The text of the issue that keeps the locks; its signed marker follows, of at most `markerLength` characters. */
export function lockIssueBody(locks: readonly Lock[], markerLength: number): string {
  const rows = locks.map(({ cluster, owner, reason = '', since }) => [
    mono(cluster),
    prose(owner.login),
    prose(reason),
    timeOfDay(since),
  ]);
  const what =
    locks.length === 0
      ? 'No cluster is locked. This issue opens again with the next `/lock`.'
      : 'Others than the owner of a lock cannot change these clusters: commands are refused, and Plan fails on pull requests that touch them. `/unlock <name>` on any issue releases one.';
  const note =
    'ClusterOps keeps the locks in the text of this issue. Do not edit it: an edited list is not believed, and then no cluster can be changed.';
  return fitBody(
    [{ text: what }, { text: table(['Cluster', 'Owner', 'Reason', 'Since'], rows), rank: 1 }, { text: note }],
    bodyLimit - markerLength - 1,
  );
}

/** `others`: who may release it beside its owner. */
export const lockedReply = (
  { cluster, reason }: Lock,
  issue: { readonly url: string; readonly number: number },
  others: string,
): string =>
  `🔒 ${mono(cluster)} is locked${reason === undefined ? '' : `: ${prose(reason)}`}. Others cannot change it until \`/unlock ${cluster}\` is commented by you, or by one of those who may, too: ${prose(others)}. All locks: #${issue.number}.`;

/** `by` is who released it, when it was somebody else's. */
export const unlockedReply = ({ cluster, owner, since }: Lock, by: number, now: number): string =>
  `🔓 ${mono(cluster)} is unlocked${owner.id === by ? '' : `; ${prose(owner.login)} had locked it`}, after ${humanDuration(now - since)}.`;

/** What holds one cluster, a sentence for each. */
export function holdNotes(cluster: string, locks: readonly Lock[], open: readonly OpenRequest[]): readonly string[] {
  return [
    ...locks.filter((each) => each.cluster === cluster).map((lock) => `🔒 ${prose(heldWords(lock))}`),
    ...open
      .filter(({ request }) => names(request).includes(cluster))
      .map(
        ({ pull, request, since }) =>
          `📝 #${pull} changes it: ${prose(request.asker.login)} asked for ${mono(request.commands.join(' '))}, ${timeOfDay(since)}`,
      ),
  ];
}

/** All that holds clusters: locks of people, and open requests. */
export function locksReply(locks: readonly Lock[], open: readonly OpenRequest[], now: number): string {
  const rows = [
    ...locks.map(
      ({ cluster, owner, reason = '', since }) => [cluster, prose(owner.login), prose(reason), since] as const,
    ),
    ...open.flatMap(({ pull, since, request }) =>
      names(request).map(
        (name) =>
          [
            name,
            `#${pull}, asked for by ${prose(request.asker.login)}`,
            mono(request.commands.join(' ')),
            since,
          ] as const,
      ),
    ),
  ]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, holder, why, since]) => [mono(name), holder, why, humanDuration(now - since)]);
  if (rows.length === 0) return 'No cluster is locked, and no request is open.';
  return fitBody([{ text: table(['Cluster', 'Held by', 'Why', 'For'], rows) }], bodyLimit - markerReserve);
}
