import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Inbox } from '../ports/delivery.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { createVerify } from './signature.ts';
import { type Answer, createWebhooks } from './webhooks.ts';

export const webhookPath = '/api/github/webhooks';

export interface Readiness {
  readonly ready: boolean;
  /** Why not, one short sentence each. */
  readonly reasons: readonly string[];
}

export interface WebOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly host?: string;
  /** Webhook secrets, the current one first; further ones are accepted while they rotate. */
  readonly secrets: readonly string[];
  /** Largest body that is read; GitHub caps payloads at 25 MB. */
  readonly maxBytes?: number;
  readonly inbox: Pick<Inbox, 'store'>;
  readonly metrics: Pick<Metrics, 'delivery'>;
  readonly log: Log;
  readonly ready: () => Readiness | Promise<Readiness>;
  readonly version: string;
  /** Where people read about this installation; shown on `GET /`. */
  readonly home?: string;
}

export interface Web {
  readonly port: number;
  readonly url: string;
  /** Takes no new connections, answers the requests under way, then resolves. */
  close(): Promise<void>;
}

const plain = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
/** For pages that a browser may show. */
const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

const json = (status: number, value: unknown): Answer => ({
  status,
  text: `${JSON.stringify(value)}\n`,
  headers: { 'content-type': 'application/json; charset=utf-8' },
});

type Route = (request: IncomingMessage) => Answer | Promise<Answer>;

/** Bytes of a refused body that are read and thrown away, so that the client sees the answer and not a reset. */
const drainedBytes = 64 * 1024 * 1024;

const drain = (request: IncomingMessage): void => {
  if (request.complete) return;
  let drained = 0;
  request.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > drainedBytes) request.destroy();
  });
  request.resume();
};

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** An HTTP server with the routes given as `METHOD /path`, limits against slow clients, and a graceful end. */
export const serve = async (
  routes: Readonly<Record<string, Route>>,
  options: { readonly port: number; readonly host?: string; readonly log: Log },
): Promise<Web> => {
  const known = new Map(Object.entries(routes));
  const methods = new Map<string, string[]>();
  for (const key of known.keys()) {
    const [method = '', path = ''] = key.split(' ');
    methods.set(path, [...(methods.get(path) ?? []), method, ...(method === 'GET' ? ['HEAD'] : [])]);
  }

  const dispatch = async (request: IncomingMessage): Promise<Answer> => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = known.get(`${method} ${path}`);
    if (route !== undefined) return route(request);
    const allowed = methods.get(path);
    return allowed === undefined
      ? { status: 404, text: 'not found\n' }
      : { status: 405, text: 'method not allowed\n', headers: { allow: allowed.join(', ') } };
  };

  let closing = false;
  const send = (request: IncomingMessage, response: ServerResponse, { status, text, headers }: Answer): void => {
    response.writeHead(status, {
      ...plain,
      ...(request.method === 'POST' ? undefined : pageHeaders),
      'content-length': Buffer.byteLength(text),
      ...headers,
      ...(closing ? { connection: 'close' } : undefined),
    });
    response.end(request.method === 'HEAD' ? undefined : text);
    drain(request);
  };

  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000 },
    (request, response) => {
      response.on('error', () => {});
      dispatch(request)
        .catch((error: unknown): Answer => {
          options.log.error({ err: error }, 'a request failed');
          return { status: 500, text: 'internal error\n' };
        })
        .then((answer) => send(request, response, answer));
    },
  );
  const port = await listen(server, options.port, options.host ?? '0.0.0.0');
  const shown = options.host === undefined || options.host === '0.0.0.0' ? 'localhost' : options.host;
  return {
    port,
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        closing = true;
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeIdleConnections();
      }),
  };
};

/** Starts the intake of webhooks with its health pages. Throws `settings/missing` without a secret. */
export const startWeb = async (options: WebOptions): Promise<Web> => {
  const webhooks = createWebhooks({
    verify: createVerify(options.secrets),
    maxBytes: options.maxBytes ?? 25 * 1024 * 1024,
    inbox: options.inbox,
    metrics: options.metrics,
    log: options.log,
  });
  return serve(
    {
      [`POST ${webhookPath}`]: webhooks,
      'GET /healthz': () => json(200, { status: 'ok', version: options.version }),
      'GET /readyz': async () => {
        const { ready, reasons } = await options.ready();
        return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', reasons });
      },
      'GET /': () => ({
        status: 200,
        text: `ClusterOps ${options.version}, a GitHub App.${options.home === undefined ? '' : ` See ${options.home}`}\n`,
      }),
    },
    options,
  );
};
