import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { briefRepositoryJson, installationJson } from '../json/installation.ts';
import type { Account, App, Installation, PermissionMap, Repository } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { covers } from '../state/store.ts';
import { apiUrl, iso, type World } from '../world.ts';
import { createAccount } from './accounts.ts';

export interface AppInput {
  readonly owner: Account;
  readonly name: string;
  /** `contents: 'write'` and so on; `metadata: read` is always there. */
  readonly permissions: PermissionMap;
  readonly events: readonly string[];
  readonly webhook: { readonly url: string; readonly secret: string };
  /** A key pair in PEM for who brings its own. */
  readonly keys?: { readonly publicKey: string; readonly privateKey: string };
}

export interface InstallationInput {
  /** Absent: all repositories, also later ones. */
  readonly repositories?: readonly Repository[];
  /** What the owner granted; absent: all that the App asks for. */
  readonly permissions?: PermissionMap;
}

type Keys = NonNullable<AppInput['keys']>;

const pool: Keys[] = [];

/** No two Apps of a sandbox share a key; sandboxes of one process do, because making one takes a tenth of a second. */
function pooledKeys(index: number): Keys {
  const keys =
    pool[index] ??
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
  pool[index] = keys;
  return keys;
}

/** Registers an App and its bot account, and pings its webhook. */
export function createApp(world: World, input: AppInput): App {
  const id = world.store.id('app');
  const slug = input.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const keys = input.keys ?? pooledKeys(world.store.apps.size);
  const app: App = {
    id,
    nodeId: encodeNodeId('A', id),
    slug,
    name: input.name,
    owner: input.owner,
    bot: createAccount(world, `${slug}[bot]`, 'Bot', { appId: id }),
    publicKey: keys.publicKey,
    privateKey: keys.privateKey,
    clientId: `Iv23li${randomBytes(7).toString('hex')}`,
    permissions: { metadata: 'read', ...input.permissions },
    events: input.events,
    hook: { id: world.store.id('hook'), ...input.webhook, active: true },
    createdAt: world.now(),
  };
  world.store.apps.set(id, app);
  world.publish({ event: 'ping', sender: app.owner, only: app, payload: pingPayload(world, app) });
  return app;
}

function pingPayload(world: World, app: App) {
  return {
    zen: 'Keep it logically awesome.',
    hook_id: app.hook.id,
    hook: {
      type: 'App',
      id: app.hook.id,
      name: 'web',
      active: app.hook.active,
      events: app.events,
      config: { content_type: 'json', url: app.hook.url, insecure_ssl: '0', secret: '********' },
      updated_at: iso(app.createdAt),
      created_at: iso(app.createdAt),
      app_id: app.id,
      deliveries_url: `${apiUrl(world)}/app/hook/deliveries`,
    },
  };
}

/** Installs an App on an account. */
export function createInstallation(
  world: World,
  app: App,
  account: Account,
  input: InstallationInput = {},
): Installation {
  const installation: Installation = {
    id: world.store.id('installation'),
    app,
    account,
    repositories: input.repositories ? new Set(input.repositories) : undefined,
    permissions: { metadata: 'read', ...(input.permissions ?? app.permissions) },
    createdAt: world.now(),
    suspendedAt: undefined,
  };
  world.store.installations.set(installation.id, installation);
  publishInstallation(world, installation, 'created');
  return installation;
}

export function setSuspended(world: World, installation: Installation, suspended: boolean): void {
  installation.suspendedAt = suspended ? world.now() : undefined;
  publishInstallation(world, installation, suspended ? 'suspend' : 'unsuspend');
}

export function uninstall(world: World, installation: Installation): void {
  world.store.installations.delete(installation.id);
  publishInstallation(world, installation, 'deleted');
}

function publishInstallation(world: World, installation: Installation, action: string): void {
  const repositories = [...world.store.repositories.values()].filter((each) => covers(installation, each));
  world.publish({
    event: 'installation',
    action,
    sender: installation.account,
    only: installation.app,
    payload: {
      installation: installationJson(world, installation),
      repositories: repositories.map(briefRepositoryJson),
      requester: null,
    },
  });
}
