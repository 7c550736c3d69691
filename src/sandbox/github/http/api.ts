import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '../acts/problem.ts';
import type { FaultBox, RequestFault } from '../faults.ts';
import { operationNames, runGraphql } from '../graphql/execute.ts';
import type { Dispatch } from '../webhooks/dispatch.ts';
import { iso, type World } from '../world.ts';
import { type Authentication, authenticate } from './authenticate.ts';
import { decodeObject, readBody, send } from './body.ts';
import { problemReply, type Reply } from './call.ts';
import type { Exchange, RequestEntry } from './exchange.ts';
import { faultReply, secondaryLimitReply } from './fault-reply.ts';
import { type Bucket, type createLimits, limitHeaders, primaryLimitMessage } from './limits.ts';
import type { Router } from './router.ts';

export interface ApiOptions {
  readonly world: World;
  readonly dispatch: Dispatch;
  readonly router: Router;
  readonly faults: FaultBox;
  readonly limits: ReturnType<typeof createLimits>;
  readonly latency: () => number;
  readonly observe: (exchange: Exchange) => void;
  readonly log: (entry: Omit<RequestEntry, 'number'>) => void;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly method: string;
  readonly url: URL;
  /** Below the API's base, `/repos/…` or `/graphql`. */
  readonly path: string;
  readonly bytes: Buffer;
}

interface Answer {
  readonly reply: Reply;
  readonly exchange: (reply: Reply, headers: Readonly<Record<string, string>>, faulted: boolean) => Exchange;
  readonly route: string | undefined;
  readonly operation: string | undefined;
  readonly fields: readonly string[];
}

