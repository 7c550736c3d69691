import type { CommandFacts } from '../ports/github.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { type CommentsShape, olderCommentsShape } from './decode-facts.ts';
import { olderComments } from './documents/facts.ts';

/** A conversation is read back at most this many times a hundred comments beyond the first. */
const olderPages = 4;

/** Our App's comments among the last five hundred of a conversation; only of a long one more than a page is read. */
export async function ownComments(
  client: Client,
  query: { readonly owner: string; readonly name: string; readonly issue: number },
  last: CommentsShape,
): Promise<CommandFacts['ownComments']> {
  const pages = [last];
  let page = last;
  while (page.pageInfo.hasPreviousPage && page.pageInfo.startCursor && pages.length <= olderPages) {
    const data = await client.query(olderComments, { ...query, before: page.pageInfo.startCursor });
    const older = decode(olderCommentsShape, data, 'comments').repository.issue?.comments;
    if (older === undefined) break;
    page = older;
    pages.unshift(page);
  }
  return pages
    .flatMap(({ nodes }) => nodes)
    .filter((node) => node !== null)
    .filter(({ viewerDidAuthor }) => viewerDidAuthor)
    .map(({ id, url, body }) => ({ nodeId: id, url, body }));
}
