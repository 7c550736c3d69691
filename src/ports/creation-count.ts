/** At most so much is created within any such span. */
export interface CreationLimit {
  readonly most: number;
  readonly spanMs: number;
}

export interface Created {
  readonly creates: number;
  readonly agoMs: number;
}

/**
 * What all processes that share a database have created on GitHub, by installation. It neither throws nor holds anybody up: where
 * the database gives no answer at once, each answer is `undefined`, and each process counts for itself.
 */
export interface CreationCount {
  /**
   * Counts so much more and answers 0 when no limit is passed by it; else counts nothing and answers the milliseconds until it fits.
   * A weight beyond a limit waits for an empty span.
   */
  take(installationId: number, creates: number, limits: readonly CreationLimit[]): Promise<number | undefined>;
  /** What counts of the last hour, oldest first. */
  lastHour(installationId: number): Promise<readonly Created[] | undefined>;
}
