import { randomBytes } from 'node:crypto';
import { hasPermission } from '../acts/access.ts';
import { notAccessible, notFound, Problem, unprocessable } from '../acts/problem.ts';
import { type Call, created, field, nothing, ok, page, pageOf, type Reply, type Route } from '../http/call.ts';
import { appJson, publicUserJson } from '../json/account.ts';
import { deliveryItemJson, deliveryJson, installationJson } from '../json/installation.ts';
import { fullRepositoryJson } from '../json/repository.ts';
import type { App, HookDelivery, Installation, Level, PermissionMap, Repository, Token } from '../state/model.ts';
import { covers } from '../state/store.ts';
import { iso } from '../world.ts';

const tokenLife = 60 * 60 * 1000;

function appOf(call: Call): App {
  if (call.actor.kind === 'app') return call.actor.app;
  throw new Problem('FORBIDDEN', 'A JSON web token could not be decoded');
}

function installationOf(call: Call): Installation {
  const installation = call.world.store.installations.get(Number(call.params.installation_id));
  if (!installation || installation.app !== appOf(call)) throw notFound();
  return installation;
}

/** A token may ask for less than the installation was granted, never for more. */
function narrowed(installation: Installation, asked: unknown): PermissionMap {
  if (asked === undefined || asked === null) return installation.permissions;
  const entries = Object.entries(asked as Record<string, Level>);
  for (const [name, level] of entries)
    if (!hasPermission(installation.permissions, name, level))
      throw unprocessable('The permissions requested are not granted to this installation.');
  return { metadata: 'read', ...Object.fromEntries(entries) };
}

