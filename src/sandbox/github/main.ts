import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Control, createControl } from './control.ts';
import { createFaults, type Faults } from './faults.ts';
import { createApi } from './http/api.ts';
import type { Exchange, RequestEntry } from './http/exchange.ts';
import { createLimits } from './http/limits.ts';
import { createRouter } from './http/router.ts';
import { listen, type PageHandler } from './http/server.ts';
import { routes } from './rest/routes.ts';
import type { HookDelivery } from './state/model.ts';
import { createStore } from './state/store.ts';
import { createDispatch } from './webhooks/dispatch.ts';
import { fullName, type HookEvent, type World } from './world.ts';

export type { Control } from './control.ts';
export type { Faults } from './faults.ts';
export type { Exchange, RequestEntry } from './http/exchange.ts';
export type { PageHandler } from './http/server.ts';
export type * from './state/model.ts';
export type { World } from './world.ts';

export interface SandboxOptions {
  /** 0 (default): any free one. */
  readonly port?: number;
  /** Where the bare repositories lie; a temporary folder, removed at the end, when absent. */
  readonly folder?: string;
  readonly now?: () => number;
  /** Sees every API request with its reply, and every webhook. Must not throw. */
  readonly observe?: (exchange: Exchange) => void;
  /** Told of every push and where it went, as other services are that a repository has webhooks for. Must not throw. */
  readonly pushed?: (repository: string) => void;
  /** Requests an hour that each token owner has; GitHub's least for an installation is the default. */
  readonly requestsPerHour?: number;
  /** Things that a token owner may make or change a minute before the secondary limit; GitHub says 80. Absent: no limit. */
  readonly contentPerMinute?: number;
}

export interface SandboxGitHub {
  /** `http://127.0.0.1:<port>`: REST at `/api/v3`, GraphQL at `/api/graphql`, git at `/<owner>/<repo>.git`. */
  readonly url: string;
  readonly control: Control;
  readonly faults: Faults;
  /** The state itself, to look at; and to show as pages. Change it through `control` or the API. */
  readonly world: World;
  /** Every API request so far, oldest first. */
  requests(): readonly RequestEntry[];
  forgetRequests(): void;
  /** Every webhook attempt so far, oldest first. */
  deliveries(): readonly HookDelivery[];
  /** Resolves when no webhook is under way. */
  idle(): Promise<void>;
  /** Added to every API request, in milliseconds. */
  setLatency(milliseconds: number): void;
  /** Who answers addresses that are neither API nor git. */
  setPages(handler: PageHandler): void;
  close(): Promise<void>;
}

/** Starts a GitHub of one's own on loopback: REST, GraphQL, git and webhooks over one state. */
export async function startSandboxGitHub(options: SandboxOptions = {}): Promise<SandboxGitHub> {
  const now = options.now ?? Date.now;
  const temporary = options.folder === undefined;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'sandbox-github-'));
  const faults = createFaults();
  const log: RequestEntry[] = [];
  let latency = 0;
  const observe = options.observe ?? (() => undefined);
  const dispatch = createDispatch(() => world, faults, observe);
  const world: World = {
    store: createStore(),
    now,
    folder,
    site: { url: 'http://127.0.0.1' },
    publish: (event: HookEvent) => {
      dispatch.publish(event);
      if (event.event === 'push' && event.repository !== undefined) options.pushed?.(fullName(event.repository));
    },
    limits: { treeEntries: 100_000, blobText: 512_000, contents: 1_048_576 },
  };
  const api = createApi({
    world,
    dispatch,
    router: createRouter(routes),
    faults,
    limits: createLimits(now, options.requestsPerHour ?? 5000, options.contentPerMinute ?? Number.POSITIVE_INFINITY),
    latency: () => latency,
    observe,
    log: (entry) => log.push({ number: log.length + 1, ...entry }),
  });
  const server = await listen(world, api, options.port ?? 0);
  world.site.url = `http://127.0.0.1:${server.port}`;

  return {
    url: world.site.url,
    control: createControl(world),
    faults,
    world,
    requests: () => [...log],
    forgetRequests: () => log.splice(0),
    deliveries: () => [...world.store.deliveries],
    idle: () => dispatch.idle(),
    setLatency(milliseconds) {
      latency = milliseconds;
    },
    setPages: server.setPages,
    async close() {
      await server.close();
      await dispatch.close();
      for (const repository of world.store.repositories.values()) repository.git.close();
      if (temporary) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
