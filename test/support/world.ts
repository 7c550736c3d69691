import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, createWriteStream, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { parse } from 'yaml';
import { type Bot, startBot } from '../../src/compose.ts';
import { readSettings } from '../../src/config.ts';
import { type SandboxGitHub, startSandboxGitHub } from '../../src/sandbox/github/main.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { recordConformance } from './github/conform.ts';
import { scratchFolder } from './scratch.ts';

export const repositoryName = 'acme/platform';
export const person = 'octavia';
const secret = 'a secret of the tests';

export interface WorldOptions {
  /** `.github/clusterops.yml`; absent: no such file. */
  readonly configuration?: string;
  /** A kubeconfig; absent: no management cluster. */
  readonly kubeconfig?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Do not hold every exchange to GitHub's descriptions: for stories that other suites play with it. */
  readonly unchecked?: boolean;
  /** Told of every push, and the repository that it went to: `owner/name`. */
  readonly pushed?: (repository: string) => void;
  /** A file that takes what a spawned bot prints. */
  readonly log?: string;
}

export interface BotProcess {
  /** Resolves when it takes deliveries. */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  kill(): Promise<void>;
  terminate(): Promise<void>;
  /** Errors that it printed. */
  said(): readonly string[];
}

/** A local GitHub with one repository, one person who may write, and the App installed; the bot is started on demand. */
export interface World {
  readonly github: SandboxGitHub;
  /** Starts the bot; with the same database as before when it ran already. */
  start(): Promise<Bot>;
  stop(): Promise<void>;
  /** What the bot is started with. */
  environment(): Readonly<Record<string, string>>;
  /** Starts the bot in a process of its own; `environment` beside what it has. */
  spawn(environment?: Readonly<Record<string, string>>): Promise<BotProcess>;
  /** Forgets the bot's database, as a lost disk does. */
  loseDatabase(): Promise<void>;
  close(): Promise<void>;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const conformance = recordConformance();
  const github = await startSandboxGitHub({
    ...(options.unchecked === true ? {} : { observe: conformance.observe }),
    ...(options.pushed === undefined ? {} : { pushed: options.pushed }),
  });
  const { control } = github;
  const folder = scratchFolder('test');
  control.createUser(person);
  control.createUser('stranger');
  const owner = control.createOrganization('acme');
  await control.createRepository(repositoryName, {
    files: {
      'README.md': '# Platform\n',
      ...(options.configuration === undefined ? {} : { '.github/clusterops.yml': options.configuration }),
    },
  });
  control.setCollaborator(repositoryName, person, 'write');
  const port = await freePort();
  const manifest = parse(readFileSync('app.yml', 'utf8'));
  const app = control.createApp({
    name: 'ClusterOps',
    owner,
    permissions: manifest.default_permissions,
    events: manifest.default_events,
    webhook: { url: `http://127.0.0.1:${port}/api/github/webhooks`, secret },
  });
  control.install(app, 'acme');
  if (options.kubeconfig !== undefined) writeFileSync(join(folder, 'kubeconfig'), options.kubeconfig);

  const data = join(folder, 'data');
  const template = process.env['TEST_DATABASE_TEMPLATE'];
  let database = await createServerDatabase();
  if (database === undefined && template !== undefined) cpSync(template, data, { recursive: true });

  const environment = (): Readonly<Record<string, string>> => ({
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: secret,
    SERVED_REPOSITORIES: 'acme/*',
    GITHUB_API_URL: `${github.url}/api/v3`,
    // A test gives more commands in a second than a person in an hour.
    GITHUB_RATE_LIMITS: 'own',
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: 'off',
    COALESCE_MS: '20',
    CLEANUP_RECHECK_MS: '250',
    SHUTDOWN_GRACE_SECONDS: '5',
    ...(database === undefined ? { DATA_DIR: data } : { DATABASE_URL: database.url }),
    ...(options.kubeconfig === undefined ? {} : { KUBECONFIG: join(folder, 'kubeconfig') }),
    ...options.environment,
  });

  let bot: Bot | undefined;
  const stop = async (): Promise<void> => {
    await bot?.stop();
    bot = undefined;
  };
  return {
    github,
    start: async () => {
      const read = readSettings(environment());
      if (!read.ok) throw new Error(read.findings.map((finding) => finding.message).join('\n'));
      bot = await startBot(read.settings, createLog({ level: (process.env['TEST_LOG'] ?? 'silent') as 'silent' }));
      return bot;
    },
    stop,
    environment,
    spawn: (more) => spawnBot({ ...environment(), ...more }, options.log),
    loseDatabase: async () => {
      rmSync(data, { recursive: true, force: true });
      await database?.drop();
      database = await createServerDatabase();
      if (database === undefined && template !== undefined) cpSync(template, data, { recursive: true });
    },
    close: async () => {
      await stop();
      await github.close();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      conformance.assert();
    },
  };
}

/** The bot as `npm start` runs it, in a process of its own that can be killed. */
async function spawnBot(environment: Readonly<Record<string, string>>, log?: string): Promise<BotProcess> {
  const { PATH, HOME } = process.env;
  // The database's WebAssembly is not worth optimising for a bot that lives for seconds.
  const child = spawn(process.execPath, ['--liftoff-only', 'src/main.ts'], {
    // The compile cache halves the time that a bot needs to start from source.
    env: { PATH, HOME, NODE_COMPILE_CACHE: join(tmpdir(), 'clusterops-compile-cache'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (log !== undefined) {
    const file = createWriteStream(log, { flags: 'a' });
    for (const stream of [child.stdout, child.stderr]) stream.pipe(file, { end: false });
    child.once('close', () => file.end());
  }
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('ClusterOps is ready')) resolve();
      else if (/"level":[56]0/.test(line)) said.push(line);
    });
    child.once('exit', () => reject(new Error(`the bot ended before it was ready: ${said.join('\n')}`)));
  });
  ready.catch(() => {});
  const signal = (name: NodeJS.Signals) => async () => {
    child.kill(name);
    await ended;
  };
  return { ready, ended, kill: signal('SIGKILL'), terminate: signal('SIGTERM'), said: () => said };
}

/** A database of its own on the server of DATABASE_URL, when there is one. */
async function createServerDatabase(): Promise<{ readonly url: string; drop(): Promise<void> } | undefined> {
  const server = process.env['DATABASE_URL'];
  if (server === undefined) return undefined;
  const name = `clusterops_test_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: server });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database if exists ${name} with (force)`) };
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Resolves with the first answer that is not undefined; fails with what was seen last when there is none in time. */
export async function eventually<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  describe: () => unknown = () => 'nothing',
  patience = 15_000,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end)
      throw new Error(`not within ${patience} ms; last seen: ${JSON.stringify(describe(), null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
