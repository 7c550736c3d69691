import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { send } from '../github/http/body.ts';
import type { Html } from './html.ts';

export type PageReply =
  | { readonly kind: 'page'; readonly status: number; readonly page: Html }
  | { readonly kind: 'text'; readonly type: string; readonly text: string | Buffer; readonly keep?: boolean }
  | { readonly kind: 'redirect'; readonly to: string };

export const shown = (page: Html): PageReply => ({ kind: 'page', status: 200, page });
export const redirect = (to: string): PageReply => ({ kind: 'redirect', to });

/** Only this site's own files: no script or style within a page, nothing from elsewhere, no frame around it. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const common = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  // `no-referrer` would take the Origin header from our own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export function answer(request: IncomingMessage, response: ServerResponse, reply: PageReply): void {
  if (reply.kind === 'redirect') send(response, 303, { ...common, location: reply.to }, Buffer.alloc(0));
  else if (reply.kind === 'text') {
    const cache = reply.keep ? 'public, max-age=31536000, immutable' : 'no-store';
    const bytes = typeof reply.text === 'string' ? Buffer.from(reply.text) : reply.text;
    send(response, 200, { ...common, 'content-type': reply.type, 'cache-control': cache }, bytes);
  } else sendPage(request, response, reply.status, reply.page);
}

/** A page that the browser has already is not sent again: this is how a watching page asks whether anything changed. */
function sendPage(request: IncomingMessage, response: ServerResponse, status: number, page: Html): void {
  const bytes = Buffer.from(page.markup);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const headers = { ...common, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache', etag };
  if (status === 200 && request.headers['if-none-match'] === etag) send(response, 304, headers, undefined);
  else send(response, status, headers, bytes);
}
