/**
 * A server to be measured, in a process of its own: `probot`, or this project's intake on `postgres URL` or `embedded`.
 * With `drain` the stored deliveries are also handed to an empty handler. Says its port, and its CPU time when asked.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { Log } from '../../src/ports/log.ts';

const secret = process.env.BENCH_SECRET ?? '';
const [kind = '', url = '', drain = ''] = process.argv.slice(2);

let worked: () => Promise<void> = async () => {};

const startProbot = async (): Promise<number> => {
  const { Probot, Server } = await import('probot');
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs1',
    format: 'pem',
  });
  const server = new Server({
    port: Number(url),
    host: '127.0.0.1',
    Probot: Probot.defaults({ appId: 1, privateKey: privateKey.toString(), secret, logLevel: 'fatal' }),
  });
  await server.load((app) => {
    app.on('issue_comment.created', () => {});
  });
  await server.start();
  return Number(url);
};

const startOwn = async (): Promise<number> => {
  const { openDatabase } = await import('../../src/queue/open.ts');
  const { startWeb } = await import('../../src/web/server.ts');
  const { createMetrics } = await import('../../src/telemetry/metrics.ts');
  const log: Log = { info: () => {}, warn: console.warn, error: console.error, debug: () => {} };
  const queue = await openDatabase({ ...(kind === 'postgres' ? { url } : { folder: url }), log });
  if (drain === 'drain') {
    await queue.inbox.drain(async () => {});
    // What was acknowledged but not handed on yet belongs to the figure.
    worked = async () => {
      while ((await queue.inbox.depth()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    };
  }
  const web = await startWeb({
    port: 0,
    host: '127.0.0.1',
    secrets: [secret],
    inbox: queue.inbox,
    metrics: createMetrics(),
    log,
    ready: () => ({ ready: true, reasons: [] }),
    version: 'bench',
  });
  process.on('message', async (message) => {
    if (message !== 'stop') return;
    await web.close();
    await queue.close();
    process.disconnect();
  });
  return web.port;
};

const port = kind === 'probot' ? await startProbot() : await startOwn();
process.on('message', (message) => {
  if (message === 'cpu')
    void worked().then(() => process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }));
  if (message === 'stop' && kind === 'probot') process.exit(0);
});
process.send?.({ port });
