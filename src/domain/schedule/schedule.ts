import type { Weekday } from '../access/policy.ts';

/** Times at which clusters are put to sleep and woken. */
export interface Schedule {
  readonly name: string;
  /** Which clusters, as commands select them; one that several schedules select belongs to the first. */
  readonly selector: string;
  /** An IANA time zone. */
  readonly zone: string;
  /** The days on which they are awake; without `wake`, those on which they are put to sleep. */
  readonly days: readonly Weekday[];
  /** `HH:MM`; on the next day where it is not after `wake`. */
  readonly sleep: string;
  /** `HH:MM`; absent: people wake them. */
  readonly wake?: string;
  /** Whether GitHub is asked to merge its pull requests once their requirements are met. */
  readonly autoMerge: boolean;
}
