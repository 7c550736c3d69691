import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Access, type Attributes, forbidden, type User } from './access.ts';
import { decodeBody } from './decode.ts';
import type { Deletion } from './deletion.ts';
import { discovery, reviews } from './discovery.ts';
import type { FaultAct, Faults } from './faults.ts';
import { openApi } from './openapi.ts';
import type { Registry } from './registry.ts';
import { attributesOf, type ResourcePath, resourcePath, verbOf } from './request.ts';
import type { Reply } from './resource-request.ts';
import { createResources } from './resources.ts';
import { review } from './reviews.ts';
import * as refusal from './status.ts';
import type { Storage } from './storage.ts';
import type { Writes } from './write-types.ts';

/** One request as the server saw it. */
export interface RequestRecord {
  readonly method: string;
  readonly url: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  readonly user: string;
  readonly userAgent: string;
  readonly at: number;
  readonly body: string;
  /** 0 while unanswered. */
  status: number;
}

export interface ServerNeeds {
  readonly storage: Storage;
  readonly registry: Registry;
  readonly access: Access;
  readonly faults: Faults;
  readonly writes: Writes;
  readonly deletion: Deletion;
  readonly now: () => number;
  readonly bookmarkEvery: number;
  /** Whether a request without a token is the administrator's, as on a server without authentication. */
  readonly open: boolean;
  readonly record: (entry: RequestRecord) => void;
}

