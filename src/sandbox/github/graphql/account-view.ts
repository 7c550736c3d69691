import type { Account, App } from '../state/model.ts';
import { iso } from '../world.ts';
import type { Context, View } from './view.ts';

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
