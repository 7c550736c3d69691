import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
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
  /** Rejects when the bot ends without being told to, with what it said last. */
  readonly botLost: Promise<never>;
  close(): Promise<void>;
}

const configuration = `# ClusterOps shows a cluster while its pull request is open, and cleans up when it is closed without merging.
delivery: preview
providers:
  aws:
    sshKeyName: platform
`;

/**
 * Sets the scene on loopback: a GitHub with one repository, a Kubernetes with Cluster API and Argo CD, no account anywhere. `ports`
 * are wishes: one that is taken is replaced by a free one.
 */
export async function createLocalWorld(
  ports: { readonly github: number; readonly kubernetes: number } = { github: 0, kubernetes: 0 },
): Promise<LocalWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-demo-'));
  const github = await startSandboxGitHub({ port: await freePort(ports.github) });
  github.setPages(createPages(github, { viewer: login }));
  const kubernetes = await startSandboxKubernetes({ port: await freePort(ports.kubernetes) });
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
  const lost = Promise.withResolvers<never>();
  // Whoever waits for it hears of it.
  lost.promise.catch(() => undefined);
  let bot: Bot | undefined;
  return {
    github,
    kubernetes,
    token: control.createToken(login),
    kubeconfig,
    startBot: () => {
      bot = runBot({
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
      bot.lost.catch(lost.reject);
      return bot.ready;
    },
    botLost: lost.promise,
    close: async () => {
      await bot?.stop();
      await controllers.stop();
      await kubernetes.close();
      await github.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

interface Bot {
  readonly ready: Promise<void>;
  readonly lost: Promise<never>;
  stop(): Promise<void>;
}

/** The bot exactly as `npm start` runs it, in a process of its own. */
function runBot(environment: Readonly<Record<string, string>>): Bot {
  const main = new URL(`../../main${extname(import.meta.filename)}`, import.meta.url).pathname;
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['--max-semi-space-size=4', main], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(`the bot ended with ${code ?? signal}: ${said.join('\n')}`)),
  );
  const lost = ended.then((why): never => {
    throw new Error(why);
  });
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('ClusterOps is ready')) resolve();
      else if (/"level":[56]0/.test(line)) said.push(line);
    });
  });
  return {
    ready: Promise.race([ready, lost]),
    lost,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The port that is wished for where nobody has it, else any free one. */
function freePort(wish = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (wish === 0 ? reject(error) : resolve(freePort())));
    server.listen(wish, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
