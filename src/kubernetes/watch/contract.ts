import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Timers } from '../timers.ts';
import type { Transport } from '../transport.ts';
import type { Gate } from './gate.ts';
import type { WatchLimits } from './limits.ts';
import type { WatchedKind } from './watched-kinds.ts';

/** Where the objects of one watched collection go. */
export interface Sink {
  put(object: unknown): void;
  remove(object: unknown): void;
  /** From here to `endRelist`, what is put counts as seen. */
  beginRelist(): void;
  /** Removes what was not seen since `beginRelist`. */
  endRelist(): void;
  /** A batch is done: tell those who listen. */
  flush(): void;
}

export interface WatchNeeds {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly gate: Gate;
  readonly limits: WatchLimits;
  /** Something about this watch's health changed. */
  readonly onHealth: () => void;
  /** The server no longer knows the collection. */
  readonly onUnserved: () => void;
}

export interface WatchHealth {
  /** Whether a whole list was ever taken in. */
  readonly complete: boolean;
  /** Since when there is no open watch, and why; absent while there is one. */
  readonly away?: { readonly since: number; readonly because: string };
  readonly heardAt: number;
}

export interface SupervisedWatch {
  readonly kind: WatchedKind;
  readonly namespace: string | undefined;
  health(): WatchHealth;
  /** Tears the connection down and waits for the end of what is under way. */
  stop(): Promise<void>;
}
