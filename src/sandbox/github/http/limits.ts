export interface Bucket {
  readonly limit: number;
  readonly used: number;
  readonly resetAt: number;
}

const hour = 60 * 60 * 1000;
const minute = 60 * 1000;

/** Requests an hour by token owner, as GitHub's primary limit counts them. */
export function createLimits(now: () => number, limit: number, contentPerMinute: number) {
  const buckets = new Map<string, { used: number; resetAt: number }>();
  const made = new Map<string, number[]>();
  return {
    /** Counts what a request would make or change. Seconds to wait when that is too much a minute, and it is refused. */
    countContent(key: string, amount: number): number | undefined {
      const recent = (made.get(key) ?? []).filter((at) => at > now() - minute);
      if (amount > 0 && recent.length + amount > contentPerMinute)
        return Math.max(1, Math.ceil(((recent[0] ?? now()) + minute - now()) / 1000));
      made.set(key, [...recent, ...Array.from({ length: amount }, now)]);
      return undefined;
    },
    /** Counts a request. `used` above `limit` means that it must be refused. */
    count(key: string): Bucket {
      const known = buckets.get(key);
      const bucket = known && known.resetAt > now() ? known : { used: 0, resetAt: now() + hour };
      bucket.used += 1;
      buckets.set(key, bucket);
      return { limit, used: bucket.used, resetAt: bucket.resetAt };
    },
  };
}

export function limitHeaders(bucket: Bucket, resource: string): Record<string, string> {
  return {
    'x-ratelimit-limit': String(bucket.limit),
    'x-ratelimit-remaining': String(Math.max(0, bucket.limit - bucket.used)),
    'x-ratelimit-used': String(Math.min(bucket.limit, bucket.used)),
    'x-ratelimit-reset': String(Math.floor(bucket.resetAt / 1000)),
    'x-ratelimit-resource': resource,
  };
}

export const primaryLimitMessage = (key: string): string =>
  `API rate limit exceeded for ${key}. If you reach out to GitHub Support for help, please include the request ID and timestamp.`;
export const secondaryLimitMessage =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.';
