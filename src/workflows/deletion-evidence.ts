import type { DeleteRequest } from '../domain/cluster/request.ts';
import { type Confirmation, confirmationFor } from '../domain/deletion/confirmation.ts';
import { lockFinding } from '../domain/locks/findings.ts';
import { AppError } from '../errors.ts';
import type { CommandFactsSource, History, Pulls } from '../ports/github.ts';
import type { RequestRecord } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { readDeletionMarkers } from './deletion-markers.ts';
import { foldersOnBase } from './folders-on-base.ts';
import { readLockBook } from './lock-book.ts';

export interface EvidenceNeeds {
  readonly pulls: Pulls;
  readonly facts: CommandFactsSource;
  readonly history: History;
  readonly signer: Signer;
}

/** What GitHub says, now, of whether the clusters of a merged delete request may go. */
export type Evidence =
  | {
      readonly state: 'confirmed';
      readonly confirmation: Confirmation;
      /** Locks of others than who asked and who confirmed, in words. */
      readonly locks: readonly string[];
    }
  | { readonly state: 'unconfirmed' }
  | { readonly state: 'on base'; readonly folders: readonly string[] };

/**
 * Gathers the positive evidence that a deletion needs: a confirmation, signed by us, of the very commit that was merged, and
 * a base branch without the folders. Throws where one of them cannot be read: nothing is concluded from that.
 */
export async function deletionEvidence(
  needs: EvidenceNeeds,
  record: RequestRecord,
  request: DeleteRequest,
): Promise<Evidence> {
  const { repository, id, clusters } = request;
  const number = record.pull?.number;
  const pull = number === undefined ? undefined : await needs.pulls.read(repository, number);
  if (pull === undefined) throw new AppError('github/unavailable', 'the pull request of a deletion could not be read');
  if (pull.state !== 'merged') return { state: 'unconfirmed' };
  const facts = await needs.facts.gather({ repository, issue: pull.number, sourceNodeId: pull.nodeId });
  const { confirmations } = readDeletionMarkers(needs.signer, repository.id, facts.ownComments);
  const confirmation = confirmationFor(confirmations, { request: id, headSha: pull.headSha });
  if (confirmation === undefined) return { state: 'unconfirmed' };

  const folders = await foldersOnBase(needs.history, request, facts.baseSha, clusters);
  if (folders.length > 0) return { state: 'on base', folders };
  const book = readLockBook(needs.signer, repository.id, facts.lockIssues);
  const locks = clusters.flatMap(({ spec }) => {
    const held = [request.asker, confirmation.by].map(
      ({ id: person }) => lockFinding(book, spec.name, person)?.message,
    );
    return held.every((each) => each !== undefined) ? held.slice(0, 1) : [];
  });
  return { state: 'confirmed', confirmation, locks: locks.filter((each) => each !== undefined) };
}
