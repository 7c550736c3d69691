import { ProbotOctokit } from 'probot';
import { AppError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { Reply } from './reply.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** A path with `{placeholders}`, or a whole address. */
  readonly url: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of a success is a stream that the caller reads to its end or cancels. */
  readonly stream?: true;
}

/** Sends one request and gives the answer whatever its status; throws `github/unavailable` when there is none. */
export type Transport = (request: HttpRequest) => Promise<Reply>;

export interface TransportOptions {
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly log: Log;
  readonly fetch?: typeof fetch;
}

/** Probot's Octokit without its throttle and retry: the governor and the queue do both, per installation and durably. */
export const PlainOctokit = ProbotOctokit.defaults((options: object) => ({
  ...options,
  throttle: { enabled: false },
  retry: { enabled: false },
}));

/** What the Octokits may log: warnings and errors. Their debug lines hold bodies of comments. */
export function quietLog(log: Log) {
  return {
    debug: () => {},
    info: () => {},
    warn: (message: string) => log.warn({}, message),
    error: (message: string) => log.error({}, message),
  };
}

export function createTransport(options: TransportOptions): Transport {
  const octokit = new PlainOctokit({
    // Tokens are ours to keep (tokens.ts): each request brings its own.
    authStrategy: undefined,
    baseUrl: options.apiUrl,
    userAgent: options.userAgent,
    log: quietLog(options.log),
    request: options.fetch === undefined ? {} : { fetch: options.fetch },
  });
  return (request) => exchange((parameters) => octokit.request(parameters), request, options.timeoutMs);
}

type Send = (parameters: {
  method: string;
  url: string;
  headers: Record<string, string>;
  request: { signal: AbortSignal; parseSuccessResponseBody?: boolean };
}) => Promise<{ status: number; headers: object; data: unknown }>;

/** One request over any Octokit, with a time limit, and its failures as values. */
export async function exchange(send: Send, request: HttpRequest, timeoutMs: number): Promise<Reply> {
  const what = `${request.method} ${request.url}`;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const response = await send({
      ...request.parameters,
      method: request.method,
      url: request.url,
      headers: { ...request.headers },
      request: { signal: abort.signal, ...(request.stream === true ? { parseSuccessResponseBody: false } : {}) },
    });
    // Octokit takes a body that was cut off by the time limit for an empty one.
    if (abort.signal.aborted) throw new Error('cut off');
    return { status: response.status, headers: headersOf(response.headers), data: response.data };
  } catch (error) {
    const response = responseOf(error);
    if (response !== undefined) return response;
    const why = abort.signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    throw new AppError('github/unavailable', `${what}: ${why}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function responseOf(error: unknown): Reply | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined;
  const { response } = error;
  if (typeof response !== 'object' || response === null || !('status' in response)) return undefined;
  const headers = 'headers' in response && typeof response.headers === 'object' ? response.headers : {};
  return {
    status: Number(response.status),
    headers: headersOf(headers ?? {}),
    data: 'data' in response ? response.data : undefined,
  };
}

function headersOf(headers: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
