import { z } from 'zod';
import { requestIdOfBranch } from '../domain/cluster/names.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { PullSummary, Pulls } from '../ports/github.ts';
import type { Client, ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { isOurs, pullShape, pullSummary } from './decode-pull.ts';
import {
  listPulls,
  mergedPulls,
  openPulls,
  pullsBehind,
  pullsById,
  pullsOfBranch,
  pullsWithCommit,
  readPull,
} from './documents/pulls.ts';
import { createLru } from './lru.ts';
import type { GraphqlError } from './reply.ts';

const one = z.object({ repository: z.object({ pullRequest: pullShape.nullish() }).nullish() });
const listed = z.object({
  repository: z.object({
    pullRequests: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      nodes: z.array(
        z
          .object({
            id: z.string(),
            headRefName: z.string(),
            isCrossRepository: z.boolean(),
            viewerDidAuthor: z.boolean(),
            updatedAt: z.string(),
            closedAt: z.string().nullish(),
          })
          .nullable(),
      ),
    }),
  }),
});
const left = z.object({ merged: z.boolean() });
const commented = z.object({
  repository: z.object({
    pullRequests: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      nodes: z.array(
        z
          .object({
            number: z.number(),
            headRefName: z.string(),
            isCrossRepository: z.boolean(),
            viewerDidAuthor: z.boolean(),
            updatedAt: z.string(),
            comments: z.object({ nodes: z.array(z.object({ viewerDidAuthor: z.boolean() }).nullable()).nullish() }),
          })
          .nullable(),
      ),
    }),
  }),
});
const onBranch = z.object({
  repository: z.object({ pullRequests: z.object({ nodes: z.array(pullShape.nullable()) }) }),
});
const byId = z.object({ nodes: z.array(pullShape.partial().nullable()) });

const withCommit = z.object({
  repository: z
    .object({
      object: z
        .object({ associatedPullRequests: z.object({ nodes: z.array(pullShape.nullable()) }).nullish() })
        .nullish(),
    })
    .nullish(),
});

const opened = z.object({
  repository: z.object({
    pullRequests: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      nodes: z.array(
        pullShape
          .extend({
            files: z
              .object({
                pageInfo: z.object({ hasNextPage: z.boolean() }),
                nodes: z.array(z.object({ path: z.string() }).nullable()).nullish(),
              })
              .nullish(),
          })
          .nullable(),
      ),
    }),
  }),
});

const behind = z.object({
  repository: z.object({
    object: z
      .object({
        history: z
          .object({
            pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
            nodes: z
              .array(
                z
                  .object({
                    associatedPullRequests: z.object({ nodes: z.array(pullShape.nullable()).nullish() }).nullish(),
                  })
                  .nullable(),
              )
              .nullish(),
          })
          .optional(),
      })
      .nullish(),
  }),
});
/** Pages of a file's history that are read; who changed a file more often than that is not followed further. */
const mostPages = 10;

const keptMs = 14 * 24 * 60 * 60_000;
const notFound = (error: GraphqlError) => error.type === 'NOT_FOUND';

