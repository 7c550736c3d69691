import { z } from 'zod';
import type { CommitRead, Commits } from '../ports/github.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { pullShape, pullSummary } from './decode-pull.ts';
import { commitAt, commitUntil, lastChange } from './documents/commits.ts';
import type { GraphqlError } from './reply.ts';

const commit = z.object({
  oid: z.string(),
  committedDate: z.string(),
  author: z.object({ user: z.object({ login: z.string(), databaseId: z.number().nullish() }).nullish() }).nullish(),
  parents: z.object({ nodes: z.array(z.object({ oid: z.string() }).nullable()).nullish() }),
  associatedPullRequests: z.object({ nodes: z.array(pullShape.nullable()).nullish() }).nullish(),
});
const one = z.object({
  repository: z.object({ url: z.string(), object: commit.partial().nullish() }),
});
const newest = z.object({
  repository: z.object({
    url: z.string(),
    object: z.object({ history: z.object({ nodes: z.array(commit.nullable()).nullish() }).optional() }).nullish(),
  }),
});
const older = z.object({
  repository: z.object({
    object: z
      .object({
        history: z.object({ nodes: z.array(z.object({ oid: z.string() }).nullable()).nullish() }).optional(),
      })
      .nullish(),
  }),
});
const notFound = (error: GraphqlError) => error.type === 'NOT_FOUND';

function commitRead(read: z.infer<typeof commit>, repositoryUrl: string): CommitRead {
  const [parent] = read.parents.nodes ?? [];
  const user = read.author?.user;
  const pulls = read.associatedPullRequests?.nodes?.filter((node) => node !== null) ?? [];
  return {
    sha: read.oid,
    committedAt: Date.parse(read.committedDate),
    ...(parent ? { parent: parent.oid } : {}),
    ...(user?.databaseId ? { author: { id: user.databaseId, login: user.login } } : {}),
    pulls: pulls.map(pullSummary),
    repositoryUrl,
  };
}

export const createCommits = (clientOf: ClientOf): Commits => ({
  async read(repository, sha) {
    const { owner, name } = repository;
    const data = await clientOf(repository).query(commitAt, { owner, name, sha }, notFound);
    const { object, url } = decode(one, data, 'commit').repository;
    const full = commit.safeParse(object);
    return full.success ? commitRead(full.data, url) : undefined;
  },

  async lastChange(repository, sha, path) {
    const { owner, name } = repository;
    const data = await clientOf(repository).query(lastChange, { owner, name, sha, path }, notFound);
    const { object, url } = decode(newest, data, 'history').repository;
    const [found] = object?.history?.nodes ?? [];
    return found ? commitRead(found, url) : undefined;
  },

  async until(repository, sha, time) {
    const { owner, name } = repository;
    const variables = { owner, name, sha, until: new Date(time).toISOString() };
    const data = await clientOf(repository).query(commitUntil, variables, notFound);
    return decode(older, data, 'history').repository.object?.history?.nodes?.[0]?.oid;
  },
});
