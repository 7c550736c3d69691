import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { HookDelivery } from '../state/model.ts';

/** GitHub gives a receiver ten seconds. */
const patience = 10_000;

export interface HookSender {
  /** One attempt; resolves with what came of it, never throws. */
  send(delivery: HookDelivery, body: Buffer): Promise<NonNullable<HookDelivery['result']>>;
  close(): void;
}

/** Headers of a delivery, signature included, as GitHub sends them. */
export function hookHeaders(
  body: Buffer,
  hook: {
    readonly id: number;
    readonly appId: number;
    readonly secret: string;
    readonly guid: string;
    readonly event: string;
  },
): Record<string, string> {
  const sign = (algorithm: 'sha1' | 'sha256') => createHmac(algorithm, hook.secret).update(body).digest('hex');
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-delivery': hook.guid,
    'x-github-event': hook.event,
    'x-github-hook-id': String(hook.id),
    'x-github-hook-installation-target-id': String(hook.appId),
    'x-github-hook-installation-target-type': 'integration',
    ...(hook.secret === ''
      ? {}
      : { 'x-hub-signature': `sha1=${sign('sha1')}`, 'x-hub-signature-256': `sha256=${sign('sha256')}` }),
  };
}

export function createHookSender(now: () => number): HookSender {
  const agent = new Agent({ keepAlive: true });
  const post = (delivery: HookDelivery, body: Buffer) =>
    new Promise<NonNullable<HookDelivery['result']>>((resolve) => {
      const started = now();
      const done = (status: string, statusCode: number, headers: Record<string, string> = {}, text = '') =>
        resolve({ status, statusCode, duration: Math.max(0, now() - started) / 1000, headers, body: text });
      const secure = delivery.url.startsWith('https:');
      const outgoing = (secure ? secureRequest : request)(delivery.url, {
        method: 'POST',
        headers: { ...delivery.requestHeaders, 'content-length': body.length },
        ...(secure ? {} : { agent }),
      });
      outgoing.setTimeout(patience, () => outgoing.destroy(new Error('timed out')));
      outgoing.on('error', (error) =>
        error.message === 'timed out' ? done('timed out', 504) : done('failed to connect to host', 502),
      );
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', () => done('failed to connect to host', 502));
        incoming.on('end', () => {
          const code = incoming.statusCode ?? 0;
          const ok = code >= 200 && code < 300;
          const headers = Object.fromEntries(Object.entries(incoming.headers).map(([key, value]) => [key, `${value}`]));
          done(ok ? 'OK' : `Invalid HTTP Response: ${code}`, code, headers, Buffer.concat(chunks).toString('utf8'));
        });
      });
      outgoing.end(body);
    });
  return { send: post, close: () => agent.destroy() };
}
