import { AppError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Created, CreationLimit } from '../../ports/creation-count.ts';
import type { Quota, RateLimit } from './limits.ts';
import { createWindow, type Window } from './window.ts';

/** What one request takes of an installation's limits. */
interface Cost {
  readonly resource: 'core' | 'graphql';
  /** Mutations in the document, or 1 for a REST request that writes: GitHub counts what is created, not requests. */
  readonly creates: number;
}

export interface Governor {
  /** Waits until the request may be sent, at most `maxWaitMs`; then throws `github/rate-limited`. Call the result when it is done. */
  enter(cost: Cost): Promise<() => void>;
  /** Takes note of a refusal for its rate; returns when to try again, in milliseconds since the epoch. */
  limited(limit: RateLimit, resource: string): number;
  /** Takes note of an answer that was not refused. */
  accepted(quota: Quota | undefined): void;
  /**
   * Milliseconds until so much more can have been created, when it goes as soon as GitHub lets it; 0: now. A part of each is left
   * aside for answers and for requests under way.
   */
  forecast(creates: number): Promise<number>;
}

/** What all processes create for one installation; see `CreationCount`. */
interface SharedCount {
  take(creates: number, limits: readonly CreationLimit[]): Promise<number | undefined>;
  lastHour(): Promise<readonly Created[] | undefined>;
}

export interface GovernorOptions {
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** Default 5,000. */
  readonly maxWaitMs?: number;
  /** Requests under way at once; GitHub allows 100 for all clients of an installation together. Default 25. */
  readonly concurrency?: number;
  /**
   * `own`: only what the server answers counts, as on an Enterprise Server, where the published limits do not hold.
   * Default `published`.
   */
  readonly limits?: 'published' | 'own';
  /** Absent: no other process creates anything. */
  readonly shared?: SharedCount;
}

// GitHub, "Rate limits for the REST API": content created per minute and hour; points per minute (a read 1, a write 5).
const minute = 60_000;
const perMinute: CreationLimit = { most: 80, spanMs: minute };
const perHour: CreationLimit = { most: 500, spanMs: 60 * minute };
/** Of these, what a forecast leaves to check runs and answers: none stands still half-way, and all who wait can be told. */
const keptPerMinute = 20;
const keptPerHour = 120;
const pointsPerMinute = { core: 900, graphql: 2000 };
/** GitHub asks for at least a minute after a secondary limit that names no time. */
const secondaryPauseMs = minute;

/** Keeps one installation within GitHub's primary and secondary limits. */
export function createGovernor(options: GovernorOptions): Governor {
  const { clock, sleep, maxWaitMs = 5000, concurrency = 25, limits = 'published' } = options;
  const shared = limits === 'own' ? undefined : options.shared;
  const creates = createWindows();
  const points = {
    core: createWindow(pointsPerMinute.core, minute),
    graphql: createWindow(pointsPerMinute.graphql, minute),
  };
  const quotas = new Map<string, Quota>();
  const queue: (() => void)[] = [];
  let active = 0;
  let pausedUntil = 0;
  let secondaryInRow = 0;

  const pointsOf = (cost: Cost) => (cost.creates === 0 ? 1 : 5);

  function waitFor(cost: Cost, now: number): number {
    const quota = quotas.get(cost.resource);
    return Math.max(
      pausedUntil - now,
      quota !== undefined && quota.remaining <= 0 ? quota.resetAt - now : 0,
      ...(limits === 'own'
        ? []
        : [
            ...[creates.inMinute, creates.inHour].map((window) => window.waitFor(cost.creates, now)),
            points[cost.resource].waitFor(pointsOf(cost), now),
          ]),
      0,
    );
  }

  /** A slot that becomes free goes straight to whoever waits longest. */
  async function takeSlot(): Promise<void> {
    if (active < concurrency) active += 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
  }

  function leaveSlot(): void {
    const next = queue.shift();
    if (next === undefined) active -= 1;
    else next();
  }

  /** Counts a request here, so that no other one of this process takes its room meanwhile, and then for all; 0: it may be sent. */
  async function count(cost: Cost): Promise<number> {
    const now = clock.now();
    const taken = [
      creates.inMinute.add(cost.creates, now),
      creates.inHour.add(cost.creates, now),
      points[cost.resource].add(pointsOf(cost), now),
    ];
    const wait = (cost.creates > 0 && (await shared?.take(cost.creates, [perMinute, perHour]))) || 0;
    if (wait > 0) for (const takeBack of taken) takeBack();
    return wait;
  }

  return {
    async enter(cost) {
      let wait = waitFor(cost, clock.now());
      for (let waited = 0; ; ) {
        if (wait > 0) {
          if (waited + wait > maxWaitMs) {
            const detail = `wait ${Math.ceil(wait / 1000)} s before the next request`;
            throw new AppError('github/rate-limited', detail, { retryAt: clock.now() + wait });
          }
          waited += wait;
          await sleep(wait);
        }
        await takeSlot();
        // What others sent while this one stood in the queue may have used the room up.
        wait = waitFor(cost, clock.now()) || (await count(cost));
        if (wait === 0) return leaveSlot;
        leaveSlot();
      }
    },
    limited(limit, resource) {
      const now = clock.now();
      if (limit.kind === 'primary') {
        const resetAt = limit.until ?? now + minute;
        quotas.set(resource, { resource, remaining: 0, resetAt });
        return resetAt;
      }
      const until = limit.until ?? now + secondaryPauseMs * 2 ** Math.min(secondaryInRow, 4);
      secondaryInRow += 1;
      pausedUntil = Math.max(pausedUntil, until);
      return pausedUntil;
    },
    accepted(quota) {
      secondaryInRow = 0;
      if (quota !== undefined) quotas.set(quota.resource, quota);
    },
    async forecast(weight) {
      const created = await shared?.lastHour();
      const now = clock.now();
      const paused = Math.max(0, pausedUntil - now);
      if (limits === 'own') return paused;
      const { inMinute, inHour } = created === undefined ? creates : createWindows(created, now);
      return Math.max(paused, inMinute.forecast(weight, now, keptPerMinute), inHour.forecast(weight, now, keptPerHour));
    },
  };
}

/** What was created, as far as it counts for each limit. */
function createWindows(
  created: readonly Created[] = [],
  now = 0,
): { readonly inMinute: Window; readonly inHour: Window } {
  const [inMinute, inHour] = [perMinute, perHour].map(({ most, spanMs }) => createWindow(most, spanMs)) as [
    Window,
    Window,
  ];
  for (const each of created) for (const window of [inMinute, inHour]) window.add(each.creates, now - each.agoMs);
  return { inMinute, inHour };
}