const bodyLimit = 3 * 1024 * 1024;
/** The API server compresses answers from this size on. */
const gzipFrom = 128 * 1024;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new refusal.ApiError(413, 'RequestEntityTooLarge', `limit is ${bodyLimit}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const userOf = (needs: ServerNeeds, request: IncomingMessage): User => {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const user =
    token === undefined ? (needs.open ? needs.access.administrator : undefined) : needs.access.byToken(token);
  if (user === undefined) throw refusal.unauthorized();
  const other = request.headers['impersonate-user'];
  return typeof other === 'string' ? needs.access.impersonated(user, other) : user;
};

const answerWith = (request: IncomingMessage, response: ServerResponse, reply: Reply, truncate: boolean): void => {
  const text = typeof reply.body === 'string' ? reply.body : `${JSON.stringify(reply.body)}\n`;
  const zip = text.length > gzipFrom && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const bytes = zip ? gzipSync(text, { level: 1 }) : Buffer.from(text);
  response.writeHead(reply.status, {
    'content-type': 'application/json',
    'cache-control': 'no-cache, private',
    'content-length': bytes.length,
    ...(zip ? { 'content-encoding': 'gzip' } : {}),
    ...reply.headers,
  });
  if (truncate) {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
    setImmediate(() => response.destroy());
  } else {
    response.end(bytes);
  }
};

const replyOf = (error: unknown): Reply => {
  if (!(error instanceof refusal.ApiError)) throw error;
  const seconds = error.body.details?.retryAfterSeconds;
  return {
    status: error.code,
    body: error.body,
    ...(seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } }),
  };
};

const plain = (body: object): Reply => ({ status: 200, body });

const readable = /^application\/(json|yaml|[\w-]+\+(json|yaml))$/;

/** The API server also takes Protobuf and CBOR; clients that prefer these must be told. */
const requireText = (request: IncomingMessage): void => {
  const media = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';
  if (!readable.test(media)) throw refusal.unsupportedMediaType(['application/json', 'application/yaml']);
};

/** Paths that are no resources: discovery, OpenAPI, health. */
const documentAt = (needs: ServerNeeds, path: string): Reply | undefined => {
  if (['/healthz', '/livez', '/readyz'].includes(path)) {
    return { status: 200, body: 'ok', headers: { 'content-type': 'text/plain; charset=utf-8' } };
  }
  const found =
    discovery(needs.registry, path.length > 1 ? path.replace(/\/$/, '') : path) ?? openApi(needs.registry, path);
  return found === undefined ? undefined : plain(found);
};

const reviewReply = (
  needs: ServerNeeds,
  user: User,
  path: ResourcePath,
  method: string,
  body: string,
): Reply | undefined => {
  const known = reviews.find((each) => each.group === path.group && each.plural === path.resource);
  if (known === undefined) return undefined;
  if (method !== 'POST') throw refusal.methodNotAllowed();
  const { tree } = decodeBody(body, { yaml: false, duplicates: false });
  const answer = review(needs.access, user, path.resource, tree);
  return answer === undefined ? undefined : { status: 201, body: answer };
};

/** Carries out one request: faults, authentication, authorization, then the resource itself. */
export const createHandler = (needs: ServerNeeds): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const resources = createResources(needs);

  const act = async (
    request: IncomingMessage,
    response: ServerResponse,
    faults: readonly FaultAct[],
    entry: RequestRecord,
    path: ResourcePath | undefined,
    url: URL,
  ): Promise<Reply | undefined> => {
    const user = userOf(needs, request);
    if (path === undefined) {
      const document = documentAt(needs, url.pathname);
      if (document === undefined) throw refusal.pathNotFound();
      return document;
    }
    const attributes: Attributes = attributesOf(entry.verb, path);
    if (entry.body !== '') requireText(request);
    const answer = reviewReply(needs, user, path, entry.method, entry.body);
    if (answer !== undefined) return answer;
    if (!needs.access.allowed(user, attributes)) throw forbidden(user, attributes);
    return resources({
      request,
      response,
      path,
      verb: entry.verb,
      query: url.searchParams,
      body: entry.body,
      faults,
      done: (status) => {
        entry.status = status;
      },
    });
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? 'GET';
    const path = documentAt(needs, url.pathname) === undefined ? resourcePath(url.pathname) : undefined;
    const verb = path === undefined ? method.toLowerCase() : verbOf(method, path, url.searchParams);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const body = await readBody(request);
    const entry: RequestRecord = {
      method,
      url: request.url ?? '/',
      verb,
      group: path?.group ?? '',
      resource: path?.resource ?? '',
      namespace: path?.namespace,
      name: path?.name,
      subresource: path?.subresource,
      user: String(request.headers['impersonate-user'] ?? needs.access.byToken(token)?.name ?? ''),
      userAgent: request.headers['user-agent'] ?? '',
      at: needs.now(),
      body,
      status: 0,
    };
    needs.record(entry);
    const faults = needs.faults.strike(path === undefined ? { verb } : attributesOf(verb, path));
    for (const fault of faults) {
      if (fault.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
    }
    if (faults.some((fault) => fault.kind === 'reset')) {
      request.socket.destroy();
      return;
    }
    if (verb !== 'watch' && faults.some((fault) => fault.kind === 'silent')) return;
    const refused = faults.find((fault) => fault.kind === 'status');
    const expired = faults.find((fault) => fault.kind === 'expired' && (fault.as === 'status' || verb !== 'watch'));
    let reply: Reply | undefined;
    try {
      if (refused?.kind === 'status') {
        const details = refused.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: refused.retryAfterSeconds };
        throw new refusal.ApiError(
          refused.status,
          refused.reason ?? '',
          refused.message ?? 'a fault of the sandbox',
          details,
        );
      }
      if (expired !== undefined) throw refusal.expired('too old resource version: 1 (2)');
      reply = await act(request, response, faults, entry, path, url);
    } catch (error) {
      reply = replyOf(error);
    }
    if (reply === undefined) return;
    entry.status = reply.status;
    if (faults.some((fault) => fault.kind === 'reset-after')) {
      request.socket.destroy();
      return;
    }
    answerWith(
      request,
      response,
      reply,
      faults.some((fault) => fault.kind === 'truncate'),
    );
  };

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      try {
        answerWith(request, response, replyOf(error), false);
      } catch {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        answerWith(request, response, { status: 500, body: refusal.statusBody(500, 'InternalError', message) }, false);
      }
    });
  };
};
