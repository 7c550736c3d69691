import { join } from 'node:path';
import type { ApiServer } from './api-server.ts';
import { freePort, startProcess, whenReady } from './process.ts';
import { program } from './programs.ts';

/**
 * Kubernetes' own garbage collector, without which foreground and background deletion mean nothing: it deletes what an owner
 * leaves behind. No other controller of kube-controller-manager runs.
 */
export async function startGarbageCollector(server: ApiServer): Promise<{ readonly stop: () => Promise<void> }> {
  const port = await freePort();
  const collector = startProcess({
    name: 'kube-controller-manager',
    command: program('kube-controller-manager'),
    args: [
      `--kubeconfig=${server.kubeconfig}`,
      '--controllers=garbage-collector-controller',
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--tls-cert-file=${join(server.certificates, 'tls.crt')}`,
      `--tls-private-key-file=${join(server.certificates, 'tls.key')}`,
      '--v=2',
    ],
    log: join(server.logs, 'kube-controller-manager.log'),
  });
  const synced = async (): Promise<true | undefined> =>
    collector.logged('Proceeding to collect garbage') ? true : undefined;
  try {
    await whenReady(collector, synced);
  } catch (error) {
    await collector.stop();
    throw error;
  }
  return { stop: collector.stop };
}
