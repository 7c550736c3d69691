import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { program, run } from './programs.ts';

export interface ApiServer {
  /** A kubeconfig of a member of system:masters. */
  readonly kubeconfig: string;
  /** What kubectl prints; throws with its complaint when it fails. */
  readonly kubectl: (args: readonly string[], input?: string) => string;
  readonly stop: () => Promise<void>;
}

/**
 * A real etcd and a real kube-apiserver on loopback, with nothing in them. They end with `stop`, which throws their logs away;
 * when the server does not come up the end of its log is thrown.
 */
export async function startApiServer(): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-e2e-'));
  const [client, peer, secure] = await Promise.all([freePort(), freePort(), freePort()]);
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const path = (name: string): string => join(folder, name);
  const token = randomUUID();
  writeFileSync(path('sa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(path('sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(path('tokens.csv'), `${token},admin,admin,system:masters\n`);

  const children: ChildProcess[] = [];
  const start = (name: string, args: readonly string[]): void => {
    const log = openSync(path(`${name}.log`), 'w');
    children.push(spawn(program(name), [...args], { stdio: ['ignore', log, log], cwd: folder }));
    closeSync(log);
  };
  const stop = async (): Promise<void> => {
    await Promise.all(children.toReversed().map(ended));
    rmSync(folder, { recursive: true, force: true });
  };
  const etcd = `http://127.0.0.1:${client}`;
  start('etcd', [
    `--data-dir=${path('etcd')}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
  ]);
  start('kube-apiserver', [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${secure}`,
    `--cert-dir=${path('certificates')}`,
    `--service-account-key-file=${path('sa.pub')}`,
    `--service-account-signing-key-file=${path('sa.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--authorization-mode=RBAC',
    '--disable-admission-plugins=ServiceAccount',
    `--token-auth-file=${path('tokens.csv')}`,
  ]);
  const kubeconfig = path('kubeconfig');
  const server = `https://127.0.0.1:${secure}`;
  const cluster = { name: 'e2e', cluster: { server, 'insecure-skip-tls-verify': true } };
  const user = { name: 'admin', user: { token } };
  const context = { name: 'e2e', context: { cluster: 'e2e', user: 'admin' } };
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [cluster],
      users: [user],
      contexts: [context],
      'current-context': 'e2e',
    }),
  );
  const env = { PATH: '', HOME: folder, KUBECONFIG: kubeconfig };
  const kubectl: ApiServer['kubectl'] = (args, input) => {
    const { status, stdout, stderr } = run('kubectl', args, { env, ...(input === undefined ? {} : { input }) });
    if (status !== 0) throw new Error(stderr || stdout);
    return stdout;
  };

  const until = Date.now() + 60_000;
  while (run('kubectl', ['get', '--raw', '/readyz'], { env }).status !== 0) {
    if (Date.now() > until || children.some((child) => child.exitCode !== null)) {
      const log = readFileSync(path('kube-apiserver.log'), 'utf8').split('\n').slice(-20).join('\n');
      await stop();
      throw new Error(`kube-apiserver did not become ready:\n${log}`);
    }
    await delay(200);
  }
  return { kubeconfig, kubectl, stop };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(forced);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
