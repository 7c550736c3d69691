/** Every kind of decision and act that the trail holds. */
export type AuditKind =
  | 'command.allowed'
  | 'command.denied'
  | 'plan.allowed'
  | 'plan.waits'
  | 'plan.denied'
  | 'change.committed'
  | 'pull.opened'
  | 'pull.reopened'
  | 'pull.merged'
  | 'pull.closed'
  | 'lock.taken'
  | 'lock.released'
  | 'deletion.confirmed'
  | 'deletion.refused'
  | 'cluster.let-go'
  | 'template.removed'
  | 'release.removed'
  | 'cleanup.proved';

/** A decision or an act. */
export interface AuditEntry {
  readonly kind: AuditKind;
  /** Names this very decision or act, whoever writes it and however often. */
  readonly act: string;
  readonly request?: string;
  /** The person's login and id, or the bot itself. */
  readonly who?: string;
  readonly what: Readonly<Record<string, unknown>>;
}

/** Decisions and acts, in the order in which they were written. Nothing is ever changed. */
export interface AuditTrail {
  /** Adds it once: `known` when the same act stands there already. */
  put(entry: AuditEntry): Promise<'added' | 'known'>;
}
