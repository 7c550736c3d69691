import { z } from 'zod';
import type { RepositoryRef } from '../domain/repository.ts';
import type { History } from '../ports/github.ts';
import type { Client, ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { lastTouch, treesAt } from './documents/tree.ts';
import { createLru } from './lru.ts';
import type { GraphqlError } from './reply.ts';

const comparison = z.object({ status: z.enum(['ahead', 'behind', 'diverged', 'identical']) });
const object = z.object({ __typename: z.string(), oid: z.string() }).nullish();
const folders = z.object({ repository: z.object({ commit: object }).catchall(object).nullish() });
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

/** Folders asked for in one request. */
const foldersPerRequest = 100;

interface Wanted {
  readonly repository: RepositoryRef;
  readonly sha: string;
  readonly folders: Set<string>;
  readonly answer: Promise<ReadonlyMap<string, string | undefined> | undefined>;
}

/**
 * Commits never change, so what is known about two of them is kept; a commit that is not there may yet arrive. What is asked at once, of
 * many clusters about the same commits, is one question.
 */
export function createHistory(clientOf: ClientOf): History {
  const contained = createLru<boolean>(20_000);
  const comparing = new Map<string, Promise<boolean | undefined>>();
  const trees = createLru<{ readonly oid: string | undefined }>(20_000);
  const gathering = new Map<string, Wanted>();

  const ask = async ({ repository, sha, folders: asked }: Omit<Wanted, 'answer'>) => {
    const { owner, name } = repository;
    const found = new Map<string, string | undefined>();
    const all = [...asked];
    for (let start = 0; start < all.length; start += foldersPerRequest) {
      const some = all.slice(start, start + foldersPerRequest);
      const expressions = some.map((folder, index) => [`expression${index}`, `${sha}:${folder}`]);
      const variables = { owner, name, sha, ...Object.fromEntries(expressions) };
      const data = await clientOf(repository).query(treesAt(some.length), variables, notFound);
      const read = decode(folders, data, 'trees').repository;
      if (!read?.commit) return undefined;
      some.forEach((folder, index) => {
        const entry = read[`folder${index}`];
        found.set(folder, entry?.__typename === 'Tree' ? entry.oid : undefined);
      });
    }
    return found;
  };

  const gather = (repository: RepositoryRef, sha: string, folder: string): Wanted['answer'] => {
    const key = `${repository.id}/${sha}`;
    let wanted = gathering.get(key);
    if (wanted === undefined) {
      const asked = { repository, sha, folders: new Set<string>() };
      const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        gathering.delete(key);
        return ask(asked);
      });
      wanted = { ...asked, answer };
      gathering.set(key, wanted);
    }
    wanted.folders.add(folder);
    return wanted.answer;
  };

  return {
    async contains(repository, descendant, ancestor) {
      if (descendant === ancestor) return true;
      const key = `${repository.id}/${ancestor}...${descendant}`;
      const known = contained.get(key);
      if (known !== undefined) return known;
      const asking =
        comparing.get(key) ??
        isAncestor(clientOf(repository), repository, ancestor, descendant).finally(() => comparing.delete(key));
      comparing.set(key, asking);
      const contains = await asking;
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
      const found = await gather(repository, sha, folder);
      if (found === undefined) return undefined;
      const oid = found.get(folder);
      trees.set(key, { oid });
      return oid;
    },
  };
}
