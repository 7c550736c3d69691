import type { CheckConclusion, CheckStatus, CheckSuite } from './model.ts';

// A suite concludes with the gravest of its runs.
const gravity: readonly CheckConclusion[] = [
  'failure',
  'timed_out',
  'cancelled',
  'action_required',
  'stale',
  'neutral',
  'success',
  'skipped',
];

/** Status and conclusion that follow from the newest run of each name. */
export function suiteState(suite: CheckSuite): {
  readonly status: CheckStatus;
  readonly conclusion: CheckConclusion | null;
} {
  const latest = new Map(suite.runs.map((run) => [run.name, run]));
  const runs = [...latest.values()];
  if (runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.some((run) => run.status !== 'completed')) {
    const status = runs.every((run) => run.status === 'queued') ? 'queued' : 'in_progress';
    return { status, conclusion: null };
  }
  const conclusions = new Set(runs.map((run) => run.conclusion));
  return { status: 'completed', conclusion: gravity.find((each) => conclusions.has(each)) ?? 'success' };
}
