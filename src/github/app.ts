import { App, Octokit } from 'octokit';
import { z } from 'zod';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { exchange, quietLog, type Transport, type TransportOptions } from './transport.ts';

export interface AppCredentials {
  readonly id: number;
  readonly privateKey: string;
}

/** Requests signed as the App itself: installations, tokens, deliveries. */
export function createAppTransport(app: AppCredentials, options: TransportOptions): Transport {
  const request = options.fetch === undefined ? {} : { fetch: options.fetch };
  const { octokit } = new App({
    appId: app.id,
    privateKey: app.privateKey,
    log: quietLog(options.log),
    Octokit: Octokit.defaults({
      baseUrl: options.apiUrl,
      userAgent: options.userAgent,
      throttle: { enabled: false },
      retry: { enabled: false },
      request,
    }),
  });
  return (call) => exchange((parameters) => octokit.request(parameters), call, options.timeoutMs);
}

/** Our App as GitHub describes it. */
export interface AppIdentity {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  /** Login that our comments and commits carry. */
  readonly botLogin: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

const shape = z.object({
  id: z.number(),
  slug: z.string(),
  name: z.string(),
  permissions: z.record(z.string(), z.string()).default({}),
  events: z.array(z.string()).default([]),
});

export async function readApp(client: Pick<Client, 'rest'>): Promise<AppIdentity> {
  const reply = await client.rest({ method: 'GET', url: '/app' });
  const app = decode(shape, reply.data, 'App');
  return { ...app, botLogin: `${app.slug}[bot]` };
}
