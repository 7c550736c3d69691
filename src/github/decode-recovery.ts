import { z } from 'zod';

const userShape = z.object({ id: z.number(), login: z.string(), type: z.string() }).nullish();
export type UserShape = z.infer<typeof userShape>;

export const installationsShape = z.array(
  z.object({
    id: z.number(),
    account: z.object({ login: z.string().optional() }).nullish(),
    suspended_at: z.string().nullish(),
  }),
);
export const repositoriesShape = z.object({
  repositories: z.array(
    z.object({ id: z.number(), name: z.string(), owner: z.object({ id: z.number(), login: z.string() }) }),
  ),
});
export const commentsShape = z.array(
  z.object({
    node_id: z.string(),
    body: z.string().nullish(),
    issue_url: z.string(),
    created_at: z.string(),
    user: userShape,
    performed_via_github_app: z.object({ id: z.number() }).nullish(),
  }),
);
export const issuesShape = z.array(
  z.object({
    node_id: z.string(),
    body: z.string().nullish(),
    number: z.number(),
    created_at: z.string(),
    user: userShape,
    pull_request: z.unknown().optional(),
  }),
);
export const pullTimesShape = z.array(z.object({ number: z.number(), updated_at: z.string() }));
export const foundShape = z.object({
  nodes: z.array(
    z
      .object({
        id: z.string(),
        body: z.string(),
        lastEditedAt: z.string().nullish(),
        reactionGroups: z.array(z.object({ viewerHasReacted: z.boolean() })).nullish(),
      })
      .partial()
      .nullable(),
  ),
});
export const deliveriesShape = z.array(
  z.object({
    id: z.union([z.number(), z.bigint()]),
    guid: z.string(),
    delivered_at: z.string(),
    status_code: z.number().nullish(),
  }),
);
