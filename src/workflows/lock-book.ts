import type { Finding } from '../domain/finding.ts';
import { type LockBook, lockFinding, type OpenRequest, requestFinding } from '../domain/locks/findings.ts';
import { decodeLocks, type Lock } from '../domain/locks/lock.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { PullSummary } from '../ports/github.ts';
import type { KeptIssue } from '../ports/kept-issues.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import type { Occasion } from './handle-command.ts';

const purpose = 'locks';

export const lockMarker = (signer: Signer, repositoryId: number, locks: readonly Lock[]): string =>
  signer.mark(purpose, repositoryId, { locks });

/**
 * The locks by the issues that keep them. A text that our App did not write last is not believed, even where it is signed: it may
 * be an older one, put back.
 */
export function readLockBook(signer: Signer, repositoryId: number, issues: readonly KeptIssue[]): LockBook {
  const locks: Lock[] = [];
  for (const { number, body, foreign } of issues) {
    const [payload, ...more] = signer.read(purpose, repositoryId, body).payloads;
    const read = foreign || more.length > 0 ? undefined : decodeLocks(payload);
    if (read === undefined) return { state: 'unreadable', issue: number };
    locks.push(...read);
  }
  return { state: 'read', locks };
}

/** Requests of ours that are open, by their pull requests. */
export const openRequests = (
  signer: Signer,
  repository: RepositoryRef,
  pulls: readonly PullSummary[],
): readonly OpenRequest[] =>
  pulls.flatMap((pull) => {
    const request = signedRequest(signer, repository, pull);
    return request === undefined ? [] : [{ pull: pull.number, since: pull.createdAt, request }];
  });

/**
 * What keeps the sender of a command from changing clusters: locks of somebody else, or other open requests for them, which hold
 * them until their pull requests close.
 */
export function holdsOn(
  signer: Signer,
  { job, facts }: Occasion,
  clusters: readonly string[],
  request: string,
): readonly Finding[] {
  const book = readLockBook(signer, job.repository.id, facts.lockIssues);
  const open = openRequests(signer, job.repository, facts.openPulls);
  return clusters.flatMap(
    (cluster) => lockFinding(book, cluster, job.sender.id) ?? requestFinding(open, cluster, request) ?? [],
  );
}
