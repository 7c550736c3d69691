import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Bot, startBot } from '../../src/compose.ts';
import type { Settings } from '../../src/config.ts';
import { readSettings } from '../../src/config.ts';
import { type SandboxGitHub, startSandboxGitHub } from '../../src/sandbox/github/main.ts';
import { createLog } from '../../src/telemetry/log.ts';

export const repositoryName = 'acme/platform';
export const person = 'octavia';
const secret = 'a secret of the tests';

export interface WorldOptions {
  /** `.github/clusterops.yml`; absent: no such file. */
  readonly configuration?: string;
  /** A kubeconfig; absent: no management cluster. */
  readonly kubeconfig?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A local GitHub with one repository, one person who may write, and the App installed; the bot is started on demand. */
export interface World {
  readonly github: SandboxGitHub;
  /** Starts the bot; with the same database as before when it ran already. */
  start(): Promise<Bot>;
  stop(): Promise<void>;
  /** Forgets the bot's database, as a lost disk does. */
  loseDatabase(): void;
  close(): Promise<void>;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const github = await startSandboxGitHub();
  const { control } = github;
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-test-'));
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
  const settings = (): Settings => {
    const read = readSettings({
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
      DATA_DIR: data,
      COALESCE_MS: '20',
      CLEANUP_RECHECK_MS: '50',
      SHUTDOWN_GRACE_SECONDS: '5',
      ...(options.kubeconfig === undefined ? {} : { KUBECONFIG: join(folder, 'kubeconfig') }),
      ...options.environment,
    });
    if (!read.ok) throw new Error(read.findings.map((finding) => finding.message).join('\n'));
    return read.settings;
  };

  const template = process.env['TEST_DATABASE_TEMPLATE'];
  const prepare = (): void => {
    if (template !== undefined) cpSync(template, data, { recursive: true });
  };
  prepare();
  let bot: Bot | undefined;
  const stop = async (): Promise<void> => {
    await bot?.stop();
    bot = undefined;
  };
  return {
    github,
    start: async () => {
      bot = await startBot(settings(), createLog({ level: (process.env['TEST_LOG'] ?? 'silent') as 'silent' }));
      return bot;
    },
    stop,
    loseDatabase: () => {
      rmSync(data, { recursive: true, force: true });
      prepare();
    },
    close: async () => {
      await stop();
      await github.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
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
