import { localMoment } from '../access/time-window.ts';
import type { Said } from '../fleet/findings.ts';
import { selectorOf } from '../fleet/selector.ts';
import type { ScheduleBook } from '../schedule/book.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { commandOf, nextTurn, type Turn, type TurnKind } from '../schedule/turn.ts';
import { bodyLimit, fitBody } from '../text/budget.ts';
import { block, enumerate, mono, prose, table } from './markdown.ts';

/** Who asks, where a schedule does: it stands in the place of a login. */
export const scheduleName = (name: string): string => `the schedule ${name}`;

export const scheduleTitle = (name: string): string => `ClusterOps: the schedule ${name}`;

const does: Readonly<Record<TurnKind, string>> = { sleep: 'puts to sleep', wake: 'wakes' };
const signs: Readonly<Record<TurnKind, string>> = { sleep: '🌙', wake: '☀️' };

const moment = ({ zone }: Pick<Schedule, 'zone'>, at: number): string => `${localMoment(at, zone)} ${zone}`;

/** The command of a turn for clusters by name. */
export function turnCommand(kind: TurnKind, clusters: readonly string[]): string {
  const [only, ...others] = clusters;
  return `/${commandOf[kind]} ${only === undefined || others.length > 0 ? selectorOf(clusters) : only}`;
}

/** The comment in which a schedule gives its command; a signed marker follows. */
export function turnComment(schedule: Schedule, turn: Turn, clusters: readonly string[]): string {
  const merge = schedule.autoMerge
    ? 'GitHub is asked to merge its pull request once what the branch requires is met.'
    : 'Somebody has to merge its pull request: nothing changes before that.';
  return `${signs[turn.kind]} **${moment(schedule, turn.at)}:** ${scheduleName(schedule.name)} ${does[turn.kind]}:\n\n${block(turnCommand(turn.kind, clusters))}\n\n${merge}`;
}

/** What is said where GitHub was asked to merge a pull request and does not; `why` in GitHub's words. */
export const notMergedReply = (pull: number, why: string): string =>
  `✋ GitHub does not merge #${pull} by itself: ${prose(why)}. Somebody has to merge it.\n\nFor the next time, allow auto-merge in the settings of the repository, and have a rule of the branch require \`ClusterOps / Plan\`.`;

/** The text of a schedule's issue; its signed marker follows, of at most `markerLength` characters. */
export function scheduleBody(view: {
  readonly schedule: Schedule;
  readonly book: ScheduleBook;
  /** The turn that was looked at; absent: none yet. */
  readonly last: Turn | undefined;
  /** Why clusters wait, and what else is wrong. */
  readonly waits: readonly Said[];
  readonly notes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly markerLength: number;
}): string {
  const { schedule, book, last, waits, now } = view;
  const next = nextTurn(schedule, now);
  const closed = enumerate(book.closed.map((pull) => `#${pull}`));
  const rows = waits.map(({ name, findings }) => [mono(name), findings.map(({ message }) => prose(message)).join(' ')]);
  return fitBody(
    [
      {
        text: `ClusterOps puts the clusters of ${mono(schedule.selector)} to sleep and wakes them, as \`schedule\` in \`.github/clusterops.yml\` says. Each time is a comment below, and a pull request where there is something to change. ${
          schedule.autoMerge
            ? 'GitHub is asked to merge it once what the branch requires is met.'
            : 'Somebody has to merge it.'
        }`,
      },
      {
        text: table(
          ['Sleep', 'Wake', 'Days', 'Time zone'],
          [[schedule.sleep, schedule.wake ?? 'by people', schedule.days.join(', '), prose(schedule.zone)]],
        ),
      },
      {
        text:
          last === undefined
            ? 'It is new or was changed, and begins with its next time: what the clusters are now is left as it is.'
            : `**Last:** ${moment(schedule, last.at)}, ${last.kind}.${
                book.closed.length === 0 ? '' : ` Nobody had merged ${closed} by then: closed.`
              }`,
      },
      { text: next === undefined ? '' : `**Next:** ${moment(schedule, next.at)}, ${next.kind}.` },
      { text: view.notes.map((each) => prose(each)).join('\n') },
      {
        text:
          rows.length === 0
            ? ''
            : `### What waits\n\nThese are tried again every few minutes until the next time.\n\n${table(['Cluster', 'Why'], rows)}`,
        rank: 1,
        note: 'the clusters that wait',
      },
      {
        text: 'What people do with a cluster in between holds until the next time. ClusterOps keeps in this text what it has done: do not edit it. An edited text is not believed, and the schedule then begins anew with its next time.',
      },
    ],
    bodyLimit - view.markerLength - 1,
  );
}

/** The text of the issue of a schedule that the configuration no longer has. */
export const retiredBody = (name: string): string =>
  `The configuration has no schedule ${mono(name)} any more. ClusterOps does nothing for it: clusters that it put to sleep stay asleep until somebody wakes them, for example by\n\n${block('/wake-cluster <name>')}\n\n\`/list-clusters\` shows which sleep. Its pull requests that are open stay open.`;

/** The text of an issue whose schedule goes on in another. */
export const continuedBody = (name: string, number: number): string =>
  `${scheduleName(name)} goes on in #${number}, because this conversation has become long.`;

/** What a schedule has in store for a cluster, in short; undefined where it has nothing. Markdown. */
export function scheduleInShort(schedule: Schedule, now: number): string | undefined {
  const next = nextTurn(schedule, now);
  return next && `${mono(schedule.name)}: ${next.kind} at ${moment(schedule, next.at)}`;
}

/** What a schedule has in store for one cluster, as one sentence; empty where it has nothing. Markdown. */
export function scheduleNote(schedule: Schedule, now: number): string {
  const next = nextTurn(schedule, now);
  if (next === undefined) return '';
  return `🗓️ The schedule ${mono(schedule.name)} ${next.kind === 'sleep' ? 'proposes to put it to sleep' : 'proposes to wake it'} at ${moment(schedule, next.at)}`;
}
