import { clip, fitBody } from '../text/budget.ts';
import { retryButton } from './buttons.ts';
import { cleanupLimit } from './cleanup-report.ts';
import { longestTitle } from './limits.ts';
import { prose } from './markdown.ts';
import type { StageName, StageReport } from './stage.ts';

/** What the management cluster said to something that ClusterOps needs of it. */
export interface ClusterFault {
  /** `forbidden`: a right is missing. `refused`: it does not take the object. `unavailable`: no answer came. */
  readonly kind: 'forbidden' | 'refused' | 'unavailable';
  /** What was asked, and its words. */
  readonly said: string;
  /** What somebody can do; a sentence. */
  readonly cure: string;
}

export const faultWords: Readonly<Record<ClusterFault['kind'], string>> = {
  forbidden: 'ClusterOps lacks a right in the management cluster',
  refused: 'the management cluster refuses what is asked of it',
  unavailable: 'the management cluster gives no answer',
};

/** Whether it does not heal by itself. */
export const isForSomebody = (fault: ClusterFault | undefined): boolean =>
  fault !== undefined && fault.kind !== 'unavailable';

/**
 * Stages that cannot go on because of what the management cluster said. Never green: nothing is concluded from it. What heals by itself
 * is for somebody once it is `late`.
 */
export function faultReports(stages: readonly StageName[], fault: ClusterFault, late = false): readonly StageReport[] {
  const { kind, said, cure } = fault;
  const isToDo = isForSomebody(fault) || late;
  return stages.map((stage) => ({
    stage,
    state: isToDo ? 'action_required' : 'in_progress',
    title: clip(`Cannot go on: ${faultWords[kind]}`, longestTitle),
    summary: fitBody([
      { text: `${prose(said)}.` },
      { text: late ? `This takes longer than ${cleanupLimit / 60_000} minutes.` : '' },
      { text: isToDo ? `**To do:** ${cure}` : '' },
      { text: 'Nothing is concluded or deleted meanwhile. This check goes on by itself once it can.' },
    ]),
    annotations: [],
    actions: isToDo ? [retryButton] : [],
  }));
}
