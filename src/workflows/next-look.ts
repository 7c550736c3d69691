import type { Jobs } from '../ports/jobs.ts';
import { requestKey } from './keys.ts';

/** Has a request looked at again, once however often it is asked for before that: its checks, or its clean-up. */
export const lookAgain = (jobs: Jobs, kind: 'observe' | 'clean-up', requestId: string, delayMs = 0) =>
  jobs.add(
    kind,
    { requestId },
    { keys: [requestKey(requestId)], coalesce: `${kind}/${requestId}`, ...(delayMs > 0 ? { delayMs } : {}) },
  );

/** Has a look at whether what follows a merged request is due, or was stopped. */
export const lookAtTrain = (jobs: Jobs, requestId: string) =>
  jobs.add(
    'advance-train',
    { requestId },
    { keys: [requestKey(requestId)], coalesce: `train/${requestId}`, control: true },
  );
