import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Governor } from './governor/governor.ts';
import { quotaOf, type RateLimit, rateLimitOf } from './governor/limits.ts';
import type { Reply } from './reply.ts';

interface Call {
  readonly kind: 'rest' | 'graphql';
  /** Repeating it does no harm: it only reads. */
  readonly safe: boolean;
  readonly creates: number;
  readonly send: () => Promise<Reply>;
  /** What a reply of good status stands for: a fault, a rate limit named in its body, or both. */
  readonly judge: (reply: Reply) => { readonly fault?: AppError; readonly limit?: RateLimit };
}

export type Caller = (call: Call) => Promise<Reply>;

export interface CallerOptions {
  readonly installationId: number;
  readonly governor: Governor;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
}

const tries = 3;
const firstPauseMs = 200;

/**
 * Sends a call within the installation's limits. What GitHub refused for its rate was not carried out, so it is sent
 * again as soon as the governor lets it; reads are also sent again, with jitter, when GitHub failed. Anything else is thrown.
 */
export function createCaller(options: CallerOptions): Caller {
  const { installationId, governor, clock, metrics, sleep, random } = options;

  async function once(call: Call, resource: 'core' | 'graphql'): Promise<Reply | AppError> {
    const leave = await governor.enter({ resource, creates: call.creates });
    try {
      const reply = await sent(call);
      const quota = quotaOf(reply, resource);
      if (quota !== undefined) metrics.githubQuota(installationId, quota.resource, quota.remaining);
      const limit = rateLimitOf(reply, clock.now());
      if (limit !== undefined) return limited(limit, resource);
      const judged = call.judge(reply);
      if (judged.limit === undefined) governor.accepted(quota);
      else {
        const refusal = limited(judged.limit, resource);
        if (judged.fault !== undefined) return refusal;
      }
      return judged.fault ?? reply;
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    } finally {
      leave();
    }
  }

  async function sent(call: Call): Promise<Reply> {
    try {
      const reply = await call.send();
      metrics.githubRequest(installationId, call.kind, reply.status);
      return reply;
    } catch (error) {
      metrics.githubRequest(installationId, call.kind, 0);
      throw error;
    }
  }

  function limited(limit: RateLimit, resource: string): AppError {
    const retryAt = governor.limited(limit, resource);
    const which = limit.kind === 'primary' ? 'the quota is used up' : 'secondary rate limit';
    return new AppError('github/rate-limited', which, { retryAt });
  }

  return async (call) => {
    const resource = call.kind === 'graphql' ? 'graphql' : 'core';
    for (let attempt = 1; ; attempt += 1) {
      const result = await once(call, resource);
      if (!(result instanceof AppError)) return result;
      const again = result.code === 'github/rate-limited' || (result.code === 'github/unavailable' && call.safe);
      if (!again || attempt === tries) throw result;
      if (result.code === 'github/unavailable') await sleep(firstPauseMs * 2 ** (attempt - 1) * (0.5 + random()));
    }
  };
}
