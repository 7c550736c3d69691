import type { Account, App } from '../state/model.ts';
import { apiUrl, iso, type Json, type World } from '../world.ts';

/** `simple-user` of GitHub's REST description. */
export function userJson(world: World, account: Account): Json {
  const login = encodeURIComponent(account.login);
  const api = `${apiUrl(world)}/users/${login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `${world.site.url}/avatars/u/${account.id}?v=4`,
    gravatar_id: '',
    url: api,
    html_url: `${world.site.url}/${account.appId === undefined ? login : `apps/${account.login.replace('[bot]', '')}`}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** `public-user` / `private-user`: what `GET /user` and `GET /users/{username}` answer. */
export function publicUserJson(world: World, account: Account): Json {
  return {
    ...userJson(world, account),
    name: account.name ?? null,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: [...world.store.repositories.values()].filter((each) => each.owner === account && !each.private)
      .length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: iso(account.createdAt),
    updated_at: iso(account.createdAt),
  };
}

/** The organization of webhook payloads. */
export function organizationJson(world: World, account: Account): Json {
  const api = `${apiUrl(world)}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `${world.site.url}/avatars/u/${account.id}?v=4`,
    description: account.name ?? '',
  };
}

/** `integration`: an App. */
export function appJson(world: World, app: App): Json {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: app.nodeId,
    owner: userJson(world, app.owner),
    name: app.name,
    description: '',
    external_url: world.site.url,
    html_url: `${world.site.url}/apps/${app.slug}`,
    created_at: iso(app.createdAt),
    updated_at: iso(app.createdAt),
    permissions: app.permissions,
    events: app.events,
  };
}