const messageReply = (status: number, message: string): Reply => ({
  status,
  json: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

/** Serves REST and GraphQL: authentication, limits, faults, log, then the route. */
export function createApi(options: ApiOptions) {
  const { world, faults } = options;

  async function serve(request: IncomingMessage, response: ServerResponse, url: URL, path: string): Promise<void> {
    const started = performance.now();
    const at = world.now();
    const asked: Asked = { request, method: request.method ?? 'GET', url, path, bytes: await readBody(request) };
    const authentication = authenticate(world, request.headers.authorization);
    const key = 'key' in authentication ? authentication.key : 'anonymous';
    // Asking for the limit does not count against it.
    const bucket = options.limits.count(path === '/rate_limit' ? `${key} limit` : key);
    const plan = planOf(options, asked, authentication, bucket);
    const struck = faults.forRequest({
      method: asked.method,
      route: plan.route ?? path,
      operations: [...(plan.operation ? [plan.operation] : []), ...plan.fields],
    });
    await delayed(options.latency(), struck);
    const finish = (answer: Answer, reply: Reply, faulted: boolean) => {
      const headers = headersOf(world, bucket, path, reply);
      const actor = 'actor' in authentication ? authentication.actor : undefined;
      options.log({
        at,
        method: asked.method,
        path,
        route: plan.route,
        operation: plan.operation,
        fields: plan.fields,
        status: reply.status,
        installation: actor?.kind === 'installation' ? actor.installation.id : undefined,
        actor: key,
        milliseconds: performance.now() - started,
      });
      options.observe(answer.exchange(reply, headers, faulted));
      send(response, reply.status, headers, bodyOf(reply));
    };

    const graphql = path === '/graphql';
    const early = struck.map((fault) => faultReply(fault, 'before', graphql, world.now(), key)).find(Boolean);
    if (early === 'reset') return void request.socket.destroy();
    if (early) return finish({ ...plan, reply: early }, early, true);
    if (bucket.used > bucket.limit) {
      const reply = messageReply(403, primaryLimitMessage(key));
      return finish({ ...plan, reply }, reply, true);
    }
    const wait = options.limits.countContent(key, plan.content);
    if (wait !== undefined) {
      const reply = secondaryLimitReply(wait);
      return finish({ ...plan, reply }, reply, true);
    }
    const reply = await plan.run();
    const late = struck.map((fault) => faultReply(fault, 'after', graphql, world.now(), key)).find(Boolean);
    if (late === 'reset') return void request.socket.destroy();
    finish({ ...plan, reply }, late ?? reply, late !== undefined);
  }
  return { serve };
}

async function delayed(latency: number, struck: readonly RequestFault[]): Promise<void> {
  const extra = struck.reduce((sum, fault) => sum + (fault.kind === 'delay' ? fault.milliseconds : 0), 0);
  if (latency + extra > 0) await wait(latency + extra);
}

type Plan = Omit<Answer, 'reply'> & {
  readonly run: () => Promise<Reply>;
  /** How many things it would make or change: a REST write is one, so is each root mutation. */
  readonly content: number;
};

function planOf(options: ApiOptions, asked: Asked, authentication: Authentication, bucket: Bucket): Plan {
  const { world } = options;
  const refused =
    'refused' in authentication
      ? messageReply(authentication.refused.status, authentication.refused.message)
      : undefined;
  return asked.path === '/graphql' ? graphqlPlan() : restPlan();

  function graphqlPlan(): Plan {
    const body = decodeObject(asked.bytes);
    const query = body?.query;
    const request = {
      query: typeof query === 'string' ? query : '',
      variables: body?.variables as Readonly<Record<string, unknown>> | undefined,
      operationName: body?.operationName as string | undefined,
    };
    const names =
      typeof query === 'string' ? operationNames(request) : { name: undefined, fields: [], mutation: false };
    return {
      route: '/graphql',
      operation: names.name,
      fields: names.fields,
      content: names.mutation ? names.fields.length : 0,
      exchange: (reply, _headers, faulted) => ({
        kind: 'graphql',
        operation: names.name,
        fields: names.fields,
        request: body,
        status: reply.status,
        reply: reply.json,
        faulted,
      }),
      async run() {
        if (refused) return refused;
        if (!('actor' in authentication) || authentication.actor.kind === 'anonymous')
          return messageReply(401, 'This endpoint requires you to be authenticated.');
        if (asked.method !== 'POST') return messageReply(404, 'Not Found');
        if (typeof query !== 'string')
          return messageReply(400, 'A query attribute must be specified and must be a string.');
        return { status: 200, json: await runGraphql({ world, actor: authentication.actor, limits: bucket }, request) };
      },
    };
  }

  function restPlan(): Plan {
    const body = decodeObject(asked.bytes);
    const found = options.router(asked.method, asked.path);
    return {
      route: found?.route.template,
      operation: undefined,
      fields: [],
      // Tokens and redeliveries are no content.
      content: asked.method === 'GET' || asked.path.startsWith('/app') ? 0 : 1,
      exchange: (reply, headers, faulted) => ({
        kind: 'rest',
        method: asked.method,
        url: asked.path + asked.url.search,
        route: found?.route.template,
        requestHeaders: asked.request.headers,
        requestBody: asked.bytes.length === 0 ? undefined : body,
        status: reply.status,
        responseHeaders: headers,
        responseBody: reply.json ?? reply.bytes,
        faulted,
      }),
      async run() {
        if (refused) return refused;
        if (!('actor' in authentication) || !found) return messageReply(404, 'Not Found');
        if (!body) return messageReply(400, 'Problems parsing JSON');
        const actor = authentication.actor;
        if (asked.path.startsWith('/app') && actor.kind !== 'app')
          return messageReply(401, 'A JSON web token could not be decoded');
        if (actor.kind === 'anonymous' && asked.method !== 'GET') return messageReply(401, 'Requires authentication');
        try {
          return await found.route.handle({
            world,
            dispatch: options.dispatch,
            actor,
            method: asked.method,
            url: `${world.site.url}/api/v3${asked.path}`,
            params: found.params,
            query: asked.url.searchParams,
            body,
            accept: asked.request.headers.accept ?? '',
            limits: bucket,
          });
        } catch (error) {
          if (error instanceof Problem) return problemReply(error);
          throw error;
        }
      },
    };
  }
}

function bodyOf(reply: Reply): Buffer | undefined {
  if (reply.bytes) return reply.bytes;
  return reply.json === undefined ? undefined : Buffer.from(JSON.stringify(reply.json));
}

function headersOf(world: World, bucket: Bucket, path: string, reply: Reply): Record<string, string> {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex').toUpperCase();
  return {
    date: new Date(world.now()).toUTCString(),
    server: 'github.com',
    ...(reply.json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': `${hex(2)}:${hex(3)}:${hex(4)}:${hex(4)}:${iso(world.now()).replace(/\D/g, '').slice(0, 8)}`,
    ...limitHeaders(bucket, path === '/graphql' ? 'graphql' : 'core'),
    ...reply.headers,
  };
}
