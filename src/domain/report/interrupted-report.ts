import type { StageReport } from './stage.ts';

/** Ends a Sync or Ready that was under way when its pull request closed, so that no check stays in progress for ever. */
export function interruptedReport(
  stage: 'Sync' | 'Ready',
  closed: { readonly mergeSha?: string | undefined },
): StageReport {
  const { mergeSha } = closed;
  return {
    stage,
    state: mergeSha === undefined ? 'cancelled' : 'neutral',
    title: mergeSha === undefined ? 'Closed before it was done' : `Goes on at ${mergeSha.slice(0, 7)}`,
    summary:
      mergeSha === undefined
        ? 'The pull request was closed without merging. ClusterOps / Cleanup says what became of what it had made.'
        : `The pull request was merged. This check goes on at the merge commit ${mergeSha}.`,
    annotations: [],
    actions: [],
  };
}
