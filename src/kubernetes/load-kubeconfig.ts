import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { KubeConfig } from '@kubernetes/client-node';
import { AppError } from '../errors.ts';
import { loadKubeConfigClass } from './client-node.ts';
import { wordsOf } from './faults.ts';

export interface KubeconfigOptions {
  /** A kubeconfig file, or several as in `KUBECONFIG`; without it and `content`: `KUBECONFIG`, `~/.kube/config`, then the pod's own service account. */
  readonly path?: string;
  /** The kubeconfig itself. */
  readonly content?: string;
  /** The context to use; absent: the file's current one. */
  readonly context?: string;
}

export type KubeconfigSource = KubeconfigOptions | 'in-cluster';

const unusable = (detail: string, cause?: unknown) => new AppError('kubernetes/kubeconfig', detail, { cause });

interface Part {
  readonly path: string;
  readonly config: KubeConfig;
}

/** Reads one file, or several as `KUBECONFIG` names them: the first to define a name wins, as with kubectl. */
function loadFiles(config: KubeConfig, another: () => KubeConfig, path: string): readonly Part[] {
  const paths = path.split(delimiter).filter((each) => each !== '');
  const read = paths
    .filter((each) => paths.length === 1 || existsSync(each))
    .map((each) => {
      const part = another();
      part.loadFromString(readFileSync(each, 'utf8'));
      part.makePathsAbsolute(dirname(each));
      return { path: each, config: part };
    });
  const parts = read.map((each) => each.config);
  const firsts = <Item extends { readonly name: string }>(all: readonly Item[]): Item[] =>
    all.filter((item, index) => all.findIndex(({ name }) => name === item.name) === index);
  config.clusters = firsts(parts.flatMap((part) => part.clusters ?? []));
  config.users = firsts(parts.flatMap((part) => part.users ?? []));
  config.contexts = firsts(parts.flatMap((part) => part.contexts ?? []));
  config.setCurrentContext(parts.map((part) => part.currentContext).find((name) => name) ?? '');
  return read;
}

/**
 * Files of different clusters often call their cluster and user the same, as kubeadm does. kubectl then goes with the context of one file to
 * the cluster of another; whoever deletes clusters must not.
 */
function refuseMixed(config: KubeConfig, parts: readonly Part[]): void {
  const name = config.getCurrentContext();
  const own = parts.find((part) => part.config.getContextObject(name) !== null);
  const context = own?.config.getContextObject(name);
  if (own === undefined || !context) return;
  const mixed = [
    ['cluster', context.cluster, (each: KubeConfig) => each.getCluster(context.cluster)],
    ['user', context.user, (each: KubeConfig) => each.getUser(context.user)],
  ] as const;
  for (const [what, called, of] of mixed) {
    const meant = of(own.config);
    if (meant === null || isDeepStrictEqual(meant, of(config))) continue;
    const other = parts.find((part) => of(part.config) !== null);
    throw unusable(
      `context "${name}" of ${own.path} is of the ${what} "${called}", which ${other?.path} defines as another; rename it in one of them`,
    );
  }
}

/** Reads a kubeconfig. Throws `kubernetes/kubeconfig` with what is wrong in it. */
export async function loadKubeconfig(source: KubeconfigSource): Promise<KubeConfig> {
  // Loaded only where a cluster is configured.
  const KubeConfig = await loadKubeConfigClass();
  const config = new KubeConfig();
  let parts: readonly Part[] = [];
  try {
    if (source === 'in-cluster') config.loadFromCluster();
    else if (source.content !== undefined) config.loadFromString(source.content);
    else if (source.path !== undefined) parts = loadFiles(config, () => new KubeConfig(), source.path);
    else config.loadFromDefault();
  } catch (error) {
    throw unusable(wordsOf(error), error);
  }
  if (source !== 'in-cluster' && source.context !== undefined) config.setCurrentContext(source.context);
  refuseMixed(config, parts);
  return config;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The API server of the chosen context. Throws `kubernetes/kubeconfig` when there is none that can be used. */
export function serverOf(config: KubeConfig, source: KubeconfigSource): URL {
  const context = config.getCurrentContext();
  if (!context || config.getContextObject(context) === null) {
    const names = config.getContexts().map((known) => known.name);
    throw unusable(`no context "${context ?? ''}"; it has ${names.length === 0 ? 'none' : names.join(', ')}`);
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null || !URL.canParse(cluster.server)) {
    if (source === 'in-cluster') throw unusable('there is no service account here, as a pod would have');
    throw unusable(`context "${context}" names no cluster with a server address`);
  }
  const server = new URL(cluster.server);
  if (server.protocol === 'http:' && !cluster.skipTLSVerify) {
    if (!loopback.has(server.hostname)) {
      throw unusable(`${server.origin} would be sent credentials in clear; use https, or set insecure-skip-tls-verify`);
    }
    // The client refuses plain HTTP unless told so; on loopback nobody else can read it.
    config.clusters = config.clusters.map((known) => (known === cluster ? { ...known, skipTLSVerify: true } : known));
  }
  return server;
}
