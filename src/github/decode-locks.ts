import { z } from 'zod';
import type { LockIssue } from '../ports/lock-issues.ts';

const actor = z.object({ login: z.string() }).nullish();

/** Issues with the label; absent where a repository has issues switched off. */
export const lockIssuesShape = z
  .object({
    nodes: z.array(
      z
        .object({
          number: z.number(),
          url: z.string(),
          body: z.string(),
          state: z.enum(['OPEN', 'CLOSED']),
          viewerDidAuthor: z.boolean(),
          author: actor,
          editor: actor,
        })
        .nullable(),
    ),
  })
  .nullish();

/** Those that our App opened: a label alone makes nobody's issue ours. */
export const lockIssuesOf = (found: z.infer<typeof lockIssuesShape>): readonly LockIssue[] =>
  (found?.nodes ?? [])
    .filter((node) => node !== null)
    .filter(({ viewerDidAuthor }) => viewerDidAuthor)
    .map(({ number, url, body, state, author, editor }) => ({
      number,
      url,
      body,
      open: state === 'OPEN',
      foreign: editor != null && editor.login !== author?.login,
    }));
