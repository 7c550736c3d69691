import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { hasPermission } from '../acts/access.ts';
import type { FaultBox } from '../faults.ts';
import type { Exchange } from '../http/exchange.ts';
import { userJson } from '../json/account.ts';
import { placeJson } from '../json/repository.ts';
import type { App, HookDelivery, Installation } from '../state/model.ts';
import { covers } from '../state/store.ts';
import type { HookEvent, Json, World } from '../world.ts';
import { createHookSender, hookHeaders } from './send.ts';

// Every App gets these, without asking.
const unasked = new Set(['installation', 'installation_repositories', 'ping']);
const ofChecks = new Set(['check_run', 'check_suite']);

export interface Dispatch {
  publish(event: HookEvent): void;
  /** A new attempt of a logged delivery, under the same guid. */
  redeliver(delivery: HookDelivery): void;
  /** Resolves when no delivery is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Turns events into signed deliveries to each App that subscribed, and logs every attempt. Nothing is tried twice. */
export function createDispatch(world: () => World, faults: FaultBox, observe: (exchange: Exchange) => void): Dispatch {
  const sender = createHookSender(() => world().now());
  const underWay = new Set<Promise<void>>();
  let held: (() => void)[] = [];
  let closed = false;

  const attempt = async (delivery: HookDelivery, milliseconds: number) => {
    if (milliseconds > 0) await wait(milliseconds, undefined, { ref: false });
    if (closed) return;
    delivery.result = await sender.send(delivery, Buffer.from(JSON.stringify(delivery.payload)));
  };
  const start = (delivery: HookDelivery, milliseconds = 0) => {
    const run = attempt(delivery, milliseconds).finally(() => underWay.delete(run));
    underWay.add(run);
  };
  const log = (delivery: HookDelivery) => {
    world().store.deliveries.push(delivery);
    return delivery;
  };

  const deliver = (app: App, installation: Installation | undefined, event: HookEvent) => {
    if (!app.hook.active || app.hook.url === '') return;
    const struck = faults.forWebhook({ event: event.event, action: event.action });
    const lost = struck.find((fault) => fault.kind === 'lose-webhook');
    if (lost?.kind === 'lose-webhook' && lost.logged === false) return;
    const delivery = log(newDelivery(world(), app, installation, event));
    observe({ kind: 'webhook', event: delivery.event, payload: delivery.payload });
    if (lost) {
      delivery.result = { status: 'failed to connect to host', statusCode: 502, duration: 0, headers: {}, body: '' };
      return;
    }
    const delay = struck.find((fault) => fault.kind === 'delay-webhook');
    const send = () => start(delivery, delay?.kind === 'delay-webhook' ? delay.milliseconds : 0);
    if (struck.some((fault) => fault.kind === 'reorder-webhook')) {
      held.push(send);
      return;
    }
    send();
    if (struck.some((fault) => fault.kind === 'duplicate-webhook')) send();
    const late = held;
    held = [];
    for (const each of late) each();
  };

  return {
    publish(event) {
      for (const { app, installation } of recipients(world(), event)) deliver(app, installation, event);
    },
    redeliver(delivery) {
      const { app } = delivery;
      const body = Buffer.from(JSON.stringify(delivery.payload));
      const hook = { ...app.hook, appId: app.id, guid: delivery.guid, event: delivery.event };
      start(
        log({
          ...delivery,
          id: world().store.id('delivery'),
          redelivery: true,
          deliveredAt: world().now(),
          url: app.hook.url,
          requestHeaders: hookHeaders(body, hook),
          result: undefined,
        }),
      );
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      closed = true;
      held = [];
      sender.close();
      await Promise.all(underWay);
    },
  };
}

function recipients(world: World, event: HookEvent): { app: App; installation: Installation | undefined }[] {
  const { repository, only } = event;
  if (!repository) return only ? [{ app: only, installation: undefined }] : [];
  return [...world.store.installations.values()]
    .filter((installation) => installation.suspendedAt === undefined && covers(installation, repository))
    .filter((installation) => (only ? installation.app === only : subscribed(installation, event.event)))
    .map((installation) => ({ app: installation.app, installation }));
}

function subscribed({ app, permissions }: Installation, event: string): boolean {
  if (unasked.has(event) || app.events.includes(event)) return true;
  return ofChecks.has(event) && hasPermission(permissions, 'checks', 'write');
}

function newDelivery(world: World, app: App, installation: Installation | undefined, event: HookEvent): HookDelivery {
  const guid = randomUUID();
  const brief: Json = installation
    ? { installation: { id: installation.id, node_id: installationNodeId(installation) } }
    : {};
  const payload: Json = {
    ...(event.action === undefined ? {} : { action: event.action }),
    ...(event.repository ? placeJson(world, event.repository) : {}),
    sender: userJson(world, event.sender),
    ...brief,
    ...event.payload,
  };
  const body = Buffer.from(JSON.stringify(payload));
  const installed = payload.installation as { id: number } | undefined;
  return {
    id: world.store.id('delivery'),
    app,
    guid,
    event: event.event,
    action: event.action,
    installationId: installed?.id,
    repositoryId: event.repository?.id,
    redelivery: false,
    deliveredAt: world.now(),
    payload,
    requestHeaders: hookHeaders(body, { ...app.hook, appId: app.id, guid, event: event.event }),
    url: app.hook.url,
    result: undefined,
  };
}

// Installations kept the older form of node id.
function installationNodeId(installation: Installation): string {
  return Buffer.from(`023:IntegrationInstallation${installation.id}`).toString('base64');
}
