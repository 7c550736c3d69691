import { decodeMade } from '../domain/cluster/decode-request.ts';
import type { LetGo } from '../domain/deletion/hourly-cap.ts';
import { deletionComment } from '../domain/report/deletion-comment.ts';
import { textDigest } from '../domain/report/digest.ts';
import { stickyComment } from '../domain/report/sticky-comment.ts';
import type { LeftObject, MadeObject, RequestRecord } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';

export interface StickyWriter {
  /** The comment's body with its marker, and a digest that changes when the body does. */
  render(record: RequestRecord): { readonly body: string; readonly digest: string };
}

const purpose = 'sticky';

/** Writes a request's sticky comment; its signed marker carries what must survive the loss of the database. */
export const createStickyWriter = (signer: Signer): StickyWriter => ({
  render: (record) => {
    const { request, pull } = record;
    const marker = signer.mark(purpose, request.repository.id, {
      request: request.id,
      issue: request.issue,
      branch: request.branch,
      headSha: pull?.headSha,
      made: record.made,
      attempts: attemptsOf(record),
      letGo: record.letGo,
      refused: record.refused,
      leftBehind: record.leftBehind,
    });
    // A pull request of ours has the request in its own text.
    const asked =
      request.kind === 'delete-cluster' && request.byHand
        ? `\n${signer.mark('request', request.repository.id, request)}`
        : '';
    const text =
      request.kind === 'delete-cluster'
        ? deletionComment({ ...record, request })
        : stickyComment({ ...record, request });
    const body = `${text}\n${marker}${asked}`;
    return { body, digest: textDigest(body) };
  },
});

/** Of runs that were opened anew, by which name the last one is found again. */
function attemptsOf({ runs }: RequestRecord): Readonly<Record<string, string>> | undefined {
  const last = new Map(runs.map(({ sha, stage, attempt }) => [`${sha}/${stage}`, attempt]));
  const later = [...last].filter(([, attempt]) => attempt !== '1');
  return later.length === 0 ? undefined : Object.fromEntries(later);
}

/** What requests let go, by the signed markers in comments of ours. */
export const letGoIn = (signer: Signer, repositoryId: number, bodies: readonly string[]): readonly LetGo[] =>
  bodies.flatMap((body) =>
    signer.read(purpose, repositoryId, body).payloads.flatMap((payload) => decodeMade(payload)?.letGo ?? []),
  );

export interface FoundSticky {
  readonly nodeId: string;
  readonly url: string;
  readonly headSha?: string;
  readonly attempts?: Readonly<Record<string, string>>;
  readonly made: readonly MadeObject[];
  readonly letGo: readonly LetGo[];
  /** Nothing was deleted, and nothing will be. */
  readonly refused?: true;
  readonly leftBehind: readonly LeftObject[];
}

/** The sticky comment of a request among our own comments, by its signed marker. */
export function findSticky(
  signer: Signer,
  repositoryId: number,
  request: string,
  comments: readonly { readonly nodeId: string; readonly url: string; readonly body: string }[],
): FoundSticky | undefined {
  for (const { nodeId, url, body } of comments) {
    for (const payload of signer.read(purpose, repositoryId, body).payloads) {
      const decoded = decodeMade(payload);
      if (decoded?.request === request) {
        return {
          nodeId,
          url,
          made: decoded.made,
          letGo: decoded.letGo,
          ...(decoded.refused === true ? { refused: true } : {}),
          leftBehind: decoded.leftBehind,
          ...(decoded.headSha === undefined ? {} : { headSha: decoded.headSha }),
          ...(decoded.attempts === undefined ? {} : { attempts: decoded.attempts }),
        };
      }
    }
  }
  return undefined;
}

/** Requests that our comments on an issue follow. */
export const stickyRequests = (
  signer: Signer,
  repositoryId: number,
  comments: readonly { readonly body: string }[],
): readonly string[] =>
  comments.flatMap(({ body }) =>
    signer.read(purpose, repositoryId, body).payloads.flatMap((payload) => decodeMade(payload)?.request ?? []),
  );
