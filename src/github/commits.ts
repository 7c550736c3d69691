import { z } from 'zod';
import type { Commits } from '../ports/github.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { firstParent } from './documents/tree.ts';
import type { GraphqlError } from './reply.ts';

const withParents = z.object({
  repository: z.object({
    object: z
      .object({ parents: z.object({ nodes: z.array(z.object({ oid: z.string() }).nullable()).nullish() }).optional() })
      .nullish(),
  }),
});
const notFound = (error: GraphqlError) => error.type === 'NOT_FOUND';

export const createCommits = (clientOf: ClientOf): Commits => ({
  async parentOf(repository, sha) {
    const variables = { owner: repository.owner, name: repository.name, sha };
    const data = await clientOf(repository).query(firstParent, variables, notFound);
    return decode(withParents, data, 'commit').repository.object?.parents?.nodes?.[0]?.oid;
  },
});
