import type { Place } from '../finding.ts';

export type StageName = 'Plan' | 'Sync' | 'Ready' | 'Cleanup';
export const stageNames: readonly StageName[] = ['Plan', 'Sync', 'Ready', 'Cleanup'];

export type Conclusion = 'success' | 'failure' | 'neutral' | 'action_required' | 'cancelled' | 'skipped' | 'timed_out';
export type StageState = 'queued' | 'in_progress' | Conclusion;

export interface Annotation {
  readonly place: Required<Pick<Place, 'path' | 'line'>> & Place;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

/** Buttons under a check run; GitHub shows at most three. */
export interface CheckAction {
  readonly identifier: 'refresh' | 'retry' | 'recheck';
  /** At most 20 characters. */
  readonly label: string;
  /** At most 40 characters. */
  readonly description: string;
}

/** What one check run says. Already encoded, redacted and within GitHub's size limits. */
export interface StageReport {
  readonly stage: StageName;
  readonly state: StageState;
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  /** Stands for `text` when asking whether anything changed: without what only grows older. */
  readonly essence?: string;
  readonly annotations: readonly Annotation[];
  readonly actions: readonly CheckAction[];
}
