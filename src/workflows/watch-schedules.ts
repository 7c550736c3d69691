import type { Configuration } from '../domain/access/configuration.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import { scheduleDigest } from '../domain/schedule/digest.ts';
import type { Schedule } from '../domain/schedule/schedule.ts';
import { lastTurn, nextTurn } from '../domain/schedule/turn.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Settings } from '../ports/requests.ts';

/** What is known here of a schedule: a cache of the text of its issue. */
export interface KnownSchedule {
  /** The turn that was looked at last. */
  readonly at: number;
  /** Whether clusters wait for another try. */
  readonly waits: boolean;
}

export interface WatchSchedules {
  /** Has those schedules kept for which something may be due. Asks nothing of GitHub. */
  look(repository: RepositoryRef, configuration: Configuration): Promise<void>;
  /** Notes what was done for one, and comes back at its next turn. */
  note(repository: RepositoryRef, schedule: Schedule, known: KnownSchedule): Promise<void>;
  /** The configuration has no such schedule any more. */
  forget(repository: RepositoryRef, name: string): Promise<void>;
}

/** `digest`: of the schedule as the configuration had it then. */
type Known = Readonly<Record<string, KnownSchedule & { readonly digest: string }>>;

export function createWatchSchedules(needs: {
  readonly jobs: Jobs;
  readonly settings: Settings;
  readonly clock: Clock;
}): WatchSchedules {
  const keyOf = (repository: RepositoryRef): string => `schedules:${repository.id}`;
  const readKnown = async (repository: RepositoryRef): Promise<Known> =>
    JSON.parse((await needs.settings.get(keyOf(repository))) ?? '{}') as Known;

  // One at a time of a repository: they note what is known of all in one place.
  const keys = (repository: RepositoryRef) => [`${repository.id}/schedules`];
  const keep = (repository: RepositoryRef, schedule: string) =>
    needs.jobs.add(
      'keep-schedule',
      { repository, schedule },
      { keys: keys(repository), coalesce: `${repository.id}/schedule/${schedule}` },
    );
  const keepAtNext = async (repository: RepositoryRef, schedule: Schedule): Promise<void> => {
    const now = needs.clock.now();
    const next = nextTurn(schedule, now);
    if (next === undefined) return;
    await needs.jobs.add(
      'keep-schedule',
      { repository, schedule: schedule.name },
      {
        id: `turn:${repository.id}:${schedule.name}:${next.at}`,
        keys: keys(repository),
        // Looked at too early, the turn would still be to come.
        delayMs: next.at - now + 1_000,
      },
    );
  };

  return {
    look: async (repository, { schedule: schedules }) => {
      const known = await readKnown(repository);
      const now = needs.clock.now();
      for (const schedule of schedules) {
        const seen = known[schedule.name];
        const isDue = seen === undefined || seen.waits || seen.at < (lastTurn(schedule, now)?.at ?? 0);
        if (isDue || seen.digest !== scheduleDigest(schedule)) await keep(repository, schedule.name);
        await keepAtNext(repository, schedule);
      }
      const names = new Set(schedules.map(({ name }) => name));
      for (const name of Object.keys(known)) if (!names.has(name)) await keep(repository, name);
    },
    note: async (repository, schedule, seen) => {
      const known = await readKnown(repository);
      const all: Known = { ...known, [schedule.name]: { ...seen, digest: scheduleDigest(schedule) } };
      await needs.settings.put(keyOf(repository), JSON.stringify(all));
      await keepAtNext(repository, schedule);
    },
    forget: async (repository, name) => {
      const { [name]: _, ...others } = await readKnown(repository);
      await needs.settings.put(keyOf(repository), JSON.stringify(others));
    },
  };
}
