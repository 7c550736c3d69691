import type { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { commentsShape, pullTimesShape } from './decode-recovery.ts';
import { pages } from './pages.ts';

type Comment = z.infer<typeof commentsShape>[number];

interface Asked {
  readonly owner: string;
  readonly repo: string;
  /** Milliseconds since the epoch: comments that were written or changed since. */
  readonly since: number;
  /** In which order they come; those of single pull requests come as they were written. */
  readonly sort: 'created' | 'updated';
}

/** Nobody says that GitHub counts a changed comment as a change of its pull request. */
const margin = 24 * 60 * 60_000;

/**
 * The comments of a repository that changed since a time. Of one whose issues are disabled GitHub may list none (404 or 410), though its pull
 * requests have comments as ever: these are asked for one by one then. Throws `github/gone` where there are no pull requests either.
 */
export async function* recentComments(
  client: Pick<Client, 'rest'>,
  { owner, repo, since, sort }: Asked,
): AsyncGenerator<Comment> {
  const asked = { owner, repo, since: new Date(since).toISOString() };
  const url = '/repos/{owner}/{repo}/issues/comments';
  const all = pages(client, { url, parameters: { ...asked, sort, direction: 'asc' } });
  const first = await all.next().catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'github/gone') return undefined;
    throw error;
  });
  if (first === undefined) {
    yield* ofPulls(client, { owner, repo }, since, asked);
    return;
  }
  if (first.done !== true) yield* decode(commentsShape, first.value, 'comments');
  for await (const page of all) yield* decode(commentsShape, page, 'comments');
}

async function* ofPulls(
  client: Pick<Client, 'rest'>,
  names: Pick<Asked, 'owner' | 'repo'>,
  since: number,
  asked: Readonly<Record<string, string>>,
): AsyncGenerator<Comment> {
  const parameters = { ...names, state: 'all', sort: 'updated', direction: 'desc' };
  for await (const page of pages(client, { url: '/repos/{owner}/{repo}/pulls', parameters })) {
    for (const { number, updated_at } of decode(pullTimesShape, page, 'pull requests')) {
      if (Date.parse(updated_at) < since - margin) return;
      const url = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
      for await (const comments of pages(client, { url, parameters: { ...asked, issue_number: number } }))
        yield* decode(commentsShape, comments, 'comments');
    }
  }
}
