import type { Person } from '../repository.ts';
import { clip } from '../text/budget.ts';
import { visibleLine } from '../text/characters.ts';

/** A cluster that a person keeps others from changing. */
export interface Lock {
  readonly cluster: string;
  readonly owner: Person;
  /** Foreign text. */
  readonly reason?: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Characters that the list of all locks may take, signed: it lives in the text of one issue, beside a table. */
export const longestList = 45_000;

export const longestReason = 200;

/** The lock on a cluster, whoever holds it. */
export const lockOn = (locks: readonly Lock[], cluster: string): Lock | undefined =>
  locks.find((each) => each.cluster === cluster);

/** The lock that keeps a person from changing a cluster: that of somebody else. Without a person it is anybody's. */
export function lockAgainst(locks: readonly Lock[], cluster: string, person: number | undefined): Lock | undefined {
  const lock = lockOn(locks, cluster);
  return lock === undefined || lock.owner.id === person ? undefined : lock;
}

/** All locks with this one in the place of another on the same cluster, sorted by cluster. */
export const withLock = (locks: readonly Lock[], lock: Lock): readonly Lock[] =>
  [...withoutLock(locks, lock.cluster), lock].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));

export const withoutLock = (locks: readonly Lock[], cluster: string): readonly Lock[] =>
  locks.filter((each) => each.cluster !== cluster);

/** What a marker carries; undefined when it is not of this form. */
export function decodeLocks(payload: unknown): readonly Lock[] | undefined {
  if (typeof payload !== 'object' || payload === null || !('locks' in payload) || !Array.isArray(payload.locks))
    return undefined;
  const locks = payload.locks.map(decodeLock);
  return locks.every((each) => each !== undefined) ? locks : undefined;
}

function decodeLock(value: unknown): Lock | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { cluster, owner, reason, since } = value as Readonly<Record<string, unknown>>;
  if (typeof cluster !== 'string' || typeof since !== 'number' || typeof owner !== 'object' || owner === null)
    return undefined;
  const { id, login } = owner as Readonly<Record<string, unknown>>;
  if (typeof id !== 'number' || typeof login !== 'string') return undefined;
  const said = typeof reason === 'string' ? { reason: clip(visibleLine(reason), longestReason) } : {};
  return { cluster, owner: { id, login }, ...said, since };
}
