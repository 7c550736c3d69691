import { createHmac, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Delivery } from '../../src/ports/delivery.ts';
import { type Readiness, startWeb, type Web, webhookPath } from '../../src/web/server.ts';

const secret = 'a secret with \u00fcmlauts';
const payload = (body: string, more: object = {}): string =>
  JSON.stringify({
    action: 'created',
    installation: { id: 7 },
    repository: { id: 1, name: 'fleet', full_name: 'octo/fleet', owner: { login: 'octo', id: 2 } },
    sender: { id: 3, login: 'mona', type: 'User' },
    issue: { number: 4, node_id: 'I_4' },
    comment: { id: 5, node_id: 'IC_5', body, user: { id: 3, login: 'mona' } },
    ...more,
  });
const sign = (text: string, key = secret): string => `sha256=${createHmac('sha256', key).update(text).digest('hex')}`;

interface Sent {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

describe('the intake', () => {
  let web: Web;
  let stored: Delivery[] = [];
  let counted: string[] = [];
  let logged: unknown[] = [];
  let ready: Readiness;
  let store: (delivery: Delivery) => Promise<'stored' | 'duplicate'>;

  beforeEach(async () => {
    stored = [];
    counted = [];
    logged = [];
    ready = { ready: true, reasons: [] };
    store = async (delivery) => {
      stored.push(delivery);
      return 'stored';
    };
    const log = (...parts: unknown[]): void => void logged.push(parts);
    web = await startWeb({
      port: 0,
      host: '127.0.0.1',
      secrets: [secret, 'the previous one'],
      maxBytes: 100_000,
      inbox: { store: (delivery) => store(delivery) },
      metrics: { delivery: (outcome) => void counted.push(outcome) },
      log: { info: log, warn: log, error: log, debug: log },
      ready: () => ready,
      version: '1.2.3',
    });
  });
  afterEach(() => web.close());

  const post = async ({
    body = payload('/help'),
    headers = {},
  }: Sent = {}): Promise<{ status: number; text: string }> => {
    const all = {
      'content-type': 'application/json',
      'x-github-event': 'issue_comment',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': sign(body),
      ...headers,
    };
    const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const response = await fetch(web.url + webhookPath, { method: 'POST', body, headers: given });
    return { status: response.status, text: await response.text() };
  };

  test('stores a signed delivery, then answers 202', async () => {
    const id = randomUUID();
    await expect(post({ headers: { 'x-github-delivery': id } })).resolves.toMatchObject({ status: 202 });
    expect(stored).toMatchObject([{ id, event: 'issue_comment', payload: { comment: { body: '/help' } } }]);
    expect(counted).toEqual(['stored']);
  });

  test('answers a duplicate as it answers the first', async () => {
    store = async () => 'duplicate';
    await expect(post()).resolves.toMatchObject({ status: 202 });
    expect(counted).toEqual(['duplicate']);
  });

  test('accepts the previous secret, and bodies in several chunks of any characters', async () => {
    const body = payload(`/help ${'\u{1F680}'.repeat(10_000)}`);
    await expect(
      post({ body, headers: { 'x-hub-signature-256': sign(body, 'the previous one') } }),
    ).resolves.toMatchObject({
      status: 202,
    });
    expect(stored).toHaveLength(1);
  });

  const body = payload('/help');
  test.each<[string, Sent, number]>([
    ['another key', { headers: { 'x-hub-signature-256': sign(body, 'guess') } }, 401],
    ['another body', { headers: { 'x-hub-signature-256': sign(`${body} `) } }, 401],
    ['no signature', { headers: { 'x-hub-signature-256': undefined } }, 401],
    ['an empty signature', { headers: { 'x-hub-signature-256': '' } }, 401],
    ['a short signature', { headers: { 'x-hub-signature-256': 'sha256=00' } }, 401],
    ['the old sha1', { headers: { 'x-hub-signature-256': sign(body).replace('sha256', 'sha1') } }, 401],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['no content type', { headers: { 'content-type': '' } }, 415],
    ['a look-alike content type', { headers: { 'content-type': 'application/jsonp' } }, 415],
    ['no event', { headers: { 'x-github-event': undefined } }, 400],
    ['a malformed event', { headers: { 'x-github-event': 'a b' } }, 400],
    ['no delivery id', { headers: { 'x-github-delivery': undefined } }, 400],
    ['a delivery id of any length', { headers: { 'x-github-delivery': 'a'.repeat(65) } }, 400],
    ['too large a body', { body: payload(`/help ${'x'.repeat(100_000)}`) }, 413],
    ['something that is no JSON', { body: '{"action":"created" "body":"/help"}' }, 400],
  ])('refuses %s', async (_, sent, status) => {
    await expect(post(sent)).resolves.toMatchObject({ status });
    expect(stored).toEqual([]);
    expect(counted).toEqual(['refused']);
    expect(logged).toEqual([]);
  });

  test('takes a content type with a charset', async () => {
    await expect(post({ headers: { 'content-type': 'application/json; charset=utf-8' } })).resolves.toMatchObject({
      status: 202,
    });
  });

  test('counts a body without Content-Length as it comes', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(
        web.url + webhookPath,
        { method: 'POST', headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject);
      for (let index = 0; index < 3; index++) sent.write('x'.repeat(50_000));
      sent.end();
    });
    expect(status).toBe(413);
  });

