import { AppError } from '../../errors.ts';
import { resourcePath } from '../discovery.ts';
import type { Refusal } from '../faults.ts';
import { pause } from '../timers.ts';
import { backOff } from './back-off.ts';
import type { Sink, SupervisedWatch, WatchHealth, WatchNeeds } from './contract.ts';
import { follow } from './follow.ts';
import { listPages } from './list-pages.ts';
import type { WatchedKind } from './watched-kinds.ts';

/** A connection that lived so long was a success even if it stayed quiet. */
const livedLong = 10_000;

const ends = {
  closed: 'the server closed the watch',
  silent: 'the watch fell silent',
  expired: 'the server forgot the place to go on from',
};

/**
 * Keeps `sink` equal to a collection of the API server for as long as it is not stopped: list, watch, resume where the last
 * watch ended, list again when the server forgot that place, and back off with jitter after whatever fails.
 */
export function superviseWatch(
  needs: WatchNeeds,
  kind: WatchedKind,
  namespace: string | undefined,
  sink: Sink,
): SupervisedWatch {
  const { clock, limits, log } = needs;
  const path = resourcePath(kind, namespace);
  const narrowed = kind.fieldSelector === undefined ? {} : { fieldSelector: kind.fieldSelector };
  const stopping = new AbortController();
  const wait = backOff(needs.random);
  const subject = { kind: kind.kind, group: kind.group, namespace };
  let complete = false;
  let resourceVersion: string | undefined;
  let heardAt = clock.now();
  let away: WatchHealth['away'] = { since: heardAt, because: 'not listed yet' };

  function goAway(because: string): void {
    if (away === undefined || away.because !== because) {
      log.debug({ ...subject, because }, 'watch interrupted');
      away = { since: away?.since ?? clock.now(), because };
    }
    needs.onHealth();
  }

  /** What a refusal means for the place to go on from; returns the least time to wait. */
  function refused(refusal: Refusal): number {
    goAway(refusal.message);
    if (refusal.status === 404) needs.onUnserved();
    // A busy server still knows the place; any other refusal may be about the place itself.
    if (refusal.status < 500 && refusal.status !== 429 && refusal.status !== 401) resourceVersion = undefined;
    return (refusal.retryAfterSeconds ?? 0) * 1000;
  }

  /** Returns how long to wait before the next turn, at least; `undefined`: go on at once. */
  async function list(): Promise<number | undefined> {
    sink.beginRelist();
    const listed = await listPages({
      transport: needs.transport,
      gate: needs.gate,
      path,
      narrowed,
      pageSize: limits.pageSize,
      signal: stopping.signal,
      onItem: sink.put,
      onPage: () => {
        heardAt = clock.now();
        sink.flush();
      },
      rest: (because) => {
        goAway(because);
        return pause(needs.timers, wait.next(), stopping.signal);
      },
    });
    if (listed.end === 'refused') return refused(listed.refusal);
    if (listed.end === 'expired') return 0;
    sink.endRelist();
    sink.flush();
    resourceVersion = listed.resourceVersion;
    complete = true;
    needs.onHealth();
    return undefined;
  }

  /** Whether the watch under way has brought an event: then it was a success, however it ended. */
  let fruitful = false;

  async function watch(from: string): Promise<number | undefined> {
    const openedAt = clock.now();
    fruitful = false;
    const followed = await follow({
      ...needs,
      path,
      narrowed,
      resourceVersion: from,
      timeoutSeconds: Math.round(240 + needs.random() * 240),
      silentMs: limits.silent,
      signal: stopping.signal,
      onOpen: () => {
        away = undefined;
        heardAt = clock.now();
        needs.onHealth();
      },
      onHeard: () => {
        heardAt = clock.now();
      },
      onEvent: (event, version) => {
        fruitful = true;
        if (event.type === 'DELETED') sink.remove(event.object);
        else if (event.type !== 'BOOKMARK') sink.put(event.object);
        if (version !== undefined) resourceVersion = version;
      },
      onBatch: () => sink.flush(),
    });
    if (followed.end === 'refused') return refused(followed.refusal);
    if (followed.end === 'expired') resourceVersion = undefined;
    goAway(ends[followed.end]);
    // A place that expires at once would have us list in a loop: that is no success even after an event.
    const success = clock.now() - openedAt >= livedLong || (fruitful && followed.end !== 'expired');
    if (!success) return 0;
    wait.reset();
    return undefined;
  }

  /** Lists if need be, then watches to the end of the connection. Returns the least time to wait; `undefined`: none. */
  async function turn(): Promise<number | undefined> {
    try {
      if (resourceVersion === undefined) {
        const delay = await list();
        if (delay !== undefined || resourceVersion === undefined) return delay;
      }
      return await watch(resourceVersion);
    } catch (error) {
      if (stopping.signal.aborted) return undefined;
      if (fruitful) wait.reset();
      fruitful = false;
      goAway(error instanceof AppError ? error.detail : String(error));
      if (!(error instanceof AppError)) log.warn({ ...subject, err: error }, 'watch failed in an unforeseen way');
      return 0;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const least = await turn();
      if (least !== undefined) await pause(needs.timers, Math.max(least, wait.next()), stopping.signal);
    }
  }

  const ended = run();
  return {
    kind,
    namespace,
    health: () => ({ complete, heardAt, ...(away === undefined ? {} : { away }) }),
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
