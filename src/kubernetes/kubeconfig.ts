import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { dirname } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { AppError } from '../errors.ts';
import { wordsOf } from './faults.ts';

export interface KubeconfigOptions {
  /** A kubeconfig file; without it and `content`: `KUBECONFIG`, `~/.kube/config`, then the pod's own service account. */
  readonly path?: string;
  /** The kubeconfig itself. */
  readonly content?: string;
  /** The context to use; absent: the file's current one. */
  readonly context?: string;
}

export type KubeconfigSource = KubeconfigOptions | 'in-cluster';

/** What a request needs to be let in: fresh for every request, because tokens and certificates rotate. */
export interface Authenticated {
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: http.Agent;
}

export interface Credentials {
  /** The API server's address; a path in it is kept in front of every request's. */
  readonly server: URL;
  /** Rejects with the words of the file system or of the login plugin; may hang with the plugin. */
  authenticate(): Promise<Authenticated>;
  /** Forgets cached tokens, after the API server said 401 or a login plugin hung. */
  renew(): void;
  close(): void;
}

const unusable = (detail: string, cause?: unknown) => new AppError('kubernetes/kubeconfig', detail, { cause });

async function load(source: KubeconfigSource): Promise<KubeConfig> {
  // Loaded only where a cluster is configured: the package takes tens of megabytes.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (source === 'in-cluster') config.loadFromCluster();
    else if (source.content !== undefined) config.loadFromString(source.content);
    else if (source.path !== undefined) {
      config.loadFromString(readFileSync(source.path, 'utf8'));
      config.makePathsAbsolute(dirname(source.path));
    } else config.loadFromDefault();
  } catch (error) {
    throw unusable(wordsOf(error), error);
  }
  if (source !== 'in-cluster' && source.context !== undefined) config.setCurrentContext(source.context);
  return config;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function serverOf(config: KubeConfig, source: KubeconfigSource): URL {
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

const digest = (...parts: readonly unknown[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(typeof part === 'string' || part instanceof Uint8Array ? part : String(part));
  return hash.digest('hex');
};

/** Opens a kubeconfig. Throws `kubernetes/kubeconfig` with what is wrong in it. */
export async function openKubeconfig(source: KubeconfigSource): Promise<Credentials> {
  let config = await load(source);
  const server = serverOf(config, source);
  let renewing: Promise<void> | undefined;
  let current = '';
  const agents: http.Agent[] = [];

  /** Requests under way keep their connections; new ones are made with what the kubeconfig says now. */
  function agentFor(options: https.RequestOptions): http.Agent {
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    const identity = digest(ca, '|', cert, '|', key, '|', rejectUnauthorized, '|', servername);
    const [known] = agents;
    if (known !== undefined && current === identity) return known;
    if (known !== undefined) retire(known);
    current = identity;
    const agent = newAgent({ ca, cert, key, rejectUnauthorized, servername });
    agents.unshift(agent);
    agents.length = Math.min(agents.length, 8);
    return agent;
  }

  function retire(agent: http.Agent): void {
    agent.maxFreeSockets = 0;
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  function newAgent(tls: https.RequestOptions): http.Agent {
    const keep = { keepAlive: true, keepAliveMsecs: 30_000, scheduling: 'lifo' as const };
    if (server.protocol === 'http:') return new http.Agent(keep);
    const given = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
    return new https.Agent({ ...keep, ...given });
  }

  async function authenticateAfresh(): Promise<Authenticated> {
    await renewing;
    const options: https.RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (typeof value === 'string') headers[name] = value;
    }
    if (typeof options.auth === 'string') headers.Authorization = `Basic ${btoa(options.auth)}`;
    const proxied = config.getCurrentCluster()?.proxyUrl;
    const agent = proxied && options.agent instanceof http.Agent ? options.agent : agentFor(options);
    return { headers, agent };
  }

  let underWay: Promise<Authenticated> | undefined;

  return {
    server,
    authenticate() {
      // Forty watches that start at once must not run forty login plugins.
      underWay ??= authenticateAfresh().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    renew() {
      underWay = undefined;
      renewing ??= load(source)
        .then((fresh) => {
          serverOf(fresh, source);
          config = fresh;
        })
        // The old one stays in use; its failure is reported by the request that needs it.
        .catch(() => undefined)
        .finally(() => {
          renewing = undefined;
        });
    },
    close() {
      for (const agent of agents) agent.destroy();
    },
  };
}
