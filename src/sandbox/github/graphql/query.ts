import { byOf, canSee } from '../acts/access.ts';
import { accountByLogin, repositoryByName } from '../state/store.ts';
import { iso } from '../world.ts';
import { accountView, viewerView } from './account-view.ts';
import { nodeView } from './nodes.ts';
import { repositoryView } from './repository-view.ts';
import { type Context, graphqlProblem, type View } from './view.ts';

/** The fields of `Query`. */
export function queryView(context: Context): View {
  const { world, actor, limits } = context;
  const account = (login: string, types: readonly string[], what: string) => {
    const found = accountByLogin(world.store, login);
    if (!found || !types.includes(found.type))
      throw graphqlProblem('NOT_FOUND', `Could not resolve to ${what} with the login of '${login}'.`);
    return accountView(context, found);
  };
  return {
    __typename: 'Query',
    id: 'Q_root',
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = repositoryByName(world.store, owner, name);
      if (!repository || !canSee(actor, repository))
        throw graphqlProblem('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      return repositoryView(context, repository);
    },
    node: ({ id }: { id: string }) => nodeView(context, id),
    // One error a missing node, in its place; the others are answered.
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => nodeView(context, id)),
    viewer: () => viewerView(context, byOf(actor).account),
    user: ({ login }: { login: string }) => account(login, ['User'], 'a User'),
    organization: ({ login }: { login: string }) => account(login, ['Organization'], 'an Organization'),
    repositoryOwner: ({ login }: { login: string }) =>
      account(login, ['User', 'Organization'], 'a User or Organization'),
    rateLimit: () => ({
      cost: 1,
      nodeCount: 0,
      limit: limits.limit,
      used: limits.used,
      remaining: Math.max(0, limits.limit - limits.used),
      resetAt: iso(limits.resetAt),
    }),
  };
}
