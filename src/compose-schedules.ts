import type { Clock } from './ports/clock.ts';
import type { GitHub } from './ports/github.ts';
import type { JobHandler, Jobs } from './ports/jobs.ts';
import type { Log } from './ports/log.ts';
import type { Settings } from './ports/requests.ts';
import type { Signer } from './ports/signer.ts';
import type { AskPolicy } from './workflows/ask-policy.ts';
import { createGiveTurn } from './workflows/give-turn.ts';
import { createKeepSchedule } from './workflows/keep-schedule.ts';
import type { ReadStanding } from './workflows/read-standing.ts';
import { createSortScheduled } from './workflows/sort-scheduled.ts';
import { createWatchSchedules, type WatchSchedules } from './workflows/watch-schedules.ts';

/** What keeps the schedules of the repositories, and what has them looked at. */
export function composeSchedules(parts: {
  readonly github: GitHub;
  readonly jobs: Jobs;
  readonly settings: Settings;
  readonly signer: Signer;
  readonly readStanding: ReadStanding;
  readonly askPolicy: AskPolicy;
  readonly clock: Clock;
  readonly log: Log;
}): { readonly watch: WatchSchedules; readonly keep: JobHandler<'keep-schedule'> } {
  const { github, ...others } = parts;
  const watch = createWatchSchedules(others);
  const sortScheduled = createSortScheduled({ ...others, tree: github.tree });
  const giveTurn = createGiveTurn({ ...others, announcements: github.announcements, sortScheduled });
  return { watch, keep: createKeepSchedule({ ...github, ...others, giveTurn, watch }) };
}
