import { randomBytes } from 'node:crypto';
import { unprocessable } from '../acts/problem.ts';
import type { Account, Team } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { accountByLogin } from '../state/store.ts';
import type { World } from '../world.ts';

const prefixes = { User: 'U', Organization: 'O', Bot: 'BOT' } as const;

/** Makes an account; its login must be free. */
export function createAccount(
  world: World,
  login: string,
  type: Account['type'],
  options: { readonly name?: string; readonly email?: string; readonly appId?: number } = {},
): Account {
  if (accountByLogin(world.store, login)) throw unprocessable(`${login} is taken`);
  const id = world.store.id('account');
  const account: Account = {
    id,
    nodeId: encodeNodeId(prefixes[type], id),
    login,
    type,
    name: options.name,
    email: options.email ?? `${id}+${login}@users.noreply.github.com`,
    createdAt: world.now(),
    appId: options.appId,
  };
  world.store.accounts.set(id, account);
  return account;
}

/** Makes a team of an organisation. */
export function createTeam(world: World, organization: Account, slug: string, members: readonly Account[]): Team {
  const id = world.store.id('team');
  const team = { id, nodeId: encodeNodeId('T', organization.id, id), organization, slug, members: new Set(members) };
  world.store.teams.set(id, team);
  return team;
}

export function createUserToken(world: World, user: Account): string {
  const value = `ghp_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`;
  world.store.tokens.set(value, { kind: 'user', value, user });
  return value;
}
