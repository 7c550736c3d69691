import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import type { FileContent } from '../../src/domain/cluster/spec.ts';
import { type SandboxGitHub, startSandboxGitHub } from '../../src/sandbox/github/main.ts';

export interface Stage {
  readonly github: SandboxGitHub;
  /** Process id of the bot. */
  readonly pid: number;
  close(): Promise<void>;
}

const secret = 'a secret of the benchmarks';

/** A local GitHub with organisations of one repository each, one installation for each of them, and the bot in its own process. */
export async function createStage(options: {
  readonly organizations: readonly string[];
  readonly databaseUrl?: string | undefined;
  /** A kubeconfig; absent: no management cluster. */
  readonly kubeconfig?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Sees every request to GitHub with its reply. */
  readonly observe?: NonNullable<Parameters<typeof startSandboxGitHub>[0]>['observe'];
  /** Told of every push, and the repository that it went to: `owner/name`. */
  readonly pushed?: (repository: string) => void;
  /** What stands in each repository. */
  readonly files?: readonly FileContent[];
}): Promise<Stage> {
  const github = await startSandboxGitHub({
    requestsPerHour: 1_000_000,
    ...(options.pushed === undefined ? {} : { pushed: options.pushed }),
    ...(options.observe === undefined ? {} : { observe: options.observe }),
  });
  const { control } = github;
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-bench-'));
  control.createUser('octavia');
  const port = await freePort();
  const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'));
  const accounts = options.organizations.map((name) => control.createOrganization(name));
  const [owner] = accounts;
  if (owner === undefined) throw new Error('no organisation');
  const app = control.createApp({
    owner,
    name: 'ClusterOps',
    permissions: manifest.default_permissions,
    events: manifest.default_events,
    webhook: { url: `http://127.0.0.1:${port}/api/github/webhooks`, secret },
  });
  for (const name of options.organizations) {
    const files = Object.fromEntries((options.files ?? []).map(({ path, content }) => [path, content]));
    await control.createRepository(`${name}/platform`, { files: { 'README.md': `# ${name}\n`, ...files } });
    control.setCollaborator(`${name}/platform`, 'octavia', 'write');
    control.install(app, name);
  }
  if (options.kubeconfig !== undefined) writeFileSync(join(folder, 'kubeconfig'), options.kubeconfig);
  const { PATH, HOME } = process.env;
  const bot = spawn(process.execPath, ['--max-semi-space-size=4', 'src/main.ts'], {
    env: {
      PATH,
      HOME,
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: secret,
      SERVED_REPOSITORIES: '*',
      GITHUB_API_URL: `${github.url}/api/v3`,
      GITHUB_RATE_LIMITS: 'own',
      HOST: '127.0.0.1',
      PORT: String(port),
      METRICS_PORT: 'off',
      LOG_LEVEL: 'info',
      ...(options.databaseUrl === undefined
        ? { DATA_DIR: join(folder, 'data') }
        : { DATABASE_URL: options.databaseUrl }),
      ...(options.kubeconfig === undefined ? {} : { KUBECONFIG: join(folder, 'kubeconfig') }),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => bot.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: bot.stdout }).on('line', (line) => {
      if (line.includes('ClusterOps is ready')) resolve();
    });
    bot.once('exit', (code) => reject(new Error(`the bot ended with ${code}`)));
  });
  return {
    github,
    pid: bot.pid ?? 0,
    close: async () => {
      bot.kill('SIGTERM');
      await ended;
      await github.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