export function createPulls(clientOf: ClientOf, clock: Clock): Pulls {
  const origins = createLru<PullSummary>(20_000);
  return {
    async read(repository, pull) {
      const variables = { owner: repository.owner, name: repository.name, number: pull };
      const data = await clientOf(repository).query(readPull, variables, notFound);
      const found = decode(one, data, 'pull request').repository?.pullRequest;
      return found ? pullSummary(found) : undefined;
    },
    async ours(repository) {
      const client = clientOf(repository);
      const since = clock.now() - keptMs;
      const ids = [
        ...(await ourIds(client, repository, ['OPEN'], Number.NEGATIVE_INFINITY)),
        ...(await ourIds(client, repository, ['CLOSED', 'MERGED'], since)),
      ];
      return readAll(client, [...new Set(ids)]);
    },
    async ofBranch(repository, branch) {
      const variables = { owner: repository.owner, name: repository.name, branch };
      const data = await clientOf(repository).query(pullsOfBranch, variables);
      const { nodes } = decode(onBranch, data, 'pull requests').repository.pullRequests;
      const found = nodes.filter((node) => node !== null).find(isOurs);
      return found && pullSummary(found);
    },
    async mergedByOthers({ owner, name, ...repository }) {
      const client = clientOf(repository);
      const since = clock.now() - keptMs;
      const numbers: number[] = [];
      for (let after: string | null = null; ; ) {
        const data = await client.query(mergedPulls, { owner, name, after });
        const page = decode(commented, data, 'pull requests').repository.pullRequests;
        const nodes = page.nodes.filter((node) => node !== null);
        const recent = nodes.filter(({ updatedAt }) => Date.parse(updatedAt) >= since);
        const told = recent.filter(
          (node) => !isOurs(node) && node.comments.nodes?.some((comment) => comment?.viewerDidAuthor),
        );
        numbers.push(...told.map(({ number }) => number));
        if (recent.length < nodes.length || !page.pageInfo.hasNextPage || !page.pageInfo.endCursor) return numbers;
        after = page.pageInfo.endCursor;
      }
    },
    async withHead(repository, sha) {
      const variables = { owner: repository.owner, name: repository.name, sha };
      const data = await clientOf(repository).query(pullsWithCommit, variables, notFound);
      const nodes = decode(withCommit, data, 'pull requests').repository?.object?.associatedPullRequests?.nodes ?? [];
      return nodes
        .filter((node) => node !== null)
        .filter(({ state, headRefOid }) => state === 'OPEN' && headRefOid === sha)
        .map(pullSummary);
    },
    async behind(repository, { sha, path }, request) {
      const key = `${repository.id}/${request}`;
      const known = origins.get(key);
      if (known !== undefined) return known;
      const { owner, name } = repository;
      for (let page = 0, after: string | null = null; page < mostPages; page += 1) {
        const data = await clientOf(repository).query(pullsBehind, { owner, name, sha, path, after });
        const history = decode(behind, data, 'history').repository.object?.history;
        const found = history?.nodes
          ?.flatMap((node) => node?.associatedPullRequests?.nodes ?? [])
          .filter((node) => node !== null)
          .find((node) => isOurs(node) && node.state === 'MERGED' && requestIdOfBranch(node.headRefName) === request);
        if (found !== undefined) {
          const pull = pullSummary(found);
          origins.set(key, pull);
          return pull;
        }
        if (history?.pageInfo.hasNextPage !== true || !history.pageInfo.endCursor) return undefined;
        after = history.pageInfo.endCursor;
      }
      return undefined;
    },
    async open({ owner, name, ...repository }) {
      const client = clientOf(repository);
      const pulls: Awaited<ReturnType<Pulls['open']>>[number][] = [];
      for (let after: string | null = null; ; ) {
        const data = await client.query(openPulls, { owner, name, after });
        const { nodes, pageInfo } = decode(opened, data, 'pull requests').repository.pullRequests;
        for (const node of nodes.filter((each) => each !== null)) {
          const paths = node.files?.nodes?.flatMap((each) => each?.path ?? []) ?? [];
          pulls.push({ ...pullSummary(node), paths, partly: node.files?.pageInfo.hasNextPage ?? true });
        }
        if (!pageInfo.hasNextPage || !pageInfo.endCursor) return pulls;
        after = pageInfo.endCursor;
      }
    },
    async close(repository, pull) {
      const reply = await clientOf(repository).rest({
        method: 'PATCH',
        url: '/repos/{owner}/{repo}/pulls/{pull_number}',
        parameters: { owner: repository.owner, repo: repository.name, pull_number: pull, state: 'closed' },
      });
      return decode(left, reply.data, 'pull request').merged ? 'merged' : 'closed';
    },
  };
}

/** Newest update first, so that the reading ends at the first one too old to have been closed since. */
async function ourIds(
  client: Client,
  { owner, name }: RepositoryRef,
  states: readonly string[],
  closedSince: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: string | null | undefined; ; ) {
    const data = await client.query(listPulls, { owner, name, states, after: after ?? null });
    const page = decode(listed, data, 'pull requests').repository.pullRequests;
    const nodes = page.nodes.filter((node) => node !== null);
    const kept = nodes.filter((node) => isOurs(node) && !(node.closedAt && Date.parse(node.closedAt) < closedSince));
    ids.push(...kept.map(({ id }) => id));
    const tooOld = nodes.some(({ updatedAt }) => Date.parse(updatedAt) < closedSince);
    if (tooOld || !page.pageInfo.hasNextPage || !page.pageInfo.endCursor) return ids;
    after = page.pageInfo.endCursor;
  }
}

async function readAll(client: Client, ids: readonly string[]): Promise<readonly PullSummary[]> {
  const pulls: PullSummary[] = [];
  for (let start = 0; start < ids.length; start += 50) {
    const data = await client.query(pullsById, { ids: ids.slice(start, start + 50) }, notFound);
    for (const node of decode(byId, data, 'pull requests').nodes) {
      const full = pullShape.safeParse(node);
      if (full.success) pulls.push(pullSummary(full.data));
    }
  }
  return pulls.sort((first, second) => first.number - second.number);
}
