import type { HookDelivery, Installation, Repository } from '../state/model.ts';
import { apiUrl, fullName, iso, isoOrNull, type Json, type World } from '../world.ts';
import { userJson } from './account.ts';

/** `installation`. */
export function installationJson(world: World, installation: Installation): Json {
  const { app, account } = installation;
  return {
    id: installation.id,
    client_id: app.clientId,
    account: userJson(world, account),
    repository_selection: installation.repositories ? 'selected' : 'all',
    access_tokens_url: `${apiUrl(world)}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${apiUrl(world)}/installation/repositories`,
    html_url: `${world.site.url}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: app.events,
    created_at: iso(installation.createdAt),
    updated_at: iso(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: isoOrNull(installation.suspendedAt),
  };
}

/** How `installation` webhooks name a repository. */
export function briefRepositoryJson(repository: Repository): Json {
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
  };
}

/** `hook-delivery-item`. */
export function deliveryItemJson(delivery: HookDelivery): Json {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.deliveredAt).toISOString(),
    redelivery: delivery.redelivery,
    duration: delivery.result?.duration ?? 0,
    status: delivery.result?.status ?? 'pending',
    status_code: delivery.result?.statusCode ?? 0,
    event: delivery.event,
    action: delivery.action ?? null,
    installation_id: delivery.installationId ?? null,
    repository_id: delivery.repositoryId ?? null,
    throttled_at: null,
  };
}

/** `hook-delivery`: with what was sent and what came back. */
export function deliveryJson(delivery: HookDelivery): Json {
  return {
    ...deliveryItemJson(delivery),
    url: delivery.url,
    request: { headers: delivery.requestHeaders, payload: delivery.payload },
    response: { headers: delivery.result?.headers ?? {}, payload: delivery.result?.body ?? '' },
  };
}
