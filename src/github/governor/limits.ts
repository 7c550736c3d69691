import { type GraphqlError, messageOf, type Reply } from '../reply.ts';

/** GitHub asked us to wait. `until` is absent when it did not say how long (a secondary limit). */
export interface RateLimit {
  readonly kind: 'primary' | 'secondary';
  readonly until?: number;
}

const secondaryText = /secondary rate limit|abuse detection|submitted too quickly|temporarily blocked/i;
const primaryText = /rate limit exceeded|rate limit already exceeded/i;

/** Whether a reply is a refusal for its rate, after GitHub's "Rate limits for the REST API" and "… GraphQL API". */
export function rateLimitOf(reply: Reply, now: number): RateLimit | undefined {
  if (reply.status !== 403 && reply.status !== 429) return undefined;
  const retryAfter = Number(reply.headers['retry-after']);
  const text = messageOf(reply.data);
  if (Number.isFinite(retryAfter) && reply.headers['retry-after'] !== undefined) {
    return { kind: 'secondary', until: now + Math.max(0, retryAfter) * 1000 };
  }
  if (secondaryText.test(text)) return { kind: 'secondary' };
  if (reply.headers['x-ratelimit-remaining'] === '0') return { kind: 'primary', ...resetOf(reply) };
  if (primaryText.test(text)) return { kind: 'primary', ...resetOf(reply) };
  return reply.status === 429 ? { kind: 'secondary' } : undefined;
}

/** The same for errors inside a GraphQL answer of status 200. */
export function rateLimitIn(errors: readonly GraphqlError[], reply: Reply): RateLimit | undefined {
  for (const error of errors) {
    if (secondaryText.test(error.message)) return { kind: 'secondary' };
    if (/^RATE_?LIMIT/.test(error.type ?? '') || primaryText.test(error.message)) {
      return { kind: 'primary', ...resetOf(reply) };
    }
  }
  return undefined;
}

function resetOf(reply: Reply): { until?: number } {
  const reset = Number(reply.headers['x-ratelimit-reset']);
  return Number.isFinite(reset) && reset > 0 ? { until: reset * 1000 } : {};
}

export interface Quota {
  readonly resource: string;
  readonly remaining: number;
  readonly resetAt: number;
}

/** What the reply says is left of the primary limit. */
export function quotaOf(reply: Reply, fallbackResource: string): Quota | undefined {
  const remaining = Number(reply.headers['x-ratelimit-remaining']);
  const reset = Number(reply.headers['x-ratelimit-reset']);
  if (reply.headers['x-ratelimit-remaining'] === undefined || !Number.isFinite(remaining)) return undefined;
  return {
    resource: reply.headers['x-ratelimit-resource'] ?? fallbackResource,
    remaining,
    resetAt: Number.isFinite(reset) ? reset * 1000 : 0,
  };
}
