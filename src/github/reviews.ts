import { z } from 'zod';
import type { Opinion, PullCommit } from '../domain/access/approvals.ts';
import type { Reviews } from '../ports/reviews.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { pullCommits, reviewsOf } from './documents/reviews.ts';

const page = z.object({
  repository: z.object({
    pullRequest: z.object({
      reviews: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
        nodes: z.array(
          z
            .object({
              state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']),
              submittedAt: z.string().nullish(),
              commit: z.object({ oid: z.string() }).nullish(),
              author: z.object({ login: z.string(), databaseId: z.number().nullish() }).nullish(),
            })
            .nullable(),
        ),
      }),
    }),
  }),
});

const account = z
  .object({ user: z.object({ login: z.string(), databaseId: z.number().nullish() }).nullish() })
  .nullish();
const commit = z.object({
  oid: z.string(),
  author: account,
  committer: account,
  signature: z.object({ isValid: z.boolean(), wasSignedByGitHub: z.boolean() }).nullish(),
});
const commits = z.object({
  repository: z.object({
    pullRequest: z.object({
      commits: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
        nodes: z.array(z.object({ commit }).nullable()),
      }),
    }),
  }),
});

const opinions = { APPROVED: 'approved', CHANGES_REQUESTED: 'changes requested' } as const;

export const createReviews = (clientOf: ClientOf): Reviews => ({
  async of(repository, pull, until = Number.POSITIVE_INFINITY) {
    const { owner, name } = repository;
    const last = new Map<number, Opinion | undefined>();
    for (let after: string | null = null; ; ) {
      const data = await clientOf(repository).query(reviewsOf, { owner, name, number: pull, after });
      const { nodes, pageInfo } = decode(page, data, 'reviews').repository.pullRequest.reviews;
      for (const { state, submittedAt, commit, author } of nodes.filter((node) => node !== null)) {
        if (author?.databaseId == null || Date.parse(submittedAt ?? '') > until) continue;
        const reviewer = { id: author.databaseId, login: author.login };
        last.set(
          reviewer.id,
          // A commit that a force push took away is no head any more.
          state === 'DISMISSED' ? undefined : { reviewer, says: opinions[state], sha: commit?.oid ?? '' },
        );
      }
      if (!pageInfo.hasNextPage || !pageInfo.endCursor) break;
      after = pageInfo.endCursor;
    }
    return [...last.values()].filter((opinion) => opinion !== undefined);
  },

  async commits(repository, pull) {
    const { owner, name } = repository;
    const found: PullCommit[] = [];
    for (let after: string | null = null; ; ) {
      const data = await clientOf(repository).query(pullCommits, { owner, name, number: pull, after });
      const { nodes, pageInfo } = decode(commits, data, 'commits').repository.pullRequest.commits;
      found.push(...nodes.filter((node) => node !== null).map((node) => madeCommit(node.commit)));
      if (!pageInfo.hasNextPage || !pageInfo.endCursor) return found;
      after = pageInfo.endCursor;
    }
  },
});

function madeCommit({ oid, author, committer, signature }: z.infer<typeof commit>): PullCommit {
  // Whoever commits on GitHub's pages commits as this, and anybody may say so.
  const people = [author?.user, committer?.user].filter((user) => user?.login !== 'web-flow');
  const by = people.flatMap((user) => user?.databaseId ?? []);
  return { sha: oid, by, signedByGitHub: signature?.isValid === true && signature.wasSignedByGitHub };
}