  test.each<[string, string, string]>([
    ['an event of no interest', 'star', payload('/help')],
    ['an action of no interest', 'issue_comment', payload('/help', { action: 'edited' })],
    ['a comment without command', 'issue_comment', payload('thanks')],
    [
      'a comment without command on an issue with one',
      'issue_comment',
      payload('ok', { issue: { number: 4, body: '/help' } }),
    ],
  ])('drops %s, and says accepted', async (_, event, text) => {
    await expect(post({ body: text, headers: { 'x-github-event': event } })).resolves.toMatchObject({ status: 202 });
    expect(stored).toEqual([]);
    expect(counted).toEqual(['dropped']);
  });

  test('drops what cannot matter even if it is no JSON: it is not parsed', async () => {
    await expect(post({ body: '{"action":"created", thanks' })).resolves.toMatchObject({ status: 202 });
    expect(counted).toEqual(['dropped']);
  });

  test('drops and reports a signed delivery that lacks what every delivery of an App has', async () => {
    await expect(post({ body: payload('/help', { installation: null }) })).resolves.toMatchObject({ status: 202 });
    expect(stored).toEqual([]);
    expect(JSON.stringify(logged)).toContain('installation.id');
  });

  test('answers a ping', async () => {
    const headers = { 'x-github-event': 'ping' };
    await expect(
      post({ body: '{"zen":"x"}', headers: { ...headers, 'x-hub-signature-256': sign('{"zen":"x"}') } }),
    ).resolves.toEqual({
      status: 200,
      text: 'pong',
    });
  });

  test('says 503 when the delivery could not be stored, so that it is delivered again', async () => {
    store = async () => Promise.reject(new Error('disk full'));
    await expect(post()).resolves.toMatchObject({ status: 503 });
    expect(JSON.stringify(logged)).toContain('a delivery could not be stored');
  });

  test.each([
    ['GET', '/healthz', 200, '{"status":"ok","version":"1.2.3"}\n'],
    ['GET', '/readyz', 200, '{"status":"ready","reasons":[]}\n'],
    ['GET', '/', 200, 'ClusterOps 1.2.3, a GitHub App.\n'],
    ['HEAD', '/healthz', 200, ''],
    ['GET', '/nothing', 404, 'not found\n'],
    ['GET', webhookPath, 405, 'method not allowed\n'],
    ['DELETE', '/healthz', 405, 'method not allowed\n'],
    ['GET', '/constructor', 404, 'not found\n'],
  ])('%s %s', async (method, path, status, text) => {
    const response = await fetch(web.url + path, { method });
    expect({ status: response.status, text: await response.text() }).toEqual({ status, text });
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    if (status === 405) expect(response.headers.get('allow')).toBe(path === webhookPath ? 'POST' : 'GET, HEAD');
  });

  test('says why it is not ready', async () => {
    ready = { ready: false, reasons: ['the database does not answer'] };
    const response = await fetch(`${web.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'not ready', reasons: ['the database does not answer'] });
  });

  test('a stop answers what is under way, then takes nothing more', async () => {
    let release = (): void => {};
    const entered = new Promise<void>((resolve) => {
      store = async () => {
        resolve();
        await new Promise<void>((done) => {
          release = done;
        });
        return 'stored';
      };
    });
    const answer = post();
    await entered;
    const closed = web.close();
    release();
    await expect(answer).resolves.toMatchObject({ status: 202 });
    await closed;
    await expect(fetch(`${web.url}/healthz`)).rejects.toThrow();
    web = { ...web, close: async () => {} };
  });

  test('a client that goes away in the middle does no harm', async () => {
    const socket = connect(web.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST ${webhookPath} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"a`,
    );
    await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    await expect(post()).resolves.toMatchObject({ status: 202 });
  });
});

test('does not start without a secret', async () => {
  const options = {
    port: 0,
    inbox: { store: async () => 'stored' as const },
    metrics: { delivery: () => {} },
    log: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
    ready: () => ({ ready: true, reasons: [] }),
    version: '1',
  };
  await expect(startWeb({ ...options, secrets: [] })).rejects.toMatchObject({ code: 'settings/missing' });
  await expect(startWeb({ ...options, secrets: ['x', ''] })).rejects.toMatchObject({ code: 'settings/missing' });
});
