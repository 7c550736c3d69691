import type { ErrorCode } from '../../errors.ts';
import type { Finding } from '../finding.ts';

/** What Plan decides of a head by policy, locks and confirmations: it may be merged, it waits for people or time, or it may not. */
export interface PlanVerdict {
  readonly verdict: 'allowed' | 'waits' | 'denied';
  /** What kept it back; empty where nothing did. */
  readonly because: readonly Pick<Finding, 'code' | 'message'>[];
}

const ofPolicy = /^(access|lock)\/|^deletion\/(not-asked|unconfirmed|protected)$/;
/** What an approval, a confirmation or the clock alone lifts. */
const passing: readonly ErrorCode[] = ['access/approval', 'access/not-now', 'deletion/unconfirmed'];

/** The verdict in all that Plan found; other faults of files are none. */
export function planVerdict(findings: readonly Finding[]): PlanVerdict {
  const because = findings
    .filter(({ code, severity }) => severity === 'error' && ofPolicy.test(code))
    .map(({ code, message }) => ({ code, message }));
  const waits = because.every(({ code }) => passing.includes(code));
  return { verdict: because.length === 0 ? 'allowed' : waits ? 'waits' : 'denied', because };
}
