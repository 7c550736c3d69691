import { mono } from './markdown.ts';
import type { StageReport } from './stage.ts';

/** What Sync and Ready say on a commit that we did not make: what is shown stays at the one that we authorised. */
export function frozenReport(stage: 'Sync' | 'Ready', authorizedSha: string): StageReport {
  const at = mono(authorizedSha.slice(0, 12) || 'none');
  return {
    stage,
    state: 'neutral',
    title: 'Not followed: this commit was pushed by somebody else',
    summary: [
      `ClusterOps shows only commits that it made itself for a request; what is shown stays at ${at}.`,
      'This commit is used like any other once the pull request is merged. Until then, `/retry` by somebody who may use the command checks the authorised commit again.',
    ].join('\n\n'),
    annotations: [],
    actions: [],
  };
}
