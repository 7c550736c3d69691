import { followClusters, gitOf } from '../../src/cli/demo/argocd.ts';
import { type Controllers, startControllers } from '../../src/sandbox/controllers/main.ts';
import { type SandboxKubernetes, startSandboxKubernetes } from '../../src/sandbox/kubernetes/main.ts';
import { createStage, type Stage } from './stage.ts';

export const repository = 'acme/platform';

export interface ManagedStage extends Stage {
  readonly kubernetes: SandboxKubernetes;
  readonly controllers: Controllers;
  /** Has clusters made by a command each, in one comment, and merged; the merge commit. */
  merged(names: readonly string[]): Promise<string>;
  /** Titles of the newest run of each check on a commit, by its name. */
  titles(sha: string): ReadonlyMap<string, string>;
}

/** A stage with a management cluster, in which Cluster API and Argo CD are played at a multiple of their speed. */
export async function createManagedStage(
  options: { readonly speed: number } & Omit<
    Parameters<typeof createStage>[0],
    'organizations' | 'kubeconfig' | 'pushed'
  >,
): Promise<ManagedStage> {
  const { speed, ...rest } = options;
  const kubernetes = await startSandboxKubernetes({ historyLimit: 200_000 });
  let controllers: Controllers | undefined;
  const stage = await createStage({
    ...rest,
    organizations: ['acme'],
    files: [{ path: '.github/clusterops.yml', content: 'delivery: merge\n' }],
    kubeconfig: kubernetes.kubeconfig(),
    pushed: () => controllers?.pushed(),
  });
  const { github } = stage;
  const played = startControllers({
    kubernetes,
    speed,
    pollSpeed: 60,
    git: gitOf(github.control),
    engines: ['argocd'],
  });
  controllers = played;
  followClusters(kubernetes, `${github.url}/${repository}.git`);
  const runs = (sha: string) => [...github.world.store.runs.values()].filter((run) => run.suite.headSha === sha);
  return {
    ...stage,
    kubernetes,
    controllers: played,
    titles: (sha) => new Map(runs(sha).map(({ name, title }) => [name.replace('ClusterOps / ', ''), title ?? ''])),
    merged: async (names) => {
      const issue = await github.control.openIssue(repository, 'octavia', { title: names[0] ?? '', body: '' });
      const lines = names.map((name) => `/create-cluster local name=${name} workers=1 control-plane=1`);
      github.control.comment(repository, issue.number, 'octavia', lines.join('\n'));
      const pull = await until(() =>
        [...github.world.store.issues.values()]
          .flatMap((issues) => [...issues.values()])
          .find((each) => each.pull !== undefined && each.body?.includes(`#${issue.number}:`)),
      );
      const response = await fetch(`${github.url}/api/v3/repos/${repository}/pulls/${pull.number}/merge`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${github.control.createToken('octavia')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ merge_method: 'squash' }),
      });
      if (!response.ok) throw new Error(`the merge was refused: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { sha: string }).sha;
    },
    close: async () => {
      await stage.close();
      await played.stop();
      await kubernetes.close();
    },
  };
}

/** Waits until something is there; throws after some minutes. */
export async function until<Value>(look: () => Value | undefined, milliseconds = 300_000): Promise<Value> {
  const began = performance.now();
  for (;;) {
    const seen = look();
    if (seen !== undefined) return seen;
    if (performance.now() - began > milliseconds) throw new Error('the benchmark waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
