import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly verbs?: readonly string[];
}

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly response: ServerResponse;
  readonly isWatch: boolean;
}

export interface OpenWatch {
  readonly path: string;
  readonly query: URLSearchParams;
  send(event: unknown): void;
  raw(bytes: Uint8Array | string): void;
  end(): void;
  reset(): void;
  readonly closed: boolean;
}

type Json = Record<string, unknown>;
interface Stored extends Json {
  readonly metadata: Json & { readonly namespace: string; readonly name: string };
}

export const status = (code: number, reason: string, message: string, name?: string) => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code,
  reason,
  message,
  ...(name === undefined ? {} : { details: { name } }),
});

/**
 * A small API server that does what a test tells it: discovery, paged lists and watches over a few objects, and any fault
 * through `intercept`. Far simpler than a real one on purpose; it keeps nothing between tests.
 */
export async function startScript(kinds: readonly ScriptedKind[]) {
  const served = [...kinds];
  const objects = new Map<string, Map<string, Stored>>();
  const watches = new Set<OpenWatch & { readonly collection: string }>();
  const requests: Exchange[] = [];
  const interceptors: ((exchange: Exchange) => boolean)[] = [];
  let version = 100;
  let oldest = 0;

  const pathOf = ({ group, version: apiVersion, plural }: ScriptedKind) =>
    group === '' ? `/api/${apiVersion}/${plural}` : `/apis/${group}/${apiVersion}/${plural}`;

  function reply(response: ServerResponse, code: number, body: unknown, headers: Record<string, string> = {}): void {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  function discovery(path: string): unknown {
    const names = [...new Set(served.map(({ group }) => group))].filter((name) => name !== '');
    const versionsOf = (name: string) => [...new Set(served.filter((k) => k.group === name).map((k) => k.version))];
    if (path === '/apis') {
      return {
        kind: 'APIGroupList',
        groups: names.map((name) => ({ name, versions: versionsOf(name).map((v) => ({ version: v })) })),
      };
    }
    const [, , group, apiVersion, ...rest] = path.replace(/^\/api\//, '/apis//').split('/');
    const found = served.filter((kind) => kind.group === group && kind.version === apiVersion);
    if (rest.length > 0 || found.length === 0) return undefined;
    return {
      kind: 'APIResourceList',
      resources: found.map(({ kind, plural, verbs }) => ({
        kind,
        name: plural,
        namespaced: true,
        verbs: verbs ?? ['get', 'list', 'watch', 'patch', 'delete'],
      })),
    };
  }

  function collectionOf(path: string): { readonly collection: string; readonly namespace?: string } | undefined {
    const match = /^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)$/.exec(path);
    if (match === null) return undefined;
    const collection = `${match[1]}/${match[3]}`;
    if (!served.some((kind) => pathOf(kind) === collection)) return undefined;
    return { collection, ...(match[2] === undefined ? {} : { namespace: match[2] }) };
  }

  function list({ response, query }: Exchange, collection: string, namespace?: string): void {
    const all = [...(objects.get(collection)?.values() ?? [])].filter(
      ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
    );
    const from = Number(query.get('continue') ?? 0);
    const end = from + Number(query.get('limit') ?? all.length);
    const metadata = { resourceVersion: String(version), ...(end < all.length ? { continue: String(end) } : {}) };
    reply(response, 200, { kind: 'List', metadata, items: all.slice(from, end) });
  }

  function watch({ response, query, path }: Exchange, collection: string): void {
    if (Number(query.get('resourceVersion')) < oldest) {
      reply(response, 410, status(410, 'Expired', 'too old resource version'));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const opened = {
      path,
      query,
      collection,
      send: (event: unknown) => void response.write(`${JSON.stringify(event)}\n`),
      raw: (bytes: Uint8Array | string) => void response.write(bytes),
      end: () => void response.end(),
      reset: () => void response.destroy(),
      get closed() {
        return response.closed;
      },
    };
    watches.add(opened);
    response.on('close', () => watches.delete(opened));
  }

  function handle(exchange: Exchange): void {
    requests.push(exchange);
    if (!interceptors.some((interceptor) => interceptor(exchange))) answer(exchange);
  }

  /** As it is answered where nobody intercepts. */
  function answer(exchange: Exchange): void {
    const found = collectionOf(exchange.path);
    if (found !== undefined) {
      if (exchange.isWatch) watch(exchange, found.collection);
      else list(exchange, found.collection, found.namespace);
      return;
    }
    const document = discovery(exchange.path);
    if (document === undefined) reply(exchange.response, 404, '404 page not found\n');
    else reply(exchange.response, 200, document);
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://script');
      handle({
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        response,
        isWatch: url.searchParams.has('watch'),
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function change(kind: ScriptedKind, type: string, object: Json): void {
    version += 1;
    const metadata = { namespace: 'team-a', uid: `uid-${version}`, ...(object.metadata as { name: string }) };
    const stored: Stored = {
      apiVersion: `${kind.group}/${kind.version}`,
      kind: kind.kind,
      ...object,
      metadata: { ...metadata, resourceVersion: String(version) },
    };
    const collection = pathOf(kind);
    const held = objects.get(collection) ?? new Map<string, Stored>();
    objects.set(collection, held);
    const key = `${metadata.namespace}/${metadata.name}`;
    const previous = held.get(key);
    if (type === 'DELETED') held.delete(key);
    else held.set(key, stored);
    const told = type === 'DELETED' ? type : previous === undefined ? 'ADDED' : 'MODIFIED';
    for (const opened of watches) if (opened.collection === collection) opened.send({ type: told, object: stored });
  }

  return {
    url: `http://127.0.0.1:${port}`,
    kubeconfig: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'script',
      clusters: [{ name: 'script', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'bot', user: { token: 'a-token' } }],
      contexts: [{ name: 'script', context: { cluster: 'script', user: 'bot' } }],
    }),
    served,
    requests,
    pathOf,
    collectionOf,
    answer,
    reply,
    /** Answers a list as if nothing had intercepted it. */
    list,
    /** Handles what it returns true for; the latest added is asked first. Returns the remover. */
    intercept(interceptor: (exchange: Exchange) => boolean) {
      interceptors.unshift(interceptor);
      return () => void interceptors.splice(interceptors.indexOf(interceptor), 1);
    },
    put: (kind: ScriptedKind, object: Json) => change(kind, 'PUT', object),
    remove: (kind: ScriptedKind, name: string, namespace = 'team-a') =>
      change(kind, 'DELETED', { metadata: { name, namespace } }),
    /** The open watches of a collection, or all. */
    watches: (kind?: ScriptedKind) =>
      [...watches].filter((opened) => kind === undefined || opened.collection === pathOf(kind)),
    /** Forgets every version up to now, as compaction does: watches from before answer 410. */
    compact() {
      version += 1;
      oldest = version;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type Script = Awaited<ReturnType<typeof startScript>>;
