/** A decision or an act. */
export interface AuditEntry {
  /** What kind of decision or act, e.g. `command.denied`. */
  readonly kind: string;
  readonly request?: string;
  /** The person's login and id, or the bot itself. */
  readonly who?: string;
  readonly what: Readonly<Record<string, unknown>>;
}

/** Decisions and acts, in the order in which they were written. Nothing is ever changed. */
export interface AuditTrail {
  put(entry: AuditEntry): Promise<void>;
}
