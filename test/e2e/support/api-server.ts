import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from '../../../src/sandbox/kubernetes/certificate.ts';
import { createKube, type Kube } from './kube.ts';
import { freePort, type Running, startProcess, whenReady } from './process.ts';
import { program, run } from './programs.ts';

export interface ApiServer {
  /** `https://127.0.0.1:<port>`, signed by `authority`. */
  readonly url: string;
  /** PEM. The same authority signs `certificate`, which any server on loopback may show. */
  readonly authority: string;
  /** A folder with `tls.crt` and `tls.key` for servers on loopback. */
  readonly certificates: string;
  /** Where the programs of this control plane write their logs. */
  readonly logs: string;
  /** A kubeconfig of a member of system:masters. */
  readonly kubeconfig: string;
  /** A token of a service account that exists, as a pod has it. */
  readonly tokenOf: (namespace: string, serviceAccount: string) => string;
  /** The text of a kubeconfig for whoever has this token. */
  readonly kubeconfigWith: (token: string) => string;
  /** What kubectl prints; throws with its complaint when it fails. `token`: as its owner. */
  readonly kubectl: (args: readonly string[], input?: string, token?: string) => string;
  /** The one word that kubectl answers, also where that is "no". */
  readonly answer: (args: readonly string[]) => string;
  readonly kube: Kube;
  /** SIGKILL to kube-apiserver; etcd goes on. */
  readonly kill: () => Promise<void>;
  /** Starts kube-apiserver again at the same address; resolves when it is ready. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * A real etcd and a real kube-apiserver on loopback, with nothing in them. They end with `stop`; their logs stay in `logs`, and
 * the end of its log is thrown when the server does not come up.
 */
export async function startApiServer(logs: string): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-e2e-'));
  const path = (name: string): string => join(folder, name);
  rmSync(logs, { recursive: true, force: true });
  const log = (name: string): string => join(logs, `${name}.log`);
  const [client, peer, port] = await Promise.all([freePort(), freePort(), freePort()]);
  const url = `https://127.0.0.1:${port}`;

  const { authority, certificate, key } = makeCertificates();
  const certificates = path('certificates');
  mkdirSync(certificates);
  writeFileSync(join(certificates, 'tls.crt'), certificate);
  writeFileSync(join(certificates, 'tls.key'), key);
  const administrator = randomUUID();
  writeFileSync(path('tokens.csv'), `${administrator},admin,admin,system:masters\n`);
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(path('sa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(path('sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));

  const kubeconfigWith = (token: string): string => JSON.stringify(kubeconfigOf(url, authority, token));
  const admin = path('kubeconfig');
  writeFileSync(admin, kubeconfigWith(administrator));

  const etcdUrl = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  const etcd = startProcess({
    name: 'etcd',
    command: program('etcd'),
    args: [
      `--data-dir=${path('etcd')}`,
      '--unsafe-no-fsync',
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
    ],
    log: log('etcd'),
  });
  const start = (): Running =>
    startProcess({
      name: 'kube-apiserver',
      command: program('kube-apiserver'),
      args: [
        `--etcd-servers=${etcdUrl}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${port}`,
        `--tls-cert-file=${join(certificates, 'tls.crt')}`,
        `--tls-private-key-file=${join(certificates, 'tls.key')}`,
        `--service-account-key-file=${path('sa.pub')}`,
        `--service-account-signing-key-file=${path('sa.key')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        '--service-cluster-ip-range=10.0.0.0/24',
        '--authorization-mode=RBAC',
        '--disable-admission-plugins=ServiceAccount',
        `--token-auth-file=${path('tokens.csv')}`,
      ],
      log: log('kube-apiserver'),
    });
  const kube = createKube({ url, authority, token: administrator });
  const ready = (server: Running): Promise<unknown> => whenReady(server, () => kube.raw('/readyz'));

  let server = start();
  const stop = async (): Promise<void> => {
    await server.stop();
    await etcd.kill();
    kube.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(server);
  } catch (error) {
    await stop();
    throw error;
  }
  const kubectlWith = (args: readonly string[], input?: string, token?: string): ReturnType<typeof run> => {
    const config = token === undefined ? admin : path('kubeconfig-of-another');
    if (token !== undefined) writeFileSync(config, kubeconfigWith(token));
    const env = { PATH: '', HOME: folder, KUBECONFIG: config };
    return run('kubectl', args, { env, ...(input === undefined ? {} : { input }) });
  };
  const kubectl: ApiServer['kubectl'] = (...given) => {
    const { status, stdout, stderr } = kubectlWith(...given);
    if (status !== 0) throw new Error(stderr || stdout);
    return stdout;
  };
  return {
    url,
    authority,
    certificates,
    logs,
    kubeconfig: admin,
    tokenOf: (namespace, serviceAccount) =>
      kubectl(['create', 'token', serviceAccount, '-n', namespace, '--duration=24h']).trim(),
    kubeconfigWith,
    kubectl,
    answer: (args) => kubectlWith(args).stdout.trim(),
    kube,
    kill: () => server.kill(),
    restart: async () => {
      server = start();
      await ready(server);
    },
    stop,
  };
}

function kubeconfigOf(server: string, authority: string, token: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'e2e', cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') } },
    ],
    users: [{ name: 'e2e', user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
    'current-context': 'e2e',
  };
}
