import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ageless } from '../../support/recorded/ageless.ts';
import { program } from './programs.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

const execute = promisify(execFile);

/** What `clusterctl describe cluster` prints. */
export async function theirTree({ server }: Stage, namespace: string, cluster: string): Promise<string> {
  const args = ['describe', 'cluster', cluster, '-n', namespace, '--kubeconfig', server.kubeconfig];
  const env = {
    PATH: '',
    HOME: '/nonexistent',
    XDG_CONFIG_HOME: '/nonexistent',
    CLUSTERCTL_DISABLE_VERSIONCHECK: 'true',
    NO_COLOR: '1',
  };
  return (await execute(program('clusterctl'), args, { env })).stdout;
}

/** In a process of its own, as a person runs it. */
async function ours({ server }: Stage, namespace: string, cluster: string): Promise<string> {
  const args = ['src/cli/main.ts', 'describe', `${namespace}/${cluster}`, '--kubeconfig', server.kubeconfig];
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(tmpdir(), 'clusterops-compile-cache') };
  return (await execute(process.execPath, args, { env })).stdout;
}

/** What ours and clusterctl's description of a cluster say of the same objects. */
export async function bothTrees(
  { stage, page, name }: Scene,
  cluster: string,
): Promise<{ readonly ours: string; readonly theirs: string }> {
  const [mine, other] = await stage.clusterApi.still(() =>
    Promise.all([ours(stage, name, cluster), theirTree(stage, name, cluster)]),
  );
  page.show(`clusterctl describe cluster ${cluster}`, other);
  return { ours: ageless(mine), theirs: ageless(other) };
}
