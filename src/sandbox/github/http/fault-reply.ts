import type { RequestFault } from '../faults.ts';
import type { Reply } from './call.ts';
import { primaryLimitMessage, secondaryLimitMessage } from './limits.ts';

const documentation = 'https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api';

/** GitHub's refusal of too much at once, with seconds to wait or without. */
export function secondaryLimitReply(wait: number | 'none'): Reply {
  return {
    status: 403,
    json: { message: secondaryLimitMessage, documentation_url: documentation, status: '403' },
    headers: wait === 'none' ? {} : { 'retry-after': String(wait) },
  };
}

/** What a fault answers at this moment, `reset` to cut the connection, or nothing when it does not strike now. */
export function faultReply(
  fault: RequestFault,
  when: 'before' | 'after',
  graphql: boolean,
  now: number,
  key: string,
): Reply | 'reset' | undefined {
  switch (fault.kind) {
    case 'delay':
      return undefined;
    case 'reset':
      return (fault.when ?? 'before') === when ? 'reset' : undefined;
    case 'status':
      if ((fault.when ?? 'before') !== when) return undefined;
      return {
        status: fault.status,
        json: fault.body ?? { message: `${fault.status}`, status: String(fault.status) },
        headers: fault.headers ?? {},
      };
    case 'secondary-limit':
      return when === 'after' ? undefined : secondaryLimitReply(fault.retryAfter ?? 60);
    case 'primary-limit': {
      if (when === 'after') return undefined;
      const headers = {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(now / 1000) + (fault.resetIn ?? 3600)),
      };
      const message = primaryLimitMessage(key);
      // GraphQL says so with HTTP 200.
      return graphql
        ? { status: 200, headers, json: { errors: [{ type: 'RATE_LIMITED', message }] } }
        : { status: 403, headers, json: { message, documentation_url: documentation, status: '403' } };
    }
  }
}
