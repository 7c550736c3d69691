import type { CheckAction } from './stage.ts';

export const refreshButton: CheckAction = {
  identifier: 'refresh',
  label: 'Refresh',
  description: 'Ask the engine to look at Git again',
};
export const retryButton: CheckAction = {
  identifier: 'retry',
  label: 'Retry',
  description: 'Run the step that failed again',
};
export const recheckButton: CheckAction = {
  identifier: 'recheck',
  label: 'Re-check',
  description: 'Look again, with time limits anew',
};
