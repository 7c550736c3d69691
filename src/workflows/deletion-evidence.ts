import type { DeleteRequest } from '../domain/cluster/request.ts';
import { type Confirmation, confirmationFor } from '../domain/deletion/confirmation.ts';
import { lockFinding } from '../domain/locks/findings.ts';
import { parentOf } from '../domain/manifests/builds/resolve-path.ts';
import type { NotDeleted } from '../domain/report/deletion-report.ts';
import { AppError } from '../errors.ts';
import type { CommandFactsSource, History, Pulls, Tree } from '../ports/github.ts';
import type { RequestRecord } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { readDeletionMarkers } from './deletion-markers.ts';
import { clustersElsewhere, foldersOnBase } from './folders-on-base.ts';
import type { JudgeMerge } from './judge-merge.ts';
import { readLockBook } from './lock-book.ts';
import { hasMoved } from './moved-repository.ts';

export interface EvidenceNeeds {
  readonly pulls: Pulls;
  readonly facts: CommandFactsSource;
  readonly tree: Tree;
  readonly history: History;
  readonly signer: Signer;
  readonly judgeMerge: JudgeMerge;
}

/** What GitHub says of whether the clusters of a merged delete request may go. */
export type Evidence =
  | {
      readonly state: 'confirmed';
      readonly confirmation: Confirmation;
      /** The commit of the base branch that has the clusters nowhere. */
      readonly baseSha: string;
    }
  /** The repository is called otherwise by now, and may not be served so. */
  | { readonly state: 'moved' }
  | { readonly state: 'refused'; readonly not: NotDeleted };

/**
 * Gathers the positive evidence that a deletion needs: a confirmation, signed by us, of the very commit that was merged; a merge that
 * Plan allowed; a base branch that has the clusters nowhere; and no lock of others than who asked and who confirmed. Throws where
 * one of them cannot be read: nothing is concluded from that.
 */
export async function deletionEvidence(
  needs: EvidenceNeeds,
  record: RequestRecord,
  request: DeleteRequest,
): Promise<Evidence> {
  const refused = (not: NotDeleted): Evidence => ({ state: 'refused', not });
  const { repository, id, clusters } = request;
  const number = record.pull?.number;
  const pull = number === undefined ? undefined : await needs.pulls.read(repository, number);
  if (pull === undefined) throw new AppError('github/unavailable', 'the pull request of a deletion could not be read');
  if (hasMoved(pull, repository)) return { state: 'moved' };
  if (pull.state !== 'merged') return refused({ why: 'unconfirmed' });
  const facts = await needs.facts.gather({ repository, issue: pull.number, sourceNodeId: pull.nodeId });
  // A branch that was renamed since still is the one that was asked for.
  if (pull.baseRef !== request.base && pull.baseRef !== facts.repository.defaultBranch)
    return refused({ why: 'another branch', branch: pull.baseRef });
  const { confirmations } = readDeletionMarkers(needs.signer, repository.id, facts.ownComments);
  const confirmation = confirmationFor(confirmations, { request: id, headSha: pull.headSha });
  if (confirmation === undefined) return refused({ why: 'unconfirmed' });

  const folders = await foldersOnBase(needs.history, request, facts.baseSha, clusters);
  if (folders.length > 0) return refused({ why: 'on base', folders });
  const { findings, configuration } = await needs.judgeMerge(request, { pull, confirmation });
  const at = pull.closedAt ?? 0;
  if (findings.length > 0) return refused({ why: 'not allowed', findings: findings.map(({ message }) => message), at });
  const now = facts.configuration.state === 'read' ? facts.configuration.configuration : undefined;
  const roots = [configuration, now].flatMap((each) => each?.clusters.folder ?? []);
  const elsewhere = await clustersElsewhere(needs.tree, repository, facts.baseSha ?? '', clusters, [
    ...roots,
    ...clusters.map(({ folder }) => parentOf(folder)),
  ]);
  if (elsewhere.length > 0) return refused({ why: 'on base', folders: elsewhere.map(({ path }) => path) });
  const book = readLockBook(needs.signer, repository.id, facts.lockIssues);
  const locks = clusters.flatMap(({ spec }) => {
    const held = [request.asker, confirmation.by].map(
      ({ id: person }) => lockFinding(book, spec.name, person)?.message,
    );
    return held.every((each) => each !== undefined) ? held.slice(0, 1) : [];
  });
  if (locks.length > 0) return refused({ why: 'locked', locks: locks.filter((each) => each !== undefined) });
  return { state: 'confirmed', confirmation, baseSha: facts.baseSha ?? '' };
}
