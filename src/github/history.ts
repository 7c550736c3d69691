import { z } from 'zod';
import type { RepositoryRef } from '../domain/repository.ts';
import type { History } from '../ports/github.ts';
import type { Client, ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { lastTouch, treeAt } from './documents/tree.ts';
import { createLru } from './lru.ts';
import type { GraphqlError } from './reply.ts';

const comparison = z.object({ status: z.enum(['ahead', 'behind', 'diverged', 'identical']) });
const tree = z.object({
  repository: z
    .object({
      commit: z.object({ oid: z.string() }).nullish(),
      folder: z.object({ __typename: z.string(), oid: z.string() }).nullish(),
    })
    .nullish(),
});
const touching = z.object({
  repository: z.object({
    object: z.object({ history: z.object({ nodes: z.array(z.object({ oid: z.string() }).nullable()) }) }),
  }),
});
const notFound = (error: GraphqlError) => error.type === 'NOT_FOUND';

/** Whether one commit has another in its history, or is it; undefined when one of them is not there. */
export async function isAncestor(
  client: Client,
  { owner, name }: RepositoryRef,
  ancestor: string,
  descendant: string,
): Promise<boolean | undefined> {
  if (ancestor === descendant) return true;
  const reply = await client.rest({
    method: 'GET',
    url: '/repos/{owner}/{repo}/compare/{basehead}',
    // Changed files, with their patches, come on the first page only: nobody needs them here.
    parameters: { owner, repo: name, basehead: `${ancestor}...${descendant}`, per_page: 1, page: 2 },
    allow: [404],
  });
  if (reply.status === 404) return undefined;
  const { status } = decode(comparison, reply.data, 'comparison');
  return status === 'ahead' || status === 'identical';
}

/** Commits never change, so what is known about two of them is kept; a commit that is not there may yet arrive. */
export function createHistory(clientOf: ClientOf): History {
  const contained = createLru<boolean>(20_000);
  const trees = createLru<{ readonly oid: string | undefined }>(20_000);
  return {
    async contains(repository, descendant, ancestor) {
      if (descendant === ancestor) return true;
      const key = `${repository.id}/${ancestor}...${descendant}`;
      const known = contained.get(key);
      if (known !== undefined) return known;
      const contains = await isAncestor(clientOf(repository), repository, ancestor, descendant);
      if (contains !== undefined) contained.set(key, contains);
      return contains ?? false;
    },

    async touched(repository, sha, path) {
      const variables = { owner: repository.owner, name: repository.name, sha, path };
      const data = await clientOf(repository).query(lastTouch, variables);
      return decode(touching, data, 'history').repository.object.history.nodes.length > 0;
    },

    async treeOf(repository, sha, folder) {
      const key = `${repository.id}/${sha}:${folder}`;
      const known = trees.get(key);
      if (known !== undefined) return known.oid;
      const variables = { owner: repository.owner, name: repository.name, sha, expression: `${sha}:${folder}` };
      const data = await clientOf(repository).query(treeAt, variables, notFound);
      const read = decode(tree, data, 'tree').repository;
      if (!read?.commit) return undefined;
      const oid = read.folder?.__typename === 'Tree' ? read.folder.oid : undefined;
      trees.set(key, { oid });
      return oid;
    },
  };
}
