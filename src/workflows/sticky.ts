import { decodeMade } from '../domain/cluster/decode-request.ts';
import { deletionComment } from '../domain/report/deletion-comment.ts';
import { textDigest } from '../domain/report/digest.ts';
import { stickyComment } from '../domain/report/sticky-comment.ts';
import type { MadeObject, RequestRecord } from '../ports/requests.ts';
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
    });
    const text =
      request.kind === 'delete-cluster'
        ? deletionComment({ ...record, request })
        : stickyComment({ ...record, request });
    const body = `${text}\n${marker}`;
    return { body, digest: textDigest(body) };
  },
});

export interface FoundSticky {
  readonly nodeId: string;
  readonly url: string;
  readonly headSha?: string;
  readonly made: readonly MadeObject[];
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
          ...(decoded.headSha === undefined ? {} : { headSha: decoded.headSha }),
        };
      }
    }
  }
  return undefined;
}
