import { z } from 'zod';
import { type AppIdentity, readApp } from './app.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { pages } from './pages.ts';

interface InstallationSummary {
  readonly id: number;
  readonly account: string;
  readonly suspended: boolean;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

/** Questions of `doctor`; each throws an `AppError` that says what is wrong. */
export interface GitHubDoctor {
  /** The App with the permissions and events that it asks for now; never cached. */
  app(): Promise<AppIdentity>;
  installations(): Promise<readonly InstallationSummary[]>;
  /** The newest delivery and how it was answered, in GitHub's words; undefined where there was none lately. */
  lastDelivery(): Promise<
    { readonly event: string; readonly at: string; readonly code: number; readonly said: string } | undefined
  >;
  /** Where GitHub sends deliveries; the secret itself is never shown. */
  hook(): Promise<{ readonly url?: string; readonly contentType?: string; readonly insecure: boolean }>;
}

const installations = z.array(
  z.object({
    id: z.number(),
    account: z.object({ login: z.string().optional(), slug: z.string().optional() }).nullish(),
    suspended_at: z.string().nullish(),
    permissions: z.record(z.string(), z.string()).default({}),
    events: z.array(z.string()).default([]),
  }),
);
const deliveries = z.array(
  z.object({
    event: z.string().default(''),
    delivered_at: z.string(),
    status: z.string().nullish(),
    status_code: z.number().nullish(),
  }),
);
const hook = z.object({
  url: z.string().nullish(),
  content_type: z.string().nullish(),
  insecure_ssl: z.union([z.string(), z.number()]).nullish(),
});

export function createDoctor(app: Pick<Client, 'rest'>): GitHubDoctor {
  return {
    app: () => readApp(app),
    async installations() {
      const all: InstallationSummary[] = [];
      for await (const page of pages(app, { url: '/app/installations' })) {
        for (const { id, account, suspended_at, permissions, events } of decode(installations, page, 'installations')) {
          const login = account?.login ?? account?.slug ?? '';
          all.push({ id, account: login, suspended: suspended_at != null, permissions, events });
        }
      }
      return all;
    },
    async lastDelivery() {
      const reply = await app.rest({ method: 'GET', url: '/app/hook/deliveries', parameters: { per_page: 1 } });
      const [last] = decode(deliveries, reply.data, 'deliveries');
      if (last === undefined) return undefined;
      const code = last.status_code ?? 0;
      return { event: last.event, at: last.delivered_at, code, said: last.status || String(code) };
    },
    async hook() {
      const reply = await app.rest({ method: 'GET', url: '/app/hook/config' });
      const { url, content_type, insecure_ssl } = decode(hook, reply.data, 'webhook');
      return {
        ...(url ? { url } : {}),
        ...(content_type ? { contentType: content_type } : {}),
        insecure: String(insecure_ssl ?? '0') === '1',
      };
    },
  };
}
