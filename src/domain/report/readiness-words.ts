import type { ReadinessState } from '../health/readiness.ts';

export const readinessWords: Readonly<Record<ReadinessState, string>> = {
  failed: '❌ failed',
  gone: '❌ gone',
  deleting: '❌ being deleted',
  stuck: '⚠️ stuck',
  paused: '⚠️ paused',
  unknown: '❔ not seen',
  waiting: '⏳ waiting',
  progressing: '🔄 coming up',
  superseded: '⏭️ changed again',
  removed: '⏭️ removed again',
  ready: '✅ ready',
};
