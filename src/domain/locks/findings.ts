import type { Request } from '../cluster/request.ts';
import { type Finding, fault } from '../finding.ts';
import { timeOfDay } from '../report/markdown.ts';
import { type Lock, lockAgainst } from './lock.ts';

/** What the issue of locks says: `unreadable` when somebody else wrote its text last, or it carries no list that we signed. */
export type LockBook =
  | { readonly state: 'read'; readonly locks: readonly Lock[] }
  | { readonly state: 'unreadable'; readonly issue: number };

/** An open request, by its pull request: it holds its clusters until that closes. */
export interface OpenRequest {
  readonly pull: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly request: Request;
}

/** What keeps a person, or anybody when none is named, from changing a cluster by a lock; undefined when nothing does. */
export function lockFinding(book: LockBook, cluster: string, person: number | undefined): Finding | undefined {
  if (book.state === 'unreadable')
    return fault('lock/unreadable', `what is locked is not known: the text of #${book.issue} is not ClusterOps' own`, {
      refersTo: book.issue,
    });
  const lock = lockAgainst(book.locks, cluster, person);
  return lock === undefined ? undefined : fault('lock/held', heldWords(lock));
}

export const heldWords = ({ cluster, owner, since, reason }: Lock): string =>
  `${cluster} is locked by ${owner.login} since ${timeOfDay(since)}${reason === undefined ? '' : `: ${reason}`}`;

/** The same of another open request for the cluster: the first one, for there is one at a time. */
export function requestFinding(open: readonly OpenRequest[], cluster: string, ownRequest: string): Finding | undefined {
  const other = open.find(({ request }) => request.id !== ownRequest && names(request).includes(cluster));
  if (other === undefined) return undefined;
  const { pull, since, request } = other;
  return fault(
    'cluster/taken',
    `#${pull} changes ${cluster} already: ${request.asker.login} asked for it, and it holds the cluster since ${timeOfDay(since)}`,
    {
      refersTo: pull,
      cure: 'Merge or close that one first, then ask again: no command waits behind another request. Subscribe to it to be told when it closes.',
    },
  );
}

/** What holds a command's clusters: it is refused, or only told of that. */
export interface Holds {
  readonly refusing: readonly Finding[];
  readonly told: readonly Finding[];
}

/** A dry run changes nothing: it is answered whoever holds the clusters, and tells that the command itself would be refused. */
export const holdsFor = (dryRun: boolean, holds: readonly Finding[]): Holds =>
  dryRun
    ? { refusing: [], told: holds.map((each) => ({ ...each, severity: 'warning', message: inDryRun(each.message) })) }
    : { refusing: holds, told: [] };

const inDryRun = (message: string): string => `Without dry-run this would be refused now: ${message}`;

export const names = (request: Request): readonly string[] => request.clusters.map(({ spec }) => spec.name);
