import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Credentials, openKubeconfig } from '../../src/kubernetes/kubeconfig.ts';
import type { KubeconfigSource } from '../../src/kubernetes/load-kubeconfig.ts';
import { systemTimers } from '../../src/kubernetes/timers.ts';
import { openTransport } from '../../src/kubernetes/transport.ts';
import { manualTime, until } from '../support/manual-time.ts';

const tls = (name: string) => join(import.meta.dirname, '../support/tls', name);
const base64 = (name: string) => readFileSync(tls(name)).toString('base64');

let folder: string;
let server: ReturnType<typeof createServer>;
let requests: { readonly path: string; readonly who: string; readonly authorization: string | undefined }[];
let accepted: (authorization: string | undefined) => boolean;
let opened: Credentials[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  requests = [];
  opened = [];
  accepted = () => true;
  const [key, cert, ca] = ['server.key', 'server.crt', 'ca.crt'].map((name) => readFileSync(tls(name)));
  server = createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject ?? {};
    const { authorization } = request.headers;
    requests.push({ path: request.url ?? '', who: String(CN ?? ''), authorization });
    const ok = accepted(authorization);
    response.writeHead(ok ? 200 : 401, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const credentials of opened) credentials.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const address = () => `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

const kubeconfig = (user: object, cluster: object = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'one',
    clusters: [
      { name: 'c', cluster: { server: address(), 'certificate-authority-data': base64('ca.crt'), ...cluster } },
    ],
    users: [{ name: 'u', user }],
    contexts: ['one', 'two'].map((name) => ({ name, context: { cluster: 'c', user: 'u' } })),
  });

async function transportOf(source: KubeconfigSource, timers = systemTimers) {
  const credentials = await openKubeconfig(source);
  opened.push(credentials);
  return openTransport(credentials, timers);
}

/** A login plugin that counts its runs in a file and gives `token-<run>`. */
function plugin(last = 'console.log(JSON.stringify(credential))') {
  const counter = join(folder, 'runs');
  writeFileSync(counter, '');
  const code = `
    const fs = require('node:fs');
    fs.appendFileSync(${JSON.stringify(counter)}, 'x');
    const token = 'token-' + fs.readFileSync(${JSON.stringify(counter)}, 'utf8').length;
    const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } };
    ${last}`;
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', code] };
  return { user: { exec }, runs: () => readFileSync(counter, 'utf8').length };
}

describe('credentials', () => {
  test('a client certificate and the authority of the server', async () => {
    const user = {
      'client-certificate-data': base64('client-one.crt'),
      'client-key-data': base64('client-one.key'),
    };
    const transport = await transportOf({ content: kubeconfig(user) });
    expect(await transport.call({ path: '/version' })).toEqual({ ok: true, body: {} });
    expect(requests).toEqual([{ path: '/version', who: 'bot one', authorization: undefined }]);
  });

  test('certificates beside the kubeconfig are followed when they are replaced', async () => {
    const path = join(folder, 'config');
    const replaceBy = (name: string) => {
      copyFileSync(tls(`${name}.crt`), join(folder, 'bot.crt'));
      copyFileSync(tls(`${name}.key`), join(folder, 'bot.key'));
    };
    writeFileSync(path, kubeconfig({ 'client-certificate': 'bot.crt', 'client-key': 'bot.key' }));
    replaceBy('client-one');
    const transport = await transportOf({ path });
    await transport.call({ path: '/version' });
    replaceBy('client-two');
    await transport.call({ path: '/version' });
    expect(requests.map(({ who }) => who)).toEqual(['bot one', 'bot two']);
  });

  test('a token, a password', async () => {
    for (const user of [{ token: 'secret' }, { username: 'bot', password: 'pass' }]) {
      await (await transportOf({ content: kubeconfig(user) })).call({ path: '/version' });
    }
    expect(requests.map(({ authorization }) => authorization)).toEqual(['Bearer secret', `Basic ${btoa('bot:pass')}`]);
  });

  test('a login plugin runs once for many requests', async () => {
    const { user, runs } = plugin();
    const transport = await transportOf({ content: kubeconfig(user) });
    await Promise.all(Array.from({ length: 20 }, () => transport.call({ path: '/version' })));
    expect(runs()).toBe(1);
    expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer token-1']));
  });

  test('a login plugin runs again when the API server no longer accepts the token', async () => {
    const { user, runs } = plugin();
    const transport = await transportOf({ content: kubeconfig(user) });
    await transport.call({ path: '/version' });
    accepted = (authorization) => authorization === 'Bearer token-2';
    expect(await transport.call({ path: '/version' })).toMatchObject({ ok: true });
    expect(runs()).toBe(2);
  });

  test('a token that is refused for good is said so, after one more try', async () => {
    accepted = () => false;
    const transport = await transportOf({ content: kubeconfig({ token: 'wrong' }) });
    expect(await transport.call({ path: '/version' })).toMatchObject({ ok: false, refusal: { status: 401 } });
    expect(requests).toHaveLength(2);
  });

  test('a login plugin that fails is said so in its own words, and may be tried again', async () => {
    const { user } = plugin('console.error("no such profile"); process.exit(3)');
    const transport = await transportOf({ content: kubeconfig(user) });
    await expect(transport.call({ path: '/version' })).rejects.toMatchObject({
      code: 'kubernetes/unavailable',
      detail: expect.stringContaining('no such profile'),
    });
  });

  test('a login plugin that hangs is not waited for', async () => {
    const { user, runs } = plugin('setTimeout(() => {}, 700)');
    const time = manualTime();
    const transport = await transportOf({ content: kubeconfig(user) }, time.timers);
    const call = transport.call({ path: '/version' });
    await until(() => runs() === 1 && time.waits(30_000));
    time.advance(30_000);
    await expect(call).rejects.toMatchObject({ detail: expect.stringContaining('login of the kubeconfig') });
  });
});

test('several files are read as kubectl reads them: the first to define a name wins, a missing one is passed over', async () => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  writeFileSync(first, kubeconfig({ token: 'first' }));
  // It has "one" as well, of another user.
  writeFileSync(second, kubeconfig({ token: 'second' }).replaceAll('"two"', '"three"').replaceAll('"u"', '"v"'));
  const path = [join(folder, 'missing'), first, second].join(delimiter);
  for (const context of ['one', 'two', 'three'])
    await (await transportOf({ path, context })).call({ path: '/version' });
  await (await transportOf({ path })).call({ path: '/version' });
  const tokens = requests.map(({ authorization }) => authorization?.replace('Bearer ', ''));
  expect(tokens).toEqual(['first', 'first', 'second', 'first']);
});

test.each([
  ['user', 'u', { token: 'second' }, {}],
  ['cluster', 'c', { token: 'first' }, { server: 'https://10.0.0.1' }],
])('a context of one file is never taken to the %s of another that has its name', async (what, name, user, cluster) => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  writeFileSync(first, kubeconfig({ token: 'first' }));
  writeFileSync(second, kubeconfig(user, cluster).replaceAll('"two"', '"three"'));
  const path = [first, second].join(delimiter);
  await expect(openKubeconfig({ path, context: 'three' })).rejects.toMatchObject({
    code: 'kubernetes/kubeconfig',
    detail: `context "three" of ${second} is of the ${what} "${name}", which ${first} defines as another; rename it in one of them`,
  });
  await (await transportOf({ path, context: 'two' })).call({ path: '/version' });
  expect(requests[0]?.authorization).toBe('Bearer first');
  // What both say alike is no matter.
  writeFileSync(second, kubeconfig({ token: 'first' }).replaceAll('"two"', '"three"'));
  await (await transportOf({ path, context: 'three' })).call({ path: '/version' });
});

describe('the server', () => {
  test('one that cannot prove itself gets nothing', async () => {
    const stranger = { 'certificate-authority-data': base64('client-one.crt') };
    const transport = await transportOf({ content: kubeconfig({ token: 'secret' }, stranger) });
    await expect(transport.call({ path: '/version' })).rejects.toMatchObject({ code: 'kubernetes/unavailable' });
    expect(requests).toEqual([]);
  });

  test('may be known under another name', async () => {
    const named = (name: string) => transportOf({ content: kubeconfig({}, { 'tls-server-name': name }) });
    expect(await (await named('kubernetes.test')).call({ path: '/version' })).toMatchObject({ ok: true });
    await expect((await named('other.test')).call({ path: '/version' })).rejects.toMatchObject({
      code: 'kubernetes/unavailable',
    });
  });

  test('may be reached through a proxy', async () => {
    const asked: string[] = [];
    const sockets: Duplex[] = [];
    const proxy = createProxy().on('connect', (request, socket, head) => {
      asked.push(request.url ?? '');
      sockets.push(socket);
      const { port } = server.address() as AddressInfo;
      const upstream = dial(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const user = { 'client-certificate-data': base64('client-one.crt'), 'client-key-data': base64('client-one.key') };
    const transport = await transportOf({
      content: kubeconfig(user, { 'proxy-url': `http://127.0.0.1:${port}` }),
    });
    expect(await transport.call({ path: '/version' })).toMatchObject({ ok: true });
    expect(asked).toEqual([new URL(address()).host]);
    expect(requests[0]?.who).toBe('bot one');
    const closed = new Promise((resolve) => proxy.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });

  test('may live below a path', async () => {
    const transport = await transportOf({ content: kubeconfig({}, { server: `${address()}/k8s/clusters/c-1/` }) });
    await transport.call({ path: '/apis', query: { limit: '5' } });
    expect(requests[0]?.path).toBe('/k8s/clusters/c-1/apis?limit=5');
  });
});

describe('a kubeconfig that cannot be used', () => {
  test.each<[string, () => KubeconfigSource, string]>([
    ['no file', () => ({ path: join(folder, 'none') }), 'ENOENT'],
    ['no YAML', () => ({ content: '{' }), ''],
    ['nothing in it', () => ({ content: '' }), ''],
    [
      'an unknown context',
      () => ({ content: kubeconfig({}), context: 'three' }),
      'no context "three"; it has one, two',
    ],
    ['no server', () => ({ content: kubeconfig({}, { server: 'nowhere' }) }), 'no cluster with a server address'],
    ['no pod around', () => 'in-cluster', 'no service account here'],
    ['credentials in clear', () => ({ content: kubeconfig({}, { server: 'http://example.com' }) }), 'in clear'],
  ])('%s', async (_, source, words) => {
    await expect(openKubeconfig(source())).rejects.toMatchObject({
      code: 'kubernetes/kubeconfig',
      detail: expect.stringContaining(words),
    });
  });
});
