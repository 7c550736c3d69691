import type { Said } from '../domain/fleet/findings.ts';
import { continuedBody, retiredBody, scheduleBody, scheduleTitle } from '../domain/report/schedule-text.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { ScheduleBook } from '../domain/schedule/book.ts';
import { timesDigest } from '../domain/schedule/digest.ts';
import type { Schedule } from '../domain/schedule/schedule.ts';
import { lastTurn, type Turn } from '../domain/schedule/turn.ts';
import type { Clock } from '../ports/clock.ts';
import type { CommandFacts, CommandFactsSource, Pulls, Tree } from '../ports/github.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { KeptIssue, KeptIssues } from '../ports/kept-issues.ts';
import type { Log } from '../ports/log.ts';
import type { Signer } from '../ports/signer.ts';
import type { TurnGiven, TurnToGive } from './give-turn.ts';
import { requestKey } from './keys.ts';
import { openRequests } from './lock-book.ts';
import { bookMarker, bookOf, turnsGiven } from './schedule-book.ts';
import type { WatchSchedules } from './watch-schedules.ts';

interface Needs {
  readonly tree: Pick<Tree, 'configuration'>;
  readonly facts: CommandFactsSource;
  readonly pulls: Pick<Pulls, 'close'>;
  readonly scheduleIssues: KeptIssues;
  readonly giveTurn: (given: TurnToGive) => Promise<TurnGiven>;
  readonly watch: WatchSchedules;
  readonly jobs: Jobs;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: Log;
}

/** An issue with more comments is followed by a new one: each look at it would have to read them all. */
const longConversation = 80;

/** What is to be said of a schedule beside what its issue keeps. */
interface Told {
  /** The turn that was looked at; absent: none yet. */
  readonly last?: Turn;
  readonly waits?: readonly Said[];
  readonly notes?: readonly string[];
}

/**
 * Has done what a schedule asks for at its last turn: `/hibernate-cluster` or `/wake-cluster` for those of its clusters that are not so
 * already. Each turn is looked at once, so that what people do afterwards holds until the next; clusters that cannot be changed then are
 * tried again. The text of the schedule's own issue keeps what was done: whatever is lost here, nothing is done twice, and nothing for
 * a turn that is over.
 */
export function createKeepSchedule(needs: Needs): JobHandler<'keep-schedule'> {
  const { signer } = needs;

  const write = async (
    repository: RepositoryRef,
    book: ScheduleBook,
    text: (markerLength: number) => string,
    existing: KeptIssue | undefined,
    open = true,
  ) => {
    const marker = bookMarker(signer, repository.id, book);
    const body = `${text(marker.length)}\n${marker}`;
    if (existing !== undefined && existing.body === body && existing.open === open) return existing;
    return needs.scheduleIssues.write(repository, {
      ...(existing === undefined ? {} : { existing: existing.number }),
      ...{ title: scheduleTitle(book.schedule), body, open },
    });
  };

  /** The issue of a schedule that the configuration no longer has says so. */
  const retire = async (repository: RepositoryRef, name: string): Promise<void> => {
    const kept = bookOf(signer, repository.id, await needs.scheduleIssues.read(repository), name);
    if (kept?.issue.open === true) {
      const book = { schedule: name, at: kept.book?.at ?? 0, times: '', waiting: [], closed: [] };
      await write(repository, book, () => retiredBody(name), kept.issue, false);
    }
    await needs.watch.forget(repository, name);
  };

  /** A long conversation goes on in another issue, which knows as much as the one before. */
  const moved = async (repository: RepositoryRef, issue: KeptIssue, book: ScheduleBook): Promise<KeptIssue> => {
    const place = await write(repository, book, () => `This goes on from #${issue.number}.`, undefined);
    await write(repository, book, () => continuedBody(book.schedule, place.number), issue, false);
    return { ...issue, ...place, body: '', comments: 0 };
  };

  const gather = (repository: RepositoryRef, { number, nodeId }: KeptIssue) =>
    needs.facts.gather({ repository, issue: number, sourceNodeId: nodeId });

  /** Pull requests of earlier turns that nobody has merged ask for what no longer holds. */
  const closeOvertaken = async (repository: RepositoryRef, facts: CommandFacts, name: string, { at }: Turn) => {
    const overtaken = openRequests(signer, repository, facts.openPulls).filter(
      ({ request }) => request.schedule?.name === name && request.schedule.at < at,
    );
    const closed: number[] = [];
    for (const { pull, request } of overtaken) {
      if ((await needs.pulls.close(repository, pull)) === 'closed') closed.push(pull);
      await needs.jobs.add(
        'adopt-pull',
        { repository, pull },
        { keys: [requestKey(request.id)], coalesce: `${repository.id}/pull/${pull}`, control: true },
      );
    }
    return { overtaken: overtaken.length > 0, closed };
  };

  const tell = async (
    repository: RepositoryRef,
    schedule: Schedule,
    existing: KeptIssue | undefined,
    book: ScheduleBook,
    { waits = [], notes = [], last }: Told,
  ): Promise<void> => {
    const now = needs.clock.now();
    const text = (markerLength: number) => scheduleBody({ schedule, book, last, waits, notes, now, markerLength });
    await write(repository, book, text, existing);
    await needs.watch.note(repository, schedule, { at: book.at, waits: waits.length > 0 });
  };

  return async ({ repository, schedule: name }) => {
    const { read } = await needs.tree.configuration(repository);
    if (read.state === 'invalid') return;
    const schedule = read.state === 'read' ? read.configuration.schedule.find((each) => each.name === name) : undefined;
    if (read.state !== 'read' || schedule === undefined) return retire(repository, name);
    const turn = lastTurn(schedule, needs.clock.now());
    if (turn === undefined) return;
    const kept = bookOf(signer, repository.id, await needs.scheduleIssues.read(repository), name);
    const times = timesDigest(schedule);
    // Who did not keep these times cannot know what people did since the last of them: it begins with the next.
    if (kept?.book === undefined || !kept.issue.open || kept.book.times !== times || kept.book.at > turn.at) {
      const book = { schedule: name, at: turn.at, times, waiting: [], closed: [] };
      return tell(repository, schedule, kept?.issue, book, {});
    }

    const { book } = kept;
    const isNew = book.at < turn.at;
    let { issue } = kept;
    let facts = await gather(repository, issue);
    if (facts.issue === undefined || facts.issue.locked || facts.repository.archived) {
      const named = { repository: repository.id, schedule: name };
      needs.log.warn(named, 'the issue of a schedule takes no comment: nothing was done');
      return;
    }
    const begun = turnsGiven(signer, repository, facts.ownComments, { schedule: name, at: turn.at }).length > 0;
    if (isNew && !begun && issue.comments >= longConversation) {
      issue = await moved(repository, issue, book);
      facts = await gather(repository, issue);
    }
    const { overtaken, closed } = isNew
      ? await closeOvertaken(repository, facts, name, turn)
      : { overtaken: false, closed: book.closed };
    if (overtaken) facts = await gather(repository, issue);
    const given = await needs.giveTurn({
      ...{ repository, place: issue, facts, configuration: read.configuration, schedule, turn },
      ...(isNew ? {} : { only: book.waiting }),
    });
    if (given === 'unread') {
      const notes = ['The clusters folder could not be read in full: nothing was done yet.'];
      return tell(repository, schedule, issue, book, { notes });
    }
    const waiting = given.waits.map((each) => each.name);
    await tell(repository, schedule, issue, { ...book, at: turn.at, waiting, closed }, { ...given, last: turn });
  };
}
