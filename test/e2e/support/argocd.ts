import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { ApiServer } from './api-server.ts';
import { installed, installKinds, listOf } from './installed.ts';
import { answers, freePort, type Running, startProcess, whenReady } from './process.ts';
import { program } from './programs.ts';

/** How often Argo CD looks at Git when it is not told of a push. */
const interval = '20s';
export const argocdNamespace = 'argocd';

export interface ArgoCd {
  readonly controller: Running;
  readonly stop: () => Promise<void>;
}

/**
 * Argo CD's repository server, application controller and ApplicationSet controller as ordinary processes, with a Redis. They
 * take the API server on loopback for the cluster that they run in. Nothing follows any repository yet.
 */
export async function startArgoCd(server: ApiServer): Promise<ArgoCd> {
  server.kubectl(['create', 'namespace', argocdNamespace]);
  await installKinds(server, installed('argocd-crds.yaml'));
  server.kubectl(['apply', '-n', argocdNamespace, '-f', '-'], listOf([...installed('argocd-settings.yaml'), project]));
  const key = randomBytes(32).toString('base64');
  const secret = JSON.stringify({ stringData: { 'server.secretkey': key } });
  server.kubectl(['patch', 'secret', 'argocd-secret', '-n', argocdNamespace, '-p', secret]);

  const folder = mkdtempSync(join(tmpdir(), 'clusterops-argocd-'));
  for (const name of ['tls', 'ssh', 'tmp']) mkdirSync(join(folder, name));
  const ports = await Promise.all(Array.from({ length: 7 }, freePort));
  const [redis, repository, repositoryMetrics, controllerMetrics, setMetrics, setProbe, setWebhook] = ports.map(String);
  const started: Running[] = [];
  const start = (name: string, command: string, args: readonly string[]): Running => {
    const running = startProcess({
      name,
      command,
      args,
      env: {
        ARGOCD_BINARY_NAME: name,
        ARGOCD_FAKE_IN_CLUSTER: 'true',
        ARGOCD_RECONCILIATION_TIMEOUT: interval,
        ARGOCD_RECONCILIATION_JITTER: '0',
        ARGOCD_GPG_ENABLED: 'false',
        ARGOCD_TLS_DATA_PATH: join(folder, 'tls'),
        ARGOCD_SSH_DATA_PATH: join(folder, 'ssh'),
        ARGOCD_ASK_PASS_SOCK: join(folder, 'ask-pass'),
        TMPDIR: join(folder, 'tmp'),
        HOME: folder,
        KUBECONFIG: server.kubeconfig,
        PATH: [dirname(program('helm')), process.env.PATH ?? ''].join(delimiter),
      },
      cwd: folder,
      log: join(server.logs, `${name}.log`),
    });
    started.push(running);
    return running;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const common = ['--namespace', argocdNamespace, '--redis', `127.0.0.1:${redis}`];
  const plain = [`127.0.0.1:${repository}`, '--repo-server-plaintext'];
  let controller: Running;
  try {
    const cache = start('redis', 'redis-server', ['--port', `${redis}`, '--bind', '127.0.0.1', '--save', '']);
    const files = start('argocd-repo-server', program('argocd'), [
      ...['--redis', `127.0.0.1:${redis}`, '--loglevel', 'warn', '--disable-tls'],
      ...['--address', '127.0.0.1', '--port', `${repository}`],
      ...['--metrics-address', '127.0.0.1', '--metrics-port', `${repositoryMetrics}`],
    ]);
    const applications = start('argocd-application-controller', program('argocd'), [
      ...common,
      ...['--metrics-port', `${controllerMetrics}`, '--repo-server', ...plain],
    ]);
    const sets = start('argocd-applicationset-controller', program('argocd'), [
      ...['--namespace', argocdNamespace, '--loglevel', 'warn', '--argocd-repo-server', ...plain],
      ...['--metrics-addr', `127.0.0.1:${setMetrics}`, '--probe-addr', `127.0.0.1:${setProbe}`],
      ...['--webhook-addr', `127.0.0.1:${setWebhook}`],
    ]);
    controller = applications;
    await Promise.all([
      whenReady(files, answers(`http://127.0.0.1:${repositoryMetrics}/metrics`)),
      whenReady(applications, answers(`http://127.0.0.1:${controllerMetrics}/healthz`)),
      whenReady(sets, answers(`http://127.0.0.1:${setMetrics}/metrics`)),
    ]);
    if (cache.ended()) throw new Error(`Redis ended: ${cache.tail()}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { controller, stop };
}

/** Argo CD's own API server, which is left out here, makes this project and the key of `argocd-secret` at its first start. */
const project = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'default' },
  spec: {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  },
};
