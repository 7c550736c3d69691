import {
  type Confirmation,
  codeOf,
  decodeCode,
  decodeConfirmation,
  type GivenCode,
} from '../domain/deletion/confirmation.ts';
import type { CommandFacts } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';

const codePurpose = 'deletion-code';
const confirmationPurpose = 'deletion-confirmed';

/** Of the codes that were given, the last few are remembered: an older one is answered as a wrong one. */
const codesKept = 5;

/** What our own comments on a delete request's pull request say, by their signed markers. */
export interface DeletionMarkers {
  readonly codes: readonly GivenCode[];
  readonly confirmations: readonly Confirmation[];
  /** The comment that shows the code. */
  readonly comment?: { readonly nodeId: string; readonly body: string };
}

export function readDeletionMarkers(
  signer: Signer,
  repositoryId: number,
  comments: CommandFacts['ownComments'],
): DeletionMarkers {
  const codes: GivenCode[] = [];
  const confirmations: Confirmation[] = [];
  let comment: DeletionMarkers['comment'];
  for (const { nodeId, body } of comments) {
    const given = signer.read(codePurpose, repositoryId, body).payloads.flatMap((each) => decodeCode(each) ?? []);
    if (given.length > 0) comment ??= { nodeId, body };
    codes.push(...given);
    confirmations.push(
      ...signer
        .read(confirmationPurpose, repositoryId, body)
        .payloads.flatMap((each) => decodeConfirmation(each) ?? []),
    );
  }
  return { codes, confirmations, ...(comment === undefined ? {} : { comment }) };
}

/** A code for what is there now. The signature over all that it is bound to makes it, so nobody can know it beforehand. */
export function newCode(signer: Signer, repositoryId: number, bound: Omit<GivenCode, 'code'>): GivenCode {
  return { ...bound, code: codeOf(signer.mark(codePurpose, repositoryId, bound)) };
}

/** The hidden part of the comment that shows the code: the last codes, the newest behind. */
export const codeMarkers = (signer: Signer, repositoryId: number, codes: readonly GivenCode[]): string =>
  codes
    .slice(-codesKept)
    .map((code) => signer.mark(codePurpose, repositoryId, code))
    .join('\n');

export const confirmationMarker = (signer: Signer, repositoryId: number, confirmation: Confirmation): string =>
  signer.mark(confirmationPurpose, repositoryId, confirmation);
