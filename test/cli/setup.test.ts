import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clusterops } from './support/clusterops.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterops-setup-'));
});
let running: ChildProcess | undefined;
afterEach(() => {
  running?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const pem = '-----BEGIN RSA PRIVATE KEY-----\nabc\ndef\n-----END RSA PRIVATE KEY-----\n';

/** A GitHub that gives the App for the code with which the browser comes back from its registration. */
async function startGitHub(): Promise<Server> {
  const server = createServer((_request, response) => {
    const app = {
      id: 7,
      client_id: 'Iv1',
      client_secret: 'c',
      webhook_secret: 'w',
      pem,
      html_url: 'http://github/apps/x',
    };
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(app));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const said: string[] = [];

/** `clusterops setup` under way; resolves once it says which page to open. */
async function startSetup(github: Server, port: number): Promise<ChildProcess> {
  const main = join(import.meta.dirname, '../../src/cli/main.ts');
  const host = `127.0.0.1:${(github.address() as AddressInfo).port}`;
  const setup = spawn(process.execPath, [main, 'setup', '--url', 'https://bot.example.com', '--port', String(port)], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      GHE_HOST: host,
      GHE_PROTOCOL: 'http',
      // As in the image, and by npx.
      NODE_ENV: 'production',
      npm_lifecycle_event: 'npx',
      npm_config_offline: 'true',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running = setup;
  said.length = 0;
  const lines = createInterface({ input: setup.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.startsWith('Open http')) resolve();
    });
    setup.once('exit', (code) => reject(new Error(`setup ended with ${code}`)));
  });
  return setup;
}

describe('setup', () => {
  test('fills in the copied .env.example, so that a line that is added after it is one of its own', async () => {
    const example = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');
    writeFileSync(join(folder, '.env'), example);
    const github = await startGitHub();
    const port = await freePort();
    const setup = await startSetup(github, port);
    try {
      const back = await fetch(`http://localhost:${port}/probot/setup?code=abc`, { redirect: 'manual' });
      expect([back.status, back.headers.get('location')]).toEqual([302, 'http://github/apps/x/installations/new']);
    } finally {
      setup.kill();
      await once(setup, 'exit');
      github.close();
    }
    appendFileSync(join(folder, '.env'), 'SERVED_REPOSITORIES=acme/*\n');
    const text = readFileSync(join(folder, '.env'), 'utf8');
    expect(parseEnv(text)).toEqual({
      APP_ID: '7',
      PRIVATE_KEY: pem,
      WEBHOOK_SECRET: 'w',
      SERVED_REPOSITORIES: 'acme/*',
    });
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toEqual(
      example.split('\n').filter((line) => line.startsWith('#')),
    );
    expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0);
    // Nothing of a relay, which would be fetched from the internet.
    expect(said).toEqual([
      expect.stringMatching(/^Open http:/),
      'The App will deliver to https://bot.example.com/api/github/webhooks.',
      expect.stringMatching(/^Written into \.env/),
      expect.stringContaining('SERVED_REPOSITORIES'),
    ]);
  });

  test.each([
    ['bot.example.com', '3000', '--url bot.example.com is not an address'],
    ['bot.example.com:3000', '3000', '--url bot.example.com:3000 is not an address'],
    ['https://bot.example.com', 'abc', '--port abc is no port'],
    ['https://bot.example.com', '70000', '--port 70000 is no port'],
  ])('refuses --url %s --port %s', async (url, port, why) => {
    const { code, err } = await clusterops(folder, ['setup', '--url', url, '--port', port]);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });
});