function chosen(call: Call, installation: Installation): ReadonlySet<Repository> | undefined {
  const names = field.texts(call, 'repositories');
  const ids = call.body.repository_ids;
  if (names === undefined && !Array.isArray(ids)) return installation.repositories;
  const all = [...call.world.store.repositories.values()].filter((each) => covers(installation, each));
  const byName = (names ?? []).map((name) => all.find((each) => each.name.toLowerCase() === name.toLowerCase()));
  const byId = (Array.isArray(ids) ? ids : []).map((id) => all.find((each) => each.id === id));
  const found = [...byName, ...byId];
  if (found.some((each) => each === undefined))
    throw unprocessable(
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  return new Set(found.filter((each) => each !== undefined));
}

function createToken(call: Call): Reply {
  const installation = installationOf(call);
  if (installation.suspendedAt !== undefined) throw new Problem('FORBIDDEN', 'This installation has been suspended');
  const { world } = call;
  const repositories = chosen(call, installation);
  const token: Extract<Token, { kind: 'installation' }> = {
    kind: 'installation',
    value: `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`,
    installation,
    permissions: narrowed(installation, call.body.permissions),
    repositories,
    expiresAt: world.now() + tokenLife,
  };
  world.store.tokens.set(token.value, token);
  const selected = call.body.repositories !== undefined || call.body.repository_ids !== undefined;
  return created({
    token: token.value,
    expires_at: iso(token.expiresAt),
    permissions: token.permissions,
    repository_selection: repositories ? 'selected' : 'all',
    ...(selected
      ? { repositories: [...(repositories ?? [])].map((each) => fullRepositoryJson(world, each, allPermissions)) }
      : {}),
  });
}

const allPermissions = { admin: false, maintain: false, push: false, triage: false, pull: false };

function installationRepositories(call: Call): Reply {
  const { actor, world } = call;
  if (actor.kind !== 'installation') throw notAccessible();
  const all = [...world.store.repositories.values()].filter((repository) =>
    actor.repositories ? actor.repositories.has(repository) : covers(actor.installation, repository),
  );
  const shown = page(call, all, (each) => fullRepositoryJson(world, each, allPermissions));
  const selection = actor.repositories ? 'selected' : 'all';
  return { ...shown, json: { total_count: all.length, repository_selection: selection, repositories: shown.json } };
}

const deliveriesOf = (call: Call): HookDelivery[] => {
  const app = appOf(call);
  return call.world.store.deliveries.filter((each) => each.app === app && each.result !== undefined);
};

/** Newest first, paged by cursor, never by number. */
function listDeliveries(call: Call): Reply {
  const { size } = pageOf(call);
  const cursor = call.query.get('cursor');
  const older = (each: HookDelivery) => cursor === null || each.id < Number(cursor.replace(/^v1_/, ''));
  const status = call.query.get('status');
  const wanted = (each: HookDelivery) => status === null || (each.result?.status === 'OK') === (status === 'success');
  const found = deliveriesOf(call)
    .filter((each) => older(each) && wanted(each))
    .sort((a, b) => b.id - a.id);
  const shown = found.slice(0, size);
  const last = shown.at(-1);
  const query = new URLSearchParams({ per_page: String(size), cursor: `v1_${last?.id}` });
  const headers = found.length > size && last ? { link: `<${call.url}?${query}>; rel="next"` } : {};
  return { status: 200, json: shown.map(deliveryItemJson), headers };
}

function deliveryOf(call: Call): HookDelivery {
  const delivery = deliveriesOf(call).find((each) => each.id === Number(call.params.delivery_id));
  if (!delivery) throw notFound();
  return delivery;
}

function readUser(call: Call): Reply {
  const { actor, world } = call;
  if (actor.kind !== 'user') throw notAccessible();
  return ok(publicUserJson(world, actor.account));
}

function rateLimit(call: Call): Reply {
  const { limit, used, resetAt } = call.limits;
  const bucket = { limit, used, remaining: Math.max(0, limit - used), reset: Math.floor(resetAt / 1000) };
  const resources = { core: bucket, graphql: bucket, search: bucket, integration_manifest: bucket };
  return ok({ resources, rate: bucket });
}

export const appRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/app',
    handle: (call) => {
      const app = appOf(call);
      const count = [...call.world.store.installations.values()].filter((each) => each.app === app).length;
      return ok({ ...appJson(call.world, app), installations_count: count });
    },
  },
  { method: 'POST', template: '/app/installations/{installation_id}/access_tokens', handle: createToken },
  {
    method: 'GET',
    template: '/app/installations',
    handle: (call) => {
      const app = appOf(call);
      const all = [...call.world.store.installations.values()].filter((each) => each.app === app);
      return page(call, all, (each) => installationJson(call.world, each));
    },
  },
  {
    method: 'GET',
    template: '/app/installations/{installation_id}',
    handle: (call) => ok(installationJson(call.world, installationOf(call))),
  },
  { method: 'GET', template: '/installation/repositories', handle: installationRepositories },
  {
    method: 'GET',
    template: '/app/hook/config',
    handle: (call) => {
      const { hook } = appOf(call);
      return ok({ content_type: 'json', insecure_ssl: '0', secret: '********', url: hook.url });
    },
  },
  {
    method: 'PATCH',
    template: '/app/hook/config',
    handle: (call) => {
      const { hook } = appOf(call);
      hook.url = field.optionalText(call, 'url') ?? hook.url;
      hook.secret = field.optionalText(call, 'secret') ?? hook.secret;
      return ok({ content_type: 'json', insecure_ssl: '0', secret: '********', url: hook.url });
    },
  },
  { method: 'GET', template: '/app/hook/deliveries', handle: listDeliveries },
  {
    method: 'GET',
    template: '/app/hook/deliveries/{delivery_id}',
    handle: (call) => ok(deliveryJson(deliveryOf(call))),
  },
  {
    method: 'POST',
    template: '/app/hook/deliveries/{delivery_id}/attempts',
    handle: (call) => {
      call.dispatch.redeliver(deliveryOf(call));
      return { status: 202, json: {} };
    },
  },
  {
    method: 'DELETE',
    template: '/installation/token',
    handle: (call) => {
      if (call.actor.kind !== 'installation') throw notAccessible();
      const { installation } = call.actor;
      for (const [value, token] of call.world.store.tokens)
        if (token.kind === 'installation' && token.installation === installation) call.world.store.tokens.delete(value);
      return nothing;
    },
  },
  { method: 'GET', template: '/user', handle: readUser },
  { method: 'GET', template: '/rate_limit', handle: rateLimit },
  {
    method: 'GET',
    template: '/meta',
    handle: () => ok({ verifiable_password_authentication: false, hooks: ['127.0.0.1/32'], git: ['127.0.0.1/32'] }),
  },
];
