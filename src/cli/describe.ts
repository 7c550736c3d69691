import { describeJson } from '../domain/health/describe-json.ts';
import { printTree } from '../domain/health/print-tree.ts';
import { describeTree } from '../domain/health/tree.ts';
import { connectCluster } from '../kubernetes/connect.ts';
import { createLog } from '../telemetry/log.ts';
import { CliExit, exitCodes } from './exit.ts';

interface DescribeOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly json?: boolean;
}

const patience = 15_000;

/** `clusterops describe`: the tree that `clusterctl describe cluster` shows, from the same decoder that the checks use. */
export async function describe(name: string, options: DescribeOptions, print: (line: string) => void): Promise<void> {
  const parts = name.split('/');
  const [namespace, cluster] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['default', name];
  const path = options.kubeconfig ?? process.env.KUBECONFIG;
  const connection = await connectCluster({
    source: 'kubeconfig',
    ...(path === undefined ? {} : { path }),
    ...(options.context === undefined ? {} : { context: options.context }),
    namespaces: [namespace],
    argocdNamespaces: [],
    fluxNamespaces: [],
    clock: { now: () => Date.now() },
    log: createLog({ level: 'fatal' }),
  });
  try {
    connection.start();
    const state = await connection.whenLive(patience);
    if (state.state !== 'live') {
      const because = state.state === 'blind' ? state.because : 'no cluster is configured';
      throw new CliExit(exitCodes.failed, `kubernetes/unavailable: the management cluster cannot be seen: ${because}`);
    }
    const objects = connection.view.cluster(namespace, cluster);
    if (objects === undefined)
      throw new CliExit(
        exitCodes.refused,
        `cluster/unknown: no Cluster ${namespace}/${cluster} in the management cluster`,
      );
    print(
      options.json === true
        ? JSON.stringify(describeJson(describeTree(objects)), null, 2)
        : printTree(describeTree(objects), Date.now()),
    );
  } finally {
    await connection.close();
  }
}
