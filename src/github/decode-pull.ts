import { z } from 'zod';
import type { PullSummary } from '../ports/github.ts';

const actor = z.object({ login: z.string(), databaseId: z.number().nullish() }).nullish();

/** `PullFields` as GraphQL gives them. */
export const pullShape = z.object({
  number: z.number(),
  id: z.string(),
  url: z.string(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  headRefName: z.string(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  isCrossRepository: z.boolean(),
  viewerDidAuthor: z.boolean(),
  createdAt: z.string(),
  closedAt: z.string().nullish(),
  repository: z.object({ nameWithOwner: z.string() }),
  author: actor,
  mergeCommit: z.object({ oid: z.string() }).nullish(),
  mergedBy: actor,
});

const states = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;

export function pullSummary(pull: z.infer<typeof pullShape>): PullSummary {
  return {
    number: pull.number,
    nodeId: pull.id,
    url: pull.url,
    repository: pull.repository.nameWithOwner,
    title: pull.title,
    body: pull.body,
    headRef: pull.headRefName,
    headSha: pull.headRefOid,
    baseRef: pull.baseRefName,
    state: states[pull.state],
    createdAt: Date.parse(pull.createdAt),
    own: pull.viewerDidAuthor,
    ...(pull.author?.databaseId ? { author: { id: pull.author.databaseId, login: pull.author.login } } : {}),
    ...(pull.mergedBy?.databaseId ? { mergedBy: { id: pull.mergedBy.databaseId, login: pull.mergedBy.login } } : {}),
    fork: pull.isCrossRepository,
    ...(pull.mergeCommit ? { mergeSha: pull.mergeCommit.oid } : {}),
    ...(pull.closedAt ? { closedAt: Date.parse(pull.closedAt) } : {}),
  };
}

/** Branches of requests begin so. */
export const branchPrefix = 'clusterops/';

/** Opened by our App on one of its branches in the repository itself. */
export function isOurs(pull: {
  readonly viewerDidAuthor: boolean;
  readonly isCrossRepository: boolean;
  readonly headRefName: string;
}): boolean {
  return pull.viewerDidAuthor && !pull.isCrossRepository && pull.headRefName.startsWith(branchPrefix);
}
