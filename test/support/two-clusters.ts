import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { followClusters, gitOf } from '../../src/cli/demo/argocd.ts';
import { type Controllers, startControllers } from '../../src/sandbox/controllers/main.ts';
import { type SandboxKubernetes, startSandboxKubernetes } from '../../src/sandbox/kubernetes/main.ts';
import { previewConfiguration } from './management-cluster.ts';
import { createWorld, person, repositoryName, type World, type WorldOptions } from './world.ts';

/** Its management cluster is `america`; that of `repositoryName` is `europe`. */
export const otherRepository = 'acme/payments';
/** It is served and has none. */
export const unassignedRepository = 'acme/sketches';

/** The settings file of the two. */
export const twoClusters = `managementClusters:
  europe:
    context: admin@europe
    repositories:
      - match: [${repositoryName}]
        namespaces: [default]
  america:
    repositories:
      - match: [${otherRepository}]
        namespaces: [default]
`;

export interface TwoClusterWorld {
  readonly world: World;
  readonly europe: SandboxKubernetes;
  readonly america: SandboxKubernetes;
  uidOf(kubernetes: SandboxKubernetes, cluster: string): string | undefined;
  close(): Promise<void>;
}

/** A world with two management clusters, each with its own Argo CD that follows its own repository. */
export async function createTwoClusterWorld(options: WorldOptions = {}): Promise<TwoClusterWorld> {
  const [europe, america] = await Promise.all([startSandboxKubernetes(), startSandboxKubernetes()]);
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-clusters-'));
  const file = join(folder, 'clusters.yaml');
  writeFileSync(file, twoClusters);
  const controllers: Controllers[] = [];
  const world = await createWorld({
    configuration: previewConfiguration,
    pushed: () => {
      for (const each of controllers) each.pushed();
    },
    ...options,
    kubeconfig: twoContexts({ 'admin@europe': europe, america }),
    environment: { MANAGEMENT_CLUSTERS_FILE: file, ...options.environment },
  });
  const { control } = world.github;
  for (const each of [otherRepository, unassignedRepository]) {
    await control.createRepository(each, { files: { '.github/clusterops.yml': previewConfiguration } });
    control.setCollaborator(each, person, 'write');
  }
  for (const [kubernetes, repository] of [
    [europe, repositoryName],
    [america, otherRepository],
  ] as const) {
    controllers.push(startControllers({ kubernetes, speed: 400, pollSpeed: 60, git: gitOf(control) }));
    followClusters(kubernetes, `${world.github.url}/${repository}.git`);
  }
  return {
    world,
    europe,
    america,
    uidOf: ({ store }, name) =>
      store.get({ group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name })?.metadata.uid,
    close: async () => {
      await world.close();
      await Promise.all(controllers.map((each) => each.stop()));
      await Promise.all([europe.close(), america.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One kubeconfig with a context for each. */
function twoContexts(clusters: Readonly<Record<string, SandboxKubernetes>>): string {
  const parts = Object.entries(clusters).map(([name, kubernetes]) => {
    const { clusters, users } = parse(kubernetes.kubeconfig()) as {
      readonly clusters: readonly [{ readonly cluster: object }];
      readonly users: readonly [{ readonly user: object }];
    };
    return { name, cluster: clusters[0].cluster, user: users[0].user };
  });
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: parts.map(({ name, cluster }) => ({ name, cluster })),
    users: parts.map(({ name, user }) => ({ name, user })),
    contexts: parts.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  });
}
