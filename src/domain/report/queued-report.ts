import type { StageName, StageReport } from './stage.ts';

const doing: Readonly<Record<StageName, string>> = {
  Plan: 'The files are about to be checked.',
  Sync: 'The engine is about to be asked.',
  Ready: 'The cluster is about to be looked at.',
  Cleanup: 'Clean-up is about to begin.',
};

/** A check that has not begun. */
export function queuedReport(stage: StageName): StageReport {
  return { stage, state: 'queued', title: 'Queued', summary: doing[stage], annotations: [], actions: [] };
}
