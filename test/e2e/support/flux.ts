import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiServer } from './api-server.ts';
import { installed, installKinds } from './installed.ts';
import { answers, freePort, type Running, startProcess, whenReady } from './process.ts';
import { program } from './programs.ts';

export const fluxNamespace = 'flux-system';

/** Flux's source-controller and kustomize-controller as ordinary processes. Nothing follows any repository yet. */
export async function startFlux(server: ApiServer): Promise<{ readonly stop: () => Promise<void> }> {
  server.kubectl(['create', 'namespace', fluxNamespace]);
  for (const name of ['source-controller', 'kustomize-controller'])
    await installKinds(server, installed(`${name}.yaml`));
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-flux-'));
  const started: Running[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const start = async (name: string, args: readonly string[]): Promise<void> => {
    const [health, metrics] = [await freePort(), await freePort()];
    const running = startProcess({
      name,
      command: program(name),
      args: [
        ...args,
        ...['--events-addr=', '--log-level=info', '--watch-all-namespaces=true'],
        ...[`--health-addr=127.0.0.1:${health}`, `--metrics-addr=127.0.0.1:${metrics}`],
      ],
      env: {
        KUBECONFIG: server.kubeconfig,
        RUNTIME_NAMESPACE: fluxNamespace,
        HOME: folder,
        TMPDIR: folder,
        PATH: process.env.PATH ?? '',
      },
      cwd: folder,
      log: join(server.logs, `${name}.log`),
    });
    started.push(running);
    await whenReady(running, answers(`http://127.0.0.1:${health}/readyz`));
  };
  try {
    const storage = `127.0.0.1:${await freePort()}`;
    await start('source-controller', [
      `--storage-path=${folder}`,
      `--storage-addr=${storage}`,
      `--storage-adv-addr=${storage}`,
    ]);
    await start('kustomize-controller', []);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
