import type { RepositoryRef } from '../domain/repository.ts';
import { decodeScheduleBook, decodeTurnMark, type ScheduleBook, type TurnMark } from '../domain/schedule/book.ts';
import type { CommandFacts } from '../ports/github.ts';
import type { KeptIssue } from '../ports/kept-issues.ts';
import type { Signer } from '../ports/signer.ts';

const purpose = 'schedule';
const turnPurpose = 'schedule-turn';

export const bookMarker = (signer: Signer, repositoryId: number, book: ScheduleBook): string =>
  signer.mark(purpose, repositoryId, book);

export const turnMarker = (signer: Signer, repositoryId: number, mark: TurnMark): string =>
  signer.mark(turnPurpose, repositoryId, mark);

/** The issue of a schedule, and what its text says. */
export interface KeptBook {
  readonly issue: KeptIssue;
  /** Undefined where somebody else wrote the text last: it may be an older one, put back. */
  readonly book: ScheduleBook | undefined;
}

/** The newest issue of a schedule; undefined where there is none. */
export function bookOf(
  signer: Signer,
  repositoryId: number,
  issues: readonly KeptIssue[],
  schedule: string,
): KeptBook | undefined {
  for (const issue of issues) {
    const book = signer
      .read(purpose, repositoryId, issue.body)
      .payloads.flatMap((payload) => decodeScheduleBook(payload) ?? [])
      .find((each) => each.schedule === schedule);
    if (book !== undefined) return { issue, book: issue.foreign ? undefined : book };
  }
  return undefined;
}

/** A comment in which a schedule gave its command. */
export type FoundTurn = TurnMark & { readonly nodeId: string };

/** What was given at a turn, by the comments of the schedule's issue. */
export const turnsGiven = (
  signer: Signer,
  repository: RepositoryRef,
  comments: CommandFacts['ownComments'],
  { schedule, at }: Pick<TurnMark, 'schedule' | 'at'>,
): readonly FoundTurn[] =>
  comments.flatMap(({ nodeId, body }) =>
    signer
      .read(turnPurpose, repository.id, body)
      .payloads.flatMap((payload) => decodeTurnMark(payload) ?? [])
      .filter((mark) => mark.schedule === schedule && mark.at === at)
      .map((mark) => ({ ...mark, nodeId })),
  );
