/** A webhook delivery after intake: only the fields that handlers read, so that a row stays small. */
export interface Delivery {
  /** `X-GitHub-Delivery`. */
  readonly id: string;
  /** `X-GitHub-Event`, e.g. `issue_comment`. */
  readonly event: string;
  /** The payload's own shape (what Probot expects), cut down to the fields of `src/web/extract.ts`. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Inbox {
  /** Resolves once the delivery is durable. A delivery id seen before is stored once. */
  store(delivery: Delivery): Promise<'stored' | 'duplicate'>;
  /**
   * Hands each stored delivery to `handle`, oldest first, waking at once on a new one. One that throws is retried with
   * back-off and becomes a dead letter after its last try. Returns the stopper, which waits for those under way.
   */
  drain(handle: (delivery: Delivery) => Promise<void>): Promise<() => Promise<void>>;
  /** Waiting deliveries and the age in seconds of the oldest. */
  depth(): Promise<{ readonly waiting: number; readonly oldestSeconds: number; readonly dead: number }>;
}
