import { z } from 'zod';
import type { KeptIssue } from '../ports/kept-issues.ts';

const actor = z.object({ login: z.string() }).nullish();

/** Issues with the label; absent where a repository has issues switched off. */
export const keptIssuesShape = z
  .object({
    nodes: z.array(
      z
        .object({
          id: z.string(),
          number: z.number(),
          url: z.string(),
          body: z.string(),
          state: z.enum(['OPEN', 'CLOSED']),
          viewerDidAuthor: z.boolean(),
          author: actor,
          editor: actor,
          comments: z.object({ totalCount: z.number() }),
        })
        .nullable(),
    ),
  })
  .nullish();

/** Those that our App opened: a label alone makes nobody's issue ours. */
export const keptIssuesOf = (found: z.infer<typeof keptIssuesShape>): readonly KeptIssue[] =>
  (found?.nodes ?? [])
    .filter((node) => node !== null)
    .filter(({ viewerDidAuthor }) => viewerDidAuthor)
    .map(({ id, number, url, body, state, author, editor, comments }) => ({
      number,
      nodeId: id,
      url,
      body,
      open: state === 'OPEN',
      foreign: editor != null && editor.login !== author?.login,
      comments: comments.totalCount,
    }));
