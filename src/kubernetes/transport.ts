import http from 'node:http';
import https from 'node:https';
import { AppError } from '../errors.ts';
import { at } from './decode/json.ts';
import { leaveOutManagedFields } from './decode/leave-out-managed-fields.ts';
import { decodeRefusal, type Refusal, wordsOf } from './faults.ts';
import type { Credentials } from './kubeconfig.ts';
import { type Timers, within } from './timers.ts';

const defaultIdleMs = 30_000;
const loginMs = 30_000;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** From the start of the request to the head of the answer; 30 s unless told. */
  readonly headMs?: number;
  /** Between two chunks of the answer; 30 s unless told. */
  readonly silentMs?: number;
}

export type Answer = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly refusal: Refusal };

export interface Stream {
  /** Ends with the answer; throws `Silence` when nothing comes for too long, another error on a reset. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Tears the connection down. */
  abort(): void;
}

export interface Transport {
  /** One request with a JSON answer. Throws `kubernetes/unavailable` when no whole answer came. */
  call(call: Call): Promise<Answer>;
  /** One request whose answer is taken as it comes. */
  stream(
    call: Call,
  ): Promise<{ readonly ok: true; readonly stream: Stream } | { readonly ok: false; readonly refusal: Refusal }>;
}

/** An answer of one object or of discovery is never as large; whatever sends more is not read to its end. */
const largestAnswer = 32 * 1024 * 1024;

/** Nothing came for too long on a connection that was open. */
export class Silence extends Error {
  override readonly name = 'Silence';
}

const unavailable = (call: Call, error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError('kubernetes/unavailable', `${call.method ?? 'GET'} ${call.path}: ${wordsOf(error)}`, {
        cause: error,
      });

/** A kept connection that the server had closed meanwhile: the request never reached it. */
const wasStale = (error: unknown, request: http.ClientRequest): boolean =>
  request.reusedSocket && at(error, 'code') === 'ECONNRESET';

/**
 * Requests with the credentials' headers and connections; `as`: on behalf of another user, which the credentials need the right
 * to. All that is sent may be sent twice: every verb is idempotent.
 */
export function openTransport(credentials: Credentials, timers: Timers, as?: string): Transport {
  async function optionsFor(call: Call, body: Buffer | undefined): Promise<https.RequestOptions> {
    const hang = `the login of the kubeconfig did not end within ${loginMs / 1000} s`;
    const { headers, agent } = await within(timers, loginMs, hang, credentials.authenticate(), credentials.renew);
    return {
      method: call.method ?? 'GET',
      agent,
      headers: {
        ...headers,
        accept: 'application/json',
        'user-agent': 'clusterops',
        ...(as === undefined ? {} : { 'impersonate-user': as }),
        ...(body === undefined
          ? {}
          : { 'content-type': call.contentType ?? 'application/json', 'content-length': body.length }),
      },
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    };
  }

  function urlOf(call: Call): URL {
    const url = new URL(credentials.server);
    url.pathname = `${url.pathname.replace(/\/$/, '')}${call.path}`;
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    return url;
  }

  async function send(call: Call, again = true): Promise<http.IncomingMessage> {
    const url = urlOf(call);
    const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    const options = await optionsFor(call, body);
    const headMs = call.headMs ?? defaultIdleMs;
    const response = await new Promise<http.IncomingMessage | 'stale'>((resolve, reject) => {
      const request = (url.protocol === 'http:' ? http : https).request(url, options, (answer) => {
        cancel();
        resolve(answer);
      });
      const cancel = timers.after(headMs, () => request.destroy(new Error(`no answer within ${headMs / 1000} s`)));
      request.on('error', (error) => {
        cancel();
        if (again && wasStale(error, request)) resolve('stale');
        else reject(error);
      });
      request.end(body);
    });
    if (response === 'stale') return send(call, false);
    if (response.statusCode !== 401) return response;
    // A token that expired early: its successor is let in.
    credentials.renew();
    if (!again) return response;
    response.destroy();
    return send(call, false);
  }

  async function* chunksOf(response: http.IncomingMessage, silentMs: number): AsyncGenerator<Buffer> {
    let cancel = () => {};
    const arm = () => {
      cancel();
      const silence = new Silence(`the answer stopped for ${silentMs / 1000} s`);
      cancel = timers.after(silentMs, () => response.destroy(silence));
    };
    arm();
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        arm();
        yield chunk;
      }
    } finally {
      cancel();
    }
  }

  async function readWhole(response: http.IncomingMessage, call: Call): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of chunksOf(response, call.silentMs ?? defaultIdleMs)) {
      size += chunk.length;
      if (size > largestAnswer) throw new Error(`the answer has more than ${largestAnswer} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  async function refusal(response: http.IncomingMessage, call: Call): Promise<Refusal> {
    const body = await readWhole(response, call);
    return decodeRefusal(response.statusCode ?? 0, body.toString('utf8'), response.headers['retry-after']);
  }

  const succeeded = (response: http.IncomingMessage): boolean =>
    response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 300;

  return {
    async call(call) {
      try {
        const response = await send(call);
        if (!succeeded(response)) return { ok: false, refusal: await refusal(response, call) };
        return { ok: true, body: JSON.parse(leaveOutManagedFields(await readWhole(response, call))) };
      } catch (error) {
        throw unavailable(call, error);
      }
    },
    async stream(call) {
      try {
        const response = await send(call);
        if (!succeeded(response)) return { ok: false, refusal: await refusal(response, call) };
        const chunks = chunksOf(response, call.silentMs ?? defaultIdleMs);
        return { ok: true, stream: { chunks, abort: () => response.destroy() } };
      } catch (error) {
        throw unavailable(call, error);
      }
    },
  };
}

/** The same transport; a request without a signal of its own is torn down with this one. */
export function endedBy(signal: AbortSignal, { call, stream }: Transport): Transport {
  return { call: (each) => call({ signal, ...each }), stream: (each) => stream({ signal, ...each }) };
}
