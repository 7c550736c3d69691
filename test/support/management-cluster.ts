import { followClusters, gitOf } from '../../src/cli/demo/argocd.ts';
import { type Controllers, startControllers } from '../../src/sandbox/controllers/main.ts';
import type { Grant } from '../../src/sandbox/kubernetes/access.ts';
import { type SandboxKubernetes, startSandboxKubernetes } from '../../src/sandbox/kubernetes/main.ts';
import { readCrdIndex } from '../../src/schemas/read.ts';
import { followClustersWithFlux } from './flux.ts';
import { createWorld, repositoryName, type World, type WorldOptions } from './world.ts';

export const previewConfiguration = 'delivery: preview\nproviders:\n  aws:\n    sshKeyName: platform\n';

export interface ConnectedWorld {
  readonly world: World;
  readonly kubernetes: SandboxKubernetes;
  /** Everything in the cluster that belongs to a workload cluster of that name, as `Kind/name`. */
  objectsOf(name: string): readonly string[];
  clusterUid(name: string): string | undefined;
  /** Keeps matching machines and other cloud objects from coming up until the returned function is called. */
  failCloud: Controllers['failCloud'];
  close(): Promise<void>;
}

/** A world with a management cluster: Cluster API and the engines, Argo CD unless named, are played, and each engine follows the clusters folder. */
export async function createConnectedWorld(
  options: WorldOptions & {
    readonly engines?: readonly ('argocd' | 'flux')[];
    /** What Flux is set up for. */
    readonly packaging?: 'plain' | 'helm';
    /** What the bot may do there; absent: everything. */
    readonly grants?: readonly Grant[];
  } = {},
): Promise<ConnectedWorld> {
  const { engines = ['argocd'], packaging, grants } = options;
  const kubernetes = await startSandboxKubernetes();
  let played: Controllers | undefined;
  const world = await createWorld({
    configuration: previewConfiguration,
    pushed: () => played?.pushed(),
    ...options,
    kubeconfig: kubernetes.kubeconfig(...(grants === undefined ? [] : [kubernetes.access.addUser('bot', grants)])),
  });
  // Engines hear of pushes by webhook; that they look by themselves, too, is not to take most of the time.
  const controllers = startControllers({
    kubernetes,
    speed: 400,
    pollSpeed: 60,
    git: gitOf(world.github.control),
    engines,
  });
  played = controllers;
  const repoUrl = `${world.github.url}/${repositoryName}.git`;
  if (engines.includes('argocd')) followClusters(kubernetes, repoUrl);
  if (engines.includes('flux')) followClustersWithFlux(kubernetes, repoUrl, packaging);
  return {
    world,
    kubernetes,
    objectsOf: (name) => {
      const belongs = (each: string) =>
        each === name || each.startsWith(`${name}-`) || each.startsWith(`preview-${name}-`);
      return readCrdIndex()
        .filter(({ group, kind }) => kubernetes.store.serves(group, kind))
        .flatMap(({ group, kind }) => kubernetes.store.list(group, kind))
        .filter(({ metadata }) => belongs(metadata.name))
        .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    },
    clusterUid: (name) =>
      kubernetes.store.get({ group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name })?.metadata.uid,
    failCloud: controllers.failCloud,
    close: async () => {
      await world.close();
      await controllers.stop();
      await kubernetes.close();
    },
  };
}
