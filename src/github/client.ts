import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { Caller } from './caller.ts';
import { graphqlFault, restFault } from './faults.ts';
import { rateLimitIn } from './governor/limits.ts';
import { graphqlReply } from './graphql-reply.ts';
import type { GraphqlError, GraphqlReply, Reply } from './reply.ts';
import type { HttpRequest } from './transport.ts';

interface RestCall extends HttpRequest {
  /** Statuses of 300 and above that are answers, not faults. */
  readonly allow?: readonly number[];
  /** May be repeated, and makes no content; default: what `GET` is. */
  readonly safe?: boolean;
}

type Variables = Readonly<Record<string, unknown>>;

/** GitHub as one installation (or the App itself) sees it. Every method may throw an `AppError` of `github/*`. */
export interface Client {
  rest(call: RestCall): Promise<Reply>;
  /** Reads; throws on the first error that `allow` does not name. */
  query(
    document: string,
    variables: Variables,
    allow?: (error: GraphqlError) => boolean,
  ): Promise<GraphqlReply['data']>;
  /** Writes: `mutations` root fields. Errors of single fields are in the answer, because the others were carried out. */
  mutate(document: string, variables: Variables, mutations: number): Promise<GraphqlReply>;
  /** Milliseconds until so much more can have been created within the limits; see `Governor.forecast`. */
  forecast(creates: number): Promise<number>;
}

/** Gives the client of a repository's installation. */
export type ClientOf = (repository: Pick<RepositoryRef, 'installationId'>) => Client;

export interface ClientOptions {
  readonly call: Caller;
  readonly send: (request: HttpRequest) => Promise<Reply>;
  readonly graphqlUrl: string;
  readonly forecast: Client['forecast'];
}

export function createClient({ call, send, graphqlUrl, forecast }: ClientOptions): Client {
  const post = (document: string, variables: Variables) =>
    send({ method: 'POST', url: graphqlUrl, parameters: { query: document, variables } });

  return {
    forecast,

    rest(request) {
      const what = `${request.method} ${request.url}`;
      const safe = request.safe ?? request.method === 'GET';
      return call({
        kind: 'rest',
        safe,
        creates: safe ? 0 : 1,
        send: () => send(request),
        judge(reply) {
          if (reply.status >= 300 && request.allow?.includes(reply.status) !== true) {
            return { fault: restFault(reply, what) };
          }
          // A body that is cut off arrives as text, because it could not be parsed.
          return typeof reply.data === 'string' && isJson(reply)
            ? { fault: new AppError('github/unavailable', `${what}: the answer is no JSON`) }
            : {};
        },
      });
    },

    async query(document, variables, allow = () => false) {
      const operation = operationOf(document);
      let read: GraphqlReply | undefined;
      await call({
        kind: 'graphql',
        safe: true,
        creates: 0,
        send: () => post(document, variables),
        judge(reply) {
          if (reply.status !== 200) return { fault: restFault(reply, operation) };
          read = graphqlReply(reply.data, operation);
          const limit = rateLimitIn(read.errors, reply);
          const error = read.errors.find((each) => !allow(each));
          if (error === undefined) return {};
          return { fault: graphqlFault(error, operation), ...(limit === undefined ? {} : { limit }) };
        },
      });
      if (read === undefined) throw new AppError('internal/bug', `${operation} was not read`);
      return read.data;
    },

    async mutate(document, variables, mutations) {
      const operation = operationOf(document);
      let read: GraphqlReply | undefined;
      await call({
        kind: 'graphql',
        safe: false,
        creates: mutations,
        send: () => post(document, variables),
        judge(reply) {
          if (reply.status !== 200) return { fault: restFault(reply, operation) };
          read = graphqlReply(reply.data, operation);
          const limit = rateLimitIn(read.errors, reply);
          const [first] = read.errors;
          if (limit === undefined || first === undefined) return {};
          // Only when nothing was carried out is it a refusal of the whole, which may be sent again.
          const partial = Object.values(read.data).some((field) => field !== null);
          return partial ? { limit } : { limit, fault: graphqlFault(first, operation) };
        },
      });
      if (read === undefined) throw new AppError('internal/bug', `${operation} was not read`);
      return read;
    },
  };
}

function isJson(reply: Reply): boolean {
  return /\bjson\b/.test(reply.headers['content-type'] ?? '');
}

function operationOf(document: string): string {
  return /(?:query|mutation)\s+(\w+)/.exec(document)?.[1] ?? 'GraphQL';
}
