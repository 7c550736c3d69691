import { z } from 'zod';
import { keptIssuesShape } from './decode-kept-issues.ts';
import { pullShape } from './decode-pull.ts';

const entry = z.object({ name: z.string(), type: z.string() });
const comments = z.object({
  pageInfo: z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullish() }),
  nodes: z.array(
    z.object({ id: z.string(), url: z.string(), body: z.string(), viewerDidAuthor: z.boolean() }).nullable(),
  ),
});
const branches = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  nodes: z.array(
    z
      .object({ name: z.string(), associatedPullRequests: z.object({ nodes: z.array(pullShape.nullable()) }) })
      .nullable(),
  ),
});
const root = z.object({ __typename: z.string() }).nullish();

/** `ConfigurationFields`. */
const configurationShape = z.object({
  isEmpty: z.boolean(),
  defaultBranchRef: z.object({ name: z.string(), target: z.object({ oid: z.string() }).nullish() }).nullish(),
  root,
  dotGithub: z
    .object({ __typename: z.string(), entries: z.array(entry.extend({ mode: z.number() })).nullish() })
    .nullish(),
  configuration: z
    .object({
      __typename: z.string(),
      text: z.string().nullish(),
      isBinary: z.boolean().nullish(),
      isTruncated: z.boolean().nullish(),
    })
    .nullish(),
});

const clusters = z.object({ __typename: z.string(), oid: z.string(), entries: z.array(entry).nullish() }).nullish();

export const factsShape = z.object({
  repository: configurationShape.extend({
    id: z.string(),
    databaseId: z.number(),
    url: z.string(),
    isArchived: z.boolean(),
    clusters,
    issue: z
      .object({
        __typename: z.string(),
        id: z.string(),
        url: z.string(),
        locked: z.boolean(),
        headRefName: z.string().optional(),
        comments,
      })
      .nullish(),
    branches: branches.nullish(),
    recent: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean() }),
      nodes: z.array(z.object({ headRefName: z.string(), createdAt: z.string() }).nullable()),
    }),
    lockIssues: keptIssuesShape,
    labels: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() }).nullable()) }).nullish(),
  }),
  source: z
    .object({
      __typename: z.string(),
      body: z.string().optional(),
      createdAt: z.string().optional(),
      lastEditedAt: z.string().nullish(),
    })
    .nullish(),
});

export const configurationOnlyShape = z.object({
  repository: configurationShape.extend({ id: z.string(), databaseId: z.number() }),
});
export const clusterFoldersShape = z.object({ repository: z.object({ root, clusters }) });
export const olderCommentsShape = z.object({ repository: z.object({ issue: z.object({ comments }).nullish() }) });
export const moreBranchesShape = z.object({ repository: z.object({ branches: branches.nullish() }) });

export type FactsShape = z.infer<typeof factsShape>;
export type ConfigurationShape = z.infer<typeof configurationShape>;
export type CommentsShape = z.infer<typeof comments>;
export type BranchesShape = z.infer<typeof branches>;
export type ClustersShape = z.infer<typeof clusters>;
