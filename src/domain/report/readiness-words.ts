import type { CauseCode } from '../health/cause.ts';
import type { ReadinessState } from '../health/readiness.ts';

export const readinessWords: Readonly<Record<ReadinessState, string>> = {
  failed: '❌ failed',
  deleting: '❌ being deleted',
  stuck: '⚠️ stuck',
  paused: '⚠️ paused',
  unknown: '❔ not seen',
  waiting: '⏳ waiting',
  progressing: '🔄 coming up',
  ready: '✅ ready',
};

export const causeWords: Readonly<Record<CauseCode, string | undefined>> = {
  quota: 'quota exhausted',
  credentials: 'credentials refused',
  image: 'machine image not found',
  subnet: 'network or subnet not usable',
  capacity: 'no capacity in the zone',
  'machine-type': 'machine type not available',
  cni: 'no CNI on the nodes',
  bootstrap: 'machines do not join',
  unclassified: undefined,
};
