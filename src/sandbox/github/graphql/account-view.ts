import { hasPermission } from '../acts/access.ts';
import { notAccessible } from '../acts/problem.ts';
import type { Account, App, Team } from '../state/model.ts';
import { iso } from '../world.ts';
import { type Context, connection, type PageArgs, type View } from './view.ts';

/** A user, bot or organization. A bot's login lacks the `[bot]` that REST shows. */
export function accountView(context: Context, account: Account): View {
  const login = account.type === 'Bot' ? account.login.replace(/\[bot\]$/, '') : account.login;
  const path = account.type === 'Bot' ? `/apps/${login}` : `/${login}`;
  return {
    __typename: account.type,
    id: account.nodeId,
    databaseId: account.id,
    login,
    name: account.name ?? null,
    email: account.type === 'Bot' ? '' : account.email,
    avatarUrl: `${context.world.site.url}/avatars/u/${account.id}?v=4`,
    resourcePath: path,
    url: `${context.world.site.url}${path}`,
    createdAt: iso(account.createdAt),
    updatedAt: iso(account.createdAt),
    ...(account.type === 'Organization'
      ? { team: ({ slug }: { slug: string }) => teamOf(context, account, slug) }
      : {}),
  };
}

/** A team, for who may know of it: an App with the permission of the organisation's members. */
function teamOf(context: Context, organization: Account, slug: string): View | null {
  const { actor, world } = context;
  const isInstalled = actor.kind === 'installation' && actor.installation.account === organization;
  if (!isInstalled || !hasPermission(actor.permissions, 'members', 'read')) throw notAccessible();
  const found = [...world.store.teams.values()].find(
    (team) => team.organization === organization && team.slug === slug,
  );
  return found === undefined ? null : teamView(context, found);
}

function teamView(context: Context, team: Team): View {
  return {
    __typename: 'Team',
    id: team.nodeId,
    databaseId: team.id,
    slug: team.slug,
    name: team.slug,
    combinedSlug: `${team.organization.login}/${team.slug}`,
    members: (args: PageArgs & { query?: string | null }) => {
      const text = args.query?.toLowerCase() ?? '';
      const found = [...team.members].filter(({ login, name = '' }) => `${login} ${name}`.toLowerCase().includes(text));
      return connection('members', found, args, (account) => accountView(context, account));
    },
  };
}

/** `viewer` is a User by type, even when an App's bot asks; then its login carries `[bot]`. */
export function viewerView(context: Context, account: Account): View {
  return { ...accountView(context, account), __typename: 'User', login: account.login, isViewer: true };
}

export function appView(context: Context, app: App): View {
  return {
    __typename: 'App',
    id: app.nodeId,
    databaseId: app.id,
    clientId: app.clientId,
    name: app.name,
    slug: app.slug,
    description: '',
    createdAt: iso(app.createdAt),
    updatedAt: iso(app.createdAt),
    url: `${context.world.site.url}/apps/${app.slug}`,
  };
}
