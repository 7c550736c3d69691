import { AppError, type ErrorCode } from '../errors.ts';
import { type BackOff, pauseAfter } from './back-off.ts';

/** A try that was put off (by an outage that names its end, by a stop of this process) counts as none, but not without end. */
const mostDeferrals = 50;

/** Codes of what waits for what GitHub allows: its limits end by themselves, so that these wait as long as it takes. */
export const forGitHub: readonly ErrorCode[] = ['github/rate-limited', 'queue/in-line'];

/** What an error says, as the database can hold it: bounded, and without the one character that Postgres refuses. */
export const errorText = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 4_000).replaceAll('\u0000', '');

export interface Tried {
  /** Runs so far, this one included. */
  readonly attempts: number;
  /** How many of them were put off. */
  readonly deferrals: number;
}

export type Verdict =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'dead'; readonly code: string; readonly error: string }
  | {
      readonly outcome: 'again';
      readonly pauseMs: number;
      readonly deferred: boolean;
      /** Where alone it can run from now on. */
      readonly place?: string;
      readonly code: string;
      readonly error: string;
    };

/**
 * What a failed run leads to. A fault that time cannot heal is dead at once; one that names its time waits for it, one that
 * names its place is run there; any other is tried again after a growing pause until the tries are used up. `stopped`: the run was told to stop.
 */
export const judge = (error: unknown, tried: Tried, backOff: BackOff, now: number, stopped: boolean): Verdict => {
  const known = error instanceof AppError ? error : undefined;
  const said = { code: known?.code ?? 'internal/bug', error: errorText(error) };
  if (stopped) return { outcome: 'again', pauseMs: 0, deferred: tried.deferrals < mostDeferrals, ...said };
  if (known !== undefined && !known.retry) return { outcome: 'dead', ...said };
  const isEarly = tried.deferrals < mostDeferrals;
  if (known?.retryAt !== undefined && (isEarly || forGitHub.includes(known.code))) {
    const pauseMs = Math.max(isEarly ? 0 : backOff.firstMs, known.retryAt - now);
    return { outcome: 'again', pauseMs, deferred: true, ...said };
  }
  if (known?.place !== undefined && isEarly) {
    return { outcome: 'again', pauseMs: 0, deferred: true, place: known.place, ...said };
  }
  const tries = tried.attempts - tried.deferrals;
  if (tries >= backOff.tries) return { outcome: 'dead', ...said };
  return { outcome: 'again', pauseMs: pauseAfter(backOff, tries), deferred: false, ...said };
};
