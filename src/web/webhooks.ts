import type { IncomingMessage } from 'node:http';
import type { Inbox } from '../ports/delivery.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { type BodyBudget, readBody } from './body.ts';
import { extract } from './extract.ts';
import { mayMatter } from './relevant.ts';
import type { Verify } from './signature.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}
const answer = (status: number, text: string, headers?: Answer['headers']): Answer =>
  headers === undefined ? { status, text } : { status, text, headers };

const accepted = answer(202, 'accepted');
const unsigned = answer(401, 'signature missing or wrong');
const tooLarge = answer(413, 'payload too large');
const eventForm = /^[a-z_]{1,64}$/;
const deliveryForm = /^[0-9A-Za-z-]{8,64}$/;
const jsonType = /^application\/json\s*(;|$)/i;

export interface WebhookParts {
  readonly verify: Verify;
  readonly maxBytes: number;
  readonly inbox: Pick<Inbox, 'store'>;
  readonly metrics: Pick<Metrics, 'delivery'>;
  readonly log: Log;
}

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
};

/**
 * `POST /api/github/webhooks`: answers 202 only after the delivery is durable, or when it can't matter. Nothing of a
 * delivery is believed, kept or logged before its signature is checked over the raw bytes.
 */
export const createWebhooks = (parts: WebhookParts): ((request: IncomingMessage) => Promise<Answer>) => {
  const { verify, maxBytes, inbox, metrics, log } = parts;
  const budget: BodyBudget = { taken: 0, most: Math.max(4 * maxBytes, 64 * 1024 * 1024) };

  const refuse = (refusal: Answer): Answer => {
    metrics.delivery('refused');
    return refusal;
  };
  const drop = (): Answer => {
    metrics.delivery('dropped');
    return accepted;
  };

  const store = async (id: string, event: string, raw: Buffer): Promise<Answer> => {
    let json: unknown;
    try {
      json = JSON.parse(raw.toString('utf8'));
    } catch {
      return refuse(answer(400, 'the body is not JSON'));
    }
    const extracted = extract(event, json);
    if (extracted.kind === 'dropped') return drop();
    if (extracted.kind === 'incomplete') {
      log.warn({ delivery: id, event, missing: extracted.missing }, 'a delivery lacks fields and was dropped');
      return drop();
    }
    try {
      metrics.delivery(await inbox.store({ id, event, payload: extracted.payload }));
      return accepted;
    } catch (error) {
      // GitHub shows it as failed, and the periodic comparison with GitHub has it delivered again.
      log.error({ err: error, delivery: id, event }, 'a delivery could not be stored');
      metrics.delivery('refused');
      return answer(503, 'could not be stored; deliver it again', { 'retry-after': '30' });
    }
  };

  return async (request) => {
    if (!jsonType.test(header(request, 'content-type'))) {
      return refuse(answer(415, 'set the content type of the webhook to application/json'));
    }
    if (Number(header(request, 'content-length') || 0) > maxBytes) return refuse(tooLarge);
    if (budget.taken > budget.most) return refuse(answer(503, 'busy; deliver it again', { 'retry-after': '5' }));
    const body = await readBody(request, maxBytes, budget);
    if (body.state === 'broken') return refuse(answer(400, 'the body is incomplete'));
    if (body.state === 'too large') return refuse(tooLarge);
    if (!verify(body.raw, header(request, 'x-hub-signature-256'))) return refuse(unsigned);
    const event = header(request, 'x-github-event');
    const id = header(request, 'x-github-delivery');
    if (!eventForm.test(event) || !deliveryForm.test(id)) {
      return refuse(answer(400, 'X-GitHub-Event or X-GitHub-Delivery is missing or malformed'));
    }
    if (event === 'ping') return answer(200, 'pong');
    return mayMatter(event, body.raw) ? store(id, event, body.raw) : drop();
  };
};
