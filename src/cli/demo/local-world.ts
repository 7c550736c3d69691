import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { startControllers } from '../../sandbox/controllers/main.ts';
import { type SandboxGitHub, startSandboxGitHub } from '../../sandbox/github/main.ts';
import { type SandboxKubernetes, startSandboxKubernetes } from '../../sandbox/kubernetes/main.ts';
import { createPages } from '../../sandbox/pages/main.ts';
import { followClusters, gitOf } from './argocd.ts';

export const repository = 'acme/platform';
export const login = 'octavia';
const secret = 'a secret that only this demo knows';

export interface LocalWorld {
  readonly github: SandboxGitHub;
  readonly kubernetes: SandboxKubernetes;
  /** A personal token of the person. */
  readonly token: string;
  /** Where the kubeconfig of the local Kubernetes lies. */
  readonly kubeconfig: string;
  /** Starts the real bot as its own process; resolves when it takes deliveries. */
  startBot(): Promise<void>;
  close(): Promise<void>;
}

const configuration = `# ClusterOps shows a cluster while its pull request is open, and cleans up when it is closed without merging.
delivery: preview
providers:
  aws:
    sshKeyName: platform
`;

/** Sets the scene on loopback: a GitHub with one repository, a Kubernetes with Cluster API and Argo CD, no account anywhere. */
export async function createLocalWorld(
  options: { readonly ports?: { readonly github: number; readonly kubernetes: number } } = {},
): Promise<LocalWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-demo-'));
  const github = await startSandboxGitHub({ ...(options.ports === undefined ? {} : { port: options.ports.github }) });
  github.setPages(createPages(github, { viewer: login }));
  const kubernetes = await startSandboxKubernetes({
    ...(options.ports === undefined ? {} : { port: options.ports.kubernetes }),
  });
  const { control } = github;
  control.createUser(login, { name: 'Octavia Hub' });
  const owner = control.createOrganization('acme');
  await control.createRepository(repository, {
    files: { 'README.md': '# Platform\n\nThe clusters of acme.\n', '.github/clusterops.yml': configuration },
  });
  control.setCollaborator(repository, login, 'write');

  const port = await freePort();
  const manifest = parse(readFileSync(new URL('../../../app.yml', import.meta.url), 'utf8')) as {
    default_permissions: Record<string, 'read' | 'write'>;
    default_events: string[];
  };
  const app = control.createApp({
    owner,
    name: 'ClusterOps',
    permissions: manifest.default_permissions,
    events: manifest.default_events,
    webhook: { url: `http://127.0.0.1:${port}/api/github/webhooks`, secret },
  });
  control.install(app, 'acme');

  const controllers = startControllers({ kubernetes, git: gitOf(control), speed: 8 });
  followClusters(kubernetes, `${github.url}/${repository}.git`);

  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubernetes.kubeconfig(), { mode: 0o600 });
  let stopBot: () => Promise<void> = async () => {};
  return {
    github,
    kubernetes,
    token: control.createToken(login),
    kubeconfig,
    startBot: async () => {
      stopBot = await runBot({
        APP_ID: String(app.id),
        PRIVATE_KEY: app.privateKey,
        WEBHOOK_SECRET: secret,
        SERVED_REPOSITORIES: 'acme/*',
        GITHUB_API_URL: `${github.url}/api/v3`,
        KUBECONFIG: kubeconfig,
        HOST: '127.0.0.1',
        PORT: String(port),
        METRICS_PORT: 'off',
        DATA_DIR: join(folder, 'data'),
        COALESCE_MS: '250',
        CLEANUP_RECHECK_MS: '500',
      });
    },
    close: async () => {
      await stopBot();
      await controllers.stop();
      await kubernetes.close();
      await github.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The bot exactly as `npm start` runs it, in a process of its own. */
async function runBot(environment: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  const main = new URL(`../../main${extname(import.meta.filename)}`, import.meta.url).pathname;
  const { PATH, HOME } = process.env;
  const bot = spawn(process.execPath, ['--max-semi-space-size=4', main], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => bot.once('exit', () => resolve()));
  const said: string[] = [];
  bot.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: bot.stdout }).on('line', (line) => {
      if (line.includes('ClusterOps is ready')) resolve();
      else if (/"level":[56]0/.test(line)) said.push(line);
    });
    bot.once('exit', (code) => reject(new Error(`the bot ended with ${code}: ${said.join('\n')}`)));
  });
  return async () => {
    if (bot.exitCode === null) bot.kill('SIGTERM');
    await ended;
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
