import type { z } from 'zod';
import { mayHoldCommand } from '../domain/command/parse.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { FoundComment, Recovery } from '../ports/recovery.ts';
import type { Client, ClientOf } from './client.ts';
import { decode } from './decode.ts';
import {
  deliveriesShape,
  foundShape,
  installationsShape,
  issuesShape,
  repositoriesShape,
  type UserShape,
} from './decode-recovery.ts';
import { sources } from './documents/recovery.ts';
import { nextPage, pages } from './pages.ts';
import { recentComments } from './recent-comments.ts';
import type { GraphqlError } from './reply.ts';

const isSuccess = (status: number) => status >= 200 && status < 300;

type Candidate = Omit<FoundComment, 'edited' | 'handled'>;

export function createRecovery(app: Pick<Client, 'rest'>, clientOf: ClientOf, appId: number): Recovery {
  return {
    async repositories(onUnread) {
      const all: (RepositoryRef & { readonly ownerId: number })[] = [];
      for await (const page of pages(app, { url: '/app/installations' })) {
        for (const installation of decode(installationsShape, page, 'installations')) {
          if (installation.suspended_at) continue;
          try {
            all.push(...(await repositoriesOf(clientOf, installation.id)));
          } catch (error) {
            if (onUnread === undefined || !(error instanceof AppError) || error.retry) throw error;
            onUnread(installation.account?.login ?? String(installation.id), error.message);
          }
        }
      }
      return all;
    },

    async commentsSince(repository, since) {
      const client = clientOf(repository);
      const names = { owner: repository.owner, repo: repository.name };
      const candidates: Candidate[] = [];
      for await (const comment of recentComments(client, { ...names, since, sort: 'created' })) {
        const issue = Number(/\/(\d+)$/.exec(comment.issue_url)?.[1]);
        candidates.push(...candidateOf({ ...comment, issue }, since));
      }
      for await (const issue of recentIssues(client, names, since)) candidates.push(...candidateOf(issue, since));
      return confirm(client, candidates);
    },

    async ownCommentsSince({ owner, name, ...repository }, since) {
      const bodies: string[] = [];
      const asked = { owner, repo: name, since, sort: 'updated' as const };
      for await (const { body, performed_via_github_app: by } of recentComments(clientOf(repository), asked))
        if (by?.id === appId && body) bodies.push(body);
      return bodies;
    },

    async deliveriesSince(watermark) {
      const until = watermark === undefined ? Number.NEGATIVE_INFINITY : Number(watermark);
      const all: { id: string; guid: string; deliveredAt: number; ok: boolean }[] = [];
      for (let cursor: string | undefined; ; ) {
        const parameters = { per_page: 100, ...(cursor === undefined ? {} : { cursor }) };
        const reply = await app.rest({ method: 'GET', url: '/app/hook/deliveries', parameters });
        const page = decode(deliveriesShape, reply.data, 'deliveries').map((delivery) => ({
          id: String(delivery.id),
          guid: delivery.guid,
          deliveredAt: Date.parse(delivery.delivered_at),
          ok: isSuccess(delivery.status_code ?? 0),
        }));
        all.push(...page.filter(({ deliveredAt }) => deliveredAt >= until));
        cursor = nextPage(reply, 'cursor');
        if (cursor === undefined || page.some(({ deliveredAt }) => deliveredAt < until)) return all;
      }
    },

    async redeliver(deliveryId) {
      await app.rest({
        method: 'POST',
        url: '/app/hook/deliveries/{delivery_id}/attempts',
        parameters: { delivery_id: deliveryId },
        allow: [404, 422],
      });
    },
  };
}

async function repositoriesOf(clientOf: ClientOf, installationId: number) {
  const all: (RepositoryRef & { readonly ownerId: number })[] = [];
  for await (const page of pages(clientOf({ installationId }), { url: '/installation/repositories' })) {
    for (const { id, name, owner } of decode(repositoriesShape, page, 'repositories').repositories) {
      all.push({ id, name, owner: owner.login, installationId, ownerId: owner.id });
    }
  }
  return all;
}

/** The issues that changed since; none where they are disabled. */
async function* recentIssues(
  client: Client,
  names: { readonly owner: string; readonly repo: string },
  since: number,
): AsyncGenerator<IssueRead & { readonly issue: number }> {
  const parameters = {
    ...names,
    since: new Date(since).toISOString(),
    sort: 'created',
    direction: 'asc',
    state: 'all',
  };
  try {
    for await (const page of pages(client, { url: '/repos/{owner}/{repo}/issues', parameters }))
      for (const issue of decode(issuesShape, page, 'issues'))
        if (issue.pull_request === undefined) yield { ...issue, issue: issue.number };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'github/gone') throw error;
  }
}

type IssueRead = z.infer<typeof issuesShape>[number];

/** `since` of GitHub looks at the last change; only what was created since counts, and only what may hold a command. */
function candidateOf(
  read: {
    readonly node_id: string;
    readonly body?: string | null | undefined;
    readonly issue: number;
    readonly created_at: string;
    readonly user?: UserShape;
  },
  since: number,
): readonly Candidate[] {
  const createdAt = Date.parse(read.created_at);
  if (createdAt < since || !read.user || !mayHoldCommand(read.body ?? '')) return [];
  const author = { id: read.user.id, login: read.user.login, bot: read.user.type === 'Bot' };
  return [{ nodeId: read.node_id, issue: read.issue, body: read.body ?? '', author, createdAt }];
}

const gone = (error: GraphqlError) => error.type === 'NOT_FOUND';

/** Each as it is now: whether it was ever edited, and whether our App reacted to it. One that is gone is left out. */
async function confirm(client: Client, candidates: readonly Candidate[]): Promise<readonly FoundComment[]> {
  const confirmed: FoundComment[] = [];
  for (let start = 0; start < candidates.length; start += 100) {
    const chunk = candidates.slice(start, start + 100);
    const data = await client.query(sources, { ids: chunk.map(({ nodeId }) => nodeId) }, gone);
    const nodes = new Map(decode(foundShape, data, 'comments').nodes.map((node) => [node?.id, node]));
    for (const candidate of chunk) {
      const node = nodes.get(candidate.nodeId);
      if (!node) continue;
      confirmed.push({
        ...candidate,
        body: node.body ?? candidate.body,
        edited: node.lastEditedAt != null,
        handled: node.reactionGroups?.some(({ viewerHasReacted }) => viewerHasReacted) ?? false,
      });
    }
  }
  return confirmed.sort((first, second) => first.createdAt - second.createdAt);
}
