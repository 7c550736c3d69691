import { join } from 'node:path';
import type { ApiServer } from './api-server.ts';
import { installed, installKinds, listOf } from './installed.ts';
import { answers, freePort, type Running, startProcess, whenFree, whenReady } from './process.ts';
import { program } from './programs.ts';

export type ClusterApiPart = 'capi-core' | 'capi-bootstrap' | 'capi-control-plane' | 'capi-dev';

export interface ClusterApi<Part extends ClusterApiPart = ClusterApiPart> {
  /** The managers, to be killed or stopped in the middle of a story. */
  readonly managers: Readonly<Record<Part, Running>>;
  /** Starts a manager that has ended, at the same ports. */
  readonly restart: (part: Part) => Promise<void>;
  /** Runs something while no manager does anything, so that two readers of the same objects see the same; one at a time. */
  readonly still: <T>(what: () => Promise<T>) => Promise<T>;
  readonly stop: () => Promise<void>;
}

const namespace = 'capi-system';
/** What makes the objects of clusters, and no machines. */
export const withoutMachines = ['capi-core', 'capi-bootstrap', 'capi-control-plane'] as const;
const everything: readonly ClusterApiPart[] = [...withoutMachines, 'capi-dev'];
const gates: Readonly<Record<ClusterApiPart, string>> = {
  'capi-core': 'ClusterTopology=true,MachinePool=true',
  'capi-bootstrap': 'MachinePool=true',
  'capi-control-plane': 'ClusterTopology=true,MachinePool=true',
  'capi-dev': 'ClusterTopology=true,MachinePool=true',
};

/** No flag changes it. */
const developmentProviderPort = 19_000;

/**
 * Cluster API with its kubeadm and development providers as ordinary processes: CRDs, conversion and admission webhooks are the
 * real ones. Machines live in the memory of the development provider, which takes fixed ports: a second one on the same machine
 * waits here until the first has ended.
 */
export function startClusterApi(server: ApiServer): Promise<ClusterApi> {
  return startParts(server, everything);
}

/** As `startClusterApi`, with some of its parts only. */
export async function startParts<Part extends ClusterApiPart>(
  server: ApiServer,
  parts: readonly Part[],
): Promise<ClusterApi<Part>> {
  const ports = Object.fromEntries(
    await Promise.all(
      parts.map(async (part) => {
        const [webhook, health, diagnostics] = await Promise.all([freePort(), freePort(), freePort()]);
        return [part, { webhook, health, diagnostics }] as const;
      }),
    ),
  ) as Record<Part, Ports>;
  const objects = parts.flatMap((part) => installed(`${part}.yaml`, { server, webhookPort: ports[part].webhook }));
  await installKinds(server, objects);
  server.kubectl(['create', 'namespace', namespace]);

  if (parts.some((part) => part === 'capi-dev')) await whenFree(developmentProviderPort);
  const start = (part: Part): Running =>
    startProcess({
      name: part,
      command: program(part),
      args: [
        '--leader-elect=false',
        `--webhook-port=${ports[part].webhook}`,
        `--webhook-cert-dir=${server.certificates}`,
        `--health-addr=127.0.0.1:${ports[part].health}`,
        `--diagnostics-address=127.0.0.1:${ports[part].diagnostics}`,
        '--insecure-diagnostics',
        `--feature-gates=${gates[part]}`,
      ],
      env: {
        KUBECONFIG: server.kubeconfig,
        POD_NAMESPACE: namespace,
        POD_NAME: part,
        POD_UID: part,
        POD_IP: '127.0.0.1',
        // Nobody is there: no story may find the container engine of whoever runs it.
        DOCKER_HOST: 'tcp://127.0.0.1:1',
      },
      log: join(server.logs, `${part}.log`),
    });
  const managers = Object.fromEntries(parts.map((part) => [part, start(part)])) as Record<Part, Running>;
  const stop = async (): Promise<void> => {
    await Promise.all(parts.map((part) => managers[part].stop()));
  };
  const ready = (part: Part): Promise<unknown> =>
    whenReady(managers[part], answers(`http://127.0.0.1:${ports[part].health}/readyz`));
  try {
    await Promise.all(parts.map(ready));
    // Only now: a webhook that nobody answers refuses everything.
    const webhooks = objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
    server.kubectl(['apply', '--server-side', '-f', '-'], listOf(webhooks));
  } catch (error) {
    await stop();
    throw error;
  }
  let turn: Promise<unknown> = Promise.resolve();
  const signal = (name: NodeJS.Signals): void => {
    for (const part of parts) managers[part].signal(name);
  };
  return {
    still: (what) => {
      const mine = turn.then(async () => {
        signal('SIGSTOP');
        return await what().finally(() => signal('SIGCONT'));
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    managers,
    restart: async (part) => {
      managers[part] = start(part);
      await ready(part);
    },
    stop,
  };
}

interface Ports {
  readonly webhook: number;
  readonly health: number;
  readonly diagnostics: number;
}
